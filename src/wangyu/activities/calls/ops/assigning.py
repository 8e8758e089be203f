"""Reviewers are given to works: a whole plan at once, or one freed place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from wangyu.activities.calls import queries
from wangyu.activities.calls.logic.due import due_words
from wangyu.activities.calls.models import Call, Entry, Panelist, Review, ReviewStep
from wangyu.activities.calls.ops.announcing import locked
from wangyu.activities.calls.queries import assigning, reviewing
from wangyu.base.audit.op import named, op, say
from wangyu.base.core import jobs
from wangyu.base.core.access import Actor
from wangyu.base.core.models import Job
from wangyu.base.lib.dates import local_day
from wangyu.base.notify.send import notify

ASSIGN = "calls.assign"
"""The kind of job: see ``tasks``."""
MAY_ASSIGN = ("screening", "review", "deciding")


class AssignError(Exception):
    """What cannot be assigned; carries the sentence."""


@op("calls.plan.ask")
def ask_plan(*, call: Call, load: tuple[int, int], actor: Actor, now: datetime) -> Job:
    """Have it computed in the background; while that is under way, no second time."""
    require_assigning(call)
    say(
        f"计算征集{named(call)}的评委分派", target=call, org_path=call.owner.path,
        load=list(load),
    )  # fmt: skip
    payload = {"call": call.pk, "load": list(load)}
    return jobs.start(ASSIGN, actor=actor, payload=payload, key=assigning.key_of(call), now=now)


@op("calls.plan.apply")
def apply_plan(*, call: Call, plan: Mapping[str, Any], actor: Actor, now: datetime) -> int:
    """Exactly what was shown; where anything it was computed from has changed, nothing."""
    found = locked(call)
    require_assigning(found)
    given = assigning.given_of(found, (plan["load"][0], plan["load"][1]), local_day(now))
    if assigning.mark_of(given) != plan["mark"]:
        raise AssignError("计算之后，作品、评委或回避有了变化，请重新计算再采用。")
    if not plan["reviews"]:
        raise AssignError("没有要分派的评审。")
    made = _enter(
        ((one["work"], one["reviewer"], one["why"]) for one in plan["reviews"]), actor, now
    )
    say(f"为征集{named(found)}分派 {len(made)} 次评审", target=found, org_path=found.owner.path)
    tell_assigned(found, made, now)
    return len(made)


def require_assigning(call: Call) -> None:
    if call.state not in MAY_ASSIGN:
        raise AssignError("形式审查开始以后才能分派评委。")


def _enter(rows: Iterable[tuple[int, int, list[str]]], actor: Actor, now: datetime) -> list[Review]:
    made = Review.objects.bulk_create(
        [
            Review(entry_id=work, panelist_id=one, why=why, assigned_at=now)
            for work, one, why in rows
        ]
    )
    ReviewStep.objects.bulk_create(
        [ReviewStep(review=one, verb="assign", by_id=actor.user_id, at=now) for one in made]
    )
    return made


def tell_assigned(call: Call, reviews: Iterable[Review], now: datetime) -> None:
    """Reviewers learn that there is something to review, and nothing of what it is."""
    panel = {one.panelist_id for one in reviews}
    users = Panelist.objects.filter(pk__in=panel).values_list("user_id", flat=True)
    notify(
        recipients=users, kind="calls.review", title=f"评审任务：{call.title}",
        body="省中心请您评审作品。匿名副本备好后即可在“评审”里打开。" + due_words(call.review_due_at, now),
        url=reverse("calls:my_reviews"),
        key=f"calls.review:{call.pk}:{now.isoformat()}", now=now,
    )  # fmt: skip


@op("calls.entry.refill")
def refill_entry(*, entry: Entry, actor: Actor, now: datetime) -> list[Review]:
    """Only the free places of one work are filled; nobody else's work moves."""
    found = queries.locked(entry)
    made = _refill(found, actor, now)
    text = f"为{named(found)}补派 {len(made)} 名评委"
    say(text, target=found, org_path=found.call.owner.path)
    return made


def _refill(entry: Entry, actor: Actor, now: datetime) -> list[Review]:
    from wangyu.activities.calls.logic.planning import (  # noqa: PLC0415 -- scipy and ortools, only where they are used
        Impossible,
        plan_of,
    )

    require_assigning(entry.call)
    most = queries.rules_of(entry.call).most_load
    given = assigning.given_of(entry.call, (0, most), local_day(now), only=entry.pk)
    if not given.works:
        raise AssignError("这件作品现在不在评审中，不能补派评委。")
    found = plan_of(given)
    if isinstance(found, Impossible):
        raise AssignError(clash_words(found, {entry.pk: str(entry)}, {}))
    if not found.reviews:
        raise AssignError(f"这件作品已有 {given.per_item} 名评委，不用补派。")
    made = _enter(((one.work, one.reviewer, one.why) for one in found.reviews), actor, now)
    tell_assigned(entry.call, made, now)
    return made


def clash_words(found: Any, works: Mapping[int, str], people: Mapping[int, str]) -> str:
    """What clashes, in one sentence."""
    if found.reviewers:
        names = "、".join(people.get(pk, "") for pk in found.reviewers[:3])
        more = f"等 {len(found.reviewers)} 名评委" if len(found.reviewers) > 1 else ""
        return (
            f"{names}{more}还应至少评 {found.asked} 件，按回避、单位和每件评委数最多只有 {found.possible} 件可评："
            "请把“每人至少”改小。"
        )
    names = "、".join(f"“{works.get(pk, '')}”" for pk in found.works[:3])
    more = f"等 {len(found.works)} 件作品合起来" if len(found.works) > 1 else ""
    barred = "、".join(f"{why} {count} 名" for why, count in found.barred.items())
    because = f"（不能评的：{barred}）" if barred else "（已按回避、单位和每人至多件数计算）"
    return (
        f"{names}{more}还需要 {found.asked} 次评审，最多只能安排 {found.possible} 次{because}："
        "请增加其他单位的评委，或把每人上限改大。"
    )


@op("calls.call.remind")
def remind_reviewers(*, call: Call, actor: Actor, now: datetime) -> int:
    """Everybody who has something left to hand in; once a day."""
    found = locked(call)
    rows = reviewing.reviews_of(found).filter(
        state__in=reviewing.TO_DO, entry__state__in=reviewing.SEEN
    )
    left: dict[int, int] = {}
    for user in rows.values_list("panelist__user_id", flat=True):
        left[user] = left.get(user, 0) + 1
    for user, count in sorted(left.items()):
        notify(
            recipients=[user], kind="calls.review", title=f"请完成评审：{found.title}",
            body=f"还有 {count} 件没有提交。{due_words(found.review_due_at, now)}", url=reverse("calls:my_reviews"),
            key=f"calls.remind:{found.pk}:{local_day(now)}", now=now,
        )  # fmt: skip
    say(f"催办征集{named(found)}的 {len(left)} 名评委", target=found, org_path=found.owner.path)
    return len(left)
