"""Restoring a lost second factor: asked by one, decided by another."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from wangyu.base.ui.http import Request
from wangyu.institutions.people import access, ops
from wangyu.institutions.people.forms import AnswerForm, VouchForm


@login_required
@require_safe
def recoveries(request: Request) -> HttpResponse:
    """Those to decide, and those one has asked for."""
    found = access.access_recoveries(request.actor)
    context = {"recoveries": found, "judges": access.may_judge(request.actor), "form": AnswerForm()}
    return render(request, "people/recoveries.html", context)


@login_required
def ask(request: Request, user_id: int) -> HttpResponse:
    person = access.access_person(request.actor, user_id)
    access.invitation_paths(request.actor)
    form = VouchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ops.ask(actor=request.actor, now=request.arrived(), user=person, **form.cleaned_data)
        except ops.RecoveryError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已申请。安全管理员同意后，本人用密码登录并重新设置。")
            return redirect("people:recoveries")
    return render(request, "people/recovery.html", {"form": form, "person": person})


@login_required
@require_POST
def agree(request: Request, recovery_id: int) -> HttpResponse:
    found = access.access_judged(request.actor, recovery_id)
    ops.agree(actor=request.actor, now=request.arrived(), recovery=found)
    messages.success(request, f"已恢复，{found.user.name}原有的验证方式和登录全部作废。")
    return redirect("people:recoveries")


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
    return redirect("people:recoveries")


@login_required
@require_POST
def withdraw(request: Request, recovery_id: int) -> HttpResponse:
    found = access.access_recovery(request.actor, recovery_id)
    ops.withdraw(actor=request.actor, now=request.arrived(), recovery=found)
    messages.success(request, "已撤回。")
    return redirect("people:recoveries")
