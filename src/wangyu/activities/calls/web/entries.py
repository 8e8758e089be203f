"""Works: the lists, one work as everybody who may sees it, its moves and files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from wangyu.activities.calls import access, ops, queries, tables
from wangyu.activities.calls.access import recommending
from wangyu.activities.calls.logic.edition import Edition, Field
from wangyu.activities.calls.logic.filerules import length
from wangyu.activities.calls.logic.flow import ENTRY
from wangyu.activities.calls.logic.opening import SHOWN
from wangyu.activities.calls.models import Entry, Piece
from wangyu.activities.calls.ops import exhibiting
from wangyu.activities.calls.ops.choosing import VERBS
from wangyu.activities.calls.queries import results, sheets
from wangyu.activities.calls.queries.deciding import JUDGED
from wangyu.activities.calls.web.opening import own_address
from wangyu.base.core import once
from wangyu.base.core.access import NotVisible
from wangyu.base.core.files import serve
from wangyu.base.core.roles import PROVINCE_STAFF, Role
from wangyu.base.lib.dates import show_date, show_time
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import build, export

INLINE = ("image/", "video/", "audio/")
MOVES: dict[str, Callable[..., Entry]] = {
    "recall": ops.recall_entry, "withdraw": ops.withdraw_entry,
    "exhibit": exhibiting.exhibit_entry, "unexhibit": exhibiting.unexhibit_entry,
}  # fmt: skip


@login_required
@require_safe
def entries(request: Request) -> HttpResponse:
    """One's own works; for staff, those of their department, university or province."""
    staff = request.actor.has(access.CAMPUS | access.UNITS | PROVINCE_STAFF | {Role.AUDITOR})
    rows = access.visible_entries(request.actor).select_related("call", "organisation", "unit")
    table = build(
        request, rows, tables.ENTRIES if staff else tables.MY_ENTRIES, title="作品",
        search=["title", "call__title"], search_label="按作品或征集搜索",
        filters=tables.ENTRY_FILTERS if staff else tables.ENTRY_FILTERS[:1], order="-submitted",
        empty="还没有作品", empty_hint="从“征集”里选一个类别，就可以开始填写。",
    )  # fmt: skip
    return (
        export(table)
        if table.wants_export
        else render(request, "calls/entries.html", {"table": table})
    )


@login_required
@require_safe
def entry(request: Request, pk: int) -> HttpResponse:
    found = access.access_entry(request.actor, pk)
    roles = access.roles_for(request.actor, found)
    edition = queries.rules_of(found.call)
    mine = "entrant" in roles
    shown = {
        "entry": found, "edition": edition, "track": edition.track(found.track),
        "state": ENTRY.states[found.state], "mine": mine, "answers": answers_of(found, edition),
        "slots": slots_of(found, edition), "people": queries.people_of(found),
        "moves": [
            edge for edge in ENTRY.moves(found.state, roles)
            if edge.verb in MOVES and edge.verb != _pointless(found)
        ],
        "reads_checks": recommending.reads_checks(request.actor, found),
        "decisions": [edge for edge in ENTRY.moves(found.state, roles) if edge.verb in VERBS],
        "steps": timeline(found), "slips": queries.slips_of(found) if mine else [],
        "editable": mine and found.state in ops.EDITABLE,
        "same": queries.same_works(found)[:5] if not mine else [],
        "result": results.result_of(found), "judged": judged(request, found),
        "may_allow": found.state in MAY_ALLOW,
        "opinions": sheets.opinions_of(found, own_address(found)) if results.is_told(found) else [],
    }  # fmt: skip
    return render(request, "calls/entry.html", shown)


def _pointless(found: Entry) -> str:
    """Of a work reported to the nation: to show what is shown, or to hide what is not."""
    if found.state != "sent_national":
        return ""
    return "exhibit" if found.on_show else "unexhibit"


MAY_ALLOW = ("publicized", "awarded", "exhibited", "sent_national")


