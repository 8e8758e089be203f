"""Showing awarded works to everybody, as far as their authors agree (clause 3)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from wangyu.activities.calls import access
from wangyu.activities.calls.models import Call, Entry
from wangyu.activities.calls.ops.announcing import CallError, locked
from wangyu.activities.calls.ops.entering import EntryError
from wangyu.activities.calls.ops.moving import move, move_many, tell_entrant, tell_entrants
from wangyu.activities.calls.queries import locked as locked_entry
from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor

WITHDRAWN = "作者撤回公开展播的许可"


@op("calls.entry.exhibit")
def exhibit_entry(*, entry: Entry, actor: Actor, now: datetime, reason: str = "") -> Entry:
    found = locked_entry(entry)
    if not found.may_show:
        raise EntryError(f"“{entry}”的作者没有同意公开展播。")
    if found.on_show:
        raise EntryError(f"“{entry}”已经在展播。")
    moved = _put(move(entry, "exhibit", actor, now, reason=reason), shown=True)
    tell_entrant(moved, f"作品“{moved}”开始展播", moved.call.title, now)
    say(f"展播{named(moved)}", target=moved, org_path=moved.organisation.path)
    return moved


@op("calls.entry.unexhibit")
def unexhibit_entry(*, entry: Entry, actor: Actor, now: datetime, reason: str = "") -> Entry:
    moved = _put(move(entry, "unexhibit", actor, now, reason=reason), shown=False)
    if moved.entrant_id != actor.user_id:
        tell_entrant(moved, f"作品“{moved}”停止展播", reason.strip(), now)
    say(
        f"停止展播{named(moved)}", target=moved, org_path=moved.organisation.path,
        private={"理由": reason.strip()},
    )  # fmt: skip
    return moved


def _put(entry: Entry, *, shown: bool) -> Entry:
    """Of a work reported to the nation, whether it is shown is kept beside its state."""
    entry.on_show = shown and entry.state == "sent_national"
    Entry.objects.filter(pk=entry.pk).update(on_show=entry.on_show)
    return entry


@op("calls.call.exhibit")
def exhibit_call(*, call: Call, actor: Actor, now: datetime) -> int:
    """Every awarded work of a call whose authors agree."""
    found = locked(call)
    access.require_keeper(actor, found)
    rows = Entry.objects.select_for_update(of=("self",)).select_related(
        "call__owner", "organisation", "unit"
    )
    away = Q(state="awarded") | Q(state="sent_national", on_show=False)
    entries = list(rows.filter(away, call=found, may_show=True).order_by("pk"))
    if not entries:
        raise CallError("没有可以展播的：获奖的作品要么已在展播，要么作者没有同意公开。")
    sent = [one.pk for one in entries if one.state == "sent_national"]
    move_many(entries, "exhibit", actor, now)
    Entry.objects.filter(pk__in=sent).update(on_show=True)
    tell_entrants([(one, f"作品“{one}”开始展播") for one in entries], found.title, now)
    text = f"展播征集{named(found)}的 {len(entries)} 件获奖作品"
    say(text, target=found, org_path=found.owner.path)
    return len(entries)


@op("calls.entry.allow")
def allow_showing(*, entry: Entry, agrees: bool, actor: Actor, now: datetime) -> Entry:
    """Its entrant says whether it may be shown, at any time; withdrawn, it is gone at once."""
    found = locked_entry(entry)
    Entry.objects.filter(pk=found.pk).update(may_show=agrees)
    found.may_show = agrees
    if not agrees and (found.state == "exhibited" or found.on_show):
        found = _put(move(found, "unexhibit", actor, now, reason=WITHDRAWN), shown=False)
    word = "同意" if agrees else "不同意"
    say(f"{named(found)}的申报人{word}公开展播", target=found, org_path=found.organisation.path)
    return found
