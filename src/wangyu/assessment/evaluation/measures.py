"""What evaluations tell other apps, as measures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from wangyu.assessment.evaluation.queries.measures import concluded_checks, concluded_rounds
from wangyu.base.lib.dates import local_day, show_date
from wangyu.base.lib.measures import Measure, Values, measure
from wangyu.base.lib.periods import Period


@measure("evaluation.checked", unit="", label="接受互查和抽查的综合评价已形成结论", clause=11)
def checked(org_ids: Sequence[int], period: Period) -> Values:
    """1 where a round with mutual and spot checks that covers the year has been concluded.

    Who takes part in none, or in one that is still under way, is unknown.
    """
    found = {}
    for member in concluded_checks(org_ids, period.year):
        day = local_day(member.cycle.released_at) if member.cycle.released_at else None
        when = f"，{show_date(day)}公布结论" if day else "，已公布结论"
        found[member.organisation_id] = Measure(
            Decimal(1), as_of=day, source=f"“{member.cycle.title}”{when}",
            ref=f"evaluation.member:{member.pk}", state="computed",
        )  # fmt: skip
    return found


@measure("evaluation.rounds", unit="次", label="省里已形成结论的综合评价", clause=11)
def rounds(org_ids: Sequence[int], period: Period) -> Values:
    """The same for everybody: before the province has concluded one, nobody can have been checked."""
    count = Decimal(concluded_rounds(period.year))
    one = Measure(count, source="省中心公布了结论的综合评价次数", state="computed")
    return dict.fromkeys(org_ids, one)
