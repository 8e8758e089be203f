"""What the demo's evaluation comes to: grades by a meeting, an objection that was right, mending."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from wangyu.assessment.evaluation.models import Cycle, Member, Problem, Verdict, VisitMark
from wangyu.assessment.evaluation.ops import concluding, mending, noticing, objections
from wangyu.assessment.evaluation.queries.points import leaves_of
from wangyu.base.core.roles import Role
from wangyu.base.lib.dates import local_day
from wangyu.portal.demo.evaluation.stage import DAY, Stage, members_of
from wangyu.records.evidence import ops as evidence

REASON = "演示：会议讨论，结合材料和三种检查的情况拟定。"
OBJECTS = "演示：这一项的材料在佐证里，抽查时没有看到，请复核。"
UPHELD = "演示：材料属实，改定为满分。"
PROBLEMS = {
    "group_meetings": "演示：专题研究有记录，没有形成纪要。",
    "fund_account": "演示：专项经费没有单列。",
    "course": "演示：网络素养教育没有进入教学安排。",
}
"""By indicator."""
PROOF = "minutes"
MEASURE = "演示：由分管领导牵头，一个季度内落实，专人归档。"
OUTCOME = "演示：已经补齐，材料附后。"
CLOSED = "演示：看过补齐的材料，符合要求。"
GRADES = ("model", "passed", "mending")


def begin_meeting(stage: Stage, cycle: Cycle, now: datetime) -> Cycle:
    return concluding.conclude_cycle(cycle=cycle, actor=stage.company.officer, now=now)


def decide(stage: Stage, found: Cycle, now: datetime) -> Cycle:
    """The meeting follows the proposals where they are clear, and says why everywhere else."""
    officer = stage.company.officer
    for group in sorted({member.group for member in members_of(found)}):
        for grade in GRADES:
            concluding.decide_clear(
                cycle=found, group=group, proposal=grade, actor=officer, now=now + DAY
            )
    decided = set(Verdict.objects.filter(member__cycle=found).values_list("member", flat=True))
    for member in members_of(found):
        if member.pk not in decided:
            concluding.decide(
                member=member, grade="passed", reason=REASON, actor=officer, now=now + DAY
            )
    return noticing.publicize(cycle=found, actor=officer, now=now + 2 * DAY)


def object_and_release(stage: Stage, cycle: Cycle, now: datetime) -> None:
    """One objection is right: its points are set anew, and a second conclusion says why."""
    mark = VisitMark.objects.filter(visit__member__cycle=cycle, words__contains="一部分").first()
    if mark is not None:
        member = next(one for one in members_of(cycle) if one.pk == mark.visit.member_id)
        made = objections.object_to(
            member=member, indicator=mark.indicator, words=OBJECTS, now=now,
            actor=stage.acting(member)[Role.UNIVERSITY_LEADER],
        )  # fmt: skip
        full = next(leaf.points for leaf in leaves_of(cycle) if leaf.key == mark.indicator)
        answer = objections.Answer("uphold", UPHELD, Decimal(str(full)))
        objections.answer_objection(
            objection=made, answer=answer, actor=stage.company.officer, now=now + DAY
        )
    noticing.release(cycle=cycle, actor=stage.company.officer, now=now + 10 * DAY)


def mend(stage: Stage, cycle: Cycle, now: datetime) -> None:
    """Three problems: one closed, one reported and waiting, one only just planned."""
    worst = [one for one in members_of(cycle) if one.pk in _visited(cycle)][:3]
    for number, (member, (leaf, words)) in enumerate(zip(worst, PROBLEMS.items(), strict=False)):
        problem = mending.find_problem(
            member=member, indicator=leaf, words=words, due_on=local_day(now + 400 * DAY),
            actor=stage.company.officer, now=now,
        )  # fmt: skip
        _take_on(stage, problem, member, number, now + 5 * DAY)


def _take_on(stage: Stage, problem: Problem, member: Member, number: int, now: datetime) -> None:
    reporter = stage.acting(member)[Role.UNIVERSITY_REPORTER]
    plan = mending.Plan(MEASURE, "分管处室（演示）", local_day(now + (90 + 200 * number) * DAY))
    mending.plan_problem(problem=problem, plan=plan, actor=reporter, now=now)
    if number == len(PROBLEMS) - 1:
        return
    paper = stage.papers[member.organisation_id][PROOF]
    evidence.attach(
        file=paper, kind="evaluation.problem", subject_id=problem.pk, actor=reporter,
        now=now + 29 * DAY,
    )  # fmt: skip
    mending.report_problem(problem=problem, outcome=OUTCOME, actor=reporter, now=now + 30 * DAY)
    if number == 0:
        mending.close_problem(
            problem=problem, reason=CLOSED, actor=stage.company.officer, now=now + 40 * DAY
        )


def _visited(cycle: Cycle) -> set[int]:
    rows = Member.objects.filter(cycle=cycle, visit__isnull=False)
    return set(rows.values_list("pk", flat=True))
