"""Reviewing: saved as one goes, handed in, declined, freed, reopened, talked over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from wangyu.activities.calls import queries
from wangyu.activities.calls.access.reviewing import roles_for_review
from wangyu.activities.calls.logic.edition import Criterion
from wangyu.activities.calls.logic.flow import REVIEW
from wangyu.activities.calls.logic.scoring import Lack, lacks
from wangyu.activities.calls.models import BlindPiece, Conflict, Message, Remark, Review, ReviewStep
from wangyu.activities.calls.ops.assigning import _refill
from wangyu.activities.calls.queries import reviewing
from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import PROVINCE_STAFF
from wangyu.base.lib.dates import local_day
from wangyu.base.notify.send import notify
from wangyu.institutions.people.queries import people_with

REASON, OPINION, REMARK, MESSAGE = 1000, 5000, 1000, 2000
MOST_REMARKS = 200


class ReviewError(Exception):
    """What cannot be done with a review; ``lacks`` says criterion by criterion why."""

    def __init__(self, sentence: str, found: list[Lack] | None = None) -> None:
        super().__init__(sentence)
        self.lacks = found or []


class OvertakenError(ReviewError):
    """Another window of the same reviewer saved in between."""


@dataclass(frozen=True, slots=True)
class Scored:
    """What the form says; only what was touched is in it."""

    scores: Mapping[str, int]
    reasons: Mapping[str, str]
    opinion: str | None = None


def criteria_of(review: Review) -> tuple[Criterion, ...]:
    return queries.rules_of(review.entry.call).criteria_of(review.entry.track)


def _move(review: Review, verb: str, actor: Actor, now: datetime, reason: str = "") -> Review:
    """One move of a review that is locked."""
    edge = REVIEW.take(review.state, verb, roles_for_review(actor, review), reason=reason)
    Review.objects.filter(pk=review.pk).update(state=edge.target)
    review.state = edge.target
    ReviewStep.objects.create(
        review=review, verb=verb, reason=reason.strip()[:500], by_id=actor.user_id, at=now
    )
    return review


def _say(review: Review, sentence: str, **private: str) -> None:
    """Of the province's: neither a university nor an entrant reads who reviewed what."""
    path = review.entry.call.owner.path
    say(f"{sentence}{named(review)}", target=review, org_path=path, private=private)


def _require_open(review: Review) -> None:
    if review.entry.state != "in_review" or review.entry.call.state != "review":
        raise ReviewError("这次征集现在不在评审阶段，评审只能查看，不能修改。")


def _writable(review: Review) -> Review:
    found = reviewing.locked_review(review)
    _require_open(found)
    if found.state not in reviewing.TO_DO:
        raise ReviewError("评审已经提交，不能再改；需要修改，请联系省中心退回补充。")
    return found


@op("calls.review.save")
def save_review(
    *, review: Review, scored: Scored, version: int, actor: Actor, now: datetime
) -> Review:
    """What was touched, field by field. Raises OvertakenError when another window was quicker."""
    found = _writable(review)
    if version != found.version:
        raise OvertakenError("这份评审刚才在另一个窗口改过。")
    if found.state == "assigned":
        _move(found, "score", actor, now)
    levels = {one.key: len(one.levels) for one in criteria_of(found)}
    scores = {k: v for k, v in scored.scores.items() if 1 <= v <= levels.get(k, 0)}
    reasons = {k: v[:REASON] for k, v in scored.reasons.items() if k in levels}
    found.scores = found.scores | scores
    found.reasons = found.reasons | reasons
    if scored.opinion is not None:
        found.opinion = scored.opinion[:OPINION]
    found.version, found.saved_at = found.version + 1, now
    found.save(update_fields=["scores", "reasons", "opinion", "version", "saved_at"])
    _say(found, "保存")
    return found


@op("calls.review.submit")
def submit_review(*, review: Review, actor: Actor, now: datetime) -> Review:
    found = _writable(review)
    missing = lacks(criteria_of(found), found.scores, found.reasons)
    if missing:
        raise ReviewError(f"还有 {len(missing)} 处要补，暂时不能提交。", missing)
    if found.state == "assigned":  # a kind without criteria: an opinion is all there is
        _move(found, "score", actor, now)
    _move(found, "submit", actor, now)
    found.submitted_at = now
    found.save(update_fields=["submitted_at"])
    _say(found, "提交")
    return found


@op("calls.review.decline")
def decline_review(*, review: Review, reason: str, actor: Actor, now: datetime) -> Review:
    """The reviewer has no time, or cannot judge it."""
    found = reviewing.locked_review(review)
    _move(found, "decline", actor, now, reason)
    _say(found, "谢绝", 理由=reason.strip())
    _tell_province(found, "有评委谢绝评审", now)
    return found


