from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from wangyu.assessment.evaluation import access
from wangyu.assessment.evaluation.enums import Form
from wangyu.assessment.evaluation.models import Cycle
from wangyu.assessment.evaluation.queries import conclusions as queries
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import PROVINCE_STAFF, UNIVERSITY_STAFF
from wangyu.base.lib.ports import (
    AgendaItem,
    KeptFiles,
    Naming,
    agenda,
    kept_files,
    naming,
)

MINUTES_A_UNIVERSITY = 3


def to_conclude(actor: Actor, now: datetime) -> Iterable[AgendaItem]:
    """Of the province's rounds: to grade, to answer, to release."""
    if not actor.has(PROVINCE_STAFF):
        return
    rounds = access.visible_cycles(actor).filter(state__in=("concluding", "noticed"))
    for cycle in rounds:
        if access.keeps(actor, cycle):
            yield from _of(cycle, now)


def _of(cycle: Cycle, now: datetime) -> Iterable[AgendaItem]:
    if cycle.state == "concluding":
        left = queries.undecided(cycle).count() if cycle.form != Form.INTERIM else 0
        url = reverse("evaluation:combined", args=[cycle.pk])
        what = f"为 {left} 所高校拟定等级" if left else "综合评定已拟定，可以公示"
        yield AgendaItem(what, url, None, left * MINUTES_A_UNIVERSITY or 5, cycle.title)
    elif waiting := queries.open_objections(cycle).count():
        url = reverse("evaluation:objections", args=[cycle.pk])
        yield AgendaItem(
            f"答复 {waiting} 条对评价的异议", url, cycle.notice_until, 30, cycle.title, "warn"
        )
    elif cycle.notice_until and now > cycle.notice_until:
        url = reverse("evaluation:cycle", args=[cycle.pk])
        yield AgendaItem(f"公布“{cycle.title}”的结论", url, None, 5, "公示已经期满")


def to_read(actor: Actor, now: datetime) -> Iterable[AgendaItem]:
    """Of one's own universities: a conclusion that is shown, and may be objected to until a day."""
    if not actor.has(UNIVERSITY_STAFF):
        return
    for cycle in access.visible_cycles(actor).filter(state="noticed", notice_until__gt=now):
        for member in access.own_members(actor, cycle):
            url = reverse("evaluation:result", args=[member.pk])
            yield AgendaItem("查看本校拟定结论", url, cycle.notice_until, 20, cycle.title)


agenda.add("evaluation.concluding", to_conclude)
agenda.add("evaluation.results", to_read)
naming.add("evaluation.conclusion", Naming("评价结论", queries.conclusion_titles))
naming.add("evaluation.objection", Naming("对评价的异议", queries.objection_names))
kept_files.add("evaluation.bundle", KeptFiles("evaluation_conclusion", "bundle_name", "sha256"))
