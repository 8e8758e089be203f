"""One figure opened: what it is, who signed it, which rule reads it, what proves it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wangyu.assessment.evaluation.access import access_member, checks, is_guest, oversees, visits
from wangyu.assessment.evaluation.access.concluding import COMBINED, SHOWN
from wangyu.assessment.evaluation.logic.nodes import Indicator
from wangyu.assessment.evaluation.logic.rating import is_rated
from wangyu.assessment.evaluation.models import Member
from wangyu.assessment.evaluation.queries import scheme_of
from wangyu.assessment.evaluation.queries.behind import Behind, figure_behind
from wangyu.assessment.evaluation.queries.points import leaves_of
from wangyu.assessment.evaluation.queries.shown import is_withheld
from wangyu.assessment.evaluation.queries.tracing import Given, experts_given
from wangyu.assessment.evaluation.web import marks
from wangyu.assessment.evaluation.web.opening import opener_for
from wangyu.base.core.access import NotVisible
from wangyu.base.ui.http import Request
from wangyu.records.evidence.access import visible_files

STATES = {
    "verified": "已核实",
    "reported": "尚未核实",
    "computed": "平台算出",
    "answered": "本校填写",
    "rated": "专家评分",
}


@login_required
@never_cache
@require_safe
def of_check(request: Request, pk: int, measure: str, period: str) -> HttpResponse:
    """As one who checks the university sees it."""
    found = checks.access_check_papers(request.actor, pk)
    figure = _figure(found.checked, measure, period, leaves_of(found.checked.cycle))
    room, peer = marks.Room("check", pk), is_guest(request.actor, found.checked)
    uses = [use for use in figure.papers if not (peer and is_withheld(use))]
    return _page(
        request, found.checked, figure, [marks.piece_of(use, room) for use in uses], room.page,
        withheld=len(figure.papers) - len(uses),
    )  # fmt: skip


@login_required
@never_cache
@require_safe
def of_visit(request: Request, pk: int, measure: str, period: str) -> HttpResponse:
    """As one who visits the university sees it."""
    found = visits.access_visit_papers(request.actor, pk)
    figure = _figure(found.member, measure, period, leaves_of(found.member.cycle))
    room = marks.Room("visit", pk)
    pieces = [marks.piece_of(use, room) for use in figure.papers]
    return _page(request, found.member, figure, pieces, room.page)


@login_required
@require_safe
def of_member(request: Request, pk: int, measure: str, period: str) -> HttpResponse:
    """As the university itself sees it, and those who oversee the round."""
    member = access_member(request.actor, pk)
    told = _is_told(request, member)
    figure = _figure(member, measure, period, scheme_of(member.cycle.version).leaves, rated=told)
    opened = opener_for(request.actor)(figure.row.ref) if figure.row and figure.row.ref else ""
    ids = [use.file_id for use in figure.papers]
    open_ = set(visible_files(request.actor).filter(pk__in=ids).values_list("pk", flat=True))
    pieces = [marks.own_piece(use) for use in figure.papers if use.file_id in open_]
    return _page(
        request, member, figure, pieces, _back(request, member), source_url=opened,
        withheld=len(ids) - len(pieces), given=_given(request, member, figure) if told else (),
    )  # fmt: skip


def _is_told(request: Request, member: Member) -> bool:
    """Whether what others gave may be known by now: to the university once it is made known."""
    state = member.cycle.state
    return state in SHOWN or (state in COMBINED and oversees(request.actor, member.cycle))


def _given(request: Request, member: Member, figure: Behind) -> list[Given]:
    """What experts gave it, one by one; their names for the province only."""
    if not any(is_rated(one.leaf) for one in figure.readings):
        return []
    some = experts_given(member, named=oversees(request.actor, member.cycle))
    return [given for one in figure.readings for given in some.get(one.leaf.key, ())]


def _back(request: Request, member: Member) -> str:
    """The page that shows it among the others, by how far the round has come."""
    state, page = member.cycle.state, "member"
    if oversees(request.actor, member.cycle):
        page = "sheet" if state in COMBINED else page
    elif state in SHOWN:
        page = "result"
    return reverse(f"evaluation:{page}", args=[member.pk])


def _figure(
    member: Member, measure: str, period: str, leaves: Sequence[Indicator], *, rated: bool = False
) -> Behind:
    place = (measure, "" if period == marks.ALL else period)
    found = figure_behind(member, place, leaves, rated=rated)
    if found is None:
        raise NotVisible
    return found


def _page(
    request: Request, member: Member, figure: Behind, pieces: list[dict[str, Any]], back: str,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    told, row = figure.told, figure.row
    signed = [("自查表由本校分管领导签批上报", member.signed_at)] if member.signed_at else []
    shown = {
        "member": member, "cycle": member.cycle, "figure": figure, "pieces": pieces, "back": back,
        "steps": [*(told.steps if told else []), *signed], "unit": told.item.unit if told else "",
        "state": STATES.get(row.state, row.state) if row else "没有",
    }  # fmt: skip
    return render(request, "evaluation/figure.html", shown | more)
