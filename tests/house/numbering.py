"""What numbers things get, so that one number asks for one thing of every kind."""

from __future__ import annotations

from django.apps import apps
from django.db import connection, models

NEXT = {
    "sqlite": "UPDATE sqlite_sequence SET seq = {first} - 1 WHERE name = '{table}'",
    "postgresql": "SELECT setval(pg_get_serial_sequence('\"{table}\"', '{column}'), {first}, false)",
}
BEGIN = "INSERT INTO sqlite_sequence (name, seq) SELECT '{table}', 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = '{table}')"
"""SQLite keeps no line of a table without rows."""


def number_from(first: int) -> None:
    """The next thing of each kind is numbered ``first``, the one after it one more."""
    with connection.cursor() as cursor:
        for model in apps.get_models():
            key = model._meta.pk
            if isinstance(key, models.AutoField | models.BigAutoField):
                names = {"table": model._meta.db_table, "column": key.column, "first": first}
                if connection.vendor == "sqlite":
                    cursor.execute(BEGIN.format(**names))
                cursor.execute(NEXT[connection.vendor].format(**names))
