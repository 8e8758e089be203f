"""The province's formal examination: the list, one work beside its checks, what is decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from wangyu.activities.calls import access, queries
from wangyu.activities.calls.access import recommending
from wangyu.activities.calls.forms.rolls import CompletionForm, picked
from wangyu.activities.calls.logic.flow import ENTRY
from wangyu.activities.calls.logic.screening import outcome
from wangyu.activities.calls.models import Call, Entry
from wangyu.activities.calls.ops import screening as ops
from wangyu.activities.calls.ops.choosing import RollError
from wangyu.activities.calls.queries import screening
from wangyu.activities.calls.queries.calls import CHOOSING
from wangyu.activities.calls.tables import rolls as tables
from wangyu.activities.calls.web.choosing import back_to, reason_of, require_button, tell_done
from wangyu.activities.calls.web.entries import answers_of, slots_of, timeline
from wangyu.base.core import once
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import Filter, Table, build, export


@login_required
@require_safe
def screen(request: Request, pk: int) -> HttpResponse:
    """All works of signed rolls: how far, what is asked of a person, and the list to work through."""
    call = access.access_own_call(request.actor, pk)
    table = _table(request, call)
    if table.wants_export:
        return export(table)
    shown = {
        "call": call, "table": table, "progress": progress_of(call, request.arrived()),
        "doubts": (doubts := screening.doubts(call))[:SHOWN_DOUBTS], "kinds": len(doubts), "open": call.state in CHOOSING,
        "form": CompletionForm(), "back_here": request.get_full_path(),
    }  # fmt: skip
    return render(request, "calls/screen.html", shown)


SHOWN_DOUBTS = 20
SHOWN = (
    ("all", "已推荐"), ("passed", "已通过"), ("ready", "可以通过"), ("doubt", "待人工认定"),
    ("bad", "不符合"), ("completing", "退回补齐"),
)  # fmt: skip


def progress_of(call: Call, now: datetime) -> dict[str, Any]:
    """The numbers of the examination, each leading to its works."""
    found, home = screening.progress(call, now), reverse("calls:screen", args=[call.pk])
    settled = found["passed"] + found["rejected"]
    stats = [
        {
            "label": label, "value": found[key], "url": home if key == "all" else f"{home}?stage={key}",
            "tone": "bad" if key == "completing" and found["overdue"] else "",
            "note": f"其中逾期 {found['overdue']} 件" if key == "completing" and found["overdue"] else "",
        }
        for key, label in SHOWN
    ]  # fmt: skip
    return found | {
        "stats": stats, "settled": settled, "label": f"审查完 {settled} / {found['all']} 件",
    }  # fmt: skip


def _table(request: Request, call: Call) -> Table:
    now = request.arrived()
    stages = Filter(
        "stage", "审查", screening.STAGES,
        apply=lambda rows, value: screening.at_stage(rows, value, now),
    )  # fmt: skip
    schools = Filter("school", "学校", screening.universities_with(call), "organisation")
    return build(
        request, screening.to_screen(call), tables.to_screen(now), title="形式审查",
        search=["title", "organisation__name"], search_label="按作品或学校搜索",
        filters=[stages, tables.tracks_filter(queries.rules_of(call)), schools, tables.LATE],
        order="organisation", empty="还没有要审查的作品",
        empty_hint="学校签发推荐后，作品会自动检查并出现在这里。",
    )  # fmt: skip


@login_required
@require_safe
def screen_entry(request: Request, pk: int) -> HttpResponse:
    """One work: its checks beside its files."""
    found = recommending.access_screening(request.actor, pk)
    edition, checks = queries.rules_of(found.call), screening.checks_of(found)
    keeps = access.keeps(request.actor, found.call)
    waiting = screening.to_screen(found.call).filter(state=ops.WAITING)
    others = waiting.exclude(pk=pk).order_by("organisation__path", "rank", "pk")
    shown = {
        "entry": found, "call": found.call, "edition": edition, "track": edition.track(found.track),
        "state": ENTRY.states[found.state], "checks": checks,
        "outcome": outcome(one["tone"] for one in checks), "slots": slots_of(found, edition),
        "answers": answers_of(found, edition), "people": queries.people_of(found),
        "steps": timeline(found), "moves": _moves(request, found), "form": CompletionForm(),
        "rulable": keeps and found.state == ops.WAITING and found.call.state in CHOOSING,
        "keeps": keeps,
        "following": others.filter(has_doubt=True).first(), "left": others.count(),
        "overdue": screening.stage_of(found, request.arrived()) == "overdue",
    }  # fmt: skip
    return render(request, "calls/screen_entry.html", shown)


def _moves(request: Request, found: Entry) -> list[Any]:
    if found.call.state not in CHOOSING:
        return []
    edges = ENTRY.moves(found.state, access.roles_for(request.actor, found))
    return [edge for edge in edges if edge.verb in ops.LABELS]


@login_required
@require_POST
def rule(request: Request, pk: int) -> HttpResponse:
    """A person's answer to a doubt, for this work or for all that raise it in the same words."""
    check = recommending.access_check(request.actor, pk)
    place = back_to(request, reverse("calls:screen_entry", args=[check.entry_id]))
    once.leads_to(place)
    try:
        count = ops.rule_check(
            check=check, ruling=request.POST.get("ruling", ""), reason=reason_of(request),
            all_alike="alike" in request.POST, actor=request.actor, now=request.arrived(),
        )  # fmt: skip
    except RollError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已认定 {count} 处。")
    return redirect(place)


@login_required
@require_POST
def screened(request: Request, pk: int) -> HttpResponse:
    """What was ticked, or all that have nothing against them, with the button that was pressed."""
    call = access.access_own_call(request.actor, pk)
    verb = request.POST.get("verb", "")
    place = back_to(request, reverse("calls:screen", args=[pk]))
    once.leads_to(place)
    rows = screening.to_screen(call)
    sound = screening.at_stage(rows, "ready", request.arrived())
    wanted = sound if "all" in request.POST else rows.filter(pk__in=picked(request.POST.getlist("pick")))  # fmt: skip
    form = CompletionForm(request.POST)
    form.is_valid()
    try:
        require_button(verb, ops.LABELS)
        done = ops.screen(
            works=list(wanted), verb=verb, actor=request.actor, now=request.arrived(),
            reason=reason_of(request), complete_by=form.cleaned_data.get("complete_by"),
        )  # fmt: skip
    except RollError as error:
        messages.error(request, str(error))
    else:
        tell_done(request, ops.LABELS[verb], done)
    return redirect(place)


@login_required
@require_POST
def check(request: Request, pk: int) -> HttpResponse:
    call = access.access_own_call(request.actor, pk)
    once.leads_to(reverse("calls:screen", args=[pk]))
    count = ops.check_call(call=call, actor=request.actor, now=request.arrived())
    messages.success(request, f"已重新检查 {count} 件待审查的作品，人工认定的结论保留。")
    return redirect("calls:screen", pk)
