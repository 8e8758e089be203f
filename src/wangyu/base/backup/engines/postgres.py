"""PostgreSQL: fingerprints and pg_dump look at the same exported snapshot, while others write."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from wangyu.base.backup.engines.base import Seen, seen
from wangyu.base.backup.errors import BackupError
from wangyu.base.backup.logic.manifest import Table

MAJOR = re.compile(r"\(PostgreSQL\) (\d+)")
DEBIAN = Path("/usr/lib/postgresql")
PLAIN = (
    "SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres'; SET TimeZone = 'UTC';"
    "SET extra_float_digits = 1; SET bytea_output = 'hex'"
)
"""Values as text must not depend on who asks."""
KEY = """
    SELECT a.attname, a.attcollation <> 0 FROM pg_index i
    CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(attnum, place)
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
    WHERE i.indrelid = %s::regclass AND i.indisprimary ORDER BY k.place
"""

FUNCTIONS = """
    SELECT p.oid::regprocedure::text FROM pg_proc p
    WHERE p.pronamespace = current_schema()::regnamespace AND NOT EXISTS (
        SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""


class PostgresReader:
    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def names(self) -> list[str]:
        asked = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        return sorted(name for (name,) in self._connection.execute(asked))

    def columns(self, table: str) -> set[str]:
        asked = "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        return {name for (name,) in self._connection.execute(asked, [f'"{table}"'])}

    def table(self, name: str) -> Table:
        digest = hashlib.sha256()
        asked = sql.SQL("COPY (SELECT * FROM {} AS t ORDER BY {}) TO STDOUT")
        with self._connection.cursor() as cursor:
            with cursor.copy(asked.format(sql.Identifier(name), self._order(name))) as stream:
                for piece in stream:
                    digest.update(piece)
            return Table(cursor.rowcount, digest.hexdigest())

    def _order(self, name: str) -> sql.Composable:
        """By the key, texts byte by byte: every server sorts them alike."""
        keys = self._connection.execute(KEY, [f'"{name}"']).fetchall()
        if not keys:
            return sql.SQL('t::text COLLATE "C"')
        parts = [
            sql.Identifier(column) + sql.SQL(' COLLATE "C"' if is_text else "")
            for column, is_text in keys
        ]
        return sql.SQL(", ").join(parts)

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Sequence[Any]]:
        asked = sql.SQL("SELECT {} FROM {}").format(
            sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(table)
        )
        yield from self._connection.execute(asked)


class PostgresEngine:
    vendor, file = "postgresql", "database.dump"

    def __init__(self, database: Mapping[str, Any], tools: str = "") -> None:
        names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
        self._address = {key: str(database[name]) for key, name in names.items() if database[name]}
        self._address |= {
            k: v for k, v in database.get("OPTIONS", {}).items() if k.startswith("ssl")
        }
        self._name = str(database["NAME"])
        self._tools = tools

    def dump(self, into: Path) -> Seen:
        with self._connected(self._name) as connection:
            tool = self._tool("pg_dump", connection)
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            row = connection.execute("SELECT pg_export_snapshot()").fetchone()
            snapshot = row[0] if row else ""
            how = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
            self._run([tool, *how, f"--file={into}", f"--dbname={self._name}"])
            return seen(PostgresReader(connection), _version(connection))

    @contextmanager
    def live(self) -> Iterator[PostgresReader]:
        with self._reading(self._name) as reader:
            yield reader

    @contextmanager
    def opened(self, file: Path) -> Iterator[PostgresReader]:
        name = f"wangyu_scratch_{secrets.token_hex(4)}"
        with self._connected(self._name) as connection:
            tool = self._tool("pg_restore", connection)
            try:
                connection.execute(
                    sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(
                        sql.Identifier(name)
                    )
                )
            except psycopg.Error as error:
                raise BackupError(f"建不了核对用的临时数据库，请授予 CREATEDB({error})") from error
            try:
                self._restore(tool, file, name)
                with self._reading(name) as reader:
                    yield reader
            finally:
                connection.execute(
                    sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
                )

    def load(self, file: Path) -> None:
        with self._connected(self._name) as connection:
            tool = self._tool("pg_restore", connection)
        self._restore(tool, file, self._name)

    def clear(self) -> None:
        with self._connected(self._name) as connection:
            for name in PostgresReader(connection).names():
                connection.execute(sql.SQL("DROP TABLE {} CASCADE").format(sql.Identifier(name)))
            for (function,) in connection.execute(FUNCTIONS).fetchall():
                connection.execute(f"DROP FUNCTION {function} CASCADE")

    def _restore(self, tool: str, file: Path, name: str) -> None:
        how = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
        self._run([tool, *how, f"--dbname={name}", str(file)])

    @contextmanager
    def _reading(self, name: str) -> Iterator[PostgresReader]:
        with self._connected(name) as connection:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield PostgresReader(connection)

    @contextmanager
    def _connected(self, name: str) -> Iterator[psycopg.Connection[Any]]:
        try:
            connection = psycopg.connect(
                make_conninfo("", dbname=name, **self._address), autocommit=True
            )
        except psycopg.OperationalError as error:
            raise BackupError(f"连不上 PostgreSQL 的 {name}（{error}）") from error
        with connection:
            connection.execute(PLAIN)
            yield connection

    def _tool(self, name: str, connection: psycopg.Connection[Any]) -> str:
        """The program of that name that is not older than the server."""
        needed = connection.info.server_version // 10_000
        for path in _candidates(name, self._tools):
            if (major := _major(path)) and major >= needed:
                return path
        raise BackupError(
            f"没有找到 PostgreSQL {needed} 的 {name}：请安装 postgresql-client-{needed},"
            "或用 WANGYU_PG_BIN 指出它所在的目录"
        )

    def _run(self, command: list[str]) -> None:
        """Never asks for a password: at night nobody would answer."""
        given = {f"PG{key.upper()}": value for key, value in self._address.items()}
        done = subprocess.run(  # noqa: S603 -- a program found by name, arguments of our own
            [*command, "--no-password"],
            env=os.environ | given, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            said = done.stderr.strip().splitlines() or ["没有说明原因"]
            raise BackupError(f"{Path(command[0]).name} 没有完成：{said[0]}")


def _candidates(name: str, tools: str) -> Iterator[str]:
    if tools:
        yield str(Path(tools) / name)
    if found := shutil.which(name):
        yield found
    yield from map(str, sorted(DEBIAN.glob(f"*/bin/{name}"), reverse=True))


def _major(program: str) -> int:
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 -- a program found by name
    except OSError:
        return 0
    found = MAJOR.search(said.stdout)
    return int(found[1]) if found else 0


def _version(connection: psycopg.Connection[Any]) -> str:
    return str(connection.info.server_version // 10_000)
