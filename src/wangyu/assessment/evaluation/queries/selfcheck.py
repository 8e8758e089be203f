"""Reads about self-checks of many universities."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from wangyu.assessment.evaluation.models import Answer, Member
from wangyu.assessment.evaluation.queries.cycles import scheme_of
from wangyu.base.core.holding import hold


def filling_members(rows: QuerySet[Member]) -> QuerySet[Member]:
    """Those whose round is in its self-check."""
    return rows.filter(cycle__state="self_check").order_by("cycle", "pk")


def hold_member_of(answer_id: int) -> None:
    """The university whose answer this is, while that is written."""
    member = Answer.objects.filter(pk=answer_id).values("member")
    hold(Member.objects.filter(pk__in=member))


def answer_titles(ids: Collection[int]) -> dict[int, str]:
    rows = Answer.objects.filter(pk__in=set(ids)).select_related(
        "member__cycle__version", "member__organisation"
    )
    found = {}
    for row in rows:
        leaf = scheme_of(row.member.cycle.version).by_key.get(row.indicator)
        title = leaf.title if leaf else row.indicator
        found[row.pk] = f"{row.member.organisation.name}“{title}”"
    return found
