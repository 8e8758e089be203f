"""The review begins: every work has a frozen blind copy and its reviewers."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from wangyu.activities.calls import access, queries
from wangyu.activities.calls.access import roles_for
from wangyu.activities.calls.logic.flow import ENTRY
from wangyu.activities.calls.models import Call, Entry, Review
from wangyu.activities.calls.ops.announcing import CallError, locked, note, step
from wangyu.activities.calls.ops.assigning import tell_assigned
from wangyu.activities.calls.ops.moving import write_many
from wangyu.activities.calls.queries import reviewing
from wangyu.activities.calls.queries.blinding import is_current
from wangyu.activities.calls.queries.reviewing import ACTIVE
from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor
from wangyu.base.lib.dates import show_time
from wangyu.base.notify.send import notify

UNSCREENED = ("recommended", "completing")


@op("calls.call.review")
def begin_review_of_call(
    *, call: Call, actor: Actor, now: datetime, due_at: datetime | None = None, reason: str = ""
) -> Call:
    """All at once, so that no reviewer begins before another; later works follow by the same step.

    ``due_at`` is asked for once: by when reviews are due. It is moved by ``move_review_due`` only.
    """
    found = locked(call)
    if found.state == "screening":
        _require_screened(found)
    ready = _ready(found)
    if found.state == "screening":
        found = step(found, "review", actor, now, reason=reason)
    elif found.state != "review":
        raise CallError("形式审查开始以后、定级以前才能开始评审。")
    found.review_due_at = _due(found.review_due_at or due_at, now)
    found.save(update_fields=["review_due_at"])
    edges = [(one, ENTRY.take(one.state, "review", roles_for(actor, one))) for one in ready]
    write_many(edges, actor, now)
    say(
        f"征集{named(found)}开始评审，{len(ready)} 件作品进入评审，截止 {show_time(found.review_due_at)}",
        target=found, org_path=found.owner.path,
    )  # fmt: skip
    given = Review.objects.filter(entry__in=[one.pk for one in ready], state__in=ACTIVE)
    tell_assigned(found, given, now)
    return found


def _due(due_at: datetime | None, now: datetime) -> datetime:
    if due_at is None:
        raise CallError("请写明评审截止时间，评委会收到通知。")
    if due_at <= now:
        raise CallError(f"评审截止时间 {show_time(due_at)} 应在现在之后，请先改到将来的时间。")
    return due_at


@op("calls.call.review_due")
def move_review_due(
    *, call: Call, due_at: datetime, reason: str, actor: Actor, now: datetime
) -> int:
    """Every reviewer who has a work of it is told, with the reason, which stands with the call's steps."""
    found = locked(call)
    access.require_keeper(actor, found)
    if found.state != "review":
        raise CallError("评审期间才能调整评审截止时间。")
    if not reason.strip():
        raise CallError("调整评审截止时间必须写明理由，评委会看到。")
    found.review_due_at = _due(due_at, now)
    found.save(update_fields=["review_due_at"])
    given = reviewing.reviews_of(found).filter(state__in=ACTIVE)
    told = sorted(set(given.values_list("panelist__user_id", flat=True)))
    until = show_time(due_at)
    note(found, "review_due", f"改为 {until}：{reason}", actor, now)
    notify(
        recipients=told, kind="calls.review", title=f"评审截止时间改为 {until}：{found.title}",
        body=reason.strip(), url=reverse("calls:my_reviews"),
        key=f"calls.review_due:{found.pk}:{now.isoformat()}", now=now,
    )  # fmt: skip
    say(
        f"征集{named(found)}的评审截止时间改为 {until}，通知 {len(told)} 名评委", target=found,
        org_path=found.owner.path, private={"理由": reason.strip()},
    )  # fmt: skip
    return len(told)


def _require_screened(call: Call) -> None:
    left = Entry.objects.filter(call=call, state__in=UNSCREENED).count()
    if left:
        raise CallError(f"还有 {left} 件作品没有审查完，审查完再开始评审。")


def _ready(call: Call) -> list[Entry]:
    """Works to begin with. One that is not ready keeps all back: they are told by number."""
    wanted = queries.rules_of(call).reviews
    rows: QuerySet[Entry] = Entry.objects.select_for_update(of=("self",)).filter(
        call=call, state="format_ok"
    )
    entries = list(rows.select_related("organisation", "unit", "call", "blind").order_by("pk"))
    if not entries:
        raise CallError("没有形式审查通过、等待评审的作品。")
    open_copies = Entry.objects.filter(call=call, state="format_ok", blind__frozen_at=None).count()
    if open_copies:
        raise CallError(f"还有 {open_copies} 件作品的匿名副本没有冻结，冻结后再开始评审。")
    stale = [one for one in entries if not is_current(one, one.blind)]
    if stale:
        raise CallError(
            f"还有 {len(stale)} 件作品在匿名副本生成以后又交过，重新生成并冻结后再开始评审。"
        )
    active = Count("reviews", filter=Q(reviews__state__in=ACTIVE))
    few = Entry.objects.filter(call=call, state="format_ok").annotate(n=active).filter(n__lt=wanted)
    if few.exists():
        raise CallError(f"还有 {few.count()} 件作品的评委不足 {wanted} 名，分派完再开始评审。")
    return entries
