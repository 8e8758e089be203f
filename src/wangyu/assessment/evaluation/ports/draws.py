"""Draws on the desk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from wangyu.assessment.evaluation import access
from wangyu.assessment.evaluation.queries import charter_of
from wangyu.assessment.evaluation.queries.checks import checks_of
from wangyu.assessment.evaluation.queries.draws import draw_names, find_draw
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import PROVINCE_STAFF
from wangyu.base.lib.ports import AgendaItem, Naming, agenda, naming


def to_draw(actor: Actor, now: datetime) -> Iterable[AgendaItem]:  # noqa: ARG001 -- the port's signature
    """Once every check is in, and until the draw is drawn."""
    if not actor.has(PROVINCE_STAFF):
        return
    for cycle in access.visible_cycles(actor).filter(state="mutual"):
        draw = find_draw(cycle)
        waiting = checks_of(cycle).filter(state="open").exists()
        drawn = draw is not None and draw.state == "drawn"
        if access.keeps(actor, cycle) and charter_of(cycle).spot_size and not waiting and not drawn:
            url = reverse("evaluation:draw", args=[cycle.pk])
            yield AgendaItem("公开抽取要抽查的高校", url, None, 10, cycle.title)


agenda.add("evaluation.draw", to_draw)
naming.add("evaluation.draw", Naming("抽签", draw_names))
