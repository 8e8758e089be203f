"""Reporting awarded works to the nation, within the places the province has (clause 3, DOMAIN §3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from wangyu.activities.calls import access
from wangyu.activities.calls.models import Call, Entry
from wangyu.activities.calls.ops.announcing import CallError, locked
from wangyu.activities.calls.ops.moving import move_many, takeable, tell_entrants, write_many
from wangyu.activities.calls.queries import national as queries
from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor

NOTHING = "还没有选作品；请先在左边勾选。"
MIXED = "“{}”：{}选中的都没有变动。"


@op("calls.entry.send")
def send_entries(*, call: Call, works: Sequence[Entry], actor: Actor, now: datetime) -> list[str]:
    """All of them or none. Answers with the tracks whose places nobody has read: not checked."""
    found = _released(call, actor)
    entries = _locked(found, works)
    moves, left_out = takeable(entries, "send", actor, "")
    if left_out:
        raise CallError(MIXED.format(*left_out[0]))
    unread = _require_places(found, entries)
    shown = [one.pk for one in entries if one.state == "exhibited"]
    write_many(moves, actor, now)
    Entry.objects.filter(pk__in=shown).update(on_show=True)
    tell_entrants([(one, f"作品“{one}”报送全国") for one in entries], found.title, now)
    say(
        f"征集{named(found)}报送全国 {len(entries)} 件作品", target=found,
        org_path=found.owner.path, entries=[one.pk for one in entries],
    )  # fmt: skip
    return unread


@op("calls.entry.unsend")
def unsend_entries(
    *, call: Call, works: Sequence[Entry], reason: str, actor: Actor, now: datetime
) -> int:
    """Taken back: the place is free again, and what the gallery shows it goes on showing."""
    found = _released(call, actor)
    entries = _locked(found, works)
    moves, left_out = takeable(entries, "unsend", actor, reason)
    if left_out:
        raise CallError(MIXED.format(*left_out[0]))
    write_many(moves, actor, now, reason=reason)
    shown = [one for one in entries if one.on_show]
    Entry.objects.filter(pk__in=[one.pk for one in shown]).update(on_show=False)
    move_many(shown, "exhibit", actor, now, reason="撤回报送，继续展播")
    tell_entrants([(one, f"作品“{one}”撤回报送全国") for one in entries], reason.strip(), now)
    say(
        f"征集{named(found)}撤回报送 {len(entries)} 件作品", target=found,
        org_path=found.owner.path, entries=[one.pk for one in entries],
        private={"理由": reason.strip()},
    )  # fmt: skip
    return len(entries)


def _released(call: Call, actor: Actor) -> Call:
    """Locked, so that of many at the last place exactly one gets it."""
    found = locked(call)
    access.require_keeper(actor, found)
    if found.state != "released":
        raise CallError("结果公布以后才能从获奖作品里择优报送全国。")
    return found


def _locked(call: Call, works: Sequence[Entry]) -> list[Entry]:
    entries = queries.locked_works(call, [one.pk for one in works])
    if not entries:
        raise CallError(NOTHING)
    return entries


def _require_places(call: Call, entries: Sequence[Entry]) -> list[str]:
    """No more of a track than the province may report; where that is not known, the track is told."""
    wanted = Counter(one.track for one in entries)
    places = [one for one in queries.places_of(call) if wanted[one.key]]
    for one in places:
        if one.left is not None and wanted[one.key] > one.left:
            raise CallError(
                f"“{one.title}”全省报送全国的名额是 {one.quota} 件，已报 {one.sent} 件，"
                f"再报 {wanted[one.key]} 件就超了；要换上新的，先撤回已报的。"
            )
    return [one.title for one in places if one.quota is None]
