"""Who sees which round and which university's part in it."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from wangyu.assessment.evaluation.models import Cycle, Member
from wangyu.base.core.access import Actor, NotVisible, require, within_any
from wangyu.base.core.roles import PROVINCE_STAFF, UNIVERSITY_STAFF, Role
from wangyu.institutions.orgs.models import Organisation

M = TypeVar("M", bound=Model)
PROVINCE_ONLY = "评价由省中心组织。"
REPORTERS = frozenset({Role.UNIVERSITY_REPORTER, Role.UNIVERSITY_OFFICER})
OVERSEERS = PROVINCE_STAFF | {Role.AUDITOR}


def one_of(rows: QuerySet[M]) -> M:
    found = rows.first()
    if found is None:
        raise NotVisible
    return found


def visible_cycles(actor: Actor) -> QuerySet[Cycle]:
    """The province its own; a university those that have begun and that it takes part in."""
    own = within_any(actor.paths(OVERSEERS), "owner__path")
    taking_part = within_any(actor.paths(UNIVERSITY_STAFF), "organisation__path")
    members = Member.objects.filter(taking_part).values("cycle")
    theirs = Q(pk__in=members) & ~Q(state="draft")
    return Cycle.objects.filter(own | theirs).select_related("owner", "version__scheme")


def access_cycle(actor: Actor, pk: int) -> Cycle:
    return one_of(visible_cycles(actor).filter(pk=pk))


def access_own_cycle(actor: Actor, pk: int) -> Cycle:
    """A round to be run: by the province's staff. Others are told so of a missing one, too."""
    require(actor.has(PROVINCE_STAFF), PROVINCE_ONLY)
    cycle = access_cycle(actor, pk)
    require_keeper(actor, cycle)
    return cycle


def oversees(actor: Actor, cycle: Cycle) -> bool:
    """Sees all of it: the province's staff, and the auditor."""
    return actor.has(OVERSEERS, cycle.owner.path)


def access_overseen_cycle(actor: Actor, pk: int) -> Cycle:
    """A round with all its universities: what one of them never sees of the others."""
    require(actor.has(OVERSEERS), PROVINCE_ONLY)
    cycle = access_cycle(actor, pk)
    require(oversees(actor, cycle), PROVINCE_ONLY)
    return cycle


def keeps(actor: Actor, cycle: Cycle) -> bool:
    return actor.has(PROVINCE_STAFF, cycle.owner.path)


def require_keeper(actor: Actor, cycle: Cycle) -> None:
    require(keeps(actor, cycle), PROVINCE_ONLY)


def own_province(actor: Actor) -> Organisation:
    require(actor.has(PROVINCE_STAFF), PROVINCE_ONLY)
    held = next(h for h in actor.held if h.role in PROVINCE_STAFF)
    return Organisation.objects.get(pk=held.org_id)


def visible_members(actor: Actor) -> QuerySet[Member]:
    """One's own university's part; the province and the auditor those of every university."""
    above = within_any(actor.paths(OVERSEERS), "cycle__owner__path")
    own = within_any(actor.paths(UNIVERSITY_STAFF), "organisation__path") & ~Q(cycle__state="draft")
    rows = Member.objects.filter(above | own)
    return rows.select_related("cycle__owner", "cycle__version__scheme", "organisation")


def access_member(actor: Actor, pk: int) -> Member:
    return one_of(visible_members(actor).filter(pk=pk))


def access_own_member(actor: Actor, pk: int) -> Member:
    """A university's part, to be filled in by those who report for it."""
    member = access_member(actor, pk)
    allowed = actor.has(REPORTERS, member.organisation.path)
    require(allowed, "自查表由本校的填报人和管理员填写。")
    return member


def is_guest(actor: Actor, member: Member) -> bool:
    """Neither of the province nor of the university: there to check it, and nothing else to it."""
    above = actor.has(OVERSEERS, member.cycle.owner.path)
    return not above and not actor.has(UNIVERSITY_STAFF, member.organisation.path)


def own_members(actor: Actor, cycle: Cycle) -> QuerySet[Member]:
    """The parts of one's own universities in a round."""
    below = within_any(actor.paths(UNIVERSITY_STAFF), "organisation__path")
    return cycle.members.filter(below).select_related("organisation", "cycle__owner")
