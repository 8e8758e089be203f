"""The province plans visits, follows them, and sees what they say of the whole province."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wangyu.assessment.evaluation.access import access_overseen_cycle, access_own_cycle, keeps
from wangyu.assessment.evaluation.access import visits as access
from wangyu.assessment.evaluation.forms.visits import AddForm, PlanForm
from wangyu.assessment.evaluation.ops import visits as ops
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.queries import charter_of
from wangyu.assessment.evaluation.queries import visits as queries
from wangyu.assessment.evaluation.queries.inflation import inflation_of
from wangyu.assessment.evaluation.tables import visits as tables
from wangyu.assessment.evaluation.web.checks import done
from wangyu.assessment.evaluation.web.marks import reason_of
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import build, export


@login_required
@require_safe
def visits(request: Request, pk: int) -> HttpResponse:
    cycle = access_overseen_cycle(request.actor, pk)
    table = build(
        request, queries.with_progress(queries.visits_of(cycle)), tables.VISITS, title="抽查",
        filters=tables.VISIT_FILTERS, order="organisation", search=["member__organisation__name"],
        search_label="按校名搜索", empty="还没有要抽查的高校",
        empty_hint="抽签抽定、结束互查以后，抽到的都在这里。",
    )  # fmt: skip
    if table.wants_export:
        return export(table)
    shown = {
        "cycle": cycle, "table": table, "charter": charter_of(cycle), "gaps": queries.gaps_of(cycle),
        "found": inflation_of(cycle), "may_add": keeps(request.actor, cycle) and cycle.state == "spot",
    }  # fmt: skip
    return render(request, "evaluation/visits.html", shown)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, pk: int) -> HttpResponse:
    """A re-check of one that was not drawn."""
    cycle = access_own_cycle(request.actor, pk)
    form = AddForm(request.POST or None, members=queries.not_visited(cycle))
    if request.method == "POST" and form.is_valid():
        try:
            made = ops.add_visit(
                cycle=cycle, **form.facts(), actor=request.actor, now=request.arrived()
            )
        except EvaluationError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已加入抽查，并通知学校；请安排抽查人员。")
            return redirect("evaluation:plan_visit", made.pk)
    return render(request, "evaluation/add_visit.html", {"cycle": cycle, "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: Request, pk: int) -> HttpResponse:
    found = access.access_kept_visit(request.actor, pk)
    member = found.member
    able = queries.candidates(
        member.cycle.owner, member.organisation, timezone.localdate(request.arrived())
    )
    form = PlanForm(request.POST or None, visit=found, able=able)
    if request.method == "POST" and form.is_valid():
        try:
            ops.plan_visit(visit=found, **form.facts(), actor=request.actor, now=request.arrived())
        except EvaluationError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已安排，并通知抽查人员和学校。")
            return redirect("evaluation:visits", member.cycle_id)
    return render(request, "evaluation/plan_visit.html", {"visit": found, "form": form})


@login_required
@require_POST
def give_back(request: Request, pk: int) -> HttpResponse:
    found = access.access_kept_visit(request.actor, pk)
    return done(
        request,
        lambda: ops.return_visit(
            visit=found, reason=reason_of(request), actor=request.actor, now=request.arrived()
        ), "已退回，并通知抽查人员；也可以另换人员复核。", reverse("evaluation:visit", args=[pk]),
    )  # fmt: skip
