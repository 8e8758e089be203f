"""Taking a backup of a running platform.

The database first, at one moment; the files after it. Whatever a row of that moment names was on
disk before the row was written and is never removed, so it is in the backup.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from wangyu import __version__
from wangyu.base.backup import store
from wangyu.base.backup.engines import Engine
from wangyu.base.backup.errors import BackupError, Finding
from wangyu.base.backup.keychest import read_folder, seal, unseal
from wangyu.base.backup.logic import manifest as lists
from wangyu.base.backup.logic.manifest import Item, Manifest
from wangyu.base.backup.places import (
    PART,
    Places,
    backups_in,
    destination,
    is_backup,
    keys_destination,
    one_at_a_time,
)
from wangyu.base.backup.verify import Known, read_manifest, verify
from wangyu.base.core.keys import backup_key
from wangyu.base.lib.dates import SHANGHAI

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Taken:
    folder: Path
    manifest: Manifest
    findings: list[Finding]


def take(where: Places, engine: Engine, now: datetime, say: Say) -> Taken:
    """A backup of its own name, verified by opening it."""
    root = destination(where)
    with one_at_a_time(root):
        _clear_parts(root)
        name = f"{now.astimezone(SHANGHAI):%Y%m%d-%H%M%S}"
        part, folder = root / (PART + name), root / name
        if folder.exists():
            raise BackupError(f"{folder} 已经有了，请过一秒再试")
        part.mkdir(mode=0o700)
        made = _fill(part, name, where, engine, now, say)
        part.replace(folder)
        say("核对：逐个文件计算指纹，打开数据库逐表比较")
        findings = verify(folder, engine, Known(where.home))
        if any((where.media / _within_media(f.place)).is_file() for f in findings):
            say("有文件与清单不符，从数据目录重新复制后再核对")
            _mend(folder, made, findings, where, root / store.POOL)
            findings = verify(folder, engine, Known(where.home))
    return Taken(folder, made, findings)


def _clear_parts(root: Path) -> None:
    """What a killed backup left."""
    for left in root.glob(PART + "*"):
        shutil.rmtree(left)


def _fill(
    part: Path, name: str, where: Places, engine: Engine, now: datetime, say: Say
) -> Manifest:
    say("数据库：在一个时刻的快照里导出并逐表计算指纹")
    seen = engine.dump(part / engine.file)
    say(f"数据库：{len(seen.tables)} 张表，{sum(t.rows for t in seen.tables.values())} 行")
    copied = store.fill_pool(where.media, part.parent / store.POOL)
    earlier = _earlier(part.parent)
    files = {engine.file: store.fingerprint(part / engine.file)}
    files |= _link_files(part, where.media, earlier)
    files |= _copy_packs(part, where.packs)
    say(f"文件：{len(files)} 份，其中新复制 {copied} 份")
    made = Manifest(
        name=name, taken_at=now, version=__version__, vendor=engine.vendor, server=seen.server,
        database=engine.file, migrations=seen.migrations, tables=seen.tables, files=files,
    )  # fmt: skip
    data, signature = lists.write(made, backup_key(where.home))
    (part / lists.NAME).write_bytes(data)
    (part / lists.SIGNATURE).write_text(signature, encoding="ascii")
    return made


def _earlier(root: Path) -> dict[str, Item]:
    """What is known of files already in the pool."""
    for folder in backups_in(root):
        try:
            return dict(read_manifest(folder).files)
        except BackupError:
            continue
    return {}


def _link_files(part: Path, media: Path, earlier: dict[str, Item]) -> dict[str, Item]:
    files, pool = {}, part.parent / store.POOL
    for live in store.live_files(media):
        path = f"{store.POOL}/{live.parent.name}/{live.name}"
        kept = pool / live.parent.name / live.name
        if not kept.exists():  # brought while this backup was being taken
            continue
        store.link(kept, part / path)
        files[path] = earlier.get(path) or store.fingerprint(live)
    return files


def _copy_packs(part: Path, packs: Path) -> dict[str, Item]:
    files = {}
    for source in sorted(p for p in packs.rglob("*") if p.is_file()):
        path = f"packs/{source.relative_to(packs).as_posix()}"
        store.copy(source, part / path)
        files[path] = store.fingerprint(part / path)
    return files


def _within_media(path: str) -> str:
    return path.removeprefix(store.POOL + "/")


def _mend(folder: Path, made: Manifest, findings: list[Finding], where: Places, pool: Path) -> None:
    """Copy anew what has gone bad on the backup's disk, where the platform's own is still good."""
    for place in {f.place for f in findings} & made.files.keys():
        live = where.media / _within_media(place)
        if live.is_file() and store.fingerprint(live) == made.files[place]:
            for damaged in (pool / _within_media(place), folder / place):
                damaged.unlink(missing_ok=True)
            store.copy(live, pool / _within_media(place))
            store.link(pool / _within_media(place), folder / place)


def take_keys(where: Places, name: str, passphrase: str) -> Path:
    """The keys, encrypted, in their own place; opened again at once."""
    folder = keys_destination(where)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = read_folder(where.home / "keys")
    file = folder / f"keys-{name}.wangyu"
    file.touch(mode=0o600)
    file.write_bytes(seal(keys, passphrase))
    if unseal(file.read_bytes(), passphrase) != keys:
        raise BackupError(f"写好的密钥文件 {file} 打开后与原来不同，请换一个磁盘再试")
    return file


def keep_newest(where: Places, number: int) -> list[str]:
    """Remove older backups but the newest ``number``; and files only they had."""
    root = destination(where)
    with one_at_a_time(root):
        old = [p for p in backups_in(root) if is_backup(p)][number:]
        for folder in old:
            shutil.rmtree(folder)
        store.drop_unused(root / store.POOL, where.media)
    return [folder.name for folder in old]
