"""Who sees which call and which work. Reviewers never come in by these doors (see ``blind``)."""

from __future__ import annotations

from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from wangyu.activities.calls import queries
from wangyu.activities.calls.models import Call, Contributor, Entry, Piece, Roll
from wangyu.base.core.access import Actor, NotVisible, require, within_any
from wangyu.base.core.roles import PROVINCE_STAFF, Role, Tier
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.orgs.queries import ancestors

M = TypeVar("M", bound=Model)
CAMPUS = frozenset({Role.UNIVERSITY_OFFICER, Role.UNIVERSITY_LEADER})
UNITS = frozenset({Role.DEPARTMENT_OFFICER})
TEACHERS = frozenset(
    {
        Role.UNIVERSITY_OFFICER, Role.UNIVERSITY_REPORTER, Role.UNIVERSITY_LEADER,
        Role.DEPARTMENT_OFFICER, Role.STATION_OFFICER,
    }
)  # fmt: skip
ENTRANTS = {"student": frozenset({Role.STUDENT}), "teacher": TEACHERS}
WORK = "calls.entry"
"""Where files of a work are sent to."""
PROVINCE_ONLY = "征集由省中心发布和管理。"
HANDED_OVER = queries.HANDED_OVER


def visible_calls(actor: Actor) -> QuerySet[Call]:
    """What is announced is public; a draft is the province's alone."""
    own = within_any(actor.paths(PROVINCE_STAFF | {Role.AUDITOR}), "owner__path")
    return Call.objects.filter(own | ~Q(state="draft")).select_related("owner")


def access_call(actor: Actor, pk: int) -> Call:
    return one_of(visible_calls(actor).filter(pk=pk))


def access_own_call(actor: Actor, pk: int) -> Call:
    """A call to be changed: by the province's staff. Others are told so of a missing one, too."""
    require(actor.has(PROVINCE_STAFF), PROVINCE_ONLY)
    call = access_call(actor, pk)
    require_keeper(actor, call)
    return call


def keeps(actor: Actor, call: Call) -> bool:
    return actor.has(PROVINCE_STAFF, call.owner.path)


def require_keeper(actor: Actor, call: Call) -> None:
    require(keeps(actor, call), PROVINCE_ONLY)


def own_province(actor: Actor) -> Organisation:
    require(actor.has(PROVINCE_STAFF), PROVINCE_ONLY)
    held = next(h for h in actor.held if h.role in PROVINCE_STAFF)
    return Organisation.objects.get(pk=held.org_id)


def visible_entries(actor: Actor) -> QuerySet[Entry]:
    """One's own; those of one's department or university once handed in; the province those it got."""
    mine = Q(entrant_id=actor.user_id) if actor.user_id else Q(pk__in=[])
    handed_in = ~Q(state="draft")
    campus = within_any(actor.paths(CAMPUS), "organisation__path") & handed_in
    unit = within_any(actor.paths(UNITS), "unit__path") & handed_in
    signed = Roll.objects.filter(
        call=OuterRef("call"), organisation=OuterRef("organisation"), state="signed"
    )
    got = Q(state__in=HANDED_OVER) & Exists(signed)
    above = within_any(actor.paths(PROVINCE_STAFF | {Role.AUDITOR}), "call__owner__path") & got
    return Entry.objects.filter(mine | campus | unit | above)


def access_entry(actor: Actor, pk: int) -> Entry:
    rows = visible_entries(actor).select_related("call__owner", "organisation", "unit")
    return one_of(rows.filter(pk=pk))


def access_own_entry(actor: Actor, pk: int) -> Entry:
    """A work to be filled in: by whoever began it."""
    entry = access_entry(actor, pk)
    require(entry.entrant_id == actor.user_id, "作品由申报人本人填写。")
    return entry


def roles_for(actor: Actor, entry: Entry) -> frozenset[str]:
    """What somebody is to a work: roles that reach it, and ``entrant``."""
    where = entry.unit.path if entry.unit else entry.organisation.path
    own = {"entrant"} if entry.entrant_id == actor.user_id else set()
    return frozenset({str(role) for role in actor.roles_at(where)} | own)


def place_for(actor: Actor, entrant: str) -> tuple[Organisation, Organisation | None] | None:
    """The university a student or teacher enters for, and the department; None: not one of them."""
    held = [h for h in actor.held if h.role in ENTRANTS[entrant]]
    if not held:
        return None
    org = Organisation.objects.get(pk=max(held, key=lambda h: len(h.path)).org_id)
    chain = {one.tier: one for one in [*ancestors(org), org]}
    return chain[Tier.UNIVERSITY], chain.get(Tier.DEPARTMENT)


def one_of(rows: QuerySet[M]) -> M:
    """The row a key names; to put one row in order would cost more than to find it."""
    try:
        return rows.get()
    except ObjectDoesNotExist:
        raise NotVisible from None


def require_track(call: Call, track: str) -> None:
    """A track the call has; anything else looks missing."""
    if track not in {one.key for one in queries.rules_of(call).tracks}:
        raise NotVisible


def access_piece(actor: Actor, pk: int) -> Piece:
    rows = Piece.objects.select_related("entry__call")
    return one_of(rows.filter(pk=pk, entry__in=visible_entries(actor)))


def access_own_piece(actor: Actor, pk: int) -> Piece:
    piece = access_piece(actor, pk)
    access_own_entry(actor, piece.entry_id)
    return piece


def access_own_person(actor: Actor, pk: int) -> Contributor:
    """A contributor of one's own work; of another's no more is asked than of one there is not."""
    rows = Contributor.objects.select_related("entry__call__owner", "entry__organisation")
    person = one_of(rows.filter(pk=pk, entry__in=visible_entries(actor)))
    access_own_entry(actor, person.entry_id)
    return person
