"""Pages that university, leader and province share: the sheet, a fact, corrections."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from wangyu.base.core import once
from wangyu.base.core.access import NotVisible
from wangyu.base.core.roles import PROVINCE_STAFF, UNIVERSITY_STAFF
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import build, export
from wangyu.records.ledger import access, ops, queries, tables
from wangyu.records.ledger.forms import AnswerForm, UntilForm
from wangyu.records.ledger.logic.flow import SHEET
from wangyu.records.ledger.logic.items import Item, show_value
from wangyu.records.ledger.models import Correction, Fact, Sheet
from wangyu.records.ledger.ops.entries import why_locked, why_not_editable
from wangyu.records.ledger.ops.opening import known_by_now
from wangyu.records.ledger.ops.signing import SubmitError, moves_of

VERBS: dict[str, Callable[..., Any]] = {
    "submit": ops.submit,
    "recall": ops.recall,
    "send_back": ops.send_back,
    "sign": ops.sign,
    "verify": ops.verify,
    "return": ops.return_sheet,
}
DONE = {
    "submit": "已提交，等待校领导签批；回执见页面下方。",
    "recall": "已撤回，可以继续修改。",
    "send_back": "已退回填报人，理由已告诉本校填报人。",
    "sign": "已签批上报；回执见页面下方。",
    "verify": "已核实通过。",
    "return": "已退回补正，理由已告诉该校。",
}


@login_required
@require_safe
def sheet(request: Request, pk: int) -> HttpResponse:
    found = access.access_sheet(request.actor, pk)
    return render(request, "ledger/sheet.html", _page(request, found))


def _page(request: Request, found: Sheet) -> dict[str, Any]:
    now = request.arrived()
    roles = request.actor.roles_at(found.organisation.path)
    sections = queries.rows_of(found)
    rows = [row for group in sections.values() for row in group]
    locked, editable = why_locked(found), not why_not_editable(found, request.actor)
    for_province = bool(roles & PROVINCE_STAFF)
    return {
        "sheet": found,
        "sections": sections,
        "editable": editable,
        "shut": queries.is_shut(found),
        "moves": moves_of(found, roles),
        "state": SHEET.states[found.state],
        "due": queries.deadline(found),
        "late_now": not locked and queries.is_late(found, now),
        "total": len(rows),
        "filled": sum(1 for row in rows if row.is_answered),
        "unconfirmed": [row for row in rows if row.entry and not row.entry.confirmed],
        "problems": [row for row in rows if row.problem],
        "doubts": queries.doubts_of(found),
        "known_now": _known_now(found) if editable else 0,
        "decisions": queries.decisions_of(found),
        "receipts": queries.receipts_of(found),
        "steps": _steps(found),
        "until_form": UntilForm() if for_province and not locked else None,
        "for_province": for_province,
        "back_label": "填报窗口" if for_province else "填报",
    }


def _known_now(found: Sheet) -> int:
    """How many figures the platform knows differently by now."""
    return len(known_by_now(queries.around(found), queries.figures_on(found)))


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
    facts: dict[str, Any] = {"sheet": found, "actor": request.actor, "now": request.arrived()}
    if verb in {"send_back", "return"}:
        facts["reason"] = request.POST.get("reason", "").replace("\x00", "")[:500]
    if verb == "return":
        wrong = {k[7:]: v for k, v in request.POST.items() if k.startswith("reason-")}
        facts["item_reasons"] = {k: str(v).replace("\x00", "") for k, v in wrong.items()}
    back = reverse("ledger:sheet", args=[pk])
    once.leads_to(back)
    try:
        VERBS[verb](**facts)
    except (SubmitError, IllegalMoveError) as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(back)
    messages.success(request, f"{found.organisation.name}：{DONE[verb]}")
    return _next_to_verify(request, found) if verb == "verify" else HttpResponseRedirect(back)


def _next_to_verify(request: Request, done: Sheet) -> HttpResponse:
    """Whoever verifies a hundred sheets need not go back to the list after each."""
    waiting = queries.sheets_of(done.window).filter(state="signed")
    left = waiting.count()
    after = waiting.filter(organisation__path__gt=done.organisation.path).first()
    following = after or waiting.first()
    if following is None:
        return redirect("ledger:window", done.window_id)
    messages.info(request, f"还有 {left} 所学校待核实，这是下一所。")
    return redirect("ledger:sheet", following.pk)


@login_required
@require_safe
def fact(request: Request, pk: int) -> HttpResponse:
    """A figure opened: value, evidence, who reported, signed and verified it, every version."""
    found = access.access_fact(request.actor, pk)
    current, item = queries.current_of(found), queries.item_of(found)
    asked = list(found.corrections.select_related("asked_by", "decided_by").order_by("-asked_at"))
    unverified = found.sheet is not None and found.sheet.state != "verified"
    pending = any(correction.state == "proposed" for correction in asked)
    own = request.actor.has(UNIVERSITY_STAFF, found.organisation.path)
    shown = {
        "fact": found,
        "item": item,
        "current": current,
        "is_current": current.fact_id == found.pk,
        "versions": _with_figures(item, queries.history_of(found)),
        "decisions": queries.decisions_of(found.sheet) if found.sheet else [],
        "corrections": _with_figures(item, asked),
        "shown_value": show_value(item, found.value, found.text),
        "answer_form": AnswerForm(),
        "may_decide": request.actor.has(PROVINCE_STAFF, found.organisation.path),
        "may_ask": own and current.fact_id == found.pk and not (unverified or pending),
    }
    return render(request, "ledger/fact.html", shown)


def _with_figures(item: Item, rows: Iterable[Fact | Correction]) -> list[tuple[Any, str]]:
    return [(row, show_value(item, row.value, row.text)) for row in rows]


@login_required
@require_safe
def corrections(request: Request) -> HttpResponse:
    rows = access.visible_corrections(request.actor).select_related("fact__organisation")
    table = build(
        request, rows, tables.CORRECTIONS, title="数字更正", search=["fact__organisation__name", "reason"],
        filters=tables.CORRECTION_FILTERS, order="-asked", empty="没有更正申请",
        empty_hint="打开任一已核实的数字，可以申请更正。",
    )  # fmt: skip
    return (
        export(table)
        if table.wants_export
        else render(request, "ledger/corrections.html", {"table": table})
    )
