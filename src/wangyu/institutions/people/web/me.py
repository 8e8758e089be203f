"""My account: my roles, what I lend and borrow, my sessions, my data."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wangyu.base.ui.http import Request
from wangyu.base.ui.taking import Taken, as_file
from wangyu.institutions.people import access, exports, ops, queries
from wangyu.institutions.people.forms import LendForm
from wangyu.institutions.people.logic.grants import lendable
from wangyu.institutions.people.models.sessions import handle_of
from wangyu.institutions.people.web.public import taken_on


@login_required
@require_safe
def me(request: Request) -> HttpResponse:
    """Roles with who gave them, delegations both ways, and the doors to everything else."""
    person = access.access_self(request.actor)
    today = timezone.localdate()
    grants = list(access.visible_grants(request.actor, person))
    lent = list(queries.list_delegations(person.pk))
    context = {
        "person": person,
        "has_password": person.has_usable_password(),
        "grants": grants,
        "current": [g for g in grants if queries.in_force(g, today)],
        "lendable": {g.pk for g in grants if lendable(g.role) and queries.in_force(g, today)},
        "lent": [d for d in lent if d.grant.user_id == person.pk],
        "borrowed": [d for d in lent if d.delegate_id == person.pk],
        "today": today,
    }
    return render(request, "people/me.html", context)


@login_required
@require_safe
def own_data(request: Request) -> HttpResponse:
    person = access.access_self(request.actor)
    data = exports.own_data(
        person,
        list(access.visible_grants(request.actor, person)),
        list(queries.list_delegations(person.pk)),
        list(access.visible_sessions(request.actor, timezone.now())),
    )
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    return as_file(response, "my-data.json", Taken("本人的资料"))


@login_required
@require_safe
def second_factor(request: Request) -> HttpResponse:
    """Why a second factor is asked, and the two ways to have one."""
    if not queries.must_be_strong(request.actor):
        return redirect("mfa_index")
    return render(request, "people/second_factor.html", {})


@login_required
@require_safe
def sessions(request: Request) -> HttpResponse:
    found = access.visible_sessions(request.actor, timezone.now())
    here = handle_of(request.session.session_key or "")
    return render(request, "people/sessions.html", {"sessions": found, "here": here})


@login_required
@require_POST
def end_session(request: Request, handle: str) -> HttpResponse:
    try:
        ops.end_session(actor=request.actor, now=request.arrived(), handle=handle)
    except ops.AccountError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "已结束这一处登录，那里需要重新登录。")
    return redirect("people:sessions")


@login_required
@require_POST
def end_other_sessions(request: Request) -> HttpResponse:
    keep = handle_of(request.session.session_key or "")
    gone = ops.end_other_sessions(actor=request.actor, now=request.arrived(), keep=keep)
    messages.success(request, f"已结束其他 {gone} 处登录。")
    return redirect("people:sessions")


@login_required
def lend(request: Request, grant_id: int) -> HttpResponse:
    grant = access.access_lending(request.actor, grant_id)
    today = timezone.localdate()
    form = LendForm(
        request.POST or None,
        grant=grant,
        colleagues=queries.colleagues(grant, on=today),
        today=today,
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = ops.lend(
                actor=request.actor, now=request.arrived(), grant=grant, **form.cleaned_data
            )
        except ops.DelegationError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已委托，等{made.delegate.name}确认后生效。")
            return redirect("people:me")
    return render(request, "people/lend.html", {"form": form, "grant": grant})


@login_required
@require_POST
def confirm(request: Request, delegation_id: int) -> HttpResponse:
    found = access.access_delegation(request.actor, delegation_id)
    try:
        ops.confirm(actor=request.actor, now=request.arrived(), delegation=found)
    except ops.DelegationError as error:
        messages.warning(request, str(error))
        return redirect("people:me")
    return taken_on(request, "已确认。委托期内，您的每一步都会记明是代行。")


@login_required
@require_POST
def take_back(request: Request, delegation_id: int) -> HttpResponse:
    found = access.access_delegation(request.actor, delegation_id)
    try:
        ops.take_back(actor=request.actor, now=request.arrived(), delegation=found)
    except ops.DelegationError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "这次委托已结束。")
    return redirect("people:me")
