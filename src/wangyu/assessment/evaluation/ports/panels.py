"""Panels on the desk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from wangyu.assessment.evaluation import access
from wangyu.assessment.evaluation.access.panels import my_seats
from wangyu.assessment.evaluation.models import Expert
from wangyu.assessment.evaluation.queries.cycles import has_panel
from wangyu.assessment.evaluation.queries.panels import STATE, expert_names
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import PROVINCE_STAFF, Role
from wangyu.base.lib.ports import AgendaItem, Naming, NavItem, agenda, naming, navigation

MINUTES_A_UNIVERSITY = 10


def to_rate(actor: Actor, now: datetime) -> Iterable[AgendaItem]:
    """What one is asked to rate."""
    for expert in my_seats(actor).filter(state="open", cycle__state=STATE):
        count = expert.ratings.filter(recused="").count()
        url, tone = reverse("evaluation:seat", args=[expert.pk]), "info"
        if expert.due_at < now:
            tone = "bad"
        minutes = MINUTES_A_UNIVERSITY * count
        yield AgendaItem(
            f"为 {count} 所高校评分", url, expert.due_at, minutes, expert.cycle.title, tone
        )


def to_name(actor: Actor, now: datetime) -> Iterable[AgendaItem]:
    """Panels nobody sits on yet; experts who are late."""
    if not actor.has(PROVINCE_STAFF):
        return
    for cycle in access.visible_cycles(actor).filter(state=STATE):
        if not has_panel(cycle) or not access.keeps(actor, cycle):
            continue
        url = reverse("evaluation:panel", args=[cycle.pk])
        seats = Expert.objects.filter(cycle=cycle).exclude(state="dropped")
        if not seats.exists():
            yield AgendaItem("请专家评分", url, None, 15, cycle.title)
        elif late := seats.filter(state="open", due_at__lt=now).count():
            yield AgendaItem(f"{late} 位专家的评分已逾期", url, None, 5, cycle.title, "bad")


agenda.add("evaluation.rate", to_rate)
agenda.add("evaluation.panel", to_name)
naming.add("evaluation.expert", Naming("评分专家", expert_names))
navigation.add(
    "evaluation.panels",
    NavItem("专家评分", "evaluation:my_seats", "list-check", 18, lambda a: a.has({Role.REVIEWER})),
)
