"""What the provincial centre does with a call: draft, announce, correct, extend, close."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from wangyu.activities.calls import access, ops, queries
from wangyu.activities.calls.forms.announcing import (
    CallForm,
    DeadlineForm,
    RulesForm,
    SourceForm,
    moment_of,
)
from wangyu.activities.calls.forms.entering import ReasonForm
from wangyu.activities.calls.kinds import editions, kinds
from wangyu.activities.calls.logic.flow import CALL
from wangyu.activities.calls.models import Call
from wangyu.activities.calls.ops import deciding, exhibiting, publishing
from wangyu.base.core import once
from wangyu.base.core.access import NotVisible
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.ui.http import Request


@dataclass(frozen=True, slots=True)
class Seen:
    """What two forms of one page said when it was shown (see ``base.ui.seen``)."""

    seen: str


MOVES: dict[str, Callable[..., Call]] = {
    "open": ops.open_call, "pause": ops.pause_call, "resume": ops.resume_call,
    "close": ops.close_call, "reopen": ops.reopen_call, "cancel": ops.cancel_call,
    "decide": deciding.decide_call, "review_again": deciding.review_again,
    "publicize": publishing.publicize_call, "withdraw_notice": publishing.withdraw_notice,
    "release": publishing.release_call,
}  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """A draft from an edition of the pack, or from a call that was held before."""
    owner = access.own_province(request.actor)
    form = SourceForm(request.POST or None, choices=_sources(owner))
    if request.method == "POST" and form.is_valid():
        try:
            made = _draft(request, owner, form.cleaned_data["source"])
        except ops.CallError as error:
            form.add_error(None, str(error))
        else:
            return redirect("calls:change", made.pk)
    return render(request, "calls/new.html", {"form": form})


def _sources(owner: Any) -> list[tuple[str, Any]]:
    names = kinds()
    earlier = [(f"call-{one.pk}", one.title) for one in queries.earlier_calls(owner)]
    known = [
        (key, f"{names[one.edition.kind].title}：{one.edition.title}")
        for key, one in editions().items()
    ]
    groups: list[tuple[str, Any]] = [("以前办过的", earlier)] if earlier else []
    return [*groups, ("规则包里的", known)]


def _draft(request: Request, owner: Any, source: str) -> Call:
    now = request.arrived()
    if source.startswith("call-"):
        before = access.access_own_call(request.actor, int(source.removeprefix("call-")))
        rules, guide, title = before.rules, before.guide, before.title
    else:
        known = editions()[source]
        rules, guide, title = known.data, known.edition.guide, known.edition.title
    today = timezone.localdate(now)
    facts = ops.Facts(
        title[:120], guide, moment_of(today), moment_of(today + timedelta(days=60), last=True)
    )
    return ops.create_call(owner=owner, rules=rules, facts=facts, actor=request.actor, now=now)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, pk: int) -> HttpResponse:
    """Everything on one page: words, times, limits. An announced call asks for the reason."""
    found = access.access_own_call(request.actor, pk)
    edition = queries.rules_of(found)
    form = CallForm(request.POST or None, initial=_initial(found))
    limits = RulesForm(request.POST or None, rules=found.rules)
    reason = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and limits.is_valid() and reason.is_valid():
        try:
            ops.change_call(
                call=found, facts=form.facts(), cells=form.cells() | limits.cells(),
                reason=reason.cleaned_data["reason"], actor=request.actor, now=request.arrived(),
            )  # fmt: skip
        except ops.CallError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已保存。")
            return redirect("calls:call", pk)
    shown = {
        "call": found, "form": form, "both": Seen(f"{form.seen} {limits.seen}"), "tables": limits.tables(edition),
        "reason": reason, "announced": found.state != "draft",
    }  # fmt: skip
    return render(request, "calls/change.html", shown)


def _initial(found: Call) -> dict[str, Any]:
    edition = queries.rules_of(found)
    return {
        "title": found.title, "doc": edition.doc, "guide": found.guide,
        "opens_at": found.opens_at, "due_at": found.due_at, "grace_minutes": found.grace_minutes,
        "made_from": edition.made_from, "made_until": edition.made_until,
        "reviews": edition.reviews, "most_load": edition.most_load,
        "notice_days": edition.notice_days,
    }  # fmt: skip


@login_required
@require_POST
def move(request: Request, pk: int, verb: str) -> HttpResponse:
    found = access.access_own_call(request.actor, pk)
    if verb not in MOVES:
        raise NotVisible
    once.leads_to(reverse("calls:call", args=[pk]))
    reason = request.POST.get("reason", "").replace("\x00", "")[:500]
    try:
        moved = MOVES[verb](call=found, actor=request.actor, now=request.arrived(), reason=reason)
    except (ops.CallError, IllegalMoveError) as error:
        messages.error(request, str(error))
    else:
        label = CALL.states[moved.state].staff_label
        messages.success(request, f"“{moved.title}”现在是“{label}”。")
    return redirect("calls:call", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def deadline(request: Request, pk: int) -> HttpResponse:
    found = access.access_own_call(request.actor, pk)
    form = DeadlineForm(request.POST or None, cities=queries.cities_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            told = ops.move_deadline(
                call=found, **form.cleaned_data, actor=request.actor, now=request.arrived()
            )
        except ops.CallError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"截止时间已调整，通知 {told} 人。")
            return redirect("calls:call", pk)
    return render(request, "calls/deadline.html", {"call": found, "form": form})


@login_required
@require_POST
def discard(request: Request, pk: int) -> HttpResponse:
    found = access.access_own_call(request.actor, pk)
    try:
        ops.discard_call(call=found, actor=request.actor, now=request.arrived())
    except ops.CallError as error:
        messages.error(request, str(error))
        return redirect("calls:call", pk)
    messages.success(request, f"已删除拟定的“{found.title}”。")
    return redirect("calls:calls")


@login_required
@require_POST
def exhibit(request: Request, pk: int) -> HttpResponse:
    """Every awarded work whose authors agree, at once."""
    found = access.access_own_call(request.actor, pk)
    once.leads_to(reverse("calls:call", args=[pk]))
    try:
        count = exhibiting.exhibit_call(call=found, actor=request.actor, now=request.arrived())
    except ops.CallError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{count} 件作品开始展播。")
    return redirect("calls:call", pk)
