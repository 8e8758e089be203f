"""Experts of a round: named, kept off what is theirs, saved as they go, handed in, given back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from wangyu.assessment.evaluation.access.panels import roles_for_seat
from wangyu.assessment.evaluation.logic.flow import EXPERT
from wangyu.assessment.evaluation.models import Cycle, Expert, Rating
from wangyu.assessment.evaluation.ops.cycles import EvaluationError, locked
from wangyu.assessment.evaluation.ops.marking import Kept, Typed, claim, keep_marks
from wangyu.assessment.evaluation.queries import panels as queries
from wangyu.assessment.evaluation.queries.cycles import has_panel
from wangyu.assessment.evaluation.queries.paneled import panel_leaves
from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import PROVINCE_STAFF
from wangyu.base.lib.dates import local_day, show_time
from wangyu.base.notify.send import notify
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people.queries import people_with

REASON = 500


@dataclass(frozen=True, slots=True)
class Seat:
    """Who is asked, until when, and where they work if no role here tells it."""

    user_id: int
    due_at: datetime
    home: Organisation | None = None


class UnfinishedError(EvaluationError):
    """What is not whole cannot be handed in; ``lacks`` says university by university why."""

    def __init__(self, found: list[queries.Lacking]) -> None:
        super().__init__(f"还有 {len(found)} 所高校没有评完，暂时不能提交。")
        self.lacks = found


@op("evaluation.expert.name")
def name_expert(*, cycle: Cycle, seat: Seat, actor: Actor, now: datetime) -> Expert:
    """Every university that has signed is rated, but those the expert belongs to."""
    found = locked(cycle)
    _require_rating(found)
    if seat.due_at <= now:
        raise EvaluationError(f"评分截止时间 {show_time(seat.due_at)} 应在现在之后。")
    day = local_day(now)
    if seat.user_id not in {one.pk for one in queries.candidates(found, day)}:
        raise EvaluationError("专家应是省中心的工作人员或评审专家，且还不在这个专家组里。")
    rates, off = queries.kept_off(found, seat.user_id, seat.home, day)
    if not rates:
        raise EvaluationError("按回避的规定，这位专家没有可以评的高校，请换一位。")
    made = Expert.objects.create(
        cycle=found, user_id=seat.user_id, home=seat.home, due_at=seat.due_at, created_at=now
    )
    Rating.objects.bulk_create(Rating(expert=made, member=one) for one in rates)
    _tell(
        made, f"请为 {len(rates)} 所高校评分", f"请在 {show_time(made.due_at)} 前提交", "named", now
    )
    _say(made, f"请一位专家评 {len(rates)} 所高校，回避 {len(off)} 所：")
    return made


def _require_rating(cycle: Cycle) -> None:
    if not has_panel(cycle):
        raise EvaluationError("这次评价的办法没有专家评分。")
    if cycle.state != queries.STATE:
        raise EvaluationError("专家评分只在综合评定的时候进行，现在只能查看。")


def _tell(expert: Expert, title: str, body: str, key: str, now: datetime) -> None:
    notify(
        recipients=[expert.user_id], kind="evaluation.expert", title=title,
        body=f"{expert.cycle.title}：{body}", url=reverse("evaluation:seat", args=[expert.pk]),
        key=f"evaluation.expert:{expert.pk}:{key}", now=now,
    )  # fmt: skip


def _say(expert: Expert, sentence: str, **private: str) -> None:
    path = expert.cycle.owner.path
    say(f"{sentence}{named(expert)}", target=expert, org_path=path, private=private)


def _writable(expert: Expert) -> Expert:
    found = queries.locked_expert(expert)
    _require_rating(found.cycle)
    if found.state != "open":
        raise EvaluationError("评分已经提交或结束，不能再改；需要修改，请联系省中心退回。")
    return found


def _move(expert: Expert, verb: str, actor: Actor, reason: str = "") -> None:
    edge = EXPERT.take(expert.state, verb, roles_for_seat(actor, expert), reason=reason)
    expert.state = edge.target


@op("evaluation.rating.save")
def save_ratings(
    *, rating: Rating, typed: Mapping[str, Typed], actor: Actor, now: datetime, key: str = ""
) -> Kept:
    """What was touched, indicator by indicator."""
    found = _writable(rating.expert)
    if Rating.objects.get(pk=rating.pk).recused:
        raise EvaluationError("您回避了这所高校，不用评分。")
    claim(f"rating {rating.pk}", key, actor, now)
    files = {str(use.file_id): use.file_id for use in queries.rating_uses(rating)}
    kept = keep_marks(rating.marks, panel_leaves(found.cycle), typed, files, actor=actor, now=now)
    _say(found, "保存专家评分：")
    return kept


@op("evaluation.rating.recuse")
def recuse(*, rating: Rating, reason: str, actor: Actor, now: datetime) -> Rating:
    """The expert is too close to a university in a way no list tells: it is not rated by them."""
    found = _writable(rating.expert)
    if not reason.strip():
        raise EvaluationError("请写明为什么要回避，例如曾在这所高校任职。")
    Rating.objects.filter(pk=rating.pk).update(recused=reason.strip()[:REASON])
    rating.refresh_from_db(fields=["recused"])
    staff = people_with(PROVINCE_STAFF, [found.cycle.owner.path], local_day(now))
    notify(
        recipients=staff, kind="evaluation.expert", title="一位专家回避了一所高校",
        body=found.cycle.title, url=reverse("evaluation:rating", args=[rating.pk]),
        key=f"evaluation.recuse:{rating.pk}", now=now,
    )  # fmt: skip
    _say(found, "专家回避一所高校：", 理由=rating.recused)
    return rating


@op("evaluation.expert.submit")
def submit_seat(*, expert: Expert, actor: Actor, now: datetime) -> Expert:
    """All universities at once: an expert compares until the last one."""
    found = _writable(expert)
    missing = queries.expert_lacks(found)
    if missing:
        raise UnfinishedError(missing)
    _move(found, "submit", actor)
    found.submitted_at = now
    found.save(update_fields=["state", "submitted_at"])
    _say(found, "提交专家评分：")
    return found


@op("evaluation.expert.return")
def return_seat(*, expert: Expert, reason: str, actor: Actor, now: datetime) -> Expert:
    """By the province: to be looked at again; until then none of it counts."""
    found = queries.locked_expert(expert)
    _require_rating(found.cycle)
    _move(found, "return", actor, reason)
    found.reason, found.due_at = reason.strip()[:REASON], max(found.due_at, now)
    found.save(update_fields=["state", "reason", "due_at"])
    _tell(found, "评分退回重评", reason.strip(), f"return:{now.isoformat()}", now)
    _say(found, "退回专家评分：", 理由=reason.strip())
    return found


@op("evaluation.expert.drop")
def drop_seat(*, expert: Expert, reason: str, actor: Actor, now: datetime) -> Expert:
    """By the province, with its reason: nothing this expert gave counts."""
    found = queries.locked_expert(expert)
    _require_rating(found.cycle)
    _move(found, "drop", actor, reason)
    found.reason = reason.strip()[:REASON]
    found.save(update_fields=["state", "reason"])
    _tell(found, "不用再评分", reason.strip(), "drop", now)
    _say(found, "一位专家退出评分：", 理由=found.reason)
    return found
