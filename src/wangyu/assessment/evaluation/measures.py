"""What evaluations tell other apps, as measures: of a year, read together by one query (clause 11)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from wangyu.assessment.evaluation.queries.measures import Checked, Concluded, concluded
from wangyu.base.lib.dates import local_day, show_date
from wangyu.base.lib.measures import Measure, MeasureFamily, Offer, Values, measure_family
from wangyu.base.lib.periods import Period

CLAUSE = 11
CHECKED, ROUNDS = "evaluation.checked", "evaluation.rounds"
LABELS = {
    CHECKED: ("接受互查和抽查的综合评价已形成结论", ""),
    ROUNDS: ("省里已形成结论的综合评价", "次"),
}


def _read(keys: Sequence[str], org_ids: Sequence[int], period: Period) -> Mapping[str, Values]:
    found = concluded(period.year)
    answers = {CHECKED: _checked(found, org_ids), ROUNDS: _rounds(found, org_ids)}
    return {key: answers[key] for key in keys}


def _checked(found: Concluded, org_ids: Sequence[int]) -> Values:
    """1 where a round with mutual and spot checks that covers the year has been concluded.

    Who takes part in none, or in one that is still under way, is unknown.
    """
    return {pk: _measure(found.checked[pk]) for pk in org_ids if pk in found.checked}


def _measure(one: Checked) -> Measure:
    day = local_day(one.released_at) if one.released_at else None
    when = f"，{show_date(day)}公布结论" if day else "，已公布结论"
    return Measure(
        Decimal(1), as_of=day, source=f"“{one.title}”{when}", state="computed",
        ref=f"evaluation.member:{one.member}",
    )  # fmt: skip


def _rounds(found: Concluded, org_ids: Sequence[int]) -> Values:
    """The same for everybody: before the province has concluded one, nobody can have been checked."""
    count = Measure(
        Decimal(found.rounds), source="省中心公布了结论的综合评价次数", state="computed"
    )
    return dict.fromkeys(org_ids, count)


def _listed() -> Iterable[Offer]:
    for key, (label, unit) in LABELS.items():
        yield Offer(key, label, unit, CLAUSE)


measure_family(
    MeasureFamily(
        "evaluation", LABELS.__contains__, _read, lambda key: LABELS[key][0], listed=_listed
    )
)
