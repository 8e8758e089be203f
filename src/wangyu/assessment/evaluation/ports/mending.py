"""Mending is followed up on the desk of those whose turn it is; evidence is attached to a problem."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from wangyu.assessment.evaluation.access import mending as room
from wangyu.assessment.evaluation.queries import mending
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import UNIVERSITY_STAFF
from wangyu.base.lib.dates import local_day
from wangyu.base.lib.ports import (
    AgendaItem,
    Attachable,
    Naming,
    NavItem,
    Subject,
    agenda,
    attachables,
    naming,
    navigation,
)

MOST = 10
MINUTES = {"found": 20, "planned": 20, "done": 15}
WORDS = {"found": "制定整改措施", "planned": "完成整改并报告", "done": "复查整改"}


def todo(actor: Actor, now: datetime) -> Iterable[AgendaItem]:
    """The university mends, the province looks again; what is overdue is red for both."""
    if not actor.has(UNIVERSITY_STAFF) and not actor.is_province:
        return
    waits = ("done",) if actor.is_province else ("found", "planned")
    today, rows = local_day(now), mending.by_urgency(room.visible_problems(actor))
    for problem in rows.filter(state__in=waits)[:MOST]:
        is_late = mending.is_overdue(problem, today)
        yield AgendaItem(
            f"{WORDS[problem.state]}：{problem.words[:40]}",
            reverse("evaluation:problem", args=[problem.pk]), problem.due_on,
            MINUTES[problem.state], problem.member.cycle.title, "bad" if is_late else "warn",
        )  # fmt: skip
    if actor.is_province and (late := rows.filter(mending.overdue(today)).count()):
        url = f"{reverse('evaluation:problems')}?state=planned"
        yield AgendaItem(f"{late} 个整改问题已经逾期", url, None, 5, tone="bad")


def _problem(actor: Actor, pk: int) -> Subject:
    problem = room.access_problem(actor, pk)
    school = problem.member.organisation
    return Subject(
        f"{school.name}的整改问题", reverse("evaluation:problem", args=[pk]), school.pk, school.path,
        may_attach=problem.state in {"found", "planned"} and actor.has(UNIVERSITY_STAFF, school.path),
    )  # fmt: skip


agenda.add("evaluation.mending", todo)
attachables.add(
    "evaluation.problem",
    Attachable("evaluation.problem", "整改问题", _problem, mending.hold_problem),
)
naming.add("evaluation.problem", Naming("整改问题", mending.problem_titles))
navigation.add(
    "evaluation.mending",
    NavItem(
        "整改",
        "evaluation:problems",
        "checklist",
        16,
        lambda a: a.has(UNIVERSITY_STAFF) or a.is_province,
    ),
)
