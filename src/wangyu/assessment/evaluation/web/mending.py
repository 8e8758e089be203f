"""What is to be mended: the list, one problem, and what each side does with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wangyu.assessment.evaluation import access, queries
from wangyu.assessment.evaluation.access import mending as room
from wangyu.assessment.evaluation.forms.mending import OutcomeForm, PlanForm, ProblemForm
from wangyu.assessment.evaluation.logic.flow import PROBLEM
from wangyu.assessment.evaluation.models import Problem
from wangyu.assessment.evaluation.ops import mending as ops
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.queries import mending
from wangyu.assessment.evaluation.tables import mending as tables
from wangyu.base.core import once
from wangyu.base.core.access import NotVisible
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import build, export

DECISIONS: dict[str, Callable[..., Problem]] = {
    "close": ops.close_problem, "reopen": ops.reopen_problem, "waive": ops.waive_problem,
}  # fmt: skip


@login_required
@require_safe
def problems(request: Request) -> HttpResponse:
    """Everything one may see, of all rounds: what is open first."""
    table = build(
        request, mending.by_urgency(room.visible_problems(request.actor)), tables.PROBLEMS,
        title="整改", search=["words", "member__organisation__name"], search_label="按问题或校名搜索",
        filters=tables.FILTERS, order="", empty="没有需要整改的问题",
        empty_hint="抽查、互查或结论里提出的问题会出现在这里。",
    )  # fmt: skip
    if table.wants_export:
        return export(table)
    return render(request, "evaluation/problems.html", {"table": table})


@login_required
@require_safe
def problem(request: Request, pk: int) -> HttpResponse:
    found = room.access_problem(request.actor, pk)
    roles = request.actor.roles_at(found.member.organisation.path)
    moves = PROBLEM.moves(found.state, roles)
    verbs = {edge.verb for edge in moves}
    shown = {
        "problem": found, "cycle": found.member.cycle, "state": PROBLEM.states[found.state],
        "indicator": mending.indicator_title(found), "steps": mending.steps_of_problem(found),
        "overdue": mending.is_overdue(found, timezone.localdate(request.arrived())),
        "plans": "plan" in verbs, "outcome": OutcomeForm() if "report" in verbs else None,
        "decisions": [edge for edge in moves if edge.verb in DECISIONS],
    }  # fmt: skip
    return render(request, "evaluation/problem.html", shown)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: Request, pk: int) -> HttpResponse:
    """The province names a problem of one university in a round."""
    member = access.access_member(request.actor, pk)
    access.require_keeper(request.actor, member.cycle)
    form = ProblemForm(
        request.POST or None, tree=queries.scheme_of(member.cycle.version),
        initial={"indicator": request.GET.get("indicator", "")},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            made = ops.find_problem(
                member=member, **form.cleaned_data, actor=request.actor, now=request.arrived()
            )
        except EvaluationError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已告诉{member.organisation.name}。")
            return redirect("evaluation:problem", made.pk)
    return render(request, "evaluation/problem_find.html", {"member": member, "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: Request, pk: int) -> HttpResponse:
    found = room.access_own_problem(request.actor, pk)
    names = ("measure", "responsible", "due_on")
    form = PlanForm(request.POST or None, initial={name: getattr(found, name) for name in names})
    if request.method == "POST" and form.is_valid():
        made = _tried(request, lambda now: ops.plan_problem(
            problem=found, plan=form.plan(), actor=request.actor, now=now
        ), form)  # fmt: skip
        if made:
            messages.success(request, "整改措施已提交。")
            return redirect("evaluation:problem", pk)
    return render(request, "evaluation/problem_plan.html", {"problem": found, "form": form})


def _tried(request: Request, run: Callable[[Any], Problem], form: Any) -> bool:
    try:
        run(request.arrived())
    except (EvaluationError, IllegalMoveError) as error:
        form.add_error(None, str(error))
        return False
    return True


@login_required
@require_POST
def report(request: Request, pk: int) -> HttpResponse:
    found = room.access_own_problem(request.actor, pk)
    once.leads_to(reverse("evaluation:problem", args=[pk]))
    outcome = request.POST.get("outcome", "").replace("\x00", "")[:2000]
    try:
        ops.report_problem(
            problem=found, outcome=outcome, actor=request.actor, now=request.arrived()
        )
    except (EvaluationError, IllegalMoveError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "已报告省中心，等待复查。")
    return redirect("evaluation:problem", pk)


@login_required
@require_POST
def decide(request: Request, pk: int, verb: str) -> HttpResponse:
    found = room.access_kept_problem(request.actor, pk)
    if verb not in DECISIONS:
        raise NotVisible
    once.leads_to(reverse("evaluation:problem", args=[pk]))
    reason = request.POST.get("reason", "").replace("\x00", "")[:1000]
    try:
        moved = DECISIONS[verb](
            problem=found, reason=reason, actor=request.actor, now=request.arrived()
        )
    except (EvaluationError, IllegalMoveError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"现在是“{PROBLEM.states[moved.state].staff_label}”。")
    return redirect("evaluation:problem", pk)
