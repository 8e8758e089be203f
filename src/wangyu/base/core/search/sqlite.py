"""FTS5: two columns of space-separated terms, phrases by quoting; terms hold no quotes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection

Row = tuple[int, Sequence[str], Sequence[str]]


def write(rows: Iterable[Row]) -> None:
    values = [(pk, " ".join(title), " ".join(body)) for pk, title, body in rows]
    with connection.cursor() as cursor:
        cursor.executemany(
            "DELETE FROM core_searchterms WHERE rowid = %s", [(v[0],) for v in values]
        )
        cursor.executemany(
            "INSERT INTO core_searchterms (rowid, title, body) VALUES (%s, %s, %s)", values
        )


def erase(pks: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM core_searchterms WHERE rowid = %s", [(pk,) for pk in pks])


def _expression(phrases: list[list[str]]) -> str:
    quoted = []
    for phrase in phrases:
        prefix = phrase[-1].endswith("*")
        quoted.append(f'"{" ".join(phrase).rstrip("*")}"' + ("*" if prefix else ""))
    return " AND ".join(quoted)


def condition(phrases: list[list[str]], *, title_only: bool) -> tuple[str, list[str]]:
    """SQL for ``core_searchdocument.id IN (…)`` in the index's own order, and its parameters."""
    expression = _expression(phrases)
    match = f"title : ({expression})" if title_only else expression
    return "SELECT rowid FROM core_searchterms WHERE core_searchterms MATCH %s", [match]
