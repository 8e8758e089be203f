"""What the measures of evaluations are read from."""

from __future__ import annotations

from collections.abc import Sequence

from wangyu.assessment.evaluation.models import Cycle, Member
from wangyu.assessment.evaluation.queries.cycles import charter_of


def concluded_checks(org_ids: Sequence[int], year: int) -> list[Member]:
    """Parts in released rounds that looked at a year by mutual and by spot check, the earliest first."""
    rows = Member.objects.filter(
        organisation__in=org_ids, cycle__state="released", cycle__form="full",
        cycle__first_year__lte=year, cycle__last_year__gte=year,
    )  # fmt: skip
    found = rows.select_related("cycle").order_by("cycle__released_at", "pk")
    return [one for one in found if _checks(one)]


def concluded_rounds(year: int) -> int:
    """How many rounds with mutual and spot checks that looked at a year have been concluded."""
    rows = Cycle.objects.filter(
        state="released", form="full", first_year__lte=year, last_year__gte=year
    )
    return sum(1 for one in rows if _has_both(one))


def _checks(member: Member) -> bool:
    return _has_both(member.cycle)


def _has_both(cycle: Cycle) -> bool:
    charter = charter_of(cycle)
    return bool(charter.mutual_share and charter.spot_share)
