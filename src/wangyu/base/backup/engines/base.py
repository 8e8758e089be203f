"""What a backup asks of a database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from wangyu.base.backup.logic.manifest import Table

MIGRATIONS = "django_migrations"


@dataclass(frozen=True, slots=True)
class Seen:
    """A database at one moment."""

    server: str
    tables: Mapping[str, Table]
    migrations: tuple[str, ...]


class Reader(Protocol):
    """One unchanging view of a database, whatever is written meanwhile."""

    def names(self) -> list[str]: ...

    def columns(self, table: str) -> set[str]: ...

    def table(self, name: str) -> Table: ...

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Sequence[Any]]: ...


class Engine(Protocol):
    vendor: str
    file: str
    """What the database's file in a backup is called."""

    def dump(self, into: Path) -> Seen:
        """Write the database as it is at one moment, and tell what was in it at that moment."""
        ...

    def opened(self, file: Path) -> AbstractContextManager[Reader]:
        """What such a file holds, by really opening it somewhere the platform does not look."""
        ...

    def live(self) -> AbstractContextManager[Reader]: ...

    def load(self, file: Path) -> None:
        """Into the live database, which must be empty: all or nothing."""
        ...

    def clear(self) -> None:
        """Empty the live database again. Only for one that ``load`` has filled."""
        ...


def seen(reader: Reader, server: str) -> Seen:
    names = reader.names()
    return Seen(server, {name: reader.table(name) for name in names}, migrations(reader, names))


def migrations(reader: Reader, names: Sequence[str]) -> tuple[str, ...]:
    if MIGRATIONS not in names:
        return ()
    return tuple(sorted(f"{app}.{name}" for app, name in reader.rows(MIGRATIONS, ("app", "name"))))
