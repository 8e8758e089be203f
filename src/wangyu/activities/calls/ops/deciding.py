"""Deciding: what reviews come to is computed; what follows from it, people decide (clauses 3, 6, 10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from wangyu.activities.calls import access
from wangyu.activities.calls.logic.flow import CALL, ENTRY
from wangyu.activities.calls.logic.standing import ABOVE, BELOW, standings
from wangyu.activities.calls.models import Call, Change, Entry, Standing
from wangyu.activities.calls.ops.announcing import CallError, locked, step
from wangyu.activities.calls.ops.entering import EntryError
from wangyu.activities.calls.ops.moving import move, tell_entrant
from wangyu.activities.calls.queries import deciding as queries
from wangyu.activities.calls.queries import rules_of
from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor
from wangyu.base.lib.dates import show_time

COMPUTED = ("reviews", "mean", "score", "low", "high", "spread", "zone", "computed_at")


@op("calls.standing.compute")
def compute_standings(*, call: Call, actor: Actor, now: datetime) -> int:
    """Of every work the panel has seen. The same reviews give the same rows, however often."""
    found = locked(call)
    if found.state not in {"review", "deciding"}:
        raise CallError("评审和定级期间才计算评分；公示以后不再变动。")
    rows = [row for track in rules_of(found).tracks for row in _rows(found, track.key, now)]
    Standing.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["entry"], update_fields=COMPUTED
    )
    text = f"计算征集{named(found)}的评分：{len(rows)} 件"
    say(text, target=found, org_path=found.owner.path)
    return len(rows)


def _rows(call: Call, track: str, now: datetime) -> list[Standing]:
    items = list(queries.order_of(call, track))
    found = standings(queries.judged_of(call, track), items, queries.places(call, track))
    return [
        Standing(
            entry_id=pk, reviews=one.reviews, mean=one.mean, score=one.score, low=one.low,
            high=one.high, spread=one.spread, zone=one.zone, computed_at=now,
        )
        for pk, one in sorted(found.items())
    ]  # fmt: skip


@op("calls.call.decide")
def decide_call(*, call: Call, actor: Actor, now: datetime, reason: str = "") -> Call:
    """The panel is through; the meeting begins with what its reviews come to."""
    found = step(call, "decide", actor, now, reason=reason)
    compute_standings(call=found, actor=actor, now=now)
    say(f"征集{named(found)}结束评审，进入定级", target=found, org_path=found.owner.path)
    return found


@op("calls.call.review_again")
def review_again(*, call: Call, actor: Actor, now: datetime, reason: str = "") -> Call:
    """Back to the panel, for what is missing or was revised."""
    found = step(call, "review_again", actor, now, reason=reason)
    private = {"理由": reason.strip()}
    text = f"征集{named(found)}补充评审"
    say(text, target=found, org_path=found.owner.path, private=private)
    return found


@op("calls.award.propose")
def propose_award(*, entry: Entry, award: str, reason: str, actor: Actor, now: datetime) -> Entry:
    """One work's result, as a person proposes it; ``NONE``: no award."""
    call = _deciding(entry.call, actor)
    found: Entry = queries.judged_entries(call, entry.track).get(pk=entry.pk)
    _require_open(found)
    if found.award and not reason.strip():
        raise EntryError("改变已经拟定的结果，请写明理由。")
    _require_reason(found, award, reason)
    _require_places(call, found.track, award, 0 if found.award == award else 1)
    _propose([found], award, reason, actor, now)
    title = queries.award_title(found)
    say(
        f"拟定{named(found)}的结果：{title}", target=found, org_path=found.call.owner.path,
        private={"理由": reason.strip()},
    )  # fmt: skip
    return found


@op("calls.award.propose_places")
def propose_places(
    *, call: Call, track: str, first: int, last: int, award: str, reason: str, actor: Actor,
    now: datetime,
) -> int:  # fmt: skip
    """The same result for all works from one place to another that have none yet."""
    found = _deciding(call, actor)
    order = queries.order_of(found, track)
    chosen = [pk for pk, place in order.items() if first <= place <= last]
    rows = queries.judged_entries(found, track).filter(
        pk__in=chosen, award="", state__in=queries.UNDECIDED
    )
    entries: Sequence[Entry] = list(rows)
    if not entries:
        raise CallError(f"第 {first} 到第 {last} 位中没有待拟定结果的作品。")
    _require_places(found, track, award, len(entries))
    for entry in entries:
        _require_reason(entry, award, reason)
    _propose(entries, award, reason, actor, now)
    title = queries.award_title(entries[0])
    text = f"为征集{named(found)}的 {len(entries)} 件作品拟定结果：{title}"
    say(text, target=found, org_path=found.owner.path, private={"理由": reason.strip()})
    return len(entries)


