"""Pages that university, leader and province share: the sheet, a fact, corrections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wangyu.base.core.access import NotVisible
from wangyu.base.core.roles import PROVINCE_STAFF, UNIVERSITY_STAFF
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import build, export
from wangyu.records.ledger import access, ops, queries, tables
from wangyu.records.ledger.forms import AnswerForm
from wangyu.records.ledger.logic.flow import REPORTERS, SHEET
from wangyu.records.ledger.logic.items import plain_value
from wangyu.records.ledger.models import Sheet
from wangyu.records.ledger.ops.signing import SubmitError

VERBS: dict[str, Callable[..., Any]] = {
    "submit": ops.submit,
    "recall": ops.recall,
    "send_back": ops.send_back,
    "sign": ops.sign,
    "verify": ops.verify,
    "return": ops.return_sheet,
}
EDITABLE = {"filling", "returned"}


@login_required
@require_safe
def sheet(request: Request, pk: int) -> HttpResponse:
    found = access.access_sheet(request.actor, pk)
    return render(request, "ledger/sheet.html", _page(request, found))


def _page(request: Request, found: Sheet) -> dict[str, Any]:
    roles = request.actor.roles_at(found.organisation.path)
    sections = queries.rows_of(found)
    rows = [row for group in sections.values() for row in group]
    return {
        "sheet": found,
        "sections": sections,
        "editable": found.state in EDITABLE
        and bool(roles & REPORTERS)
        and found.window.state == "open",
        "moves": SHEET.moves(found.state, roles),
        "state": SHEET.states[found.state],
        "due": queries.deadline(found),
        "late_now": found.state in EDITABLE and queries.is_late(found, timezone.now()),
        "total": len(rows),
        "filled": sum(1 for row in rows if row.entry and row.entry.confirmed and not row.entry.raw),
        "unconfirmed": [row for row in rows if row.entry and not row.entry.confirmed],
        "problems": [row for row in rows if row.problem],
        "decisions": queries.decisions_of(found),
        "receipts": queries.receipts_of(found),
        "steps": _steps(found),
    }


def _steps(found: Sheet) -> list[dict[str, Any]]:
    order = ["filling", "submitted", "signed", "verified"]
    here = order.index("filling" if found.state == "returned" else found.state)
    labels = ["填报", "校内签批", "省中心核实", "已核实"]
    return [
        {"label": label, "done": at < here or here == len(order) - 1, "current": at == here}
        for at, label in enumerate(labels)
    ]


@login_required
@require_POST
def move(request: Request, pk: int, verb: str) -> HttpResponse:
    """One step of the flow, taken by a button."""
    found = access.access_sheet(request.actor, pk)
    if verb not in VERBS:
        raise NotVisible
    facts: dict[str, Any] = {"sheet": found, "actor": request.actor, "now": timezone.now()}
    if verb in {"send_back", "return"}:
        facts["reason"] = request.POST.get("reason", "").replace("\x00", "")[:500]
    if verb == "return":
        wrong = {k[7:]: v for k, v in request.POST.items() if k.startswith("reason-")}
        facts["item_reasons"] = {k: str(v).replace("\x00", "") for k, v in wrong.items()}
    try:
        VERBS[verb](**facts)
    except SubmitError as error:
        messages.error(request, str(error))
    except IllegalMoveError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, "已办理。" if verb not in {"submit", "sign"} else "已提交,回执见页面下方。"
        )
    return redirect("ledger:sheet", pk)


@login_required
@require_safe
def fact(request: Request, pk: int) -> HttpResponse:
    """A figure opened: value, evidence, who reported, signed and verified it, every version."""
    found = access.access_fact(request.actor, pk)
    current = queries.current_of(found)
    item = queries.item_of(found)
    shown = {
        "fact": found,
        "item": item,
        "current": current,
        "is_current": current.fact_id == found.pk,
        "versions": queries.history_of(found),
        "decisions": queries.decisions_of(found.sheet) if found.sheet else [],
        "corrections": found.corrections.select_related("asked_by", "decided_by"),
        "shown_value": plain_value(item, found.value, found.text) or "未填",
        "answer_form": AnswerForm(),
        "may_decide": request.actor.has(PROVINCE_STAFF, found.organisation.path),
        "may_ask": request.actor.has(UNIVERSITY_STAFF, found.organisation.path),
    }
    return render(request, "ledger/fact.html", shown)


@login_required
@require_safe
def corrections(request: Request) -> HttpResponse:
    rows = access.visible_corrections(request.actor).select_related("fact__organisation")
    table = build(
        request, rows, tables.CORRECTIONS, title="数字更正", search=["fact__organisation__name", "reason"],
        filters=tables.CORRECTION_FILTERS, order="-asked", empty="没有更正申请",
        empty_hint="打开任一已上报的数字,可以申请更正。",
    )  # fmt: skip
    return (
        export(table)
        if table.wants_export
        else render(request, "ledger/corrections.html", {"table": table})
    )
