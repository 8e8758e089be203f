"""An expert's desk: the universities to be rated, one of them item by item, handing all of it in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wangyu.assessment.evaluation.access import is_guest, keeps
from wangyu.assessment.evaluation.access import panels as access
from wangyu.assessment.evaluation.logic.flow import EXPERT
from wangyu.assessment.evaluation.models import Expert, Rating
from wangyu.assessment.evaluation.ops import panels as ops
from wangyu.assessment.evaluation.queries import panels as queries
from wangyu.assessment.evaluation.queries.paneled import panel_leaves
from wangyu.assessment.evaluation.queries.shown import leaves_shown
from wangyu.assessment.evaluation.queries.visits import INSPECTING
from wangyu.assessment.evaluation.tables import panels as tables
from wangyu.assessment.evaluation.web import marks
from wangyu.assessment.evaluation.web.checks import done
from wangyu.base.core.access import require
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import build, export


@login_required
@require_safe
def my_seats(request: Request) -> HttpResponse:
    require(request.actor.has(INSPECTING), access.MINE_ONLY)
    table = build(
        request, access.my_seats(request.actor), tables.MY_SEATS, title="专家评分",
        filters=tables.EXPERT_FILTERS, order="due", search=["cycle__title"], search_label="按评价搜索",
        empty="现在没有请您评分的评价", empty_hint="省中心请您评分后，会通知您并出现在这里。",
    )  # fmt: skip
    if table.wants_export:
        return export(table)
    return render(request, "evaluation/my_seats.html", {"table": table})


@login_required
@never_cache
@require_safe
def seat(request: Request, pk: int) -> HttpResponse:
    found = access.access_seat(request.actor, pk)
    table = build(
        request, queries.ratings_of(found), tables.RATINGS, title="请您评的高校",
        filters=tables.RATING_FILTERS, order="member", search=["member__organisation__name"],
        search_label="按校名搜索", empty="没有要评的高校",
    )  # fmt: skip
    if table.wants_export:
        return export(table)
    return render(request, "evaluation/seat.html", _seat(request, found) | {"table": table})


def _seat(request: Request, found: Expert) -> dict[str, Any]:
    mine, rating = access.sits(request.actor, found), found.cycle.state == queries.STATE
    open_ = mine and rating and found.state == "open"
    return {
        "expert": found, "cycle": found.cycle, "state": EXPERT.states[found.state], "open": open_,
        "mine": mine, "leaves": panel_leaves(found.cycle),
        "lacking": queries.expert_lacks(found) if open_ else [],
        "may_move": keeps(request.actor, found.cycle) and rating,
        "late": found.due_at < request.arrived(),
    }  # fmt: skip


@login_required
@require_POST
def submit(request: Request, pk: int) -> HttpResponse:
    found = access.access_own_seat(request.actor, pk)
    return done(
        request,
        lambda: ops.submit_seat(expert=found, actor=request.actor, now=request.arrived()),
        "评分已提交，谢谢。", reverse("evaluation:seat", args=[pk]),
    )  # fmt: skip


@login_required
@never_cache
@require_safe
def rating(request: Request, pk: int) -> HttpResponse:
    found = access.access_rating(request.actor, pk)
    return render(request, "evaluation/rating.html", _rating(request, found))


def _rating(request: Request, found: Rating) -> dict[str, Any]:
    cycle, room, actor = found.expert.cycle, marks.Room("rating", found.pk), request.actor
    given = found.marks.select_related("updated_by", "file")
    shown = leaves_shown(
        found.member, given, peer=is_guest(actor, found.member), leaves=panel_leaves(cycle)
    )
    mine, opens = access.sits(actor, found.expert), access.opens_papers(actor, found)
    open_ = mine and found.expert.state == "open" and cycle.state == queries.STATE
    open_ = open_ and not found.recused
    return {
        "rating": found, "expert": found.expert, "member": found.member, "cycle": cycle,
        "state": EXPERT.states[found.expert.state], "open": open_, "saves": room.saves,
        "cards": marks.cards(shown, room, opens=opens), "shut": "" if opens else access.OVER,
        "files": marks.files_of(shown), "missing": queries.rating_lacks(found) if open_ else [],
        "filled": sum(1 for one in shown if one.typed_points), "of": len(shown),
    }  # fmt: skip


@login_required
@require_POST
def save(request: Request, pk: int) -> HttpResponse:
    found = access.access_own_rating(request.actor, pk)
    return marks.saved(
        request, marks.Room("rating", pk), panel_leaves(found.expert.cycle), found.marks,
        lambda typed, key: ops.save_ratings(
            rating=found, typed=typed, key=key, actor=request.actor, now=request.arrived()
        ),
        lambda: queries.rating_lacks(found),
    )  # fmt: skip


@login_required
@require_POST
def recuse(request: Request, pk: int) -> HttpResponse:
    found = access.access_own_rating(request.actor, pk)
    return done(
        request,
        lambda: ops.recuse(
            rating=found, reason=marks.reason_of(request), actor=request.actor, now=request.arrived()
        ), "已回避，并告诉省中心；这所高校不用您评。", reverse("evaluation:seat", args=[found.expert_id]),
    )  # fmt: skip


@login_required
@require_safe
def file(request: Request, pk: int, use_id: int) -> HttpResponseBase:
    found, use = access.access_rating_file(request.actor, pk, use_id)
    return marks.give(request, use, checks=is_guest(request.actor, found.member))


@login_required
@require_safe
def preview(request: Request, pk: int, use_id: int) -> HttpResponseBase:
    found, use = access.access_rating_file(request.actor, pk, use_id)
    return marks.give_preview(request, use, checks=is_guest(request.actor, found.member))
