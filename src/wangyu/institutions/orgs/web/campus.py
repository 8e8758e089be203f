"""Editing one's own part of the tree: details, units below, names, moving, closing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from wangyu.base.core.roles import Tier
from wangyu.base.ui.http import Request
from wangyu.institutions.orgs import access, forms, ops, queries
from wangyu.institutions.orgs.models import Organisation


def _page(
    request: Request,
    org: Organisation,
    form: BaseForm,
    *,
    title: str,
    button: str,
    act: Callable[[BaseForm], str],
    note: str = "",
) -> HttpResponse:
    """Show a form about ``org``; when it is right, ``act`` does one op and gives what to say."""
    if request.method == "POST" and form.is_valid():
        try:
            said = act(form)
        except ops.OrgError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, said)
            return redirect("orgs:detail", org.pk)
    shown = {"org": org, "form": form, "title": title, "button": button, "note": note}
    return render(request, "orgs/form.html", shown)


def _doer(request: Request) -> dict[str, Any]:
    return {"actor": request.actor, "now": request.arrived()}


@login_required
def edit(request: Request, pk: int) -> HttpResponse:
    org = access.access_editable(request.actor, pk)
    form = forms.DetailsForm(request.POST or None, instance=org)

    def act(form: BaseForm) -> str:
        ops.edit_details(org=org, details=form.cleaned_data, **_doer(request))
        return "已保存。"

    return _page(request, org, form, title="修改基本情况", button="保存", act=act)


@login_required
def create(request: Request, pk: int) -> HttpResponse:
    parent = access.access_plantable(request.actor, pk)
    is_university = parent.tier == Tier.PROVINCE
    kind = forms.UniversityForm if is_university else forms.UnitForm
    form = kind(request.POST or None)

    def act(form: BaseForm) -> str:
        facts = dict(form.cleaned_data)
        name = facts.pop("name")
        if is_university:
            facts["code"] = facts["code"] or None
        given: dict[str, Any] = {"roster" if is_university else "details": facts}
        ops.create(parent=parent, name=name, **given, **_doer(request))
        return f"已在“{parent.name}”下设立“{name}”。"

    label = Tier(parent.tier + 1).label
    return _page(request, parent, form, title=f"新建{label}", button="新建", act=act)


@login_required
def rename(request: Request, pk: int) -> HttpResponse:
    org = access.access_structure(request.actor, pk)
    form = forms.RenameForm(request.POST or None, initial={"name": org.name})

    def act(form: BaseForm) -> str:
        old = org.name
        ops.rename(org=org, **form.cleaned_data, **_doer(request))
        return f"“{old}”已更名为“{org.name}”，旧名称保留在变更记录里。"

    return _page(request, org, form, title="更名", button="确认更名", act=act)


@login_required
def close(request: Request, pk: int) -> HttpResponse:
    org = access.access_structure(request.actor, pk)
    form = forms.CloseForm(request.POST or None, initial={"on": timezone.localdate()})
    count = queries.subtree(org).filter(closed_on=None).count()

    def act(form: BaseForm) -> str:
        done = ops.close(org=org, **form.cleaned_data, **_doer(request))
        return f"已撤销 {done} 个单位。如需撤回，可在此页点“恢复”。"

    note = f"将撤销“{org.name}”{f'及其下 {count - 1} 个单位' if count > 1 else ''}。资料全部保留，以后可以恢复。"
    return _page(request, org, form, title="撤销单位", button="确认撤销", act=act, note=note)


@login_required
def reopen(request: Request, pk: int) -> HttpResponse:
    org = access.access_structure(request.actor, pk)
    form = forms.ReopenForm(request.POST or None)

    def act(form: BaseForm) -> str:
        done = ops.reopen(org=org, **form.cleaned_data, **_doer(request))
        return f"已恢复 {done} 个单位。"

    note = "同一天随它撤销的下级单位一并恢复。"
    return _page(request, org, form, title="恢复单位", button="确认恢复", act=act, note=note)


@login_required
def move(request: Request, pk: int) -> HttpResponse:
    org = access.access_structure(request.actor, pk)
    reach = access.visible_plantable(request.actor)
    form = forms.MoveForm(request.POST or None, destinations=queries.destinations(org, reach))

    def act(form: BaseForm) -> str:
        parent = form.cleaned_data["parent"]
        ops.move(org=org, parent=parent, **_doer(request))
        return f"“{org.name}”已划归“{parent.name}”，下级单位随之划转。"

    note = "下级单位、人员权限和已报数据都跟着划转；随时可以再划回来。"
    return _page(request, org, form, title="划转", button="确认划转", act=act, note=note)
