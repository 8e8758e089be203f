"""Reads about what is to be mended."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from wangyu.assessment.evaluation.enums import Form
from wangyu.assessment.evaluation.logic.flow import PROBLEM
from wangyu.assessment.evaluation.models import Cycle, Problem
from wangyu.assessment.evaluation.queries.cycles import scheme_of
from wangyu.base.core.holding import hold
from wangyu.base.lib.dates import show_time

OPEN = ("found", "planned", "done")
"""States in which something is still to be done."""
FOUND = "提出问题"
BEGUN = ("mutual", "spot", "concluding", "noticed", "released")
"""States of a round in which somebody has looked."""


def open_problems(cycle: Cycle) -> QuerySet[Problem]:
    """What a round left to be mended."""
    return Problem.objects.filter(member__cycle=cycle, state__in=OPEN)


def hold_problem(pk: int) -> None:
    hold(Problem.objects.filter(pk=pk))


def has_looked(cycle: Cycle) -> bool:
    """Whether problems may be named: an interim looks from its first day."""
    return cycle.state in BEGUN or (cycle.form == Form.INTERIM and cycle.state == "self_check")


def by_urgency(rows: QuerySet[Problem]) -> QuerySet[Any]:
    """Open ones first, then by their date."""
    ended = Case(When(state__in=OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.annotate(is_ended=ended).order_by("is_ended", F("due_on").asc(nulls_first=True))


def overdue(today: date) -> Q:
    return Q(state__in=("found", "planned"), due_on__lt=today)


def is_overdue(problem: Problem, today: date) -> bool:
    waits = problem.state in {"found", "planned"}
    return bool(waits and problem.due_on and problem.due_on < today)


def indicator_title(problem: Problem) -> str:
    """What it is about, in words; "" where it is about no indicator."""
    known = scheme_of(problem.member.cycle.version).by_key
    return known[problem.indicator].title if problem.indicator in known else ""


def steps_of_problem(problem: Problem) -> list[dict[str, Any]]:
    """The first plan is handed in; what follows changes it."""
    labels = {edge.verb: edge.label for edge in reversed(PROBLEM.edges)} | {"find": FOUND}
    again = {edge.verb: edge.label for edge in PROBLEM.edges}
    steps, seen = [], set()
    for step in problem.steps.all():
        title = again[step.verb] if step.verb in seen else labels[step.verb]
        steps.append({"title": title, "when": show_time(step.at), "text": step.reason})
        seen.add(step.verb)
    return steps


def problem_titles(ids: Collection[int]) -> dict[int, str]:
    """By whose they are: their words are nobody else's."""
    rows = Problem.objects.filter(pk__in=set(ids))
    return {
        pk: f"{name}的整改问题" for pk, name in rows.values_list("pk", "member__organisation__name")
    }
