"""Who sees and moves what is to be mended: the university it is about, and the province."""

from __future__ import annotations

from django.db.models import QuerySet

from wangyu.assessment.evaluation import access
from wangyu.assessment.evaluation.models import Problem
from wangyu.base.core.access import Actor, require
from wangyu.base.core.roles import UNIVERSITY_STAFF


def visible_problems(actor: Actor) -> QuerySet[Problem]:
    rows = Problem.objects.filter(member__in=access.visible_members(actor))
    return rows.select_related(
        "member__organisation", "member__cycle__owner", "member__cycle__version__scheme"
    )


def access_problem(actor: Actor, pk: int) -> Problem:
    return access.one_of(visible_problems(actor).filter(pk=pk))


def access_own_problem(actor: Actor, pk: int) -> Problem:
    """One to be mended: by the staff of the university it is about."""
    problem = access_problem(actor, pk)
    allowed = actor.has(UNIVERSITY_STAFF, problem.member.organisation.path)
    require(allowed, "整改由被指出问题的高校办理。")
    return problem


def access_kept_problem(actor: Actor, pk: int) -> Problem:
    """One to be checked again: by the province's staff."""
    problem = access_problem(actor, pk)
    access.require_keeper(actor, problem.member.cycle)
    return problem
