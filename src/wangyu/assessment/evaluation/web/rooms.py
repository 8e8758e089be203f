"""What a round's page leads to. A room adds the function that tells its lines for somebody."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse

from wangyu.assessment.evaluation import access
from wangyu.assessment.evaluation.access import mending as room
from wangyu.assessment.evaluation.access.checks import my_checks
from wangyu.assessment.evaluation.access.concluding import COMBINED, SHOWN
from wangyu.assessment.evaluation.access.visits import visible_visits
from wangyu.assessment.evaluation.enums import Form
from wangyu.assessment.evaluation.logic.flow import CHECK, DRAW, SELF_CHECK, VISIT
from wangyu.assessment.evaluation.models import Cycle
from wangyu.assessment.evaluation.queries import charter_of
from wangyu.assessment.evaluation.queries.checks import checks_of
from wangyu.assessment.evaluation.queries.conclusions import open_objections
from wangyu.assessment.evaluation.queries.cycles import has_panel
from wangyu.assessment.evaluation.queries.draws import find_draw
from wangyu.assessment.evaluation.queries.mending import OPEN
from wangyu.assessment.evaluation.queries.panels import experts_open
from wangyu.assessment.evaluation.queries.visits import visits_of
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


def checking(actor: Actor, cycle: Cycle) -> Iterable[Line]:
    """Pairs and progress for the province; what one's own university checks."""
    checks = checks_of(cycle)
    done, of = checks.filter(state="submitted").count(), checks.count()
    if access.oversees(actor, cycle) and charter_of(cycle).checks_each:
        if cycle.state == "self_check":
            text = f"已分派 {of} 对" if of else "上报齐或截止以后分派"
            yield Line("互查分派", reverse("evaluation:pairs", args=[cycle.pk]), text)
        elif of:
            text = f"{of} 对，已查 {done} 对"
            yield Line("互查进度", reverse("evaluation:checks", args=[cycle.pk]), text)
    for check in my_checks(actor).filter(checked__cycle=cycle):
        state = CHECK.states[check.state]
        url = reverse("evaluation:check", args=[check.pk])
        label = f"互查{check.checked.organisation.name}"
        yield Line(label, url, "", state.public_label, state.tone)


def drawing(actor: Actor, cycle: Cycle) -> Iterable[Line]:
    """The draw as the province holds it, and as everybody sees it."""
    if cycle.state in {"draft", "self_check", "cancelled"} or not charter_of(cycle).spot_size:
        return
    draw = find_draw(cycle)
    state = DRAW.states[draw.state if draw else "framing"]
    if access.oversees(actor, cycle):
        url = reverse("evaluation:draw", args=[cycle.pk])
        yield Line("抽签", url, "", state.staff_label, state.tone)
    elif draw and draw.steps.exists():
        url = reverse("evaluation:public_draw", args=[draw.pk])
        yield Line("公开抽签", url, "", state.public_label, state.tone)


def visiting(actor: Actor, cycle: Cycle) -> Iterable[Line]:
    visits = visits_of(cycle)
    if access.oversees(actor, cycle):
        done, of = visits.exclude(state="planned").count(), visits.count()
        if of:
            text = f"{of} 所，已查 {done} 所"
            yield Line("抽查", reverse("evaluation:visits", args=[cycle.pk]), text)
        return
    for visit in visible_visits(actor).filter(member__cycle=cycle):
        state, url = VISIT.states[visit.state], reverse("evaluation:visit", args=[visit.pk])
        label = f"抽查{visit.member.organisation.name}"
        yield Line(label, url, "", state.public_label, state.tone)


def judging(actor: Actor, cycle: Cycle) -> Iterable[Line]:
    """The panel as the province holds it."""
    if has_panel(cycle) and cycle.state in COMBINED and access.oversees(actor, cycle):
        waiting, of = experts_open(cycle), cycle.experts.exclude(state="dropped").count()
        text = f"{of} 位专家，{of - waiting} 位已提交" if of else "还没有请专家"
        yield Line("专家评分", reverse("evaluation:panel", args=[cycle.pk]), text)


def concluding(actor: Actor, cycle: Cycle) -> Iterable[Line]:
    if access.oversees(actor, cycle) and cycle.state in COMBINED:
        yield Line("综合评定", reverse("evaluation:combined", args=[cycle.pk]))
        waiting = open_objections(cycle).count()
        if waiting or cycle.state in SHOWN:
            text = f"{waiting} 条待答复" if waiting else "没有待答复的"
            yield Line("异议", reverse("evaluation:objections", args=[cycle.pk]), text)
    if cycle.state in SHOWN:
        for member in access.own_members(actor, cycle):
            url = reverse("evaluation:result", args=[member.pk])
            yield Line(f"{member.organisation.name}的结论", url)
    if cycle.state == "released" and cycle.form != Form.INTERIM:
        yield Line("公开的名单", reverse("evaluation:models", args=[cycle.pk]), "任何人都能看")


def problems(actor: Actor, cycle: Cycle) -> Iterable[Line]:
    mine = room.visible_problems(actor).filter(member__cycle=cycle)
    if count := mine.count():
        text = f"{count} 个问题，{mine.filter(state__in=OPEN).count()} 个没有销号"
        yield Line("整改", reverse("evaluation:problems"), text)


ROOMS: tuple[Callable[[Actor, Cycle], Iterable[Line]], ...] = (
    own_part,
    members,
    checking,
    drawing,
    visiting,
    judging,
    concluding,
    problems,
)


def lines_for(actor: Actor, cycle: Cycle) -> list[Line]:
    return [line for room in ROOMS for line in room(actor, cycle)]
