"""Objections to what is shown publicly. Who makes one stays unknown: no account, no address, no hour.

That one came is in the log and in the reminder with its moment, as the page tells; not what it says.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from wangyu.activities.calls import access
from wangyu.activities.calls.models import Call, Change, Entry, Objection
from wangyu.activities.calls.ops.announcing import TELL_PROVINCE, CallError, locked
from wangyu.activities.calls.ops.moving import move, tell_entrant
from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor
from wangyu.base.lib.dates import local_day, show_time
from wangyu.base.notify.send import notify
from wangyu.institutions.people.logic.links import hash_of
from wangyu.institutions.people.queries import people_with

LONGEST = 2000
MOST_WAITING = 200
"""Objections of one call without an answer. Nobody is counted by person or address."""
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
GROUPS, GROUP = 4, 4


class ObjectionError(Exception):
    """Why an objection is not received, or not answered; carries the sentence."""


def new_code() -> str:
    """For example 7K4M-9QXT-B2HD-W6PR: can be read aloud and written down."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def fingerprint(code: str) -> str:
    """All that is kept of a code, however it was typed."""
    return hash_of("".join(one for one in code.upper() if one in ALPHABET))


@op("calls.objection.make")
def make_objection(
    *, call: Call, entry: Entry | None, text: str, actor: Actor, now: datetime
) -> str:
    """Receive it, and give the code by which its answer is found. Call it with nobody as actor."""
    found = locked(call)
    if found.state != "publicized" or found.notice_until is None or now > found.notice_until:
        raise ObjectionError("公示已经结束，不再接收异议；仍有问题请与省中心联系。")
    if found.objections.filter(answered_at=None).count() >= MOST_WAITING:
        raise ObjectionError("等待答复的异议已经很多，暂时收不下；请过一天再提，或与省中心联系。")
    code = new_code()
    made = Objection.objects.create(
        call=found, entry=entry, text=text.strip()[:LONGEST], code=fingerprint(code),
        made_at=local_day(now),
    )  # fmt: skip
    people = people_with(TELL_PROVINCE, [found.owner.path], local_day(now))
    notify(
        recipients=people, kind="calls.call", title=f"“{found.title}”收到异议",
        body="公示期满前请答复。", url=f"/calls/{found.pk}/objections/",
        key=f"calls.objection:{made.pk}", now=now,
    )  # fmt: skip
    say(f"征集{named(found)}收到一条异议", target=found, org_path=found.owner.path)
    return code


@op("calls.objection.answer")
def answer_objection(
    *, objection: Objection, answer: str, upheld: bool, actor: Actor, now: datetime
) -> Objection:
    """Found right: the work concerned loses its proposed award at once, and its entrant is told why."""
    call = locked(objection.call)
    access.require_keeper(actor, call)
    found = (
        Objection.objects.select_for_update(of=("self",))
        .select_related("entry")
        .get(pk=objection.pk)
    )
    if found.answered_at:
        raise ObjectionError(f"这条异议已于 {show_time(found.answered_at)} 答复。")
    if call.state != "publicized":
        raise CallError("公示期间才能答复异议。")
    found.answer, found.upheld = answer.strip()[:LONGEST], upheld
    found.answered_by_id, found.answered_at = actor.user_id, now
    found.save()
    if upheld and found.entry and found.entry.state == "publicized":
        _strike(found.entry, found.answer, actor, now)
    word = "成立" if upheld else "不成立"
    text = f"答复征集{named(call)}的一条异议：{word}"
    say(text, target=call, org_path=call.owner.path, private={"答复": found.answer})
    return found


def _strike(entry: Entry, reason: str, actor: Actor, now: datetime) -> None:
    moved = move(entry, "strike", actor, now, reason=reason)
    Change.objects.create(
        entry=moved, before=moved.award, after="", reason=reason[:500], by_id=actor.user_id, at=now
    )
    Entry.objects.filter(pk=moved.pk).update(award="")
    tell_entrant(moved, f"作品“{moved}”的拟定结果已取消", reason, now)
