"""The province pairs universities, follows their checks, gives one back or to somebody else."""

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

from wangyu.assessment.evaluation import access
from wangyu.assessment.evaluation.access.checks import access_kept_check
from wangyu.assessment.evaluation.forms.checks import ProposalForm, ReplaceForm, TakeForm
from wangyu.assessment.evaluation.forms.cycles import RegionalDeadlineForm
from wangyu.assessment.evaluation.logic.pairing import Clash
from wangyu.assessment.evaluation.logic.standins import StandIn, stand_ins
from wangyu.assessment.evaluation.models import Check, Cycle
from wangyu.assessment.evaluation.ops import checks as check_ops
from wangyu.assessment.evaluation.ops import pairs as ops
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.queries import checks as queries
from wangyu.assessment.evaluation.queries.cycles import cities_of
from wangyu.assessment.evaluation.tables import checks as tables
from wangyu.assessment.evaluation.web.checks import done
from wangyu.assessment.evaluation.web.marks import reason_of
from wangyu.base.lib.dates import SHANGHAI
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.lib.given import WrongInput
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import build, export

LAST_MINUTE = time(23, 59)
DAYS_TO_CHECK = 20


@login_required
@require_safe
def pairs(request: Request, pk: int) -> HttpResponse:
    """A proposal with its reasons, before it is taken."""
    cycle = access.access_overseen_cycle(request.actor, pk)
    form = ProposalForm(request.GET)
    seed, rules = form.chosen()
    shown = {
        "cycle": cycle, "form": form, "seed": seed, "next_seed": seed + 1,
        "taken": queries.checks_of(cycle).count(), "left": queries.unsigned_members(cycle),
        "keeps": access.keeps(request.actor, cycle),
    }  # fmt: skip
    try:
        ops.require_ready(cycle, request.arrived())
    except EvaluationError as error:
        return render(request, "evaluation/pairs.html", shown | {"not_yet": str(error)})
    shown |= _proposal(cycle, seed, rules)
    given_up = form.cleaned_data.get("without", []) if form.is_valid() else []
    due = datetime.combine(
        timezone.localdate(request.arrived()) + timedelta(days=DAYS_TO_CHECK), LAST_MINUTE, SHANGHAI
    )
    shown["take"] = TakeForm(initial={"seed": seed, "without": given_up, "due_at": due})
    return render(request, "evaluation/pairs.html", shown)


def _proposal(cycle: Cycle, seed: int, rules: list[str]) -> dict[str, Any]:
    try:
        found = queries.proposal(cycle, seed=seed, rules=rules)
    except WrongInput as error:  # fewer universities than a check takes
        return {"clash": str(error), "verdict": "排不出来"}
    if isinstance(found, Clash):
        title = "证明排不出来" if found.proved else "没有找到，也没有证明排不出"
        return {"clash": queries.told(found), "verdict": title}
    return {"pairs": [(one, tables.why(one)) for one in found.pairs], "parts": found.parts}


@login_required
@require_POST
def take(request: Request, pk: int) -> HttpResponse:
    cycle = access.access_own_cycle(request.actor, pk)
    form = TakeForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect("evaluation:pairs", pk)
    return done(
        request,
        lambda: ops.take_pairs(
            cycle=cycle, chosen=form.proposal(), actor=request.actor, now=request.arrived()
        ), "已采用这个配对；回到评价，结束自查后各校就能看到。", reverse("evaluation:pairs", args=[pk]),
    )  # fmt: skip


@login_required
@require_safe
def checks(request: Request, pk: int) -> HttpResponse:
    """How far every check is."""
    cycle = access.access_overseen_cycle(request.actor, pk)
    rows = queries.with_progress(queries.every_check(cycle))
    table = build(
        request, rows, tables.CHECKS, title="互查进度", filters=tables.CHECK_FILTERS, order="checker",
        search=["checker__organisation__name", "checked__organisation__name"],
        search_label="按校名搜索", empty="还没有分派互查", empty_hint="自查结束时在“互查分派”里分派。",
    )  # fmt: skip
    if table.wants_export:
        return export(table)
    shown = {
        "cycle": cycle, "table": table, "left": queries.unsigned_members(cycle),
        "may_extend": access.keeps(request.actor, cycle) and cycle.state == "mutual",
    }  # fmt: skip
    return render(request, "evaluation/checks.html", shown)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def deadline(request: Request, pk: int) -> HttpResponse:
    cycle = access.access_own_cycle(request.actor, pk)
    form = RegionalDeadlineForm(request.POST or None, cities=cities_of(cycle))
    if request.method == "POST" and form.is_valid():
        try:
            count = ops.move_check_deadline(
                cycle=cycle, **form.cleaned_data, actor=request.actor, now=request.arrived()
            )
        except EvaluationError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已调整 {count} 对互查的截止时间，并通知各校。")
            return redirect("evaluation:checks", pk)
    return render(request, "evaluation/check_deadline.html", {"cycle": cycle, "form": form})


@login_required
@require_POST
def give_back(request: Request, pk: int) -> HttpResponse:
    found = access_kept_check(request.actor, pk)
    return done(
        request,
        lambda: check_ops.return_check(
            check=found, reason=reason_of(request), actor=request.actor, now=request.arrived()
        ), "已退回，并通知查的高校。", reverse("evaluation:check", args=[pk]),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: Request, pk: int) -> HttpResponse:
    """Another checker for one pair; nobody else's pair changes."""
    found = access_kept_check(request.actor, pk)
    cycle = found.checked.cycle
    form = ReplaceForm(request.POST or None, stand_ins=_stand_ins(found))
    if request.method == "POST" and form.is_valid():
        members = {one.organisation.name: one for one in queries.signed_members(cycle)}
        try:
            made = check_ops.replace_check(
                check=found, checker=members[form.cleaned_data["checker"]],
                reason=form.cleaned_data["reason"], actor=request.actor, now=request.arrived(),
            )  # fmt: skip
        except (EvaluationError, IllegalMoveError) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已改由{made.checker.organisation.name}查。")
            return redirect("evaluation:checks", cycle.pk)
    return render(request, "evaluation/replace_check.html", {"check": found, "form": form})


def _stand_ins(found: Check) -> list[StandIn]:
    cycle = found.checked.cycle
    (dropped,) = queries.names_of([found])
    try:
        problem = queries.problem_for(cycle)
    except WrongInput:
        return []
    gone = set(queries.names_of(queries.dropped_checks(cycle)))
    pairs = queries.names_of(queries.checks_of(cycle))
    return [one for one in stand_ins(problem, pairs, dropped) if (one.id, dropped[1]) not in gone]
