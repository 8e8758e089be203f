"""A university objects to what is to be concluded on it; the province answers, and says what changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.urls import reverse

from wangyu.assessment.evaluation import access
from wangyu.assessment.evaluation.logic.flow import OBJECTION
from wangyu.assessment.evaluation.models import Cycle, Member, Objection
from wangyu.assessment.evaluation.ops.cycles import EvaluationError, locked
from wangyu.assessment.evaluation.ops.noticing import (
    conclude_again,
    regrade,
    still_true,
    verdict_of,
)
from wangyu.assessment.evaluation.queries import scheme_of
from wangyu.assessment.evaluation.queries.combined import Ruling
from wangyu.assessment.evaluation.queries.reckoning import Change, Reckoned, reckon
from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor
from wangyu.base.core.files.store import kept_if_done
from wangyu.base.core.roles import PROVINCE_STAFF, UNIVERSITY_STAFF
from wangyu.base.lib.dates import local_day, show_time
from wangyu.base.lib.numbers import show
from wangyu.base.notify.send import notify
from wangyu.institutions.people.queries import people_with

LONGEST = 4000
MOST_OPEN = 20


@op("evaluation.objection.make")
def object_to(
    *, member: Member, indicator: str, words: str, actor: Actor, now: datetime
) -> Objection:
    cycle = locked(member.cycle)
    if cycle.state != "noticed" or cycle.notice_until is None or now > cycle.notice_until:
        raise EvaluationError("公示期间才能提出异议；公示以外的问题请与省中心联系。")
    if not words.strip():
        raise EvaluationError("请写明异议的事实和依据。")
    if indicator and indicator not in scheme_of(cycle.version).by_key:
        raise EvaluationError("没有这个指标，请从列表里选择。")
    if member.objections.filter(state="open").count() >= MOST_OPEN:
        raise EvaluationError(f"本校已有 {MOST_OPEN} 条异议等待答复，请等答复后再提。")
    made = Objection.objects.create(
        member=member, indicator=indicator, words=words.strip()[:LONGEST], by_id=actor.user_id,
        at=now,
    )  # fmt: skip
    notify(
        recipients=people_with(PROVINCE_STAFF, [cycle.owner.path], local_day(now)),
        kind="evaluation.objection", title=f"{member.organisation.name}提出异议",
        body=f"{cycle.title}，公示至 {show_time(cycle.notice_until)}，请答复。",
        url=reverse("evaluation:objection", args=[made.pk]),
        key=f"evaluation.objection:{made.pk}", now=now,
    )  # fmt: skip
    say(f"{named(member)}对拟定结论提出异议", target=member, org_path=member.organisation.path)
    return made


@dataclass(frozen=True, slots=True)
class Answer:
    """``points`` and ``grade``: what changes because of it, if anything."""

    verb: str
    words: str
    points: Decimal | None = None
    grade: str = ""

    @property
    def said(self) -> str:
        return self.words.strip()[:LONGEST]

    @property
    def why(self) -> str:
        """The reason of the next conclusion."""
        return f"异议成立：{self.said}"


@kept_if_done()
def answer_objection(
    *, objection: Objection, answer: Answer, actor: Actor, now: datetime
) -> Objection:
    """Upheld: what changes is concluded anew, under the next number, with the answer as its reason."""
    ready = _reckoned(objection, answer)
    return _answer(objection=objection, answer=answer, ready=ready, actor=actor, now=now)


def _reckoned(objection: Objection, answer: Answer) -> Reckoned | None:
    """The conclusion that is to follow, reckoned before anything is held."""
    cycle, points = objection.member.cycle, answer.points
    changes = answer.verb == "uphold" and (points is not None or answer.grade)
    if cycle.state != "noticed" or not changes or not answer.said:
        return None
    if points is not None:
        _require_points(cycle, objection, points)
    decided = {objection.member_id: verdict_of(answer.grade, answer.why)} if answer.grade else None
    ruling = (
        Ruling(objection.member_id, objection.indicator, points) if points is not None else None
    )
    return reckon(cycle, answer.why, Change(decided, ruling))


@op("evaluation.objection.answer")
def _answer(
    *, objection: Objection, answer: Answer, ready: Reckoned | None, actor: Actor, now: datetime
) -> Objection:
    cycle = locked(objection.member.cycle)
    access.require_keeper(actor, cycle)
    if cycle.state != "noticed":
        raise EvaluationError("公示期间才能答复异议。")
    rows = Objection.objects.select_for_update(of=("self",))
    found = rows.select_related("member__organisation").get(pk=objection.pk)
    roles, words = actor.roles_at(cycle.owner.path), answer.said
    edge = OBJECTION.take(found.state, answer.verb, roles, reason=words)
    found.state, found.answer = edge.target, words
    found.answered_by_id, found.answered_at = actor.user_id, now
    if found.state == "upheld":
        _change(cycle, found, answer, still_true(cycle, ready), actor, now)
    else:
        found.save()
    _tell(found, cycle, now)
    say(
        f"答复{named(found.member)}的异议：{OBJECTION.states[found.state].staff_label}",
        target=cycle, org_path=cycle.owner.path, private={"答复": words},
    )  # fmt: skip
    return found


def _change(
    cycle: Cycle, found: Objection, answer: Answer, ready: Reckoned | None, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    if answer.points is None and not answer.grade:
        raise EvaluationError("异议成立的，请写明改变什么：改定的分数，或改定的等级。")
    if answer.points is not None:
        _require_points(cycle, found, answer.points)
    found.points = answer.points
    found.save()
    if answer.grade:
        regrade(found.member, answer.grade, answer.why, actor, now)
    conclude_again(cycle, ready or reckon(cycle, answer.why), actor, now)


def _require_points(cycle: Cycle, found: Objection, points: Decimal) -> None:
    leaves = {leaf.key: leaf for leaf in scheme_of(cycle.version).leaves}
    leaf = leaves.get(found.indicator)
    if leaf is None:
        raise EvaluationError("这条异议没有针对一项末级指标，不能改定分数；可以改定等级。")
    if not 0 <= points <= Decimal(repr(leaf.points)):
        raise EvaluationError(
            f"改定的分数应在 0 到 {show(Decimal(repr(leaf.points)))} 之间，现在是 {show(points)}。"
        )


def _tell(found: Objection, cycle: Cycle, now: datetime) -> None:
    label = OBJECTION.states[found.state].public_label
    notify(
        recipients=people_with(
            UNIVERSITY_STAFF, [found.member.organisation.path], local_day(now)
        ),
        kind="evaluation.objection", title=f"对“{cycle.title}”的异议已答复：{label}",
        body=found.answer, url=reverse("evaluation:result", args=[found.member_id]),
        key=f"evaluation.objection:{found.pk}:answered", now=now,
    )  # fmt: skip
