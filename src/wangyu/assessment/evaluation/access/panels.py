"""Who sees what experts say: each expert their own, the province and the auditor all of it."""

from __future__ import annotations

from django.db.models import QuerySet

from wangyu.assessment.evaluation.access import (
    OVERSEERS,
    access_overseen_cycle,
    access_own_cycle,
    is_guest,
    one_of,
    require_keeper,
)
from wangyu.assessment.evaluation.access.concluding import COMBINED
from wangyu.assessment.evaluation.logic.flow import NAMED
from wangyu.assessment.evaluation.models import Cycle, Expert, Rating
from wangyu.assessment.evaluation.queries.cycles import has_panel
from wangyu.assessment.evaluation.queries.panels import STATE, rating_uses
from wangyu.assessment.evaluation.queries.visits import INSPECTING
from wangyu.base.core.access import Actor, require, within_any
from wangyu.records.evidence.models import Use

EXPERTS_ONLY = "评分由这位专家本人填写。"
NO_PANEL = "这次评价的办法没有专家评分，或还没有进入综合评定。"
OVER = "评分已经提交或已经结束，学校的佐证不再打开；需要再看，请省中心退回重评。"
MINE_ONLY = "这里是请专家评分的名单。"


def access_panel(actor: Actor, pk: int) -> Cycle:
    cycle = access_overseen_cycle(actor, pk)
    require(has_panel(cycle) and cycle.state in COMBINED, NO_PANEL)
    return cycle


def access_kept_panel(actor: Actor, pk: int) -> Cycle:
    """A panel as the province names it."""
    cycle = access_own_cycle(actor, pk)
    require(has_panel(cycle) and cycle.state == STATE, NO_PANEL)
    return cycle


def my_seats(actor: Actor) -> QuerySet[Expert]:
    """Seats one holds, as long as one is what experts have to be."""
    if not actor.has(INSPECTING):
        return Expert.objects.none()
    rows = Expert.objects.filter(user_id=actor.own_id).exclude(state="dropped")
    return rows.select_related("cycle__owner", "cycle__version__scheme", "user")


def visible_seats(actor: Actor) -> QuerySet[Expert]:
    above = within_any(actor.paths(OVERSEERS), "cycle__owner__path")
    rows = Expert.objects.filter(above) | Expert.objects.filter(pk__in=my_seats(actor).values("pk"))
    return rows.select_related("cycle__owner", "cycle__version__scheme", "user")


def access_seat(actor: Actor, pk: int) -> Expert:
    return one_of(visible_seats(actor).filter(pk=pk))


def sits(actor: Actor, expert: Expert) -> bool:
    return my_seats(actor).filter(pk=expert.pk).exists()


def access_own_seat(actor: Actor, pk: int) -> Expert:
    """To be handed in by whoever sits there."""
    expert = access_seat(actor, pk)
    require(sits(actor, expert), EXPERTS_ONLY)
    return expert


def access_kept_seat(actor: Actor, pk: int) -> Expert:
    """A seat as the province's staff gives it back or takes it away."""
    expert = access_seat(actor, pk)
    require_keeper(actor, expert.cycle)
    return expert


def access_rating(actor: Actor, pk: int) -> Rating:
    rows = Rating.objects.filter(pk=pk, expert__in=visible_seats(actor).values("pk"))
    return one_of(
        rows.select_related(
            "member__organisation", "member__cycle__owner", "member__cycle__version__scheme",
            "expert__user", "expert__cycle__owner", "expert__cycle__version__scheme",
        )
    )  # fmt: skip


def access_own_rating(actor: Actor, pk: int) -> Rating:
    rating = access_rating(actor, pk)
    require(sits(actor, rating.expert), EXPERTS_ONLY)
    return rating


def opens_papers(actor: Actor, rating: Rating) -> bool:
    """To an expert while they rate; whoever keeps the papers anyhow opens them as always."""
    if not is_guest(actor, rating.member):
        return True
    rates = rating.expert.state == "open" and not rating.recused
    return rates and rating.expert.cycle.state == STATE


def access_rating_papers(actor: Actor, pk: int) -> Rating:
    rating = access_rating(actor, pk)
    require(opens_papers(actor, rating), OVER)
    return rating


def access_rating_file(actor: Actor, pk: int, use_id: int) -> tuple[Rating, Use]:
    """Exactly what proves what is rated, and nothing else of the university."""
    rating = access_rating_papers(actor, pk)
    return rating, one_of(rating_uses(rating).filter(pk=use_id))


def roles_for_seat(actor: Actor, expert: Expert) -> frozenset[str]:
    """What somebody is to a seat: who sits there, or of the province."""
    above = actor.roles_at(expert.cycle.owner.path)
    return frozenset(str(role) for role in above) | (NAMED if sits(actor, expert) else frozenset())
