"""Visits on the desk, and the photographs taken there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from wangyu.assessment.evaluation import access
from wangyu.assessment.evaluation.access.visits import (
    access_visit,
    inspects,
    my_visits,
    visible_visits,
)
from wangyu.assessment.evaluation.models import VisitMark
from wangyu.assessment.evaluation.queries.visits import (
    INSPECTING,
    PHOTO,
    hold_visit_of,
    mark_names,
    visit_names,
    visits_of,
)
from wangyu.base.core.access import Actor, NotVisible, within_any
from wangyu.base.core.roles import PROVINCE_STAFF, Role
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

MINUTES_A_VISIT = 180
LEADERS = frozenset({Role.UNIVERSITY_LEADER})


def to_visit(actor: Actor, now: datetime) -> Iterable[AgendaItem]:  # noqa: ARG001 -- the port's signature
    """Where one is to go."""
    mine = my_visits(actor).filter(state="planned", member__cycle__state="spot")
    for visit in mine.order_by("planned_on"):
        url, title = reverse("evaluation:visit", args=[visit.pk]), visit.member.cycle.title
        what = f"抽查{visit.member.organisation.name}"
        yield AgendaItem(what, url, visit.planned_on, MINUTES_A_VISIT, title)


def to_confirm(actor: Actor, now: datetime) -> Iterable[AgendaItem]:  # noqa: ARG001 -- the port's signature
    """What one's own university has to confirm."""
    below = within_any(actor.paths(LEADERS), "member__organisation__path")
    rows = visible_visits(actor).filter(below, state="submitted", member__cycle__state="spot")
    for visit in rows:
        url = reverse("evaluation:visit", args=[visit.pk])
        yield AgendaItem("确认抽查记录", url, None, 20, visit.member.cycle.title)


def to_plan(actor: Actor, now: datetime) -> Iterable[AgendaItem]:  # noqa: ARG001 -- the port's signature
    """Visits nobody is named for."""
    if not actor.has(PROVINCE_STAFF):
        return
    for cycle in access.visible_cycles(actor).filter(state="spot"):
        left = visits_of(cycle).filter(state="planned", inspectors=None).count()
        if left and access.keeps(actor, cycle):
            url = reverse("evaluation:visits", args=[cycle.pk])
            yield AgendaItem(f"为 {left} 所高校安排抽查人员", url, None, 5 * left, cycle.title)


def _photo(actor: Actor, pk: int) -> Subject:
    """What photographs are attached to: one finding; they come by its own page only."""
    mark = VisitMark.objects.filter(pk=pk).first()
    if mark is None:
        raise NotVisible
    visit = access_visit(actor, mark.visit_id)
    if not inspects(actor, visit) and not access.oversees(actor, visit.member.cycle):
        raise NotVisible
    owner = visit.member.cycle.owner
    url = f"{reverse('evaluation:visit', args=[visit.pk])}#leaf-{mark.indicator}"
    return Subject(mark_names([pk])[pk], url, owner.pk, owner.path, may_attach=False)


agenda.add("evaluation.visit", to_visit)
agenda.add("evaluation.confirm", to_confirm)
agenda.add("evaluation.plan", to_plan)
attachables.add(PHOTO, Attachable(PHOTO, "抽查现场材料", _photo, hold_visit_of))
naming.add("evaluation.visit", Naming("抽查", visit_names))
naming.add(PHOTO, Naming("抽查现场材料", mark_names))
navigation.add(
    "evaluation.visits", NavItem("抽查", "evaluation:my_visits", "map-pin", 17, lambda a: a.has(INSPECTING))
)  # fmt: skip
