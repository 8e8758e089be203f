"""A draw: as the province holds it, as a witness takes part, as everybody sees and repeats it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wangyu.assessment.evaluation.access import access_overseen_cycle, access_own_cycle, keeps
from wangyu.assessment.evaluation.access import draws as access
from wangyu.assessment.evaluation.forms.draws import CommitForm, RevealForm, SizeForm, WitnessForm
from wangyu.assessment.evaluation.logic.charter import STRATA
from wangyu.assessment.evaluation.logic.flow import DRAW
from wangyu.assessment.evaluation.models import Draw, Witness
from wangyu.assessment.evaluation.ops import draws as ops
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.queries import charter_of
from wangyu.assessment.evaluation.queries import draws as queries
from wangyu.assessment.evaluation.queries.checks import checks_of
from wangyu.assessment.evaluation.web.checks import done
from wangyu.assessment.evaluation.web.marks import reason_of
from wangyu.base.core.access import NotVisible
from wangyu.base.core.once import instead
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.ui.http import Request

HEADS = {"unit": "单位", "weight": "权重", **STRATA}
MOVES: dict[str, Callable[..., Draw]] = {"reveal": ops.begin_reveal, "draw": ops.draw_now}
"""Those that need nothing but the word."""


@login_required
@require_safe
def draw(request: Request, pk: int) -> HttpResponse:
    """The province's page: witnesses, the list as it would be published, the next step."""
    cycle = access_overseen_cycle(request.actor, pk)
    found = queries.find_draw(cycle)
    state = found.state if found else "framing"
    rows = found.frame if found and state != "framing" else queries.frame_rows(cycle)
    charter = charter_of(cycle)
    shown = {
        "cycle": cycle, "draw": found, "state": DRAW.states[state], "framing": state == "framing",
        "charter": charter, "rows": _cells(rows, charter.strata), "strata": [STRATA[one] for one in charter.strata],
        "witnesses": found.witnesses.all() if found else [], "witness_form": WitnessForm(),
        "size_form": SizeForm(initial={"size": charter.spot_size}), "keeps": keeps(request.actor, cycle),
        "open_checks": checks_of(cycle).filter(state="open").count(), "may_begin": cycle.state == "mutual",
        "history": queries.history_of(found) if found else [],
    }  # fmt: skip
    return render(request, "evaluation/draw.html", shown)


def _cells(rows: list[dict[str, Any]], strata: Any) -> list[dict[str, Any]]:
    return [
        {
            "unit": row["unit"], "cells": [row[name] for name in strata], "weight": row.get("weight"),
            "why": row.get("why", ""),
        }
        for row in rows
    ]  # fmt: skip


@login_required
@require_POST
@never_cache
def name_witness(request: Request, pk: int) -> HttpResponse:
    cycle = access_own_cycle(request.actor, pk)
    form = WitnessForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请写见证人的姓名或代号。")
        return redirect("evaluation:draw", pk)
    try:
        made, token = ops.name_witness(
            cycle=cycle, name=form.cleaned_data["name"], actor=request.actor, now=request.arrived()
        )
    except EvaluationError as error:
        messages.error(request, str(error))
        return redirect("evaluation:draw", pk)
    return _link(request, made, token, pk)


def _link(request: Request, witness: Witness, token: str, cycle: int) -> HttpResponse:
    """Shown this once."""
    link = request.build_absolute_uri(reverse("evaluation:witness", args=[token]))
    back = reverse("evaluation:draw", args=[cycle])
    page = render(request, "evaluation/witness_link.html", {"witness": witness, "link": link, "back": back})  # fmt: skip
    return instead(page, back)


@login_required
@require_POST
@never_cache
def renew_witness(request: Request, pk: int) -> HttpResponse:
    found = access.access_own_witness(request.actor, pk)
    cycle = found.draw.cycle_id
    try:
        token = ops.renew_witness(witness=found, actor=request.actor, now=request.arrived())
    except EvaluationError as error:
        messages.error(request, str(error))
        return redirect("evaluation:draw", cycle)
    return _link(request, found, token, cycle)


