"""A university's self-check: read with everything it stands on, filled in, moved on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wangyu.assessment.evaluation import access
from wangyu.assessment.evaluation.access.selfcheck import fills
from wangyu.assessment.evaluation.exports.selfcheck import book_of
from wangyu.assessment.evaluation.logic.flow import SELF_CHECK
from wangyu.assessment.evaluation.models import Member
from wangyu.assessment.evaluation.ops import selfcheck as ops
from wangyu.assessment.evaluation.ops import signing
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.ops.taking import take_over
from wangyu.assessment.evaluation.queries.burden import burden_of
from wangyu.assessment.evaluation.queries.lines import Section, rounded, sections_of
from wangyu.assessment.evaluation.queries.mending import has_looked
from wangyu.assessment.evaluation.queries.offered import Offer
from wangyu.assessment.evaluation.queries.offering import offers_of
from wangyu.assessment.evaluation.queries.rated import rated_of
from wangyu.assessment.evaluation.queries.sheet import (
    Sheet,
    deadline,
    is_late,
    member_steps,
    sheet_of,
    why_locked,
)
from wangyu.assessment.evaluation.web.opening import opener_for
from wangyu.base.core import once
from wangyu.base.core.access import NotVisible
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.ui.http import Request

CELL_LIMIT = 400
NUMBER = re.compile(r"[0-9]{1,18}")
TOLD = 5
VERBS: dict[str, Callable[..., Member]] = {
    "submit": signing.submit, "recall": signing.recall, "send_back": signing.send_back,
    "sign": signing.sign, "return": signing.return_member,
}  # fmt: skip
DONE = {
    "submit": "已提交，等待校领导签批。",
    "recall": "已撤回，可以继续修改。",
    "send_back": "已退回填报人，理由已告诉本校填报人。",
    "sign": "已签批上报，事实已冻结。",
    "return": "已退回补正，理由已告诉该校。",
}


@login_required
@require_safe
def member(request: Request, pk: int) -> HttpResponse:
    """Everything a university is scored by, and what can be done with it now."""
    found = access.access_member(request.actor, pk)
    sheet = sheet_of(found)
    roles = request.actor.roles_at(found.organisation.path)
    shown = _shared(request, sheet, _sections(request, sheet)) | {
        "moves": signing.moves_of(found, roles), "steps": member_steps(found),
        "fills": fills(request.actor, found),
        "keeps": access.keeps(request.actor, found.cycle) and found.cycle.state == "self_check",
    }  # fmt: skip
    return render(request, "evaluation/member.html", shown)


def _sections(
    request: Request, sheet: Sheet, offers: Mapping[str, Offer] | None = None
) -> list[Section]:
    return sections_of(sheet, opener_for(request.actor), rated_of(sheet.member), offers)


def _shared(request: Request, sheet: Sheet, sections: Sequence[Section]) -> dict[str, Any]:
    found, scores, row = sheet.member, sheet.scores, sheet.row
    rated = sum(1 for part in sections for line in part.lines if line.rated)
    return {
        "member": found, "cycle": found.cycle,
        "names_problems": access.keeps(request.actor, found.cycle) and has_looked(found.cycle),
        "state": SELF_CHECK.states[found.state],
        "sections": sections, "burden": burden_of(sheet), "due": deadline(found),
        "late_now": not why_locked(found) and not found.revision and is_late(found, request.arrived()),
        "total": rounded(float(scores.total[row])), "most": rounded(float(scores.total_most[row])),
        "full": sheet.tree.full, "is_whole": sheet.is_whole, "rated": rated, "lacking": len(scores.missing[row]) - rated, "tree": sheet.tree,
        "vetoed": sheet.tree.by_key[veto].title if (veto := scores.vetoed[row]) else "",
        "problems": sheet.open_ends if not why_locked(found) else [],
    }  # fmt: skip


@login_required
@require_safe
def fill(request: Request, pk: int) -> HttpResponse:
    """What is asked of a person, with words and evidence at every indicator."""
    found = access.access_own_member(request.actor, pk)
    sheet = sheet_of(found)
    locked = why_locked(found)
    offers = {} if locked else offers_of(sheet)
    sections = _sections(request, sheet, offers)
    shown = _shared(request, sheet, sections) | {
        "editable": not locked, "locked": locked, "offered": _at_once(offers),
        "carried": [line for part in sections for line in part.lines if line.is_carried],
    }  # fmt: skip
    return render(request, "evaluation/fill.html", shown)


def _at_once(offers: Mapping[str, Offer]) -> dict[str, Any]:
    """All that is offered, what is out of the period apart."""
    papers = [one for offer in offers.values() for one in offer.papers]
    return {
        "words": [leaf for leaf, one in offers.items() if one.words],
        "fit": [one.use.pk for one in papers if not one.warning],
        "aged": [one.use.pk for one in papers if one.warning],
    }


@login_required
@require_POST
def save(request: Request, pk: int) -> HttpResponse:
    """Autosave of the cells typed, or the whole page sent without a script."""
    found = access.access_own_member(request.actor, pk)
    by_script = "script" in request.POST
    cells = [
        _cell(request, key, touched=by_script) for key in request.POST.getlist("key")[:CELL_LIMIT]
    ]
    try:
        results = ops.save_cells(
            member=found, cells=cells, actor=request.actor, now=request.arrived()
        )
    except EvaluationError as error:
        if by_script:
            return JsonResponse({"refused": str(error)}, status=409)
        messages.error(request, str(error))
        return redirect("evaluation:fill", pk)
    if by_script:
        return JsonResponse(_answer(request, found, results))
    _tell_saved(request, cells, results)
    return redirect("evaluation:fill", pk)


def _cell(request: Request, key: str, *, touched: bool) -> ops.CellInput:
    seen = request.POST.get(f"version-{key}")
    return ops.CellInput(key, request.POST.get(f"value-{key}", ""), seen, touched)


def _answer(request: Request, found: Member, results: Sequence[ops.CellResult]) -> dict[str, Any]:
    """What was stored, what each indicator is worth by now, and what is still open."""
    sheet = sheet_of(found)
    lines = {
        line.leaf.key: line for part in sections_of(sheet, lambda _: "") for line in part.lines
    }
    cells = [
        asdict(one) | {"note": "" if one.key.endswith(":words") else lines[one.key.partition(":")[0]].sentence}
        for one in results
    ]  # fmt: skip
    return {
        "saved_at": f"{timezone.localtime(request.arrived()):%H:%M:%S}", "cells": cells,
        "filled": burden_of(sheet).answered,
        "problems": [asdict(end) for end in sheet.open_ends],
    }  # fmt: skip


def _tell_saved(
    request: Request, cells: Sequence[ops.CellInput], results: Sequence[ops.CellResult]
) -> None:
    typed = {cell.key: cell.typed for cell in cells}
    for result in results:
        if result.conflict:
            messages.error(request, f"{result.conflict}您输入的是“{typed[result.key][:100]}”。")
    wrong = sum(1 for result in results if result.error)
    text = f"已保存。有 {wrong} 处需要改正，见下方标记。" if wrong else "已保存。"
    messages.success(request, text)


@login_required
@require_POST
def confirm(request: Request, pk: int) -> HttpResponse:
    """What was carried over still holds: one of it, or all."""
    found = access.access_own_member(request.actor, pk)
    try:
        count = ops.confirm_carried(
            member=found, leaves=request.POST.getlist("leaf")[:CELL_LIMIT], actor=request.actor,
            now=request.arrived(),
        )  # fmt: skip
    except EvaluationError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已确认 {count} 项沿用上期。")
    return redirect("evaluation:fill", pk)


@login_required
@require_POST
def take(request: Request, pk: int) -> HttpResponse:
    """Words and papers of the round before: one of them, or all."""
    found = access.access_own_member(request.actor, pk)
    uses = [int(one) for one in request.POST.getlist("use")[:CELL_LIMIT] if NUMBER.fullmatch(one)]
    try:
        taken = take_over(
            member=found, papers=uses, words=request.POST.getlist("words")[:CELL_LIMIT],
            actor=request.actor, now=request.arrived(),
        )  # fmt: skip
    except EvaluationError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已沿用上期的佐证 {taken.papers} 份、说明 {taken.words} 处。")
        for warning in taken.warnings[:TOLD]:
            messages.warning(request, f"{warning}，请核对。")
    return redirect("evaluation:fill", pk)


@login_required
@require_POST
def move(request: Request, pk: int, verb: str) -> HttpResponse:
    """One step of the table, taken by a button."""
    found = access.access_member(request.actor, pk)
    if verb not in VERBS:
        raise NotVisible
    back = reverse("evaluation:member", args=[pk])
    once.leads_to(back)
    facts: dict[str, Any] = {"member": found, "actor": request.actor, "now": request.arrived()}
    if verb in {"send_back", "return"}:
        facts["reason"] = request.POST.get("reason", "").replace("\x00", "")[:500]
    try:
        VERBS[verb](**facts)
    except (EvaluationError, IllegalMoveError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{found.organisation.name}：{DONE[verb]}")
    return redirect(back)


@login_required
@require_safe
def book(request: Request, pk: int) -> HttpResponse:
    """The form as it is seen, as a workbook."""
    found = access.access_member(request.actor, pk)
    return book_of(found, sections_of(sheet_of(found), lambda _: "", rated_of(found)))
