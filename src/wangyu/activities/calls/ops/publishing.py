"""Showing proposed awards publicly, taking that back, and giving the result out (clauses 3, 6, 10)."""

from __future__ import annotations

from datetime import datetime

from wangyu.activities.calls.logic.notice import notice_end
from wangyu.activities.calls.models import Call, Entry
from wangyu.activities.calls.ops.announcing import CallError, step, tell
from wangyu.activities.calls.ops.moving import move_many, tell_entrants
from wangyu.activities.calls.queries import deciding as queries
from wangyu.activities.calls.queries import rules_of
from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor
from wangyu.base.lib.dates import local_day, show_time


def _locked(call: Call, *states: str) -> list[Entry]:
    rows = Entry.objects.select_for_update(of=("self",)).select_related(
        "call__owner", "organisation", "unit"
    )
    return list(rows.filter(call=call, state__in=states).order_by("pk"))


@op("calls.call.publicize")
def publicize_call(*, call: Call, actor: Actor, now: datetime, reason: str = "") -> Call:
    """Proposed awards become public; who is proposed for none learns it with the result."""
    found = step(call, "publicize", actor, now, reason=reason)
    if found_in_the_way := queries.in_the_way(found):
        told = "，".join(f"{count} 件{words}" for words, count in found_in_the_way.items())
        raise CallError(f"还不能公示：{told}。")
    proposed = [
        one for one in _locked(found, *queries.UNDECIDED) if one.award != queries.NONE
    ]  # fmt: skip
    if not proposed:
        raise CallError("没有一件作品拟定了奖项，没有可以公示的。")
    move_many(proposed, "publicize", actor, now)
    found.notice_until = notice_end(local_day(now), rules_of(found).notice_days)
    found.save(update_fields=["notice_until"])
    until = show_time(found.notice_until)
    body = f"公示 {len(proposed)} 件，至 {until}。有异议可以在公示页提出。"
    tell(found, f"“{found.title}”开始公示", body, f"publicize:{now.isoformat()}", now)
    text = f"公示征集{named(found)}的拟定结果 {len(proposed)} 件，至 {until}"
    say(text, target=found, org_path=found.owner.path)
    return found


@op("calls.call.withdraw_notice")
def withdraw_notice(*, call: Call, actor: Actor, now: datetime, reason: str = "") -> Call:
    """Back to the meeting: what was public is so no more, and everybody is told why."""
    found = step(call, "withdraw_notice", actor, now, reason=reason)
    move_many(_locked(found, "publicized"), "unpublicize", actor, now, reason=reason)
    found.notice_until = None
    found.save(update_fields=["notice_until"])
    title = f"“{found.title}”撤回公示"
    tell(found, title, reason.strip(), f"withdraw_notice:{now.isoformat()}", now)
    private = {"理由": reason.strip()}
    say(f"撤回征集{named(found)}的公示", target=found, org_path=found.owner.path, private=private)
    return found


@op("calls.call.release")
def release_call(*, call: Call, actor: Actor, now: datetime, reason: str = "") -> Call:
    """The result is out: awards given, and everybody told at once."""
    found = step(call, "release", actor, now, reason=reason)
    if found.notice_until is None or now <= found.notice_until:
        until = show_time(found.notice_until) if found.notice_until else "公示期满"
        raise CallError(f"公示到 {until} 才满，到时再公布结果。")
    if waiting := found.objections.filter(answered_at=None).count():
        raise CallError(f"还有 {waiting} 条异议没有答复，请先逐条答复。")
    awarded = _locked(found, "publicized")
    others = _locked(found, *queries.UNDECIDED)
    move_many(awarded, "award", actor, now)
    move_many(others, "reject", actor, now)
    found.released_at = now
    found.save(update_fields=["released_at"])
    tell(
        found,
        f"“{found.title}”结果公布",
        "打开征集看获奖名单；申报人可以看评审意见。",
        "release",
        now,
    )
    for entry in awarded:
        entry.call = found
    tell_entrants(
        [(one, f"作品“{one}”获{queries.award_title(one)}") for one in awarded], found.title, now
    )
    text = f"公布征集{named(found)}的结果：获奖 {len(awarded)} 件，未获奖 {len(others)} 件"
    say(text, target=found, org_path=found.owner.path)
    return found
