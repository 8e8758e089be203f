"""Who decides, and who sees what the reviews come to before the result is out: the province."""

from __future__ import annotations

from wangyu.activities.calls import access
from wangyu.activities.calls.models import Call, Entry, Objection
from wangyu.activities.calls.queries import deciding as queries
from wangyu.base.core.access import Actor, require, within_any
from wangyu.base.core.roles import PROVINCE_STAFF

DECIDED_AT = ("review", "deciding", "publicized", "released")
NOT_OUT = "结果公布以后才能从获奖作品里择优报送全国。"
NOT_YET = "评审开始以后才有评分；请先完成形式审查和分派。"


def access_meeting(actor: Actor, pk: int) -> Call:
    """A call whose works are, or were, decided on: by the province's staff."""
    call = access.access_own_call(actor, pk)
    require(call.state in DECIDED_AT, NOT_YET)
    return call


def access_reporting(actor: Actor, pk: int) -> Call:
    """A call whose awarded works may be reported to the nation: by the province's staff."""
    call = access.access_own_call(actor, pk)
    require(call.state == "released", NOT_OUT)
    return call


def access_judged(actor: Actor, pk: int) -> Entry:
    """A work the panel has seen, for those who decide."""
    rows = Entry.objects.select_related("call__owner", "organisation", "standing", "blind")
    entry = access.one_of(
        rows.filter(pk=pk, state__in=queries.JUDGED, pk__in=access.visible_entries(actor))
    )
    access.require_keeper(actor, entry.call)
    return entry


def access_objection(actor: Actor, pk: int) -> Objection:
    """One to be answered: by the province's staff; to all others there is none."""
    rows = Objection.objects.select_related("call__owner", "entry__organisation")
    return access.one_of(
        rows.filter(within_any(actor.paths(PROVINCE_STAFF), "call__owner__path"), pk=pk)
    )
