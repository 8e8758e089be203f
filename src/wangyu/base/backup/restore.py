"""Bringing a backup back on an empty machine: all of it, or nothing and a sentence."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping
from pathlib import Path

from wangyu.base.backup import store
from wangyu.base.backup.engines import Engine
from wangyu.base.backup.errors import BackupError
from wangyu.base.backup.keychest import read_given
from wangyu.base.backup.logic.manifest import Manifest, compare_tables
from wangyu.base.backup.places import Places
from wangyu.base.backup.take import Say
from wangyu.base.backup.verify import Known, read_manifest, verify
from wangyu.base.core.keys import BACKUP, public_bytes

MARK = "restoring"
"""A file of this name stands in the home while a restore is under way."""


def restore(
    folder: Path,
    *,
    keys: Path,
    passphrase: str,
    where: Places,
    engine: Engine,
    migrations: Collection[str],
    say: Say,
) -> Manifest:
    """``migrations``: those this version knows, as "app.0001_name"."""
    mark = where.home / MARK
    begun = mark.exists() and mark.read_text(encoding="utf-8") == folder.name
    if not begun:
        _require_empty(where, engine)
    chest = read_given(keys, passphrase)
    manifest = _require_good(folder, chest, engine, migrations, say)
    where.home.mkdir(parents=True, exist_ok=True)
    mark.write_text(folder.name, encoding="utf-8")
    _clear(where, engine)
    try:
        _bring_files(folder, manifest, where, say)
        _bring_keys(chest, where)
        _bring_database(folder, manifest, engine, say)
    except BaseException:
        _clear(where, engine)
        mark.unlink()
        raise
    _bring_packs(folder, manifest, where, say)
    mark.unlink()
    return manifest


def _require_empty(where: Places, engine: Engine) -> None:
    for place in (where.media, where.home / "keys"):
        if place.is_dir() and any(path.is_file() for path in place.rglob("*")):
            raise BackupError(
                f"{place} 里已有内容。恢复只在空的数据目录进行：请把 WANGYU_HOME 指向一个空目录"
            )
    with engine.live() as reader:
        if reader.names():
            raise BackupError(
                "数据库里已有表。恢复只在空的数据库进行：请另建一个空库，或换空的数据目录"
            )


def _require_good(
    folder: Path, chest: Mapping[str, bytes], engine: Engine, migrations: Collection[str], say: Say
) -> Manifest:
    if BACKUP not in chest:
        raise BackupError(f"给出的密钥里没有 {BACKUP}，不能确认备份的来历")
    known = Known(key=public_bytes(chest[BACKUP]))
    manifest = read_manifest(folder, known.key)
    if manifest.vendor != engine.vendor:
        raise BackupError(
            f"这是 {manifest.vendor} 的备份，而 WANGYU_DATABASE 指的是 {engine.vendor}，请改为同一种数据库"
        )
    if unknown := sorted(set(manifest.migrations) - set(migrations)):
        raise BackupError(
            f"备份由版本 {manifest.version} 做成，其中的迁移 {unknown[0]} 等 {len(unknown)} 个这里没有；"
            "请先安装那个版本或更新的版本"
        )
    say("先核对备份：逐个文件计算指纹，打开数据库逐表比较")
    if found := verify(folder, engine, known):
        raise BackupError("备份有问题，没有恢复：" + "；".join(map(str, found[:5])))
    return manifest


def _clear(where: Places, engine: Engine) -> None:
    for place in (where.media, where.home / "keys"):
        shutil.rmtree(place, ignore_errors=True)
    engine.clear()


def _bring_files(folder: Path, manifest: Manifest, where: Places, say: Say) -> None:
    mine = [path for path in manifest.files if path.startswith(store.POOL + "/")]
    say(f"文件：{len(mine)} 份")
    for path in mine:
        target = where.media / path.removeprefix(store.POOL + "/")
        store.copy(folder / path, target)
        if store.fingerprint(target) != manifest.files[path]:
            raise BackupError(f"{target} 写下后与备份不同，请检查磁盘")


def _bring_keys(chest: Mapping[str, bytes], where: Places) -> None:
    place = where.home / "keys"
    place.mkdir(mode=0o700)
    for name, data in chest.items():
        file = place / Path(name).name
        file.touch(mode=0o600)
        file.write_bytes(data)


def _bring_database(folder: Path, manifest: Manifest, engine: Engine, say: Say) -> None:
    say(f"数据库：{len(manifest.tables)} 张表，{manifest.rows} 行")
    engine.load(folder / manifest.database)
    with engine.live() as reader:
        found = {name: reader.table(name) for name in reader.names()}
    if wrong := compare_tables(manifest.tables, found):
        name, why = next(iter(wrong.items()))
        raise BackupError(f"恢复后的表 {name} 与备份不同：{why}")


def _bring_packs(folder: Path, manifest: Manifest, where: Places, say: Say) -> None:
    """The platform's own stay as installed; others are put beside the data."""
    mine = {
        p.removeprefix("packs/"): i for p, i in manifest.files.items() if p.startswith("packs/")
    }
    here = where.packs
    if all((here / p).is_file() and store.fingerprint(here / p) == i for p, i in mine.items()):
        return
    for path in mine:
        store.copy(folder / "packs" / path, where.home / "packs" / path)
    say(
        f"备份里的规则包与安装的不同，已放在 {where.home / 'packs'}；要沿用它，请把 WANGYU_PACKS 指向那里"
    )
