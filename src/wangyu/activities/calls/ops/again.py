"""A revised work goes back to those who judged it before."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from wangyu.activities.calls.logic.flow import REVIEW, SYSTEM
from wangyu.activities.calls.models import Entry, Review, ReviewStep
from wangyu.base.core.roles import PROVINCE_STAFF
from wangyu.base.lib.dates import local_day
from wangyu.base.notify.send import notify
from wangyu.institutions.people.queries import people_with

WHY = "修改稿已交，请再看一遍"
NEXT = "请更新匿名副本；已经进入定级的，先“补充评审”，评审才能再打分。"


def look_again(entry: Entry, now: datetime) -> int:
    """Scores and words stay, to be changed and handed in again. Nobody's name is kept with it."""
    rows = Review.objects.select_for_update(of=("self",)).filter(entry=entry, state="done")
    found = list(rows.select_related("panelist"))
    for review in found:
        edge = REVIEW.take(review.state, "again", SYSTEM)
        Review.objects.filter(pk=review.pk).update(state=edge.target, version=review.version + 1)
        ReviewStep.objects.create(review=review, verb=edge.verb, reason=WHY, at=now)
    call, key = entry.call, f"calls.again:{entry.pk}:{entry.revision}"
    notify(
        recipients=people_with(PROVINCE_STAFF, [call.owner.path], local_day(now)), url=_url(entry),
        kind="calls.entry", title=f"作品“{entry}”交来修改稿", body=NEXT, key=key, now=now,
    )  # fmt: skip
    notify(
        recipients=[review.panelist.user_id for review in found], kind="calls.review",
        title=f"请再看一遍修改稿：{call.title}", body="匿名副本更新后即可在“评审”里打开。",
        url=reverse("calls:my_reviews"), key=f"{key}:again", now=now,
    )  # fmt: skip
    return len(found)


def _url(entry: Entry) -> str:
    return reverse("calls:sheet", args=[entry.pk])
