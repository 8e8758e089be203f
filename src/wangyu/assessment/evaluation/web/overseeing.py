"""What the province does while universities fill in: remind, give longer, look for evidence."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wangyu.assessment.evaluation import access
from wangyu.assessment.evaluation.access.selfcheck import access_kept_member
from wangyu.assessment.evaluation.exports.selfcheck import orphans_book
from wangyu.assessment.evaluation.forms.cycles import DeadlineForm
from wangyu.assessment.evaluation.ops import signing
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.ops.deadlines import move_deadline
from wangyu.assessment.evaluation.queries.orphans import orphans_of
from wangyu.assessment.evaluation.queries.sheet import deadline
from wangyu.base.ui.http import Request


@login_required
@require_POST
def remind(request: Request, pk: int) -> HttpResponse:
    found = access.access_own_cycle(request.actor, pk)
    try:
        told = signing.remind(cycle=found, actor=request.actor, now=request.arrived())
    except EvaluationError as error:
        messages.error(request, str(error))
    else:
        none = "没有要提醒的人：没有上报的高校今天都已提醒过。"
        messages.success(request, f"已提醒 {told} 人。" if told else none)
    return redirect("evaluation:members", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: Request, pk: int) -> HttpResponse:
    """Longer for one university than for the others."""
    found = access_kept_member(request.actor, pk)
    form = DeadlineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            told = move_deadline(
                cycle=found.cycle, member=found, **form.cleaned_data, actor=request.actor,
                now=request.arrived(),
            )  # fmt: skip
        except EvaluationError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已为{found.organisation.name}延期，通知 {told} 人。")
            return redirect("evaluation:member", pk)
    shown = {"member": found, "cycle": found.cycle, "form": form, "due": deadline(found)}
    return render(request, "evaluation/extend.html", shown)


@login_required
@require_safe
def orphans(request: Request, pk: int) -> HttpResponse:
    """Indicators that nothing proves, and evidence that proves nothing that counts."""
    cycle = access.access_overseen_cycle(request.actor, pk)
    found = orphans_of(cycle)
    if request.GET.get("export") == "xlsx":
        return orphans_book(cycle, found)
    chosen = next((one for one in found.bare if one.leaf.key == request.GET.get("leaf")), None)
    shown = {"cycle": cycle, "found": found, "chosen": chosen}
    return render(request, "evaluation/orphans.html", shown)
