"""Who sees what is (to be) concluded: the province all of it, a university its own part."""

from __future__ import annotations

from django.db.models import QuerySet

from wangyu.assessment.evaluation.access import (
    OVERSEERS,
    PROVINCE_ONLY,
    access_member,
    access_overseen_cycle,
    one_of,
    visible_cycles,
    visible_members,
)
from wangyu.assessment.evaluation.enums import Form
from wangyu.assessment.evaluation.models import Conclusion, Cycle, Member, Objection
from wangyu.base.core.access import Actor, require
from wangyu.base.core.roles import UNIVERSITY_STAFF

COMBINED = ("concluding", "noticed", "released")
SHOWN = ("noticed", "released")
NOT_YET = "检查还没有结束，进入综合评定以后才能看。"
NOT_SHOWN = "结论还没有公示，公示以后可以在这里看本校的得分和依据。"


def access_combined(actor: Actor, pk: int) -> Cycle:
    cycle = access_overseen_cycle(actor, pk)
    require(cycle.state in COMBINED, NOT_YET)
    return cycle


def access_sheet(actor: Actor, pk: int) -> Member:
    """One university with all that was found, checkers named: for those who oversee the round."""
    require(actor.has(OVERSEERS), PROVINCE_ONLY)
    member = access_member(actor, pk)
    require(actor.has(OVERSEERS, member.cycle.owner.path), PROVINCE_ONLY)
    require(member.cycle.state in COMBINED, NOT_YET)
    return member


def access_result(actor: Actor, pk: int) -> Member:
    member = access_member(actor, pk)
    require(member.cycle.state in SHOWN, NOT_SHOWN)
    return member


def access_own_result(actor: Actor, pk: int) -> Member:
    """To object: for the university's own staff."""
    member = access_result(actor, pk)
    allowed = actor.has(UNIVERSITY_STAFF, member.organisation.path)
    require(allowed, "异议由本校的填报人、管理员和分管领导提出。")
    return member


def access_conclusion(actor: Actor, pk: int) -> Conclusion:
    require(actor.has(OVERSEERS), PROVINCE_ONLY)
    rows = Conclusion.objects.filter(cycle__in=visible_cycles(actor))
    found = one_of(rows.filter(pk=pk).select_related("cycle__owner", "cycle__version__scheme"))
    require(actor.has(OVERSEERS, found.cycle.owner.path), PROVINCE_ONLY)
    return found


def access_objection(actor: Actor, pk: int) -> Objection:
    require(actor.has(OVERSEERS), PROVINCE_ONLY)
    rows = Objection.objects.filter(member__in=visible_members(actor), pk=pk)
    found = one_of(rows.select_related("member__organisation", "member__cycle__owner"))
    require(actor.has(OVERSEERS, found.member.cycle.owner.path), PROVINCE_ONLY)
    return found


def released_cycles() -> QuerySet[Cycle]:
    """What everybody may know of: rounds that chose examples."""
    return Cycle.objects.filter(state="released").exclude(form=Form.INTERIM)


def access_released(pk: int) -> Cycle:
    return one_of(released_cycles().filter(pk=pk))
