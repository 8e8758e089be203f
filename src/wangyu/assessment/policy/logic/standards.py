"""The three hard standards (clauses 8 and 9): need, gap, and whether it is met — never rounded up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from wangyu.assessment.policy.logic.pack import Standard
from wangyu.base.lib.numbers import ceil_div

STUDENTS, STAFF = "fact.students", "fact.staff"
BASES = {"students": "在校生", "students_and_staff": "师生"}


@dataclass(frozen=True, slots=True)
class Judged:
    """A university against a standard. ``heads`` is the denominator; ``gap`` is never negative."""

    heads: Decimal | None
    need: Decimal | None
    actual: Decimal | None
    status: str
    """met | partly | not_met | not_applicable | not_reported"""

    @property
    def gap(self) -> Decimal | None:
        if self.need is None or self.actual is None:
            return None
        return max(self.need - self.actual, Decimal(0))


def heads_of(basis: str, values: Mapping[str, Decimal | None]) -> Decimal | None:
    """The denominator: students, or students and staff; None while a part of it is unknown."""
    students = values.get(STUDENTS)
    if basis == "students" or students is None:
        return students
    staff = values.get(STAFF)
    return None if staff is None else students + staff


def need_of(standard: Standard, heads: Decimal) -> Decimal:
    """People (one for ``value`` heads, rounded up for each university), m² or yuan."""
    if standard.rounding == "ceil":
        return Decimal(ceil_div(heads, standard.value))
    return heads * standard.value


def total_known(parts: Iterable[Decimal | None]) -> Decimal | None:
    """Sum of the parts, or None while one is unknown: a blank is not 0."""
    total = Decimal(0)
    for part in parts:
        if part is None:
            return None
        total += part
    return total


def judge(standard: Standard, values: Mapping[str, Decimal | None], *, basis: str = "") -> Judged:
    heads = heads_of(basis or standard.basis, values)
    actual = total_known(values.get(key) for key in standard.actual)
    if heads is None:
        return Judged(None, None, actual, "not_reported")
    if heads == 0:
        return Judged(heads, Decimal(0), actual, "not_applicable")
    need = need_of(standard, heads)
    return Judged(heads, need, actual, _status(need, actual))


def _status(need: Decimal, actual: Decimal | None) -> str:
    if actual is None:
        return "not_reported"
    if actual >= need:
        return "met"
    return "partly" if actual > 0 else "not_met"


@dataclass(frozen=True, slots=True)
class Totals:
    """A group of universities against a standard; gaps are summed, surpluses do not fill them."""

    universities: int
    reported: int
    met: int
    heads: Decimal
    need: Decimal
    actual: Decimal
    gap: Decimal
    need_at_once: Decimal
    """Need of the group rounded once; at most the sum of the universities' own needs."""


def totals(standard: Standard, judged: Iterable[Judged]) -> Totals:
    """Sums over the universities that reported; the rest are counted, never taken as 0."""
    rows = list(judged)
    full = [row for row in rows if row.need is not None and row.actual is not None]
    heads = sum((row.heads or Decimal(0) for row in full), Decimal(0))
    return Totals(
        universities=len(rows),
        reported=len(full),
        met=sum(1 for row in full if row.status == "met"),
        heads=heads,
        need=sum((row.need or Decimal(0) for row in full), Decimal(0)),
        actual=sum((row.actual or Decimal(0) for row in full), Decimal(0)),
        gap=sum((row.gap or Decimal(0) for row in full), Decimal(0)),
        need_at_once=need_of(standard, heads),
    )
