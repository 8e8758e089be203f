"""Rows written by SQL that is built once per process, and several of them in one statement.

In a crowd each statement costs the way to PostgreSQL and back, whatever it does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import AutoField, Field, Model

from wangyu.base.core.direct import Rows, ask

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Write:
    """A statement that writes, and what."""

    sql: str
    params: Sequence[Any]


def write(*several: Write) -> None:
    """Each of them; see ``_all`` for what may stand together."""
    if several:
        *others, last = several
        _all(last, others, rows=False)


def _all(last: Write, others: Sequence[Write], *, rows: bool = True) -> Rows:
    """What the last one answers.

    On PostgreSQL they are one statement: none may ask for what another writes, or change its row.
    """
    if connection.vendor == "sqlite":
        for one in others:
            ask(one.sql, one.params, rows=False)
        return ask(last.sql, last.params, rows=rows)
    params = [value for one in (*others, last) for value in one.params]
    return ask(_together(last.sql, *(one.sql for one in others)), params, rows=rows)


@cache
def _together(last: str, *others: str) -> str:
    named = ", ".join(f"part{number} AS ({sql})" for number, sql in enumerate(others))
    return f"WITH {named} {last}" if others else last


class PreparedInsert(Generic[M]):
    """Writes one row, as ``save(force_insert=True)`` does. Sends no signals."""

    def __init__(self, model: type[M]) -> None:
        meta = model._meta  # noqa: SLF001 -- Django's own public-by-convention API
        self._meta = meta
        self._fields = [f for f in meta.concrete_fields if not isinstance(f, AutoField)]

    def __call__(self, row: M, *along: Write) -> M:
        """And what is written along with it."""
        (row.pk,) = self._run(row, "", along)[0]
        row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001 -- as above
        return row

    def if_new(self, row: M) -> bool:
        """Unless one of its key is there; where another is just writing one, it waits to know."""
        return bool(self._run(row, "ON CONFLICT DO NOTHING "))

    def along(self, *rows: M) -> list[Write]:
        """To be written along with another, those that are new; they do not learn their numbers."""
        if not rows:
            return []
        places = ", ".join([self._places] * len(rows))
        values = [value for row in rows for value in self._values(row)]
        return [Write(f"{self._head} {places} ON CONFLICT DO NOTHING", values)]

    def _run(self, row: M, unless: str, along: Sequence[Write] = ()) -> Rows:
        key = connection.ops.quote_name(str(self._meta.pk.column))
        sql = f"{self._head} {self._places} {unless}RETURNING {key}"
        return _all(Write(sql, self._values(row)), along)

    def _values(self, row: M) -> list[Any]:
        return [f.get_db_prep_save(f.pre_save(row, add=True), connection) for f in self._fields]

    @cached_property
    def _head(self) -> str:
        quoted = connection.ops.quote_name
        columns = ", ".join(quoted(str(field.column)) for field in self._fields)
        return f"INSERT INTO {quoted(self._meta.db_table)} ({columns}) VALUES"

    @cached_property
    def _places(self) -> str:
        return f"({', '.join(['%s'] * len(self._fields))})"


def change(model: type[Model], pk: Any, values: Mapping[str, Any]) -> Write:
    """Of one row, as ``filter(pk=…).update(…)`` does, by the names of its columns' attributes."""
    sql, fields = _changing(model, tuple(values))
    given = (
        f.get_db_prep_save(v, connection) for f, v in zip(fields, values.values(), strict=True)
    )
    return Write(sql, [*given, pk])


@cache
def _changing(model: type[Model], names: tuple[str, ...]) -> tuple[str, list[Field[Any, Any]]]:
    meta, quoted = model._meta, connection.ops.quote_name  # noqa: SLF001 -- as above
    columns = {field.attname: field for field in meta.concrete_fields}
    fields = [columns[name] for name in names]
    places = ", ".join(f"{quoted(str(field.column))} = %s" for field in fields)
    key = quoted(str(meta.pk.column))
    return f"UPDATE {quoted(meta.db_table)} SET {places} WHERE {key} = %s", fields  # noqa: S608 -- names of our own
