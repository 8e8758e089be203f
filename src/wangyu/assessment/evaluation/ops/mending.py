"""Mending (clause 11): problem → measure → who answers for it → until when → re-check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from wangyu.assessment.evaluation.logic.flow import PROBLEM
from wangyu.assessment.evaluation.models import Member, Problem, ProblemStep
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.queries import scheme_of
from wangyu.assessment.evaluation.queries.mending import has_looked
from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import PROVINCE_STAFF, UNIVERSITY_STAFF, Role
from wangyu.base.lib.dates import local_day, show_date
from wangyu.base.notify.send import notify
from wangyu.institutions.people.queries import people_with


@dataclass(frozen=True, slots=True)
class Plan:
    """How a university means to mend it."""

    measure: str
    responsible: str
    due_on: date


@op("evaluation.problem.find")
def find_problem(
    *, member: Member, indicator: str, words: str, due_on: date | None, actor: Actor, now: datetime
) -> Problem:
    """The province names it; the university is told at once."""
    if not has_looked(member.cycle):
        raise EvaluationError("自查结束以后才能提出整改问题。")
    if not words.strip():
        raise EvaluationError("请写明问题。")
    if indicator and indicator not in {leaf.key for leaf in scheme_of(member.cycle.version).leaves}:
        raise EvaluationError("请从方案的指标中选择，或不选。")
    if due_on is not None and due_on < local_day(now):
        raise EvaluationError(f"整改期限 {show_date(due_on)} 应在今天或以后。")
    made = Problem.objects.create(
        member=member, indicator=indicator, words=words.strip(), due_on=due_on,
        found_by_id=actor.user_id, found_at=now,
    )  # fmt: skip
    _note(made, "find", "", actor, now)
    path = member.organisation.path
    _tell(made, UNIVERSITY_STAFF, path, "有问题需要整改", made.words, "find", now)
    say(f"提出{named(made)}", target=made, org_path=path, private={"问题": made.words})
    return made


@op("evaluation.problem.plan")
def plan_problem(*, problem: Problem, plan: Plan, actor: Actor, now: datetime) -> Problem:
    """What is done, by whom, until when."""
    found = _step(problem, "plan", actor, now, "")
    if plan.due_on < local_day(now):
        raise EvaluationError(f"整改期限 {show_date(plan.due_on)} 应在今天或以后。")
    found.measure, found.responsible, found.due_on = plan.measure, plan.responsible, plan.due_on
    found.save(update_fields=["measure", "responsible", "due_on"])
    path = found.member.organisation.path
    say(f"为{named(found)}制定措施，{show_date(plan.due_on)} 前完成", target=found, org_path=path)
    return found


@op("evaluation.problem.report")
def report_problem(*, problem: Problem, outcome: str, actor: Actor, now: datetime) -> Problem:
    """Mended, says the university; the province looks again."""
    if not outcome.strip():
        raise EvaluationError("请写明整改结果；材料可以附为佐证。")
    found = _step(problem, "report", actor, now, "")
    found.outcome = outcome.strip()
    found.save(update_fields=["outcome"])
    owner = found.member.cycle.owner.path
    _tell(found, PROVINCE_STAFF, owner, "报告整改完成，请复查", found.outcome, "report", now)
    say(f"报告{named(found)}整改完成", target=found, org_path=found.member.organisation.path)
    return found


@op("evaluation.problem.close")
def close_problem(*, problem: Problem, reason: str, actor: Actor, now: datetime) -> Problem:
    return _decide(problem, "close", reason, actor, now, "复查通过，已销号")


@op("evaluation.problem.reopen")
def reopen_problem(*, problem: Problem, reason: str, actor: Actor, now: datetime) -> Problem:
    return _decide(problem, "reopen", reason, actor, now, "复查未通过，请继续整改")


@op("evaluation.problem.waive")
def waive_problem(*, problem: Problem, reason: str, actor: Actor, now: datetime) -> Problem:
    return _decide(problem, "waive", reason, actor, now, "不再要求整改")


def _decide(
    problem: Problem, verb: str, reason: str, actor: Actor, now: datetime, words: str
) -> Problem:
    found = _step(problem, verb, actor, now, reason)
    if found.state in {"closed", "waived"}:
        found.ended_at = now
        found.save(update_fields=["ended_at"])
    path = found.member.organisation.path
    _tell(found, UNIVERSITY_STAFF, path, words, reason.strip(), f"{verb}:{now.isoformat()}", now)
    say(f"{named(found)}{words}", target=found, org_path=path, private={"理由": reason.strip()})
    return found


def _step(problem: Problem, verb: str, actor: Actor, now: datetime, reason: str) -> Problem:
    rows = Problem.objects.select_for_update(of=("self",))
    found = rows.select_related("member__organisation", "member__cycle__owner").get(pk=problem.pk)
    roles = actor.roles_at(found.member.organisation.path)
    edge = PROBLEM.take(found.state, verb, roles, reason=reason)
    found.state = edge.target
    found.save(update_fields=["state"])
    _note(found, verb, reason, actor, now)
    return found


def _note(problem: Problem, verb: str, reason: str, actor: Actor, now: datetime) -> None:
    ProblemStep.objects.create(
        problem=problem, verb=verb, reason=reason.strip()[:1000], by_id=actor.user_id, at=now
    )


def _tell(
    problem: Problem, roles: frozenset[Role], path: str, title: str, body: str, key: str,
    now: datetime,
) -> None:  # fmt: skip
    school = problem.member.organisation.name
    notify(
        recipients=set(people_with(roles, [path], local_day(now))), kind="evaluation.problem",
        title=f"{school}：{title}", body=body,
        url=reverse("evaluation:problem", args=[problem.pk]),
        key=f"evaluation.problem:{problem.pk}:{key}", now=now,
    )  # fmt: skip
