"""Reads about rounds, their members and what they go by."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import lru_cache
from typing import Any

from django.db.models import Count, Q, QuerySet

from wangyu.assessment.evaluation.logic.charter import Charter, read_charter
from wangyu.assessment.evaluation.logic.flow import CYCLE
from wangyu.assessment.evaluation.logic.scheme import Scheme as Tree
from wangyu.assessment.evaluation.logic.scheme import read_scheme
from wangyu.assessment.evaluation.models import Cycle, Member, Version
from wangyu.base.core.access import within
from wangyu.base.lib.dates import show_time
from wangyu.institutions.orgs.models import Organisation, University

OTHER_STEPS = {"correct": "更正", "deadline": "调整截止时间", "pairs": "分派互查"}


def charter_of(cycle: Cycle) -> Charter:
    return read_charter("评价办法", cycle.charter)


def has_panel(cycle: Cycle) -> bool:
    """Whether experts give the points that no figure tells."""
    return bool(cycle.charter.get("panel_least"))


def scheme_of(version: Version) -> Tree:
    """A version's indicators; the same text is read once."""
    return tree_of(version.data)


def tree_of(data: dict[str, Any]) -> Tree:
    return _read(json.dumps(data, sort_keys=True, ensure_ascii=False))


@lru_cache(maxsize=32)
def _read(text: str) -> Tree:
    return read_scheme(json.loads(text), "指标方案")


def universities_for(owner: Organisation) -> QuerySet[University]:
    """Universities under a province, as they are today."""
    below = within(owner.path, "organisation__path")
    rows = University.objects.filter(below, organisation__closed_on=None)
    return rows.select_related("organisation").order_by("organisation__path")


def published_versions(owner: Organisation) -> QuerySet[Version]:
    rows = Version.objects.filter(scheme__owner=owner, state="published")
    return rows.select_related("scheme").order_by("scheme__title", "-number")


def count_longer(cycle: Cycle) -> int:
    """How many have longer than all for their self-check."""
    return cycle.members.exclude(due_at=None).count()


def cities_of(cycle: Cycle) -> list[str]:
    """Cities of those who take part, as they were when the round began."""
    rows = cycle.members.exclude(city="").order_by("city")
    return list(rows.values_list("city", flat=True).distinct())


def earlier_cycles(owner: Organisation) -> QuerySet[Cycle]:
    return Cycle.objects.filter(owner=owner, state="released").order_by("-last_year", "-pk")


def annotate_cycles(rows: QuerySet[Cycle]) -> QuerySet[Any]:
    """With how many universities take part, and how many have signed."""
    return rows.annotate(
        member_count=Count("members"), signed_count=Count("members", filter=Q(members__state="signed"))
    )  # fmt: skip


def steps_of(cycle: Cycle) -> list[dict[str, Any]]:
    """What was done to it, for a time line."""
    labels = {edge.verb: edge.label for edge in CYCLE.edges} | OTHER_STEPS
    return [
        {"title": labels[step.verb], "when": show_time(step.at), "text": step.reason}
        for step in cycle.steps.all()
    ]


def cycle_titles(ids: Collection[int]) -> dict[int, str]:
    return dict(Cycle.objects.filter(pk__in=set(ids)).values_list("pk", "title"))


def member_names(ids: Collection[int]) -> dict[int, str]:
    rows = Member.objects.filter(pk__in=set(ids))
    return dict(rows.values_list("pk", "organisation__name"))
