"""Restoring a lost second factor: asked by one, decided by another."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from wangyu.base.audit.reads import note_read
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import export
from wangyu.institutions.people import access, ops, queries, tables
from wangyu.institutions.people.forms import AnswerForm, VouchForm
from wangyu.institutions.people.logic.recovery import RECOVERY


@login_required
@require_safe
def recoveries(request: Request) -> HttpResponse:
    """Those to decide, and those one has asked for."""
    table = tables.recoveries(request, access.access_recoveries(request.actor))
    if table.wants_export:
        return export(table)
    return render(request, "people/recoveries.html", {"table": table})


@login_required
@require_safe
def recovery(request: Request, recovery_id: int) -> HttpResponse:
    found = access.access_recovery(request.actor, recovery_id)
    note_read(
        "people.recovery.read", "查看恢复第二步验证的申请：", actor=request.actor,
        now=request.arrived(), target=found.user,
    )  # fmt: skip
    context = {
        "recovery": found, "state": RECOVERY.states[found.state], "form": AnswerForm(),
        "judges": access.recoveries_to_judge(request.actor).filter(pk=found.pk).exists(),
        "withdraws": found.state == "asked" and found.asked_by_id == request.actor.user_id,
    }  # fmt: skip
    return render(request, "people/recovery.html", context)


@login_required
def ask(request: Request, user_id: int) -> HttpResponse:
    person = access.access_vouched(request.actor, user_id)
    form = VouchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ops.ask(actor=request.actor, now=request.arrived(), user=person, **form.cleaned_data)
        except ops.RecoveryError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已申请。安全管理员同意后，本人用密码登录并重新设置。")
            return redirect("people:recoveries")
    problem = queries.problem_with_recovery(person)
    return render(
        request, "people/vouch.html", {"form": form, "person": person, "problem": problem}
    )


@login_required
@require_POST
def agree(request: Request, recovery_id: int) -> HttpResponse:
    found = access.access_judged(request.actor, recovery_id)
    ops.agree(actor=request.actor, now=request.arrived(), recovery=found)
    messages.success(request, f"已恢复，{found.user.name}原有的验证方式和登录全部作废。")
    return redirect("people:recovery", found.pk)


@login_required
@require_POST
def refuse(request: Request, recovery_id: int) -> HttpResponse:
    found = access.access_judged(request.actor, recovery_id)
    form = AnswerForm(request.POST)
    if form.is_valid():
        ops.refuse(actor=request.actor, now=request.arrived(), recovery=found, **form.cleaned_data)
        messages.success(request, "已记下不同意。")
    else:
        messages.warning(request, "没有办理：请写明理由。")
    return redirect("people:recovery", found.pk)


@login_required
@require_POST
def withdraw(request: Request, recovery_id: int) -> HttpResponse:
    found = access.access_recovery(request.actor, recovery_id)
    ops.withdraw(actor=request.actor, now=request.arrived(), recovery=found)
    messages.success(request, "已撤回。")
    return redirect("people:recovery", found.pk)
