"""Tables that only grow: the database itself refuses to change or delete a row.

A migration that rebuilds such a table on SQLite loses its triggers; so they are made anew after
every ``migrate``, and ``wangyu check`` says where one is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

M = TypeVar("M", bound=type[models.Model])
FUNCTION = """CREATE OR REPLACE FUNCTION wangyu_only_grows() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END
$$ LANGUAGE plpgsql"""
FUNCTION_BUT = """CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$
BEGIN IF {may_go} THEN RETURN OLD; END IF;
RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END
$$ LANGUAGE plpgsql"""
POSTGRES = """CREATE OR REPLACE TRIGGER {name} BEFORE {verb} ON {table}
FOR EACH {each} EXECUTE FUNCTION {function}()"""
SQLITE = """CREATE TRIGGER IF NOT EXISTS {name} BEFORE {verb} ON {table}
WHEN NOT ({may_go}) BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"""
VERBS = {"sqlite": ("UPDATE", "DELETE"), "postgresql": ("UPDATE", "DELETE", "TRUNCATE")}
INSTALLED = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'",
}

NEVER = "1 = 0"
_tables: dict[str, str] = {}
"""Table -> SQL condition (on OLD) under which a row may be deleted."""


def append_only(model: M) -> M:
    """Class decorator: rows of this model are never changed and never deleted."""
    return append_only_but(NEVER)(model)


def append_only_but(may_go: str) -> Callable[[M], M]:
    """The same, but rows for which the SQL condition ``may_go`` (on OLD) holds may be deleted."""

    def guard(model: M) -> M:
        _tables[model._meta.db_table] = may_go  # noqa: SLF001 -- Django's own public-by-convention API
        return model

    return guard


def _names(table: str, vendor: str) -> dict[str, str]:
    return {verb: f"{table}_no_{verb.lower()}" for verb in VERBS[vendor]}


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers of every such table that exists."""
    vendor = connection.vendor
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if vendor == "postgresql":
            cursor.execute(FUNCTION)
        for table in filter(present.__contains__, _tables):
            for verb, name in _names(table, vendor).items():
                for statement in _statements(vendor, table, verb, name):
                    cursor.execute(statement)


def _statements(vendor: str, table: str, verb: str, name: str) -> list[str]:
    may_go = _tables[table] if verb == "DELETE" else NEVER
    if vendor == "sqlite":
        return [SQLITE.format(name=name, verb=verb, table=table, may_go=may_go)]
    each = "STATEMENT" if verb == "TRUNCATE" else "ROW"
    if may_go == NEVER:
        function = "wangyu_only_grows"
        return [POSTGRES.format(name=name, verb=verb, table=table, each=each, function=function)]
    return [
        FUNCTION_BUT.format(name=name, may_go=may_go),
        POSTGRES.format(name=name, verb=verb, table=table, each=each, function=name),
    ]


def unguarded(connection: BaseDatabaseWrapper) -> list[str]:
    """Tables that ought to be guarded by the database and are not."""
    with connection.cursor() as cursor:
        cursor.execute(INSTALLED[connection.vendor])
        there = {name for (name,) in cursor.fetchall()}
    return [t for t in _tables if not there.issuperset(_names(t, connection.vendor).values())]


def removals(connection: BaseDatabaseWrapper) -> list[str]:
    """Statements that lift the guard, for a database that is thrown away."""
    on = "" if connection.vendor == "sqlite" else " ON {table}"
    return [
        f"DROP TRIGGER IF EXISTS {name}{on.format(table=table)}"
        for table in _tables
        for name in _names(table, connection.vendor).values()
    ]


def after_migrate(*, using: str, **more: Any) -> None:  # noqa: ARG001 -- the signal's signature
    """Receiver of ``post_migrate``."""
    install(connections[using])