@login_required
@require_POST
def remove_witness(request: Request, pk: int) -> HttpResponse:
    found = access.access_own_witness(request.actor, pk)
    return done(
        request,
        lambda: ops.remove_witness(witness=found, actor=request.actor, now=request.arrived()),
        "已移除这名见证人。", reverse("evaluation:draw", args=[found.draw.cycle_id]),
    )  # fmt: skip


@login_required
@require_POST
def publish(request: Request, pk: int) -> HttpResponse:
    found = access.access_own_draw(request.actor, pk)
    back = reverse("evaluation:draw", args=[found.cycle_id])
    form = SizeForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请填写抽几所。")
        return redirect(back)
    size = form.cleaned_data["size"]
    return done(
        request,
        lambda: ops.publish_draw(draw=found, size=size, actor=request.actor, now=request.arrived()),
        "名单和办法已公布，见证人现在可以提交指纹。", back,
    )  # fmt: skip


@login_required
@require_POST
def move(request: Request, pk: int, verb: str) -> HttpResponse:
    found = access.access_own_draw(request.actor, pk)
    if verb not in MOVES:
        raise NotVisible
    return done(
        request, lambda: MOVES[verb](draw=found, actor=request.actor, now=request.arrived()),
        "已办理，公开页面同时更新。", reverse("evaluation:draw", args=[found.cycle_id]),
    )  # fmt: skip


@login_required
@require_POST
def redo(request: Request, pk: int) -> HttpResponse:
    found = access.access_own_draw(request.actor, pk)
    return done(
        request,
        lambda: ops.redo_draw(
            draw=found, reason=reason_of(request), actor=request.actor, now=request.arrived()
        ), "已作废；作废的内容和理由仍在公开页面上。", reverse("evaluation:draw", args=[found.cycle_id]),
    )  # fmt: skip


@require_safe
def public_draw(request: Request, pk: int) -> HttpResponse:
    """Everything one needs to repeat it."""
    found = access.access_public_draw(pk)
    shown = {
        "draw": found, "cycle": found.cycle, "state": DRAW.states[found.state],
        "heads": [HEADS[name] for name in queries.columns_of(found)],
        "rows": [[row[name] for name in queries.columns_of(found)] for row in found.frame],
        "witnesses": found.witnesses.all(), "history": queries.history_of(found),
        "command": queries.command_of(found) if found.state == "drawn" else "",
        "strata": (found.result or {}).get("strata", {}), "file": queries.FRAME_FILE,
    }  # fmt: skip
    return render(request, "evaluation/public_draw.html", shown)


@require_safe
def frame(request: Request, pk: int) -> HttpResponse:  # noqa: ARG001 -- a view
    found = access.access_public_draw(pk)
    answer = HttpResponse(queries.frame_csv(found), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{queries.FRAME_FILE}"'
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def witness(request: Request, token: str) -> HttpResponse:
    """Commits, later reveals; the link shows nothing that the public page does not."""
    found = access.access_witness(token)
    state = found.draw.state
    form = _witness_form(state, found, request.POST or None)
    if request.method == "POST" and form and form.is_valid():
        do = ops.commit if state == "committing" else ops.reveal
        try:
            do(witness=found, **form.cleaned_data, actor=request.actor, now=request.arrived())
        except (EvaluationError, IllegalMoveError) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已收到，谢谢。请保存好原值。" if state == "committing" else "已公开，与指纹相符。")  # fmt: skip
            return redirect("evaluation:witness", token)
    shown = {
        "witness": found, "draw": found.draw, "cycle": found.draw.cycle, "form": form,
        "state": DRAW.states[state], "published": found.draw.published_at is not None,
    }  # fmt: skip
    return render(request, "evaluation/witness.html", shown)


def _witness_form(state: str, found: Witness, data: Any) -> forms.Form | None:
    if state == "committing" and not found.commitment:
        return CommitForm(data)
    if state == "revealing" and not found.value:
        return RevealForm(data)
    return None
