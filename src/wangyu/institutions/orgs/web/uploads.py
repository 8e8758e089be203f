"""Departments and classes from an Excel list: read, explained, confirmed, created."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from wangyu.base.core.access import require
from wangyu.base.core.roles import Tier
from wangyu.base.ui.http import Request
from wangyu.institutions.orgs import access, exports, forms, ops, queries
from wangyu.institutions.orgs.logic.cells import TableError
from wangyu.institutions.orgs.logic.sheet import UnitRow, UnitSheet, parse
from wangyu.institutions.orgs.models import Organisation

SHOWN_PROBLEMS = 200
EXPIRED = "确认页已过期（一小时）或被改动，没有导入任何内容。请重新上传。"


@login_required
@require_safe
def template(request: Request, pk: int) -> HttpResponse:
    _place(request, pk)
    return exports.unit_template()


def _place(request: Request, pk: int) -> Organisation:
    org = access.access_plantable(request.actor, pk)
    require(org.tier > Tier.PROVINCE, "高校请在“高校名录”中按名录文件导入。")
    return org


@login_required
def bulk(request: Request, pk: int) -> HttpResponse:
    """First step: a file, read against what is there. Nothing is written yet."""
    org = _place(request, pk)
    form = forms.TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            sheet = _read(org, form.cleaned_data["file"])
        except TableError as error:
            form.add_error("file", str(error))
        else:
            return render(request, "orgs/bulk_check.html", _checked(org, sheet))
    return render(request, "orgs/bulk.html", {"org": org, "form": form})


def _university(org: Organisation) -> Organisation:
    parent = org.parent
    return parent if org.tier == Tier.DEPARTMENT and parent is not None else org


def _read(org: Organisation, rows: list[list[object]]) -> UnitSheet:
    existing = queries.departments_with_stations(_university(org))
    return parse(rows, existing, inside=org.name if org.tier == Tier.DEPARTMENT else "")


def _checked(org: Organisation, sheet: UnitSheet) -> dict[str, Any]:
    packed = [[*astuple(r)[:3], r.established_on and r.established_on.isoformat(), r.document_no]
              for r in sheet.rows]  # fmt: skip
    return {
        "org": org,
        "sheet": sheet,
        "problems": sheet.problems[:SHOWN_PROBLEMS],
        "hidden": max(0, len(sheet.problems) - SHOWN_PROBLEMS),
        "packed": forms.to_packed({"org": org.pk, "rows": packed}),
    }


@login_required
def bulk_confirm(request: Request, pk: int) -> HttpResponse:
    """Second step: what was shown is created; with wrong rows only if the person accepts that."""
    org = _place(request, pk)
    content = forms.read_packed(request.POST.get("packed", ""))
    if content is None or content.get("org") != org.pk:
        messages.error(request, EXPIRED)
        return redirect("orgs:bulk", org.pk)
    rows = [_row(cells) for cells in content["rows"]]
    try:
        made = ops.plant_sheet(
            university=_university(org), rows=rows, actor=request.actor, now=request.arrived()
        )
    except ops.OrgError as error:
        messages.error(request, str(error))
        return redirect("orgs:bulk", org.pk)
    messages.success(request, f"已建立 {made} 个单位。")
    return redirect("orgs:detail", org.pk)


def _row(cells: list[Any]) -> UnitRow:
    line, department, station, day, document_no = cells
    return UnitRow(line, department, station, day and date.fromisoformat(day), document_no)