@op("calls.review.conflict")
def declare_late(*, review: Review, reason: str, actor: Actor, now: datetime) -> Review:
    """The reviewer knows the work, or whose it is: it is theirs no more, and never again."""
    found = reviewing.locked_review(review)
    _free(found, reason, actor, now)
    _say(found, "申报回避，退出", 理由=reason.strip())
    _tell_province(found, "有评委申报回避", now)
    return found


def _free(review: Review, reason: str, actor: Actor, now: datetime) -> None:
    if review.entry.call.state not in {"screening", "review", "deciding"}:
        raise ReviewError("评审已经结束，不能再回避；请告诉省中心。")
    _move(review, "free", actor, now, reason)
    Conflict.objects.create(
        panelist=review.panelist, entry=review.entry, reason=reason.strip()[:300], declared_at=now
    )


@op("calls.review.replace")
def replace_review(*, review: Review, reason: str, actor: Actor, now: datetime) -> list[Review]:
    """By the province: another reviewer instead, everything else as it was."""
    found = reviewing.locked_review(review)
    if found.state in reviewing.ACTIVE:
        _free(found, reason, actor, now)
    made = _refill(queries.locked(found.entry), actor, now)
    _say(found, f"替换评委，补派 {len(made)} 名：", 理由=reason.strip())
    return made


@op("calls.review.reopen")
def reopen_review(*, review: Review, reason: str, actor: Actor, now: datetime) -> Review:
    """Back to its reviewer, with what is missing."""
    found = reviewing.locked_review(review)
    _require_open(found)
    _move(found, "reopen", actor, now, reason)
    _say(found, "退回补充", 理由=reason.strip())
    notify(
        recipients=[found.panelist.user_id], kind="calls.review", title="请补充一份评审",
        body=reason.strip(), url=reverse("calls:review", args=[found.entry.blind.code]),
        key=f"calls.reopen:{found.pk}:{now.isoformat()}", now=now,
    )  # fmt: skip
    return found


def _tell_province(review: Review, title: str, now: datetime) -> None:
    call = review.entry.call
    notify(
        recipients=people_with(PROVINCE_STAFF, [call.owner.path], local_day(now)),
        kind="calls.review", title=f"{title}：{call.title}", body="请在评审进度里补派评委。",
        url=reverse("calls:progress", args=[call.pk]),
        key=f"calls.free:{review.pk}:{now.isoformat()}", now=now,
    )  # fmt: skip


@op("calls.remark.add")
def add_remark(
    *, review: Review, piece: BlindPiece | None, at: int | None, text: str, actor: Actor,
    now: datetime,
) -> Remark:  # fmt: skip
    """Tied to a page or a second of a file, or to the whole work."""
    found = _writable(review)
    if not text.strip():
        raise ReviewError("请先写意见，再保存。")
    if found.remarks.count() >= MOST_REMARKS:
        raise ReviewError(f"一件作品的批注不超过 {MOST_REMARKS} 条。")
    if found.state == "assigned":
        _move(found, "score", actor, now)
    made = Remark.objects.create(
        review=found, piece=piece, at=at if piece else None, text=text.strip()[:REMARK],
        written_at=now,
    )  # fmt: skip
    _say(found, "批注")
    return made


@op("calls.remark.remove")
def remove_remark(*, remark: Remark, actor: Actor, now: datetime) -> None:
    found = _writable(remark.review)
    Remark.objects.filter(pk=remark.pk).delete()
    _say(found, "删去一条批注：")


@op("calls.message.say")
def say_message(*, review: Review, text: str, actor: Actor, now: datetime) -> Message:
    """Only once everybody has scored: nobody is led by another's view."""
    found = reviewing.locked_review(review)
    _require_open(found)
    if found.state != "done" or not reviewing.all_done(found.entry):
        raise ReviewError("这件作品的评委都提交以后才能讨论，免得先说的影响后评的。")
    if not text.strip():
        raise ReviewError("请先写要说的话。")
    made = Message.objects.create(review=found, text=text.strip()[:MESSAGE], at=now)
    _say(found, "讨论")
    others = reviewing.active_reviews(found.entry).exclude(pk=found.pk)
    notify(
        recipients=others.values_list("panelist__user_id", flat=True), kind="calls.review",
        title="您评过的作品有新的讨论", body=found.entry.call.title,
        url=reverse("calls:review", args=[found.entry.blind.code]),
        key=f"calls.message:{made.pk}", now=now,
    )  # fmt: skip
    return made
