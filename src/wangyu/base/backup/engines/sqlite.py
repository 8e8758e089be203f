"""SQLite: the copy and the fingerprints are read in one transaction, while others write."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from wangyu.base.backup.engines.base import Seen, seen
from wangyu.base.backup.errors import BackupError
from wangyu.base.backup.logic.manifest import Table

BESIDE = ("", "-wal", "-shm", "-journal")


class SqliteReader:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def names(self) -> list[str]:
        """Tables that hold rows: of a search index, the ones that lie behind it."""
        kept = "type = 'table' AND name NOT LIKE 'sqlite_stat%' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        found = self._connection.execute(f"SELECT name FROM sqlite_master WHERE {kept}")  # noqa: S608 -- a constant
        return sorted(name for (name,) in found)

    def columns(self, table: str) -> set[str]:
        found = self._connection.execute(f"PRAGMA table_info({_named(table)})")
        return {name for _, name, *_ in found}

    def table(self, name: str) -> Table:
        columns, order = self._shape(name)
        line = " || ',' || ".join(f"quote({column})" for column in columns)
        digest, rows = hashlib.sha256(), 0
        found = self._connection.execute(f"SELECT {line} FROM {_named(name)} ORDER BY {order}")  # noqa: S608 -- names are quoted
        for (text,) in found:
            digest.update(text.encode("utf-8", "surrogateescape") + b"\n")
            rows += 1
        return Table(rows, digest.hexdigest())

    def _shape(self, name: str) -> tuple[list[str], str]:
        """Columns, and the key that puts rows in order."""
        info = self._connection.execute(f"PRAGMA table_info({_named(name)})").fetchall()
        keys = sorted((place, column) for _, column, _, _, _, place in info if place)
        order = ", ".join(_named(column) for _, column in keys) or "rowid"
        return [_named(column) for _, column, *_ in info], order

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Sequence[Any]]:
        names = ", ".join(map(_named, columns))
        yield from self._connection.execute(f"SELECT {names} FROM {_named(table)}")  # noqa: S608 -- names are quoted


def _named(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


class SqliteEngine:
    vendor, file = "sqlite", "database.sqlite3"

    def __init__(self, database: Mapping[str, Any]) -> None:
        self._path = Path(str(database["NAME"]))

    def dump(self, into: Path) -> Seen:
        with self._reading() as connection:
            found = seen(SqliteReader(connection), sqlite3.sqlite_version)
            with closing(sqlite3.connect(into)) as copy:
                connection.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")
        _sync(into)
        return found

    @contextmanager
    def live(self) -> Iterator[SqliteReader]:
        with self._reading() as connection:
            yield SqliteReader(connection)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """A transaction that began now: what others write does not show in it."""
        if not self._path.exists():
            self._path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._path, timeout=20, isolation_level=None)) as connection:
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            yield connection

    @contextmanager
    def opened(self, file: Path) -> Iterator[SqliteReader]:
        address = f"file:{quote(str(file))}?mode=ro&immutable=1"
        try:
            with closing(sqlite3.connect(address, uri=True)) as connection:
                self._examine(connection)
                yield SqliteReader(connection)
        except sqlite3.DatabaseError as error:
            raise BackupError(f"不能作为 SQLite 数据库打开（{error}）") from error

    def _examine(self, connection: sqlite3.Connection) -> None:
        (answer,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if answer != "ok":
            raise BackupError(f"SQLite 自检没有通过（{answer}）")
        if broken := connection.execute("PRAGMA foreign_key_check").fetchone():
            raise BackupError(f"表 {broken[0]} 引用了不存在的行")

    def load(self, file: Path) -> None:
        part = self._path.with_name(self._path.name + ".part")
        self._path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, part)
        _sync(part)
        self.clear()
        part.replace(self._path)

    def clear(self) -> None:
        for suffix in BESIDE:
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)


def _sync(file: Path) -> None:
    with file.open("rb") as opened:
        os.fsync(opened.fileno())