def judged(request: Request, found: Entry) -> bool:
    """Whether this person decides on it, and the panel has seen it."""
    return found.state in JUDGED and access.keeps(request.actor, found.call)


def answers_of(found: Entry, edition: Edition) -> list[tuple[str, str]]:
    return [(f.title, _shown(f, found.answers)) for f in edition.fields_of(found.track)]


def _shown(field: Field, answers: Mapping[str, str]) -> str:
    typed = answers.get(field.key, "")
    return show_date(date.fromisoformat(typed)) if field.kind == "day" and typed else typed


def slots_of(found: Entry, edition: Edition) -> list[dict[str, Any]]:
    """Every slot of the work with its files and what was measured of each."""
    pieces: dict[str, list[dict[str, Any]]] = {}
    for one in queries.pieces_of(found):
        pieces.setdefault(one.slot, []).append(
            {"piece": one, "note": measured_note(one.size, one.measured), "kind": kind_of(one)}
        )
    return [
        {"rule": rule, "pieces": pieces.get(rule.key, [])}
        for rule in edition.files_of(found.track, found.subtype)
    ]


def kind_of(piece: Any) -> str:
    """How it is looked at: image, video, audio or paper."""
    kind = str(piece.media_type).split("/", 1)[0]
    return kind if f"{kind}/" in INLINE else "paper"


def measured_note(size: int, measured: dict[str, Any]) -> str:
    """For example 12.4 MB · 4 分 58 秒 · 1920×1080."""
    parts = [f"{size / 1_048_576:.1f} MB" if size >= 104_858 else f"{size / 1024:.0f} KB"]  # noqa: PLR2004 -- a tenth of a megabyte
    if "seconds" in measured:
        parts.append(length(measured["seconds"]))
    if "width" in measured:
        parts.append(f"{measured['width']}×{measured['height']}")
    if "pages" in measured:
        parts.append(f"{measured['pages']} 页")
    if "chars" in measured:
        parts.append(f"{measured['chars']} 字")
    if "created" in measured:
        parts.append(f"文件内记的日期 {show_date(date.fromisoformat(measured['created']))}")
    return " · ".join(parts)


def timeline(found: Entry) -> list[dict[str, Any]]:
    labels = {(edge.source, edge.verb): edge.label for edge in ENTRY.edges}
    return [
        {
            "title": labels[step.source, step.verb], "when": show_time(step.at), "text": step.reason,
            "tone": ENTRY.states[step.target].tone, "who": step.by.name if step.by else "系统",
        }
        for step in queries.steps_of(found)
    ]  # fmt: skip


@login_required
@require_POST
def move(request: Request, pk: int, verb: str) -> HttpResponse:
    """One step of the flow, taken by a button."""
    found = access.access_entry(request.actor, pk)
    if verb not in MOVES:
        raise NotVisible
    once.leads_to(reverse("calls:entry", args=[pk]))
    reason = request.POST.get("reason", "").replace("\x00", "")[:500]
    try:
        moved = MOVES[verb](entry=found, actor=request.actor, now=request.arrived(), reason=reason)
    except (ops.EntryError, IllegalMoveError) as error:
        messages.error(request, str(error))
    else:
        label = ENTRY.states[moved.state].staff_label
        messages.success(request, f"“{moved}”现在是“{label}”。")
    return redirect("calls:entry", pk)


@login_required
@require_safe
def piece(request: Request, pk: int) -> HttpResponseBase:
    """The bytes, as an attachment; what a browser shows may be looked at beside."""
    found = access.access_piece(request.actor, pk)
    inline = "inline" in request.GET and found.media_type.startswith(SHOWN)
    name = "" if inline else found.original_name
    return serve(
        request, found.stored_name, media_type=found.media_type, etag=found.sha256, filename=name
    )


@login_required
@require_safe
def preview(request: Request, pk: int) -> HttpResponseBase:
    found: Piece = access.access_piece(request.actor, pk)
    if not found.preview_name:
        raise NotVisible
    name = found.preview_name
    return serve(request, name, media_type="image/png", etag=name)
