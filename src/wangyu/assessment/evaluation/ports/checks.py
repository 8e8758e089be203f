"""Mutual checks on the desk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from wangyu.assessment.evaluation import access
from wangyu.assessment.evaluation.access.checks import my_checks
from wangyu.assessment.evaluation.models import Cycle
from wangyu.assessment.evaluation.queries import charter_of
from wangyu.assessment.evaluation.queries.checks import check_names, checks_of, still_filling
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import PROVINCE_STAFF, UNIVERSITY_STAFF
from wangyu.base.lib.ports import AgendaItem, Naming, NavItem, agenda, naming, navigation

MINUTES_A_CHECK = 60
MOST = 10


def to_check(actor: Actor, now: datetime) -> Iterable[AgendaItem]:
    """What one's own university still has to check."""
    if not actor.has(UNIVERSITY_STAFF):
        return
    mine = my_checks(actor).filter(state="open", conflict="", checked__cycle__state="mutual")
    for check in mine.order_by("due_at")[:MOST]:
        url = reverse("evaluation:check", args=[check.pk])
        tone = "bad" if check.due_at < now else "info"
        title = f"互查{check.checked.organisation.name}"
        yield AgendaItem(title, url, check.due_at, MINUTES_A_CHECK, check.checked.cycle.title, tone)


def to_pair(actor: Actor, now: datetime) -> Iterable[AgendaItem]:
    """Self-checks that are over and not paired yet; checks that somebody cannot make."""
    if not actor.has(PROVINCE_STAFF):
        return
    rows = access.visible_cycles(actor).filter(state__in=("self_check", "mutual"))
    for cycle in rows:
        if access.keeps(actor, cycle):
            yield from _of_cycle(cycle, now)


def _of_cycle(cycle: Cycle, now: datetime) -> Iterable[AgendaItem]:
    checks = checks_of(cycle)
    if cycle.state == "self_check":
        paired = checks.exists() or not charter_of(cycle).checks_each
        if not paired and not still_filling(cycle, now):
            url = reverse("evaluation:pairs", args=[cycle.pk])
            yield AgendaItem("自查已结束，分派互查", url, None, 10, cycle.title)
        return
    url = reverse("evaluation:checks", args=[cycle.pk])
    if cannot := checks.filter(state="open").exclude(conflict="").count():
        yield AgendaItem(
            f"为 {cannot} 对互查改派", f"{url}?conflict=yes", None, 5, cycle.title, "warn"
        )
    if late := checks.filter(state="open", due_at__lt=now).count():
        yield AgendaItem(f"{late} 对互查已逾期", f"{url}?state=open", None, 5, cycle.title, "bad")


agenda.add("evaluation.checks", to_check)
agenda.add("evaluation.pairs", to_pair)
naming.add("evaluation.check", Naming("互查", check_names))
navigation.add(
    "evaluation.checks",
    NavItem("互查", "evaluation:my_checks", "list-check", 16, lambda a: a.has(UNIVERSITY_STAFF)),
)
