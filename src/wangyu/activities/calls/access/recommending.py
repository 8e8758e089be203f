"""Who decides about works inside a university, and who reads what it recommends."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from wangyu.activities.calls.access import (
    CAMPUS,
    HANDED_OVER,
    UNITS,
    access_call,
    keeps,
    visible_entries,
)
from wangyu.activities.calls.models import Call, Check, Entry, Roll
from wangyu.activities.calls.queries import rolls, screening
from wangyu.base.core.access import Actor, NotVisible, require, within, within_any
from wangyu.base.core.roles import PROVINCE_STAFF, Role, Tier
from wangyu.institutions.orgs.models import Organisation

LOOKERS = UNITS | {Role.UNIVERSITY_OFFICER}
LOOK_ONLY = "初审由院系工作室和学校高校中心办理。"
CHOOSE_ONLY = "遴选和排序由学校高校中心管理员办理。"
SHOWN = ("noticed", "signed")
STEP = 8
"""Digits of one level of a path."""


def to_look_at(actor: Actor, call: Call) -> QuerySet[Entry]:
    """Works handed in that wait for somebody's first look: of one's department or university."""
    mine = within_any(actor.paths(UNITS), "unit__path")
    campus = within_any(actor.paths({Role.UNIVERSITY_OFFICER}), "organisation__path")
    return Entry.objects.filter(mine | campus, call=call, state="submitted")


def looks(actor: Actor, call: Call) -> bool:
    """Whether somebody looks at works first, in a university the call is open to."""
    return any(h.role in LOOKERS and h.path.startswith(call.owner.path) for h in actor.held)


def access_looking(actor: Actor, pk: int) -> Call:
    """Others are told whose work it is, of a missing call, too."""
    require(actor.has(LOOKERS), LOOK_ONLY)
    call = access_call(actor, pk)
    require(looks(actor, call), LOOK_ONLY)
    return call


def access_picked(actor: Actor, call: Call, pks: Collection[int]) -> list[Entry]:
    """What was ticked, as far as one sees it; works of one university at a time."""
    rows = visible_entries(actor).filter(call=call, pk__in=pks)
    found = list(rows.select_related("call__owner", "organisation", "unit").order_by("pk"))
    if len({one.organisation_id for one in found}) > 1:
        raise NotVisible
    return found


def access_roll(actor: Actor, pk: int, org: int) -> Roll:
    """A university's own people see its roll at any time, the province once it is signed."""
    call = access_call(actor, pk)
    owner = call.owner.path
    above = keeps(actor, call) or actor.has({Role.AUDITOR}, owner)
    within_reach = within_any([*actor.paths(CAMPUS), *([owner] if above else [])])
    rows = Organisation.objects.filter(within(owner), within_reach, tier=Tier.UNIVERSITY, pk=org)
    organisation = rows.first()
    if organisation is None or call.state == "draft":
        raise NotVisible
    roll = rolls.roll_or_new(call, organisation)
    if not (actor.has(CAMPUS, organisation.path) or roll.state == "signed"):
        raise NotVisible
    return roll


def chooses(actor: Actor, roll: Roll) -> bool:
    return actor.has({Role.UNIVERSITY_OFFICER}, roll.organisation.path)


def access_choosing(actor: Actor, pk: int, org: int) -> Roll:
    roll = access_roll(actor, pk, org)
    require(chooses(actor, roll), CHOOSE_ONLY)
    return roll


def access_notice(actor: Actor, pk: int, org: int) -> Roll:
    """Shown inside the university to whoever has any role there, and to no one else."""
    call = access_call(actor, pk)
    rows = Roll.objects.select_related("organisation", "call__owner")
    shown = rows.filter(call=call, organisation__pk=org, state__in=SHOWN)
    roll = shown.filter(organisation__path__in=_universities(actor, call)).first()
    if roll is None:
        raise NotVisible
    return roll


def own_rolls(actor: Actor, call: Call) -> list[Roll]:
    """Of the universities this person is of: for what the call's page offers."""
    places = Organisation.objects.filter(
        within(call.owner.path), path__in=_universities(actor, call), tier=Tier.UNIVERSITY
    )
    return [rolls.roll_or_new(call, place) for place in places]


def _universities(actor: Actor, call: Call) -> set[str]:
    """Paths of the universities in which somebody has any role; the province's own is none of them."""
    length = len(call.owner.path) + STEP
    return {held.path[:length] for held in actor.held}


def reads_checks(actor: Actor, entry: Entry) -> bool:
    above = keeps(actor, entry.call) or actor.has({Role.AUDITOR}, entry.call.owner.path)
    return above and entry.state in HANDED_OVER


def access_screening(actor: Actor, pk: int) -> Entry:
    """A work of a signed roll with its checks: for the province's staff, and the auditor to read."""
    above = within_any(actor.paths(PROVINCE_STAFF | {Role.AUDITOR}), "call__owner__path")
    found: Entry | None = screening.to_screen_anywhere().filter(above, pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def access_check(actor: Actor, pk: int) -> Check:
    rows = Check.objects.select_related("entry__call__owner").filter(pk=pk)
    mine = within_any(actor.paths(PROVINCE_STAFF), "entry__call__owner__path")
    found = rows.filter(mine).first()
    if found is None:
        raise NotVisible
    access_screening(actor, found.entry_id)
    return found
