"""Universities' recommendations: all of a call, the notice inside one, its steps and its files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from wangyu.activities.calls import access
from wangyu.activities.calls.access import recommending
from wangyu.activities.calls.exports import rolls as exports
from wangyu.activities.calls.forms.rolls import NoticeForm
from wangyu.activities.calls.logic.flow import ROLL
from wangyu.activities.calls.models import Roll
from wangyu.activities.calls.ops import rolls as rolling
from wangyu.activities.calls.ops.choosing import RollError
from wangyu.activities.calls.queries import rolls as queries
from wangyu.activities.calls.queries import rules_of
from wangyu.activities.calls.tables import rolls as tables
from wangyu.activities.calls.web.choosing import reason_of
from wangyu.base.core import once
from wangyu.base.core.access import NotVisible
from wangyu.base.core.files.zipped import zipped
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.ui.http import Request
from wangyu.base.ui.sheets import XLSX
from wangyu.base.ui.tables import build, export
from wangyu.base.ui.taking import Taken, as_file

R = TypeVar("R", bound=HttpResponseBase)
MOVES: dict[str, Callable[..., Roll]] = {
    "take_back": rolling.take_back_roll, "return": rolling.return_roll,
}  # fmt: skip


@login_required
@require_safe
def rolls(request: Request, pk: int) -> HttpResponse:
    """How far each university is; works are seen once their university has signed."""
    call = access.access_own_call(request.actor, pk)
    table = build(
        request, queries.universities_of(call), tables.universities(call.pk), title="各校推荐",
        search=["name"], search_label="按学校搜索", filters=[tables.ROLL_STATES], order="name",
        empty="没有符合条件的学校",
    )  # fmt: skip
    if table.wants_export:
        return export(table)
    return render(request, "calls/rolls.html", {"call": call, "table": table})


@login_required
@require_safe
def notice(request: Request, pk: int, org: int) -> HttpResponse:
    """What the university recommends, for everybody who is of it."""
    roll = recommending.access_notice(request.actor, pk, org)
    lines = [line for line in queries.lines_of(roll) if not line.withdrawn]
    shown = {
        "roll": roll, "call": roll.call, "state": ROLL.states[roll.state], "count": len(lines),
        "tracks": [
            {"title": track.title, "lines": [x for x in lines if x.entry.track == track.key]}
            for track in rules_of(roll.call).tracks
        ],
    }  # fmt: skip
    return render(request, "calls/notice.html", shown)


@login_required
@require_POST
def move(request: Request, pk: int, org: int, verb: str) -> HttpResponse:
    """One step of a university's recommendation, taken by a button."""
    roll = recommending.access_roll(request.actor, pk, org)
    if verb not in {edge.verb for edge in ROLL.edges}:
        raise NotVisible
    place = reverse("calls:roll", args=[pk, org])
    if verb == "return":
        place = reverse("calls:rolls", args=[pk])
    once.leads_to(place)
    try:
        moved = _take(request, roll, verb, request.arrived())
    except (RollError, IllegalMoveError) as error:
        messages.error(request, str(error))
        return redirect("calls:roll", pk, org)
    label = ROLL.states[moved.state].staff_label
    messages.success(request, f"{moved.organisation.name}的推荐现在是“{label}”。")
    return redirect(place)


def _take(request: Request, roll: Roll, verb: str, now: datetime) -> Roll:
    if verb == "notice":
        least = rules_of(roll.call).notice_days
        form = NoticeForm(request.POST, least=least, most=rolling.LONGEST_NOTICE)
        if not form.is_valid():
            raise RollError(f"公示天数应是 {least} 至 {rolling.LONGEST_NOTICE} 之间的整数。")
        return rolling.notice_roll(
            call=roll.call, organisation=roll.organisation, days=form.cleaned_data["days"],
            actor=request.actor, now=now,
        )  # fmt: skip
    if roll.pk is None:
        raise RollError("还没有推荐名单，请先列入作品并开始校内公示。")
    if verb == "sign":
        return rolling.sign_roll(roll=roll, actor=request.actor, now=now)
    return MOVES[verb](roll=roll, reason=reason_of(request), actor=request.actor, now=now)


@login_required
@require_safe
def workbook(request: Request, pk: int, org: int) -> HttpResponse:
    roll = recommending.access_roll(request.actor, pk, org)
    response = HttpResponse(exports.roll_workbook(roll), content_type=XLSX)
    return _named(response, roll, "xlsx", "推荐的汇总表（Excel）")


@login_required
@require_safe
def paper(request: Request, pk: int, org: int) -> HttpResponse:
    roll = recommending.access_roll(request.actor, pk, org)
    try:
        page = exports.roll_pdf(roll, request.arrived(), demo=settings.DEMO)
    except exports.PdfError as error:
        messages.error(request, str(error))
        return redirect("calls:roll", pk, org)
    response = HttpResponse(page, content_type="application/pdf")
    return _named(response, roll, "pdf", "推荐的汇总表（PDF）")


@login_required
@require_safe
def works(request: Request, pk: int, org: int) -> HttpResponseBase:
    """All files by their names, sent while they are read: hundreds of megabytes are no burden."""
    roll = recommending.access_roll(request.actor, pk, org)
    pieces = zipped(list(exports.roll_members(roll)), request.arrived())
    response = StreamingHttpResponse(pieces, content_type="application/zip")
    return _named(response, roll, "zip", "推荐的作品文件")


def _named(response: R, roll: Roll, suffix: str, title: str) -> R:
    name = f"{roll.organisation.name}{exports.TITLE}.{suffix}"
    return as_file(response, name, Taken(title))