def _deciding(call: Call, actor: Actor) -> Call:
    """Locked, so that of many at the last place exactly one gets it."""
    found = locked(call)
    if found.state != "deciding":
        here = CALL.states[found.state].staff_label
        raise CallError(f"定级期间才能拟定结果；这次征集现在是“{here}”。")
    access.require_keeper(actor, found)
    return found


def _require_open(entry: Entry) -> None:
    if entry.state not in queries.UNDECIDED:
        here = ENTRY.states[entry.state].staff_label
        raise EntryError(f"“{entry}”现在是“{here}”，不能拟定结果。")


def _require_reason(entry: Entry, award: str, reason: str) -> None:
    """Whoever decides against what the reviews come to says why."""
    known = queries.awards_by_key(rules_of(entry.call), entry.track)
    if award != queries.NONE and award not in known:
        raise EntryError("请从本类的奖项中选择。")
    zone = entry.standing.zone if hasattr(entry, "standing") else ""
    limited = award in known and known[award].places is not None
    against = (zone == BELOW and limited) or (zone == ABOVE and award == queries.NONE)
    if against and not reason.strip():
        raise EntryError(f"“{entry}”的评分{ZONES[zone]}，这样定级请写明理由。")


ZONES = {ABOVE: "明显在名额之内", BELOW: "明显在名额之外"}


def _require_places(call: Call, track: str, award: str, more: int) -> None:
    known = queries.awards_by_key(rules_of(call), track).get(award)
    if known is None or known.places is None:
        return
    used = queries.taken(call, track)[award]
    if used + more > known.places:
        raise CallError(
            f"“{known.title}”在本类有 {known.places} 个名额，已拟 {used} 个，再加 {more} 个就超了；"
            "请先把其中的改为别的结果。"
        )


def _propose(
    entries: Sequence[Entry], award: str, reason: str, actor: Actor, now: datetime
) -> None:
    Change.objects.bulk_create(
        Change(
            entry=entry, before=entry.award, after=award, reason=reason.strip()[:500],
            by_id=actor.user_id, at=now,
        )
        for entry in entries
    )  # fmt: skip
    Entry.objects.filter(pk__in=[entry.pk for entry in entries]).update(award=award)
    for entry in entries:
        entry.award = award


@op("calls.entry.shortlist")
def shortlist_entry(*, entry: Entry, actor: Actor, now: datetime, reason: str = "") -> Entry:
    """To the meeting, which will talk about it."""
    moved = move(entry, "shortlist", actor, now, reason=reason)
    say(f"把{named(moved)}提交会评", target=moved, org_path=moved.call.owner.path)
    return moved


@op("calls.entry.revise")
def revise_entry(
    *, entry: Entry, due_at: datetime, reason: str, actor: Actor, now: datetime
) -> Entry:
    """Back to its entrant with what is to be mended, and until when; then it is reviewed again."""
    if entry.call.state not in {"review", "deciding"}:
        raise EntryError("评审和定级期间才能要求修改。")
    if due_at <= now:
        raise EntryError(f"交修改稿的期限 {show_time(due_at)} 应在现在之后。")
    moved = move(entry, "revise", actor, now, reason=reason)
    if moved.award:
        _propose([moved], "", "修改后再审", actor, now)
    Entry.objects.filter(pk=moved.pk).update(complete_by=due_at)
    due = show_time(due_at)
    tell_entrant(moved, f"请修改作品“{moved}”", f"请在 {due} 前交修改稿：{reason.strip()}", now)
    say(
        f"要求修改{named(moved)}，{due} 前再交", target=moved, org_path=moved.organisation.path,
        private={"理由": reason.strip()},
    )  # fmt: skip
    return moved


@op("calls.entry.lapse")
def lapse_entry(*, entry: Entry, reason: str, actor: Actor, now: datetime) -> Entry:
    """What was to be revised did not come in time: no award."""
    if entry.state != "revising":
        raise EntryError(f"“{entry}”没有在修改。")
    if entry.complete_by and now <= entry.complete_by:
        raise EntryError(f"交修改稿的期限 {show_time(entry.complete_by)} 还没有到。")
    moved = move(entry, "reject", actor, now, reason=reason)
    tell_entrant(moved, f"作品“{moved}”没有按期交修改稿", reason.strip(), now)
    say(
        f"{named(moved)}没有按期交修改稿，不入选", target=moved,
        org_path=moved.organisation.path, private={"理由": reason.strip()},
    )  # fmt: skip
    return moved
