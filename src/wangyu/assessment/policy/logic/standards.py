"""The hard standards (clauses 8 and 9): need, gap, and whether it is met — never rounded up to met."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from wangyu.assessment.policy.logic.pack import Standard
from wangyu.base.lib.numbers import ceil_div

STUDENTS, STAFF = "fact.students", "fact.staff"
BASES = {"students": "在校生", "students_and_staff": "师生"}
ROUNDINGS = ("ceil", "none")
NOTHING, CENT = Decimal(0), Decimal("0.01")


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
        return max(self.need - self.actual, NOTHING)


NOT_IN_FORCE = Judged(None, None, None, "not_applicable")
"""The standard did not exist yet, or exists no more."""


def heads_of(basis: str, values: Mapping[str, Decimal | None]) -> Decimal | None:
    """The denominator: students, or students and staff; None while a part of it is unknown."""
    students = values.get(STUDENTS)
    if basis == "students" or students is None:
        return students
    staff = values.get(STAFF)
    return None if staff is None else students + staff


def need_of(standard: Standard, heads: Decimal) -> Decimal:
    """People, m² or yuan for so many heads; people are whole and rounded up."""
    if standard.rounding == "ceil":
        return Decimal(ceil_div(heads * standard.value, standard.per))
    return heads * standard.value / standard.per


def rate_of(standard: Standard, heads: Decimal | None, actual: Decimal | None) -> Decimal | None:
    """What there is in the policy's own words: heads for one post, m² or yuan for ``per`` heads.

    Shortened against the university, so that what falls short never reads like the standard.
    """
    if not heads or actual is None:
        return None
    if standard.rounding == "ceil":
        return Decimal(ceil_div(heads * standard.value, actual)) if actual else None
    return (actual * standard.per / heads).quantize(CENT, ROUND_FLOOR)


def total_known(parts: Iterable[Decimal | None]) -> Decimal | None:
    """Sum of the parts, or None while one is unknown: a blank is not 0."""
    total = NOTHING
    for part in parts:
        if part is None:
            return None
        total += part
    return total


def judge(
    standard: Standard | None, values: Mapping[str, Decimal | None], *, basis: str = ""
) -> Judged:
    """``basis`` replaces the pack's reading of the denominator where the text leaves it open."""
    if standard is None:
        return NOT_IN_FORCE
    heads = heads_of(basis if basis and standard.basis_open else standard.basis, values)
    actual = total_known(values.get(key) for key in standard.actual)
    if heads is None:
        return Judged(None, None, actual, "not_reported")
    if heads == 0:
        return Judged(heads, NOTHING, actual, "not_applicable")
    need = need_of(standard, heads)
    return Judged(heads, need, actual, _status(need, actual))


def readings(standard: Standard, values: Mapping[str, Decimal | None]) -> list[tuple[str, Judged]]:
    """(basis, judgement) by each reading of the denominator that the text allows, the pack's first."""
    others = [basis for basis in BASES if standard.basis_open and basis != standard.basis]
    return [(basis, judge(standard, values, basis=basis)) for basis in (standard.basis, *others)]


def _status(need: Decimal, actual: Decimal | None) -> str:
    if actual is None:
        return "not_reported"
    if actual >= need:
        return "met"
    return "partly" if actual > 0 else "not_met"


@dataclass(frozen=True, slots=True)
class Totals:
    """A group of universities against a standard; gaps are summed, surpluses do not fill them.

    The sums are None where nobody reported: nothing known is not 0.
    """

    universities: int
    reported: int
    met: int
    heads: Decimal | None
    need: Decimal | None
    actual: Decimal | None
    gap: Decimal | None
    need_at_once: Decimal | None
    """Need of the group rounded once; at most the sum of the universities' own needs."""


def totals(standard: Standard | None, judged: Iterable[Judged]) -> Totals:
    """Sums over the universities that reported; the rest are counted, never taken as 0."""
    rows = list(judged)
    full = [row for row in rows if row.need is not None and row.actual is not None]
    heads = _sum(full, lambda row: row.heads)
    return Totals(
        universities=len(rows),
        reported=len(full),
        met=sum(row.status == "met" for row in full),
        heads=heads,
        need=_sum(full, lambda row: row.need),
        actual=_sum(full, lambda row: row.actual),
        gap=_sum(full, lambda row: row.gap),
        need_at_once=None if heads is None or standard is None else need_of(standard, heads),
    )


def _sum(rows: list[Judged], part: Callable[[Judged], Decimal | None]) -> Decimal | None:
    return total_known(map(part, rows)) if rows else None
