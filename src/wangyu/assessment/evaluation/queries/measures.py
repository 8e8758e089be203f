"""What the measures of evaluations are read from."""

from __future__ import annotations

from collections.abc import Sequence

from wangyu.assessment.evaluation.models import Member
from wangyu.assessment.evaluation.queries.cycles import charter_of


def concluded_checks(org_ids: Sequence[int], year: int) -> list[Member]:
    """Parts in released rounds that looked at a year by mutual and by spot check, the earliest first."""
    rows = Member.objects.filter(
        organisation__in=org_ids, cycle__state="released", cycle__form="full",
        cycle__first_year__lte=year, cycle__last_year__gte=year,
    )  # fmt: skip
    found = rows.select_related("cycle").order_by("cycle__released_at", "pk")
    return [one for one in found if _checks(one)]


def _checks(member: Member) -> bool:
    charter = charter_of(member.cycle)
    return bool(charter.mutual_share and charter.spot_share)
