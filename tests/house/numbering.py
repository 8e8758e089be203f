"""What numbers things get, so that one number asks for one thing of every kind."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models

NEXT = {
    "sqlite": "UPDATE sqlite_sequence SET seq = {first} - 1 WHERE name = '{table}'",
    "postgresql": "SELECT setval(pg_get_serial_sequence('\"{table}\"', '{column}'), {first}, false)",
}
ON = "SELECT setval(pg_get_serial_sequence('\"{table}\"', '{column}'), (SELECT coalesce(max({column}), 0) + 1 FROM \"{table}\"), false)"
"""PostgreSQL counts on from where things that are gone ended; SQLite does not."""
BEGIN = "INSERT INTO sqlite_sequence (name, seq) SELECT '{table}', 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = '{table}')"
"""SQLite keeps no line of a table without rows."""


def number_on() -> None:
    """The next thing of each kind is numbered after those that are there."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for names in _numbered():
                cursor.execute(ON.format(**names))


def number_from(first: int) -> None:
    """The next thing of each kind is numbered ``first``, the one after it one more."""
    with connection.cursor() as cursor:
        for names in _numbered():
            if connection.vendor == "sqlite":
                cursor.execute(BEGIN.format(**names))
            cursor.execute(NEXT[connection.vendor].format(first=first, **names))


def _numbered() -> Iterator[dict[str, str]]:
    for model in apps.get_models():
        key = model._meta.pk
        if isinstance(key, models.AutoField | models.BigAutoField):
            yield {"table": model._meta.db_table, "column": key.column}
