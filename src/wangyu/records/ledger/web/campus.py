"""What a university does: fill in, confirm, attach, ask for a correction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wangyu.base.core.access import NotVisible
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import build, export
from wangyu.records.ledger import access, ops, queries, tables
from wangyu.records.ledger.forms import CorrectionForm
from wangyu.records.ledger.logic.items import show_value
from wangyu.records.ledger.models import Sheet
from wangyu.records.ledger.ops import CellInput, CellResult
from wangyu.records.ledger.ops.corrections import CorrectionError
from wangyu.records.ledger.ops.entries import NotEditableError

CELL_LIMIT = 400


@login_required
@require_safe
def my_sheets(request: Request) -> HttpResponse:
    rows = access.visible_sheets(request.actor).select_related("window", "organisation")
    table = build(
        request, rows, tables.MY_SHEETS, title="填报", search=["window__title", "organisation__name"],
        filters=tables.SHEET_FILTERS[:1], order="-due", empty="没有填报任务",
        empty_hint="省中心开启填报窗口后会通知您，并出现在这里和工作台上。",
    )  # fmt: skip
    return (
        export(table)
        if table.wants_export
        else render(request, "ledger/my_sheets.html", {"table": table})
    )


@login_required
@require_POST
def save(request: Request, pk: int) -> HttpResponse:
    """Autosave of the cells typed, or the whole page sent without a script.

    Answers what was stored, what is wrong, who was quicker, and what is still open.
    """
    sheet = access.access_sheet(request.actor, pk)
    by_script = "script" in request.POST
    keys = request.POST.getlist("key")[:CELL_LIMIT]
    cells = [_cell(request, key, touched=by_script) for key in keys]
    try:
        results = ops.save_entries(
            sheet=sheet, cells=cells, actor=request.actor, now=request.arrived()
        )
    except NotEditableError as error:
        if by_script:
            return JsonResponse({"refused": str(error)}, status=409)
        messages.error(request, str(error))
        return redirect("ledger:sheet", pk)
    if by_script:
        saved = {"saved_at": f"{timezone.localtime(request.arrived()):%H:%M:%S}"}
        return JsonResponse(saved | {"cells": [asdict(r) for r in results]} | _open_ends(sheet))
    _tell_saved(request, cells, results)
    return redirect("ledger:sheet", pk)


def _open_ends(sheet: Sheet) -> dict[str, Any]:
    rows = [row for group in queries.rows_of(sheet).values() for row in group]
    return {
        "filled": sum(1 for row in rows if row.is_answered),
        "problems": [{"key": row.item.key, "message": row.problem} for row in rows if row.problem],
    }


def _tell_saved(
    request: Request, cells: Sequence[CellInput], results: Sequence[CellResult]
) -> None:
    typed = {cell.key: cell.raw for cell in cells}
    for result in results:
        if result.conflict:
            messages.error(request, f"{result.conflict}您输入的是“{typed[result.key][:100]}”。")
    wrong = sum(1 for result in results if result.error)
    text = f"已保存。有 {wrong} 处需要改正，见下方标记。" if wrong else "已保存。"
    messages.success(request, text)


def _cell(request: Request, key: str, *, touched: bool) -> CellInput:
    version = request.POST.get(f"version-{key}", "")
    return CellInput(
        key,
        request.POST.get(f"value-{key}", ""),
        request.POST.get(f"note-{key}", "")[:500],
        int(version) if version.isascii() and version.isdigit() else None,
        touched,
    )


@login_required
@require_POST
def take_known(request: Request, pk: int) -> HttpResponse:
    """Put in what the platform learnt since the window opened."""
    sheet = access.access_sheet(request.actor, pk)
    try:
        count = ops.take_known(sheet=sheet, actor=request.actor, now=request.arrived())
    except NotEditableError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已更新 {count} 项平台已有的数字。")
    return redirect("ledger:sheet", pk)


@login_required
@require_POST
def confirm(request: Request, pk: int) -> HttpResponse:
    sheet = access.access_sheet(request.actor, pk)
    try:
        count = ops.confirm_previous(
            sheet=sheet,
            keys=request.POST.getlist("key"),
            actor=request.actor,
            now=request.arrived(),
        )
    except NotEditableError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已确认 {count} 项沿用上期。")
    return redirect("ledger:sheet", pk)


@login_required
@require_POST
def evidence(request: Request, pk: int, key: str) -> HttpResponse:
    """Make sure the figure has an entry to hang evidence on, then show its evidence."""
    sheet = access.access_sheet(request.actor, pk)
    try:
        entry = ops.entry_for_evidence(
            sheet=sheet, key=key, actor=request.actor, now=request.arrived()
        )
    except (NotEditableError, KeyError) as error:
        raise NotVisible from error
    return redirect(reverse("evidence:uses", args=["ledger.entry", entry.pk]))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Request, pk: int) -> HttpResponse:
    fact = access.access_fact(request.actor, pk)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            ops.ask_correction(
                fact=fact,
                raw=data["raw"],
                reason=data["reason"],
                actor=request.actor,
                now=request.arrived(),
            )
        except CorrectionError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "更正申请已提交省中心。")
            return redirect("ledger:fact", pk)
    item = queries.item_of(fact)
    shown = {"fact": fact, "item": item, "form": form}
    shown["shown_value"] = show_value(item, fact.value, fact.text)
    return render(request, "ledger/correct.html", shown)
