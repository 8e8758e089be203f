"""What a round's page leads to. A room adds the function that tells its lines for somebody."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse

from wangyu.assessment.evaluation import access
from wangyu.assessment.evaluation.access import mending as room
from wangyu.assessment.evaluation.logic.flow import SELF_CHECK
from wangyu.assessment.evaluation.models import Cycle
from wangyu.assessment.evaluation.queries.mending import OPEN
from wangyu.base.core.access import Actor


@dataclass(frozen=True, slots=True)
class Line:
    """A link with what stands there now: "130 所中 96 所已上报"."""

    label: str
    url: str
    text: str = ""
    badge: str = ""
    tone: str = "neutral"


def members(actor: Actor, cycle: Cycle) -> Iterable[Line]:
    if access.oversees(actor, cycle) and cycle.state != "draft":
        signed = cycle.members.filter(state="signed").count()
        text = f"{cycle.members.count()} 所高校，{signed} 所已上报"
        yield Line("参评高校", reverse("evaluation:members", args=[cycle.pk]), text)
        nothing = "没有佐证的指标，不起作用的佐证"
        yield Line("佐证缺口", reverse("evaluation:orphans", args=[cycle.pk]), nothing)


def own_part(actor: Actor, cycle: Cycle) -> Iterable[Line]:
    for member in access.own_members(actor, cycle):
        state = SELF_CHECK.states[member.state]
        url = reverse("evaluation:member", args=[member.pk])
        yield Line(f"{member.organisation.name}的自查表", url, "", state.public_label, state.tone)


def problems(actor: Actor, cycle: Cycle) -> Iterable[Line]:
    mine = room.visible_problems(actor).filter(member__cycle=cycle)
    if count := mine.count():
        text = f"{count} 个问题，{mine.filter(state__in=OPEN).count()} 个没有销号"
        yield Line("整改", reverse("evaluation:problems"), text)


ROOMS: tuple[Callable[[Actor, Cycle], Iterable[Line]], ...] = (own_part, members, problems)


def lines_for(actor: Actor, cycle: Cycle) -> list[Line]:
    return [line for room in ROOMS for line in room(actor, cycle)]
