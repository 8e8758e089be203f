"""Visits: who goes where, what was found, what has to be looked at again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet

from wangyu.assessment.evaluation.logic.marking import Lack, lacks
from wangyu.assessment.evaluation.models import Cycle, Member, Visit, VisitMark
from wangyu.assessment.evaluation.queries.behind import uses_behind
from wangyu.assessment.evaluation.queries.checks import signed_members
from wangyu.assessment.evaluation.queries.cycles import charter_of
from wangyu.assessment.evaluation.queries.points import (
    all_own_points,
    compared,
    given_of,
    leaves_of,
    mutual_points,
    own_points,
    spot_points,
)
from wangyu.assessment.evaluation.queries.shown import Leaf, leaves_shown
from wangyu.base.core.holding import hold
from wangyu.base.core.roles import PROVINCE_STAFF, Role
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people.models import User
from wangyu.institutions.people.queries import people_with
from wangyu.records.evidence.models import Use

PHOTO = "evaluation.visit_mark"
INSPECTING = PROVINCE_STAFF | {Role.REVIEWER}


def visits_of(cycle: Cycle) -> QuerySet[Visit]:
    rows = Visit.objects.filter(member__cycle=cycle).select_related("member__organisation")
    return rows.prefetch_related("inspectors__user")


def with_progress(rows: QuerySet[Visit]) -> QuerySet[Any]:
    return rows.annotate(done=Count("marks", filter=Q(marks__points__isnull=False)))


def locked_visit(visit: Visit) -> Visit:
    rows = Visit.objects.select_for_update(of=("self",)).select_related(
        "member__organisation", "member__cycle__owner", "member__cycle__version__scheme"
    )
    return rows.get(pk=visit.pk)


def hold_visit_of(mark_id: int) -> None:
    """The visit of a mark, while that is written."""
    visit = VisitMark.objects.filter(pk=mark_id).values("visit")
    hold(Visit.objects.filter(pk__in=visit))


def candidates(owner: Organisation, university: Organisation, day: date) -> list[User]:
    """Staff of the province and reviewers who hold nothing at the university itself."""
    able = set(people_with(INSPECTING, [owner.path], day))
    own = set(people_with(list(Role), [university.path], day))
    return list(User.objects.filter(pk__in=able - own).order_by("name", "pk"))


def visit_lacks(visit: Visit) -> list[Lack]:
    member = visit.member
    return lacks(leaves_of(member.cycle), own_points(member), given_of(visit.marks.all()))


def photos_of(visit: Visit) -> QuerySet[Use]:
    marks = visit.marks.values("pk")
    rows = Use.objects.filter(subject_kind=PHOTO, subject_id__in=marks, removed_at=None)
    return rows.filter(file__withdrawn_at=None).select_related("file__organisation")


def visit_uses(visit: Visit) -> QuerySet[Use]:
    """What its inspectors may name: what proves what they look at, and their own photographs."""
    return uses_behind(visit.member, peer=False) | photos_of(visit)


def visit_leaves(visit: Visit, *, marks: bool) -> list[Leaf]:
    """What the university says, beside it what was found, if that may be shown."""
    rows = list(visit.marks.select_related("updated_by", "file")) if marks else []
    shown, leaf_of = (
        leaves_shown(visit.member, rows, peer=False),
        {one.pk: one.indicator for one in rows},
    )
    by_leaf = {one.leaf.key: one for one in shown}
    for use in photos_of(visit).order_by("added_at", "pk") if marks else ():
        by_leaf[leaf_of[use.subject_id]].photos.append(use)
    return shown


@dataclass(frozen=True, slots=True)
class Gap:
    """A university whose points by others are so far from its own that it is to be looked at again."""

    member: Member
    own: Decimal
    other: Decimal
    visit: Visit | None
    """The visit that found it, or None: found by those that checked it."""

    @property
    def gap(self) -> Decimal:
        return abs(self.own - self.other)


def gaps_of(cycle: Cycle) -> list[Gap]:
    """Beyond what the charter lets pass, the largest first; compared where both gave points."""
    own, mutual, spot = all_own_points(cycle), mutual_points(cycle), spot_points(cycle)
    visits = {one.member_id: one for one in visits_of(cycle)}
    keys = [leaf.key for leaf in leaves_of(cycle)]
    found = []
    for member in signed_members(cycle):
        visit = visits.get(member.pk)
        other = spot.get(member.pk, {}) if visit else mutual.get(member.pk, {})
        both = compared(own[member.pk], other, keys)
        if both:
            found.append(Gap(member, *both, visit))
    limit = charter_of(cycle).recheck_over
    return sorted((one for one in found if one.gap > limit), key=lambda one: -one.gap)


def not_visited(cycle: Cycle) -> list[Member]:
    visited = set(Visit.objects.filter(member__cycle=cycle).values_list("member_id", flat=True))
    return [one for one in signed_members(cycle) if one.pk not in visited]


def visit_names(ids: Collection[int]) -> dict[int, str]:
    rows = Visit.objects.filter(pk__in=set(ids)).values_list("pk", "member__organisation__name")
    return {pk: f"抽查{name}" for pk, name in rows}


def mark_names(ids: Collection[int]) -> dict[int, str]:
    rows = VisitMark.objects.filter(pk__in=set(ids))
    names = rows.values_list("pk", "visit__member__organisation__name")
    return {pk: f"抽查{name}的一项" for pk, name in names}
