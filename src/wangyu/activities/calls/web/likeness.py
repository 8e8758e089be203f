"""What the provincial centre does about originality: found by the machine, judged by a person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from wangyu.activities.calls import access
from wangyu.activities.calls.access.likeness import access_likeness
from wangyu.activities.calls.logic.filerules import length
from wangyu.activities.calls.ops import filming
from wangyu.activities.calls.ops import likeness as ops
from wangyu.activities.calls.ops.entering import EntryError
from wangyu.activities.calls.queries import likeness as reads
from wangyu.activities.calls.tables.likeness import LIKENESS_FILTERS, LIKENESSES
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import build, export


@login_required
@require_safe
def likenesses(request: Request, pk: int) -> HttpResponse:
    call = access.access_own_call(request.actor, pk)
    table = build(
        request, reads.likenesses_of(call), LIKENESSES, title="查重",
        search=["entry__title", "other__title"], search_label="按作品搜索",
        filters=LIKENESS_FILTERS, order="-share", empty="没有找到相同之处",
        empty_hint="还没有查过的，按“开始查重”。",
    )  # fmt: skip
    if table.wants_export:
        return export(table)
    shown = {
        "call": call, "table": table, "last": reads.last_found(call),
        "films": reads.films_left_out(call), "program": filming.reader(),
    }  # fmt: skip
    return render(request, "calls/likenesses.html", shown)


@login_required
@require_POST
def start(request: Request, pk: int) -> HttpResponse:
    call = access.access_own_call(request.actor, pk)
    job = ops.start_comparing(call=call, actor=request.actor, now=request.arrived())
    return redirect("core:job", job.pk)


@login_required
@require_safe
def likeness(request: Request, pk: int) -> HttpResponse:
    """Both works side by side, passage by passage."""
    found = access_likeness(request.actor, pk)
    parts = [part | {"moments": _moments(part)} for part in found.passages]
    shown = {
        "one": found,
        "parts": parts,
        "rulings": ops.RULINGS,
        "label": ops.RULINGS.get(found.ruling, ""),
    }
    return render(request, "calls/likeness.html", shown)


def _moments(part: dict[str, Any]) -> list[tuple[tuple[float, str], ...]]:
    """Of two films: the seconds of both, for the address and in words."""
    return [tuple((at, length(at)) for at in both) for both in part.get("seconds", ())]


@login_required
@require_POST
def rule(request: Request, pk: int) -> HttpResponse:
    found = access_likeness(request.actor, pk)
    ruling = request.POST.get("ruling", "")
    if ruling not in ops.RULINGS:
        messages.error(request, "请选择认定的结论。")
        return redirect("calls:likeness", pk)
    reason = request.POST.get("reason", "").replace("\x00", "")
    try:
        ops.rule_likeness(
            likeness=found, ruling=ruling, reason=reason, actor=request.actor,
            now=request.arrived(),
        )  # fmt: skip
    except EntryError as error:
        messages.error(request, str(error))
        return redirect("calls:likeness", pk)
    messages.success(request, f"已认定为“{ops.RULINGS[ruling]}”。")
    return redirect("calls:likenesses", found.entry.call_id)
