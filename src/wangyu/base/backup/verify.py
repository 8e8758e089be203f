"""Whether a backup can be relied on: every file read, the database opened, every table compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wangyu.base.backup import store
from wangyu.base.backup.engines import Engine, Reader
from wangyu.base.backup.errors import BackupError, Finding, why
from wangyu.base.backup.logic import manifest as lists
from wangyu.base.backup.logic.manifest import Manifest, ManifestError, compare_tables
from wangyu.base.core.keys import public_backup_key
from wangyu.base.lib.ports import kept_files


@dataclass(frozen=True, slots=True)
class Known:
    """By whose key a backup should be signed: of the installation at ``home``, if it has one."""

    home: Path | None = None
    key: bytes | None = None

    @property
    def public_key(self) -> bytes | None:
        return self.key or (public_backup_key(self.home) if self.home else None)


def read_manifest(folder: Path, public_key: bytes | None = None) -> Manifest:
    try:
        data = (folder / lists.NAME).read_bytes()
        signature = (folder / lists.SIGNATURE).read_text(encoding="ascii", errors="replace")
    except OSError as error:
        name = Path(str(error.filename)).name
        raise BackupError(f"{folder.name}/{name} 读不出来（{why(error)}）") from error
    try:
        return lists.read(data, signature, public_key=public_key)
    except ManifestError as error:
        raise BackupError(f"{folder.name}/{lists.NAME} {error}") from error


def glance(folder: Path, known: Known) -> list[Finding]:
    """What shows without reading the files: the list, its signature, missing and cut files."""
    try:
        manifest = read_manifest(folder, known.public_key)
    except BackupError as error:
        return [Finding(folder.name, str(error))]
    return [*_emptiness(manifest), *_sizes(folder, manifest)]


def verify(folder: Path, engine: Engine, known: Known) -> list[Finding]:
    """Everything that is wrong with a backup; nothing for a good one."""
    found = glance(folder, known)
    try:
        manifest = read_manifest(folder, known.public_key)
    except BackupError:
        return found
    wrong = {finding.place for finding in found}
    found += _contents(folder, manifest, wrong)
    if manifest.database not in {finding.place for finding in found}:
        found += _database(folder, manifest, engine)
    return found


def _emptiness(manifest: Manifest) -> Iterator[Finding]:
    if not manifest.rows:
        yield Finding(manifest.database, "备份是空的，数据库里没有一行")


def _sizes(folder: Path, manifest: Manifest) -> Iterator[Finding]:
    for path, item in manifest.files.items():
        try:
            size = (folder / path).stat().st_size
        except OSError as error:
            yield Finding(path, f"读不出来（{why(error)}）")
        else:
            if size != item.size:
                yield Finding(path, f"应有 {item.size} 字节，现在是 {size} 字节")


def _contents(folder: Path, manifest: Manifest, wrong: set[str]) -> Iterator[Finding]:
    for path, item in manifest.files.items():
        if path in wrong:
            continue
        try:
            found = store.fingerprint(folder / path)
        except OSError as error:
            yield Finding(path, f"读不出来（{why(error)}）")
        else:
            if found != item:
                yield Finding(path, "内容与清单里的指纹不符，已损坏或被改动")


def _database(folder: Path, manifest: Manifest, engine: Engine) -> list[Finding]:
    place = manifest.database
    if engine.vendor != manifest.vendor:
        return [
            Finding(place, f"是 {manifest.vendor} 的备份，这里用的是 {engine.vendor}，没有打开")
        ]
    try:
        with engine.opened(folder / place) as reader:
            tables = {name: reader.table(name) for name in reader.names()}
            wrong = compare_tables(manifest.tables, tables)
            found = [Finding(f"{place} 的表 {name}", why) for name, why in wrong.items()]
            return found + list(_references(reader, manifest))
    except BackupError as error:
        return [Finding(place, str(error))]


def _references(reader: Reader, manifest: Manifest) -> Iterator[Finding]:
    """Every file a row names is in the backup, and is the one the row means."""
    tables = set(reader.names())
    for kept in kept_files.all():
        if kept.table not in tables or not reader.columns(kept.table) >= set(kept.columns):
            continue  # a backup older than the column
        for name, sha256, number in reader.rows(kept.table, kept.columns):
            path = f"{store.POOL}/{name[:2]}/{name}"
            item = manifest.files.get(path)
            if name and item is None:
                yield Finding(
                    path, f"备份时数据目录里就没有这个文件，它是 {kept.table} 第 {number} 号的"
                )
            elif item is not None and kept.sha256 and item.sha256 != sha256:
                yield Finding(path, f"备份时已与登记的指纹不符，它是 {kept.table} 第 {number} 号的")
