"""Combining the checks, and what a meeting means to conclude: people decide, with reasons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from wangyu.assessment.evaluation import access
from wangyu.assessment.evaluation.enums import Form, Grade
from wangyu.assessment.evaluation.logic.concluding.grades import Advice, needs_reason, of_line
from wangyu.assessment.evaluation.models import Cycle, Member, Verdict, VerdictChange, Visit
from wangyu.assessment.evaluation.ops.cycles import EvaluationError, locked, step, tell
from wangyu.assessment.evaluation.queries.conclusions import (
    Read,
    grade_label,
    read_lines,
    verdicts_of,
)
from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor
from wangyu.base.lib.dates import show_time


@op("evaluation.cycle.conclude")
def conclude_cycle(*, cycle: Cycle, actor: Actor, now: datetime, reason: str = "") -> Cycle:
    """The checks are over; what they found together is laid before a meeting."""
    before = locked(cycle)
    found = step(cycle, "conclude", actor, now, reason=reason)
    if before.state == "spot":
        _require_visited(found)
    else:
        _require_self_checked(before, now)
    tell(
        found, f"{found.title}进入综合评定", "评定以后公示，公示期间可以提出异议。", "conclude", now
    )
    say(f"评价{named(found)}进入综合评定", target=found, org_path=found.owner.path)
    return found


def _require_visited(cycle: Cycle) -> None:
    left = Visit.objects.filter(member__cycle=cycle, state="planned").count()
    if left:
        raise EvaluationError(f"还有 {left} 所抽到的高校没有提交抽查记录，请先查完。")


def _require_self_checked(cycle: Cycle, now: datetime) -> None:
    if cycle.form == Form.FULL:
        raise EvaluationError("周期评价要先经过互查和抽查，才能进入综合评定。")
    waiting = cycle.members.exclude(state="signed").count()
    if waiting and cycle.due_at > now:
        until = show_time(cycle.due_at)
        raise EvaluationError(f"自查到 {until} 截止，还有 {waiting} 所没有上报，请到时再结束。")


@op("evaluation.cycle.spot_again")
def spot_again(*, cycle: Cycle, actor: Actor, now: datetime, reason: str = "") -> Cycle:
    """Back to the spot check: what is decided stays, and is looked at again."""
    found = step(cycle, "spot_again", actor, now, reason=reason)
    text = f"评价{named(found)}回到抽查"
    say(text, target=found, org_path=found.owner.path, private={"理由": reason.strip()})
    return found


def decide(*, member: Member, grade: str, reason: str, actor: Actor, now: datetime) -> Verdict:
    """One university's grade. Against the numbers, or where they do not decide, with a reason.

    The numbers are reckoned before anything is held, and once more where something moved meanwhile.
    """
    read = read_lines(member.cycle)
    return _decide(member=member, grade=grade, reason=reason, read=read, actor=actor, now=now)


@op("evaluation.verdict.set")
def _decide(
    *, member: Member, grade: str, reason: str, read: Read, actor: Actor, now: datetime
) -> Verdict:
    cycle = _deciding(member.cycle, actor)
    line = read.still(cycle).brief(member.pk)
    made = _put(member, cycle, grade, reason, line, actor, now)
    text = f"拟定{named(member)}的等级为{grade_label(cycle, grade)}"
    say(text, target=member, org_path=cycle.owner.path, private={"理由": reason.strip()})
    return made


def _deciding(cycle: Cycle, actor: Actor) -> Cycle:
    found = locked(cycle)
    access.require_keeper(actor, found)
    if found.form == Form.INTERIM:
        raise EvaluationError("中期检查只诊断，不定级。")
    if found.state != "concluding":
        raise EvaluationError("只有综合评定期间可以拟定等级；公示以后要改，请先撤回公示。")
    return found


def _put(
    member: Member, cycle: Cycle, grade: str, reason: str, line: Mapping[str, Any], actor: Actor,
    now: datetime,
) -> Verdict:  # fmt: skip
    if grade not in Grade:
        raise EvaluationError("请选择一个等级。")
    said, words = of_line(line), reason.strip()[:1000]
    before = Verdict.objects.filter(member=member).first()
    changed = before is not None and before.grade not in {"", grade}
    if not words and (changed or needs_reason(said, grade)):
        raise EvaluationError(
            f"{member.organisation.name}：{_why(said, grade, changed=changed)}，请写明理由。"
        )
    facts = {"grade": grade, "reason": words, "updated_by_id": actor.user_id, "updated_at": now}
    made, _ = Verdict.objects.update_or_create(member=member, defaults=facts)
    VerdictChange.objects.create(
        member=member, before=before.grade if before else "", after=grade, reason=words,
        by_id=actor.user_id, at=now,
    )  # fmt: skip
    return made


def _why(said: Advice, grade: str, *, changed: bool) -> str:
    if changed:
        return "改变已拟定的等级"
    if said.proposal and said.proposal != grade:
        return "拟定的等级与综合得分的建议不同"
    return "综合得分不足以决定等级"


def decide_clear(*, cycle: Cycle, group: str, proposal: str, actor: Actor, now: datetime) -> int:
    """For those of a peer group that the numbers put clearly, and that nobody has decided yet."""
    read = read_lines(cycle)
    return _decide_clear(
        cycle=cycle, group=group, proposal=proposal, read=read, actor=actor, now=now
    )


@op("evaluation.verdict.batch")
def _decide_clear(
    *, cycle: Cycle, group: str, proposal: str, read: Read, actor: Actor, now: datetime
) -> int:
    found = _deciding(cycle, actor)
    lines, verdicts, count = read.still(found), verdicts_of(found), 0
    for member in found.members.select_related("organisation"):
        line = lines.brief(member.pk)
        decided = member.pk in verdicts and verdicts[member.pk].grade
        clear = not needs_reason(of_line(line), proposal)
        if line["group"] == group and clear and not decided:
            _put(member, found, proposal, "", line, actor, now)
            count += 1
    label = grade_label(found, proposal)
    say(
        f"为评价{named(found)}的 {count} 所高校拟定等级{label}",
        target=found,
        org_path=found.owner.path,
    )
    return count
