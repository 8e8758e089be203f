"""tsvector made here, term by term with its position; GIN index; phrases by ``<->``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection

Row = tuple[int, Sequence[str], Sequence[str]]
LAST_POSITION = 16_383


def _vector(terms: Sequence[str]) -> str:
    return " ".join(
        f"'{term}':{min(place, LAST_POSITION)}" for place, term in enumerate(terms, start=1)
    )


def write(rows: Iterable[Row]) -> None:
    values = [(pk, _vector(title), _vector([*title, *body])) for pk, title, body in rows]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO core_searchterms VALUES (%s, %s::tsvector, %s::tsvector) "
            "ON CONFLICT (rowid) DO UPDATE SET title = excluded.title, body = excluded.body",
            values,
        )


def erase(pks: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_searchterms WHERE rowid = ANY(%s)", [list(pks)])


def _expression(phrases: list[list[str]]) -> str:
    parts = []
    for phrase in phrases:
        terms = [f"'{t.rstrip('*')}'" + (":*" if t.endswith("*") else "") for t in phrase]
        parts.append("(" + " <-> ".join(terms) + ")")
    return " & ".join(parts)


def condition(phrases: list[list[str]], *, title_only: bool) -> tuple[str, list[str]]:
    column = "title" if title_only else "body"
    return (
        f"SELECT rowid FROM core_searchterms WHERE {column} @@ %s::tsquery",  # noqa: S608 -- a literal
        [_expression(phrases)],
    )
