"""Queries whose SQL is built once per process: those that every request asks.

Building the SQL of a session, a person's roles or a stamp took several times as long as running it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import islice
from typing import Any, Generic, TypeVar, cast

from django.db import connection
from django.db.models import BigIntegerField, Model, QuerySet

from wangyu.base.core.direct import Rows, ask

M = TypeVar("M", bound=Model)
LEAST, MOST = -BigIntegerField.MAX_BIGINT - 1, BigIntegerField.MAX_BIGINT
"""No number beyond them is in any table; asking for one is no error, as in a query of Django's."""


@dataclass(frozen=True, slots=True)
class _Plan:
    sql: str
    params: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]
    """Which parameter is which argument."""
    convert: Callable[[Iterable[Any]], Rows]


class Prepared:
    """``build`` makes a ``values_list`` of its arguments; a call runs it on other arguments.

    Arguments are numbers, texts, days or instants, not ``None``, and ``build`` puts each into the
    query as it is. ``pairs`` holds two different examples of each, by which their places are found.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *pairs: tuple[Any, Any]) -> None:
        self._build, self._pairs = build, pairs
        self._plans: dict[str, _Plan] = {}

    def __call__(self, *given: Any) -> Rows:
        if any(isinstance(value, int) and not LEAST <= value <= MOST for value in given):
            return []
        vendor = connection.vendor
        plan = self._plans.get(vendor) or self._plan()
        params = list(plan.params)
        for place, argument in plan.places:
            params[place] = _adapted(given[argument]) if vendor == "sqlite" else given[argument]
        return plan.convert(ask(plan.sql, params))

    def _plan(self) -> _Plan:
        first = [one for one, _ in self._pairs]
        sql, params, convert = self._compiled(first)
        places = []
        for number, (_, other) in enumerate(self._pairs):
            changed = self._compiled([*first[:number], other, *first[number + 1 :]])[1]
            pairs = enumerate(zip(params, changed, strict=True))
            places += [(place, number) for place, (one, two) in pairs if one != two]
        made = _Plan(sql, params, tuple(places), convert)
        self._plans[connection.vendor] = made
        return made

    def _compiled(
        self, values: list[Any]
    ) -> tuple[str, tuple[Any, ...], Callable[[Iterable[Any]], Rows]]:
        compiler = self._build(*values).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])

        def convert(rows: Iterable[Any]) -> Rows:
            if not converters:
                return list(rows)
            return [tuple(row) for row in compiler.apply_converters(rows, converters)]

        return sql, tuple(params), convert


class PreparedModels(Generic[M]):
    """The same of whole rows, which ``build`` chooses; ``related`` names whom they refer to in tow.

    What ``build`` annotates is an attribute of the row, as in a query of Django's.
    """

    def __init__(
        self,
        build: Callable[..., QuerySet[M]],
        *pairs: tuple[Any, Any],
        related: Sequence[str] = (),
    ) -> None:
        self._build, self._related = build, related
        self._models: list[type[Model]] = []
        self._annotated: list[str] = []
        self._rows = Prepared(self._values, *pairs)

    def _values(self, *given: Any) -> QuerySet[Any, Any]:
        found = self._build(*given)
        referred = [_referred(found.model, name) for name in self._related]
        self._models = [found.model, *referred]
        self._annotated = list(found.query.annotations)
        names = [
            f"{before}{name}"
            for before, model in zip(("", *(f"{n}__" for n in self._related)), self._models, strict=True)
            for name in _columns(model)
        ]  # fmt: skip
        return found.values_list(*names, *self._annotated)

    def __call__(self, *given: Any) -> list[M]:
        return [self._made(row) for row in self._rows(*given)]

    def _made(self, row: tuple[Any, ...]) -> M:
        rest, parts = iter(row), []
        for model in self._models:
            names = _columns(model)
            parts.append(model.from_db(connection.alias, names, list(islice(rest, len(names)))))
        whole, *others = parts
        for name, other in zip(self._related, others, strict=True):
            setattr(whole, name, other)
        vars(whole).update(zip(self._annotated, rest, strict=True))
        return cast("M", whole)


def _referred(model: type[Model], name: str) -> type[Model]:
    return cast("type[Model]", model._meta.get_field(name).related_model)  # noqa: SLF001 -- Django's own public-by-convention API


@cache
def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]  # noqa: SLF001 -- as above


def _adapted(value: Any) -> Any:
    """As the database's driver takes it, which a field would have seen to."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
