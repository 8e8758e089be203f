"""People of one's organisations: the list, one person, giving and ending roles."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wangyu.base.audit.reads import note_read
from wangyu.base.core.roles import Role
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import export
from wangyu.institutions.people import access, ops, queries, tables
from wangyu.institutions.people.forms import GrantForm
from wangyu.institutions.people.models import User


@login_required
@require_safe
def people(request: Request) -> HttpResponse:
    paths = access.access_people(request.actor)
    table = tables.people(request, paths, timezone.localdate())
    if table.wants_export:
        return export(table)
    context = {
        "table": table, "may_invite": access.may_invite(request.actor),
        "may_see_recoveries": access.may_see_recoveries(request.actor),
    }  # fmt: skip
    return render(request, "people/list.html", context)


@login_required
@require_safe
def person(request: Request, user_id: int) -> HttpResponse:
    found = access.access_person(request.actor, user_id)
    today = timezone.localdate()
    grants = list(access.visible_grants(request.actor, found))
    if found.pk != request.actor.user_id:
        note_read(
            "people.person.read", "查看人员资料：", actor=request.actor, now=request.arrived(),
            target=found, org_path=grants[0].organisation.path if grants else "",
        )  # fmt: skip
    endable = {
        g.pk
        for g in grants
        if g.ended_at is None
        and g.user_id != request.actor.user_id
        and access.may_grant(request.actor, g.role, g.organisation)
    }
    context = {
        "person": found,
        "grants": grants,
        "endable": endable,
        "in_force": {g.pk for g in grants if queries.in_force(g, today)},
        "may_vouch": access.may_vouch(request.actor, found),
        "may_grant": (may_grant := _may_give(request, found)),
        "may_appoint": may_grant and access.may_appoint(request.actor, found, today),
    }
    return render(request, "people/person.html", context)


def _may_give(request: Request, person: User) -> bool:
    return access.may_invite(request.actor) and person.pk != request.actor.user_id


@login_required
def grant(request: Request, user_id: int) -> HttpResponse:
    found = access.access_person(request.actor, user_id)
    access.invitation_paths(request.actor)
    form = GrantForm(
        request.POST or None,
        roles=access.grantable_roles(request.actor),
        organisations=access.visible_organisations(request.actor),
        initial={"since": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data | {"role": Role(form.cleaned_data["role"])}
        try:
            ops.give(actor=request.actor, now=request.arrived(), user=found, **data)
        except ops.GrantError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已授予{found.name}“{data['role'].label}”，现在就生效。")
            return redirect("people:person", found.pk)
    elsewhere = not access.may_appoint(request.actor, found, timezone.localdate())
    context = {"form": form, "person": found, "elsewhere": elsewhere}
    return render(request, "people/grant.html", context)


@login_required
@require_POST
def end_grant(request: Request, grant_id: int) -> HttpResponse:
    found = access.access_grant(request.actor, grant_id)
    try:
        ops.end(actor=request.actor, now=request.arrived(), grant=found)
    except ops.GrantError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "已收回，对方的下一次点击起就不再有这个角色。")
    return redirect("people:person", found.user_id)


@login_required
@require_POST
def leave(request: Request, user_id: int) -> HttpResponse:
    found = access.access_person(request.actor, user_id)
    try:
        ops.leave(actor=request.actor, now=request.arrived(), user=found)
    except (ops.AccountError, ops.GrantError) as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, f"{found.name}已离任：角色、委托、登录全部结束，账号停用。")
    return redirect("people:person", found.pk)


@login_required
@require_POST
def end_sessions(request: Request, user_id: int) -> HttpResponse:
    found = access.access_vouched(request.actor, user_id)
    try:
        gone = ops.end_sessions_of(actor=request.actor, now=request.arrived(), user=found)
    except ops.AccountError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, f"已结束{found.name}的 {gone} 处登录，账号照常，重新登录即可。")
    return redirect("people:person", found.pk)
