"""A draft of a scheme, changed on the page: its head, one indicator, its place; and one step back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from wangyu.assessment.evaluation.access.schemes import access_own_version
from wangyu.assessment.evaluation.forms.indicators import LeafForm, NodeForm
from wangyu.assessment.evaluation.forms.schemes import HeadForm
from wangyu.assessment.evaluation.logic.notation.rules import TITLES
from wangyu.assessment.evaluation.models import Version
from wangyu.assessment.evaluation.ops import drafts as ops
from wangyu.assessment.evaluation.ops.schemes import SchemeError
from wangyu.assessment.evaluation.queries.schemes import offered
from wangyu.base.core import once
from wangyu.base.core.access import NotVisible
from wangyu.base.ui.http import Request

NOT_DRAFT = "已经发布的版本不能再改，请用“拟定下一版”。"
FIRST_KIND = "step"


def _draft(request: Request, pk: int) -> Version | None:
    """None where it is published; that is told."""
    found = access_own_version(request.actor, pk)
    if found.state == "draft":
        return found
    messages.error(request, NOT_DRAFT)
    return None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def head(request: Request, pk: int) -> HttpResponse:
    found = _draft(request, pk)
    if found is None:
        return redirect("evaluation:version", pk)
    initial = (
        {"label": "", "source": "", "groups": []} | found.data["scheme"] | {"note": found.note}
    )
    form = HeadForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            ops.change_head(
                version=found, head=form.head(), note=form.cleaned_data["note"],
                actor=request.actor, now=request.arrived(),
            )  # fmt: skip
        except SchemeError as error:
            _add(form, error)
        else:
            messages.success(request, "已保存。")
            return redirect("evaluation:version", pk)
    return render(request, "evaluation/version_head.html", {"version": found, "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, pk: int) -> HttpResponse:
    found = _draft(request, pk)
    if found is None:
        return redirect("evaluation:version", pk)
    parent = request.GET.get("parent", "")
    groups = {row["key"] for row in found.data["indicator"] if "rule" not in row}
    initial = {"parent": parent if parent in groups else ""}
    return _leaf(request, found, "", initial)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def indicator(request: Request, pk: int, key: str) -> HttpResponse:
    found = _draft(request, pk)
    if found is None:
        return redirect("evaluation:version", pk)
    row = next((row for row in found.data["indicator"] if row["key"] == key), None)
    if row is None:
        messages.error(request, ops.GONE)
        return redirect("evaluation:version", pk)
    if "rule" in row:
        return _leaf(request, found, key, {})
    form = NodeForm(request.POST or None, rows=found.data["indicator"], key=key)
    return _answer(request, found, form, {"key": key, "group": True})


def _leaf(request: Request, found: Version, key: str, initial: dict[str, Any]) -> HttpResponse:
    rows = found.data["indicator"]
    stored = next((row["rule"]["kind"] for row in rows if row["key"] == key), FIRST_KIND)
    asked = request.POST.get("kind") or request.GET.get("kind") or stored
    kind = asked if asked in TITLES else stored
    offers = offered()
    form = LeafForm(
        request.POST or None, rows=rows, key=key, kind=kind, offers=offers, initial=initial
    )
    return _answer(request, found, form, {"key": key, "offers": offers, "kinds": TITLES.items()})


def _answer(request: Request, found: Version, form: Any, more: dict[str, Any]) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        row = form.row if not more.get("group") else {**form.row, "points": 0}
        try:
            ops.put_indicator(
                version=found, row=row, group=form.cleaned_data.get("group", ""),
                is_new=not more["key"], actor=request.actor, now=request.arrived(),
            )  # fmt: skip
        except SchemeError as error:
            _add(form, error)
        else:
            messages.success(request, f"已保存“{row['title']}”。")
            return redirect(f"{reverse('evaluation:version', args=[found.pk])}#{row['key']}")
    return render(request, "evaluation/indicator.html", {"version": found, "form": form, **more})


def _add(form: Any, error: SchemeError) -> None:
    for sentence in error.sentences:
        form.add_error(None, sentence)


@login_required
@require_POST
def shift(request: Request, pk: int, key: str, way: str) -> HttpResponse:
    found = access_own_version(request.actor, pk)
    if way not in ops.MOVES:
        raise NotVisible
    once.leads_to(reverse("evaluation:version", args=[pk]))
    try:
        ops.shift_indicator(
            version=found, key=key, way=way, actor=request.actor, now=request.arrived()
        )
    except SchemeError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已{ops.MOVES[way]}。要恢复，请用“撤销上一步”。")
    return redirect("evaluation:version", pk)


@login_required
@require_POST
def undo(request: Request, pk: int) -> HttpResponse:
    found = access_own_version(request.actor, pk)
    try:
        ops.undo_change(version=found, actor=request.actor, now=request.arrived())
    except SchemeError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "已回到上一步修改之前；再撤销一次就是恢复。")
    return redirect("evaluation:version", pk)
