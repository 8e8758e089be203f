"""Registering, correcting and ending the dated facts of an organisation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from wangyu.base.core.access import require
from wangyu.base.lib.dates import show_date
from wangyu.base.lib.ports import attachables
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import show
from wangyu.institutions.orgs import access, forms, ops
from wangyu.institutions.orgs.models import Organisation, OrgFact
from wangyu.institutions.orgs.tables import fact_rows


def _tab(org: Organisation, kind: str) -> HttpResponseRedirect:
    tab = access.fact_model(kind).TAB
    return HttpResponseRedirect(f"{reverse('orgs:detail', args=[org.pk])}?tab={tab}")


@login_required
@require_safe
def fact(request: Request, kind: str, pk: int) -> HttpResponse:
    """One fact in full, and what may be done with it."""
    found = access.access_fact(request.actor, kind, pk)
    shown = {
        "fact": found,
        "org": found.organisation,
        "rows": [(label, show(value)) for label, value in fact_rows(found)],
        "ended": found.until and f"{show_date(found.until)}{found.END_WORD}。{found.end_reason}",
        "may_edit": found.until is None and access.may_edit(request.actor, found.organisation),
        "tab": found.TAB,
        "attachable": f"orgs.{kind}" if f"orgs.{kind}" in attachables.names() else "",
    }
    return render(request, "orgs/fact.html", shown)


@login_required
def add(request: Request, pk: int, kind: str) -> HttpResponse:
    org = access.access_editable(request.actor, pk)
    model = access.fact_model(kind)
    form = forms.fact_form(model)(request.POST or None, initial={"year": timezone.localdate().year})
    if request.method == "POST" and form.is_valid():
        values = forms.fact_values(form)
        try:
            ops.add_fact(model=model, org=org, values=values, **_doer(request))
        except ops.OrgError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已登记{model.LABEL}。")
            return _tab(org, kind)
    return _form(request, org, form, f"登记{model.LABEL}", "登记", model)


@login_required
def change(request: Request, kind: str, pk: int) -> HttpResponse:
    found = access.access_own_fact(request.actor, kind, pk)
    shown = access.access_own_fact(request.actor, kind, pk) if request.method == "POST" else found
    form = forms.fact_form(type(found))(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid():
        try:
            ops.change_fact(fact=found, values=forms.fact_values(form), **_doer(request))
        except ops.OrgError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已保存；修改前的内容留在变更记录里。")
            return redirect("orgs:fact", kind, pk)
    org = found.organisation
    return _form(request, org, form, f"修改{found.LABEL}", "保存", type(found))


@login_required
def end(request: Request, kind: str, pk: int) -> HttpResponse:
    found = access.access_own_fact(request.actor, kind, pk)
    form = forms.EndForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            ops.end_fact(fact=found, **form.cleaned_data, **_doer(request))
        except ops.OrgError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已登记{found.END_WORD}，记录仍可查阅。")
            return _tab(found.organisation, kind)
    title = f"{found.LABEL}{found.END_WORD}:{found}"
    return _form(request, found.organisation, form, title, f"确认{found.END_WORD}", type(found))


def _doer(request: Request) -> dict[str, Any]:
    return {"actor": request.actor, "now": request.arrived()}


def _form(
    request: Request, org: Organisation, form: Any, title: str, button: str, model: type[OrgFact]
) -> HttpResponse:
    require(org.closed_on is None, f"“{org.name}”已撤销，只供查阅。如需继续使用，请先恢复。")
    shown = {
        "org": org, "form": form, "title": title, "button": button, "tab": model.TAB, "note": "",
    }  # fmt: skip
    return render(request, "orgs/form.html", shown)
