"""Deciding: the meeting's list, the sheet of one work, and what is proposed there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from wangyu.activities.calls import access
from wangyu.activities.calls.access.deciding import access_judged, access_meeting
from wangyu.activities.calls.exports.meeting import meeting_pdf
from wangyu.activities.calls.exports.ratings import HEADS, rating_rows
from wangyu.activities.calls.forms.deciding import LapseForm, PlacesForm, ProposeForm, ReviseForm
from wangyu.activities.calls.logic.flow import CALL, ENTRY
from wangyu.activities.calls.models import Call, Entry
from wangyu.activities.calls.ops import CallError, EntryError, deciding
from wangyu.activities.calls.queries import deciding as queries
from wangyu.activities.calls.queries import rules_of, sheets
from wangyu.activities.calls.tables import deciding as tables
from wangyu.activities.calls.web.opening import blind_address
from wangyu.base.core import once
from wangyu.base.core.access import NotVisible, Refused
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.ui.http import Request
from wangyu.base.ui.paper import PdfError, pdf_response
from wangyu.base.ui.sheets import csv_response
from wangyu.base.ui.tables import Table, build, export

CANNOT = (CallError, EntryError, IllegalMoveError)
MOST_SHEETS = 300


def _track(request: Request, call: Call) -> str:
    """The one asked for, or the first with works."""
    known = [one.key for one in rules_of(call).tracks]
    counts = queries.track_counts(call)
    wanted = request.GET.get("track", "")
    return wanted if wanted in known else next((key for key in known if key in counts), known[0])


def _list(request: Request, call: Call, track: str) -> Table:
    order = queries.order_of(call, track)

    def place(rows: Any) -> None:
        for row in rows:
            row.place = order.get(row.pk)

    edition = rules_of(call)
    return build(
        request, queries.judged_entries(call, track), tables.MEETING,
        title=f"定级-{edition.track(track).title}", search=["blind__code", "blind__title"],
        search_label="按编号或作品搜索", filters=tables.meeting_filters(edition, track),
        order="-score", fixed={"track": track}, prepare=place, empty="本类还没有进入评审的作品",
    )  # fmt: skip


@login_required
@require_safe
def meeting(request: Request, pk: int) -> HttpResponse:
    call = access_meeting(request.actor, pk)
    track = _track(request, call)
    table = _list(request, call, track)
    if table.wants_export:
        return export(table)
    edition, cut = rules_of(call), queries.cut(call, track)
    rows = list(table.page.object_list)
    shown = {
        "call": call, "track": edition.track(track), "table": table, "cut": cut,
        "chart": tables.chart(rows, cut), "charted": any(hasattr(r, "standing") for r in rows),
        "tabs": _tabs(call, track), "places": _places(call, track),
        "stale": queries.stale_reviews(call, track), "open": call.state == "deciding",
        "computable": call.state in {"review", "deciding"},
        "form": PlacesForm(edition=edition, track=track), "state": CALL.states[call.state],
        "sheets": reverse("calls:sheets", args=[pk]) + table.link(),
        "waiting": queries.in_the_way(call) if call.state == "deciding" else {},
    }  # fmt: skip
    return render(request, "calls/meeting.html", shown)


def _tabs(call: Call, track: str) -> list[dict[str, Any]]:
    counts = queries.track_counts(call)
    return [
        {
            "label": one.title, "count": counts.get(one.key, 0), "active": one.key == track,
            "url": f"?track={one.key}",
        }
        for one in rules_of(call).tracks
    ]  # fmt: skip


def _places(call: Call, track: str) -> list[dict[str, Any]]:
    """Each award of the track: places, and how many are proposed; then the rest."""
    used = queries.taken(call, track)
    rows = [
        {"title": one.title, "places": one.places, "money": one.money, "used": used[one.key]}
        for one in rules_of(call).awards_of(track)
    ]
    rest = (("不入选", queries.NONE), ("还没有拟定", ""))
    rows += [{"title": title, "places": None, "money": None, "used": used[k]} for title, k in rest]
    return rows


@login_required
@require_safe
def sheets_pdf(request: Request, pk: int) -> HttpResponse:
    """The sheets of the list as it is narrowed and sorted, for the whole meeting."""
    call = access_meeting(request.actor, pk)
    table = _list(request, call, _track(request, call))
    if table.total > MOST_SHEETS:
        raise Refused(
            f"一次最多打印 {MOST_SHEETS} 件，现在有 {table.total} 件；请先用筛选缩小范围。"
        )
    try:
        data = meeting_pdf(call, table.rows, request.arrived(), demo=settings.DEMO)
    except PdfError as error:
        raise Refused(str(error)) from error
    return pdf_response(data, f"{table.title}.pdf", "定级表")


@login_required
@require_safe
def ratings(request: Request, pk: int) -> HttpResponse:
    """What the standing of a track is computed from, so that anybody can compute it again."""
    call = access_meeting(request.actor, pk)
    track = _track(request, call)
    rows = rating_rows(call, track)
    if not rows:
        raise Refused("本类还没有提交的评审，没有可以下载的评分。")
    return csv_response(f"评分-{rules_of(call).track(track).title}", HEADS, rows)


@login_required
@require_POST
def compute(request: Request, pk: int) -> HttpResponse:
    call = access_meeting(request.actor, pk)
    return _answer(
        request, _back(request, pk),
        lambda: deciding.compute_standings(call=call, actor=request.actor, now=request.arrived()),
        lambda count: f"已按现有评审计算 {count} 件作品的评分。",
    )  # fmt: skip


@login_required
@require_POST
def places(request: Request, pk: int) -> HttpResponse:
    call = access_meeting(request.actor, pk)
    track = _track(request, call)
    form = PlacesForm(request.POST, edition=rules_of(call), track=track)
    if not form.is_valid():
        messages.error(request, f"{next(iter(form.errors.values()))[0]}")
        return redirect(_back(request, pk))
    return _answer(
        request, _back(request, pk),
        lambda: deciding.propose_places(
            call=call, track=track, **form.cleaned_data, actor=request.actor, now=request.arrived()
        ),
        lambda count: f"已为 {count} 件作品拟定结果。",
    )  # fmt: skip


def _back(request: Request, pk: int) -> str:
    track = request.GET.get("track", "")
    return reverse("calls:meeting", args=[pk]) + (f"?track={track}" if track.isidentifier() else "")


def _answer(
    request: Request, back: str, do: Callable[[], Any], said: Callable[[Any], str]
) -> HttpResponse:
    once.leads_to(back)
    try:
        done = do()
    except CANNOT as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said(done))
    return redirect(back)


@login_required
@require_safe
def sheet(request: Request, pk: int) -> HttpResponse:
    """One work on one page: every score opens to who (without a name) gave it and why."""
    entry = access_judged(request.actor, pk)
    edition = rules_of(entry.call)
    roles = access.roles_for(request.actor, entry)
    moves = {edge.verb for edge in ENTRY.moves(entry.state, roles)}
    deciding_now = entry.call.state == "deciding"
    shown = {
        "entry": entry, "call": entry.call, "track": edition.track(entry.track),
        "code": sheets.code_of(entry), "title": sheets.blind_title(entry),
        "standing": getattr(entry, "standing", None), "zone": sheets.zone(entry),
        "interval": sheets.interval(entry), "award": queries.award_title(entry),
        "opinions": sheets.opinions_of(entry, blind_address), "changes": _changes(entry),
        "state": ENTRY.states[entry.state],
        "propose": ProposeForm(edition=edition, track=entry.track)
        if deciding_now and entry.state in queries.UNDECIDED else None,
        "may_shortlist": "shortlist" in moves,
        "revise": ReviseForm() if "revise" in moves and entry.call.state in {"review", "deciding"} else None,
        "lapse": LapseForm() if entry.state == "revising" else None,
    }  # fmt: skip
    return render(request, "calls/sheet.html", shown)


def _changes(entry: Entry) -> list[dict[str, Any]]:
    titles = {one.key: one.title for one in rules_of(entry.call).awards_of(entry.track)}
    titles |= {queries.NONE: "不入选", "": "未拟定"}
    return [
        {
            "title": f"{titles.get(one.before, one.before)} → {titles.get(one.after, one.after)}",
            "when": one.at, "text": one.reason, "who": one.by.name if one.by else "系统",
        }
        for one in queries.changes_of(entry)
    ]  # fmt: skip


def _form(form: Any) -> dict[str, Any]:
    if not form.is_valid():
        raise EntryError(str(next(iter(form.errors.values()))[0]))
    data: dict[str, Any] = form.cleaned_data
    return data


def _propose(request: Request, entry: Entry) -> Any:
    edition = rules_of(entry.call)
    data = _form(ProposeForm(request.POST, edition=edition, track=entry.track))
    return deciding.propose_award(entry=entry, **data, actor=request.actor, now=request.arrived())


def _shortlist(request: Request, entry: Entry) -> Any:
    return deciding.shortlist_entry(entry=entry, actor=request.actor, now=request.arrived())


def _revise(request: Request, entry: Entry) -> Any:
    data = _form(ReviseForm(request.POST))
    return deciding.revise_entry(entry=entry, **data, actor=request.actor, now=request.arrived())


def _lapse(request: Request, entry: Entry) -> Any:
    data = _form(LapseForm(request.POST))
    return deciding.lapse_entry(entry=entry, **data, actor=request.actor, now=request.arrived())


VERBS: dict[str, tuple[Callable[[Request, Entry], Any], str]] = {
    "propose": (_propose, "已拟定结果。"), "shortlist": (_shortlist, "已提交会评。"),
    "revise": (_revise, "已请申报人修改。"), "lapse": (_lapse, "已记为不入选。"),
}  # fmt: skip


@login_required
@require_POST
def decide(request: Request, pk: int, verb: str) -> HttpResponse:
    entry = access_judged(request.actor, pk)
    if verb not in VERBS:
        raise NotVisible
    do, said = VERBS[verb]
    return _answer(
        request, reverse("calls:sheet", args=[pk]), lambda: do(request, entry), lambda _: said
    )
