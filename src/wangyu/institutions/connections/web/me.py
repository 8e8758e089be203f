"""My accounts at sign-in services."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from wangyu.base.ui.http import Request
from wangyu.institutions.connections import access, ops, queries


@login_required
@require_safe
def mine(request: Request) -> HttpResponse:
    found = queries.list_bindings(request.actor.own_id)
    return render(request, "connections/mine.html", {"bindings": found})


@login_required
@require_POST
def undo(request: Request, binding_id: int) -> HttpResponse:
    found = access.access_binding(request.actor, binding_id)
    try:
        ops.unbind(actor=request.actor, now=request.arrived(), binding=found)
    except ops.BindingError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "已解除，那里的账号不能再登录到您的账号。")
    return redirect("connections:mine")
