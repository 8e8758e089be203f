"""Rounds: the list, one round's page, and what the province does with it as a whole."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wangyu.assessment.evaluation import access, queries
from wangyu.assessment.evaluation.forms.cycles import CycleForm, RegionalDeadlineForm, StartForm
from wangyu.assessment.evaluation.kinds import charters
from wangyu.assessment.evaluation.logic.charter import WAYS, Charter
from wangyu.assessment.evaluation.logic.flow import CYCLE
from wangyu.assessment.evaluation.models import Cycle
from wangyu.assessment.evaluation.ops import cycles as ops
from wangyu.assessment.evaluation.ops.deadlines import move_deadline
from wangyu.assessment.evaluation.queries.cycles import annotate_cycles, cities_of, count_longer
from wangyu.assessment.evaluation.tables import cycles as tables
from wangyu.assessment.evaluation.web.moves import MOVES
from wangyu.assessment.evaluation.web.rooms import lines_for
from wangyu.base.core import once
from wangyu.base.core.access import NotVisible
from wangyu.base.core.roles import PROVINCE_STAFF
from wangyu.base.lib.dates import SHANGHAI
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import build, export

LAST_MINUTE = time(23, 59)
DAYS_TO_FILL = 30


@login_required
@require_safe
def cycles(request: Request) -> HttpResponse:
    oversees = request.actor.has(access.OVERSEERS)
    table = build(
        request, annotate_cycles(access.visible_cycles(request.actor)),
        tables.OVERSEEN_CYCLES if oversees else tables.CYCLES, title="综合评价", search=["title"],
        search_label="按名称搜索", filters=tables.CYCLE_FILTERS, order="-due", empty="现在没有评价",
        empty_hint="省中心公布评价后会出现在这里。",
    )  # fmt: skip
    if table.wants_export:
        return export(table)
    shown = {"table": table, "may_add": request.actor.has(PROVINCE_STAFF)}
    return render(request, "evaluation/cycles.html", shown)


@login_required
@require_safe
def cycle(request: Request, pk: int) -> HttpResponse:
    """One round: how far it is, what to do next, what it goes by."""
    found = access.access_cycle(request.actor, pk)
    charter = queries.charter_of(found)
    roles = request.actor.roles_at(found.owner.path)
    oversees = access.oversees(request.actor, found)
    shown = {
        "cycle": found, "charter": charter, "state": CYCLE.states[found.state],
        "tree": queries.scheme_of(found.version), "years": tables.years(found),
        "panel_way": WAYS[charter.panel_way],
        "keeps": access.keeps(request.actor, found), "oversees": oversees,
        "longer": count_longer(found) if oversees else 0,
        "lines": lines_for(request.actor, found), "steps": queries.steps_of(found),
        "moves": [edge for edge in CYCLE.moves(found.state, roles) if edge.verb in MOVES],
    }  # fmt: skip
    return render(request, "evaluation/cycle.html", shown)


@login_required
@require_safe
def members(request: Request, pk: int) -> HttpResponse:
    """Every university of a round, for those who oversee it."""
    found = access.access_overseen_cycle(request.actor, pk)
    table = build(
        request, found.members.select_related("organisation"), tables.MEMBERS, title="参评高校",
        search=["organisation__name"], search_label="按校名搜索", filters=tables.MEMBER_FILTERS,
        order="organisation", empty="还没有高校参加", empty_hint="公布以后，本省的高校都在这里。",
    )  # fmt: skip
    if table.wants_export:
        return export(table)
    return render(
        request,
        "evaluation/members.html",
        {"cycle": found, "table": table, "keeps": access.keeps(request.actor, found)},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """A draft from a charter of the pack and a published scheme."""
    owner, now = access.own_province(request.actor), request.arrived()
    versions = queries.published_versions(owner)
    last_year = timezone.localdate(now).year - 1
    form = StartForm(
        request.POST or None, charters=charters(), versions=versions, initial={"last_year": last_year}
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        made = _draft(request, owner, form.cleaned_data, now)
        return redirect("evaluation:change", made.pk)
    return render(request, "evaluation/new.html", {"form": form, "schemes": versions.exists()})


def _draft(request: Request, owner: Any, typed: dict[str, Any], now: datetime) -> Cycle:
    charter, last = charters()[typed["charter"]], typed["last_year"]
    first = last - charter.years + 1
    due = timezone.localdate(now) + timedelta(days=DAYS_TO_FILL)
    facts = ops.Facts(
        charter.named(first, last)[:120], "", typed["version"], first, last,
        datetime.combine(due, LAST_MINUTE, SHANGHAI), queries.earlier_cycles(owner).first(),
    )  # fmt: skip
    return ops.create_cycle(owner=owner, charter=charter, facts=facts, actor=request.actor, now=now)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, pk: int) -> HttpResponse:
    found = access.access_own_cycle(request.actor, pk)
    charter = queries.charter_of(found)
    form = CycleForm(
        request.POST or None, initial=_initial(found, charter), charter=charter,
        versions=queries.published_versions(found.owner),
        earlier=queries.earlier_cycles(found.owner).exclude(pk=pk),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            ops.change_cycle(
                cycle=found, charter=form.charter(), facts=form.facts(), actor=request.actor,
                now=request.arrived(),
            )  # fmt: skip
        except ops.EvaluationError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已保存。")
            return redirect("evaluation:cycle", pk)
    return render(request, "evaluation/change.html", {"cycle": found, "form": form})


def _initial(found: Cycle, charter: Charter) -> dict[str, Any]:
    names = ("title", "guide", "version", "first_year", "last_year", "follows", "due_at")
    cells = {name: getattr(charter, name) for name in charter.__slots__}
    return cells | {name: getattr(found, name) for name in names}


@login_required
@require_POST
def move(request: Request, pk: int, verb: str) -> HttpResponse:
    found = access.access_own_cycle(request.actor, pk)
    if verb not in MOVES:
        raise NotVisible
    once.leads_to(reverse("evaluation:cycle", args=[pk]))
    reason = request.POST.get("reason", "").replace("\x00", "")[:500]
    try:
        moved = MOVES[verb](cycle=found, actor=request.actor, now=request.arrived(), reason=reason)
    except (ops.EvaluationError, IllegalMoveError) as error:
        messages.error(request, str(error))
    else:
        label = CYCLE.states[moved.state].staff_label
        messages.success(request, f"“{moved.title}”现在是“{label}”。")
    return redirect("evaluation:cycle", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def deadline(request: Request, pk: int) -> HttpResponse:
    found = access.access_own_cycle(request.actor, pk)
    form = RegionalDeadlineForm(request.POST or None, cities=cities_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            told = move_deadline(
                cycle=found, **form.cleaned_data, actor=request.actor, now=request.arrived()
            )
        except ops.EvaluationError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"截止时间已调整，通知 {told} 人。")
            return redirect("evaluation:cycle", pk)
    return render(request, "evaluation/deadline.html", {"cycle": found, "form": form})


@login_required
@require_POST
def discard(request: Request, pk: int) -> HttpResponse:
    found = access.access_own_cycle(request.actor, pk)
    try:
        ops.discard_cycle(cycle=found, actor=request.actor, now=request.arrived())
    except ops.EvaluationError as error:
        messages.error(request, str(error))
        return redirect("evaluation:cycle", pk)
    messages.success(request, f"已删除拟定的“{found.title}”。")
    return redirect("evaluation:cycles")
