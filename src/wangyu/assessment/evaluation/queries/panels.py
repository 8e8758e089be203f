"""The panel of a round: who may sit on it, whom each keeps off, how far they are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from wangyu.assessment.evaluation.logic.marking import Lack, lacks
from wangyu.assessment.evaluation.models import Cycle, Expert, Member, Rating
from wangyu.assessment.evaluation.queries.behind import uses_behind
from wangyu.assessment.evaluation.queries.checks import signed_members
from wangyu.assessment.evaluation.queries.cycles import charter_of
from wangyu.assessment.evaluation.queries.paneled import panel_leaves, rated_leaves
from wangyu.assessment.evaluation.queries.points import given_of
from wangyu.assessment.evaluation.queries.visits import INSPECTING
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people.models import Grant, User
from wangyu.institutions.people.queries import active_on, people_with
from wangyu.records.evidence.models import Use

STATE = "concluding"
"""Every check is over and every fact is frozen: what experts read does not move under their hands."""


def experts_of(cycle: Cycle) -> QuerySet[Any]:
    """With how many universities each rates, and how many points each gave."""
    rates, given = Q(ratings__recused=""), Q(ratings__marks__points__isnull=False)
    rows = Expert.objects.filter(cycle=cycle).select_related("user", "home", "cycle")
    return rows.annotate(
        rates=Count("ratings", filter=rates, distinct=True),
        done=Count("ratings__marks", filter=rates & given, distinct=True),
    )


def experts_open(cycle: Cycle) -> int:
    return Expert.objects.filter(cycle=cycle, state="open").count()


def candidates(cycle: Cycle, day: date) -> list[User]:
    """Reviewers and staff of the province who are not on it yet."""
    able = people_with(INSPECTING, [cycle.owner.path], day)
    there = Expert.objects.filter(cycle=cycle).values("user")
    return list(User.objects.filter(pk__in=able).exclude(pk__in=there).order_by("name", "pk"))


def homes_for(cycle: Cycle) -> list[Organisation]:
    """Universities of the round."""
    return [one.organisation for one in signed_members(cycle)]


def kept_off(
    cycle: Cycle, user_id: int, home: Organisation | None, day: date
) -> tuple[list[Member], list[Member]]:
    """Members that somebody rates, and those that are too close: their own, and perhaps its city."""
    grants = Grant.objects.filter(active_on(day), user_id=user_id)
    paths = [*grants.values_list("organisation__path", flat=True), *([home.path] if home else [])]
    members = signed_members(cycle)
    own = {one.pk for one in members if any(p.startswith(one.organisation.path) for p in paths)}
    if charter_of(cycle).panel_city:
        cities = {one.city for one in members if one.pk in own and one.city}
        own |= {one.pk for one in members if one.city in cities}
    return [m for m in members if m.pk not in own], [m for m in members if m.pk in own]


def ratings_of(expert: Expert) -> QuerySet[Any]:
    """One expert's universities, each with how much of it is done."""
    rows = Rating.objects.filter(expert=expert).select_related("member__organisation")
    return rows.annotate(done=Count("marks", filter=Q(marks__points__isnull=False)))


def rating_lacks(rating: Rating) -> list[Lack]:
    return lacks(panel_leaves(rating.expert.cycle), {}, given_of(rating.marks.all()))


@dataclass(frozen=True, slots=True)
class Lacking:
    """A university an expert has not finished with."""

    rating: Rating
    lacks: list[Lack]

    @property
    def sentence(self) -> str:
        return f"{self.rating.member.organisation.name}：{self.lacks[0].sentence}"


def expert_lacks(expert: Expert) -> list[Lacking]:
    """What keeps an expert from handing in."""
    leaves = panel_leaves(expert.cycle)
    rows = expert.ratings.filter(recused="").select_related("member__organisation")
    found = [
        Lacking(one, lacks(leaves, {}, given_of(one.marks.all())))
        for one in rows.prefetch_related("marks")
    ]
    return [one for one in found if one.lacks]


def rating_uses(rating: Rating) -> QuerySet[Use]:
    """Exactly what proves what is rated."""
    return uses_behind(rating.member, peer=True, leaves=rated_leaves(rating.expert.cycle))


def locked_expert(expert: Expert) -> Expert:
    rows = Expert.objects.select_for_update(of=("self",)).select_related(
        "user", "cycle__owner", "cycle__version__scheme"
    )
    return rows.get(pk=expert.pk)


def expert_names(ids: Collection[int]) -> dict[int, str]:
    rows = Expert.objects.filter(pk__in=set(ids)).annotate(title=F("cycle__title"))
    return {pk: f"{title}的专家" for pk, title in rows.values_list("pk", "title")}
