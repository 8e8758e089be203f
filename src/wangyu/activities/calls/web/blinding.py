"""What the provincial centre does before the review: blind copies looked through and frozen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from wangyu.activities.calls import access, queries
from wangyu.activities.calls.access.blinding import (
    access_blinding,
    access_copied_piece,
    access_copy,
    access_finding,
)
from wangyu.activities.calls.enums import Ruling
from wangyu.activities.calls.forms.rolls import picked
from wangyu.activities.calls.logic.blinding.files import PDF, SUFFIXES, can_mask, can_replace
from wangyu.activities.calls.logic.edition import Edition
from wangyu.activities.calls.logic.opening import SHOWN
from wangyu.activities.calls.models import BlindCopy, BlindPiece, Entry
from wangyu.activities.calls.ops import blinding as ops
from wangyu.activities.calls.ops.entering import EntryError
from wangyu.activities.calls.ops.stripping import UNREAD
from wangyu.activities.calls.queries import blinding, showing
from wangyu.activities.calls.tables.blinding import COPIES, COPY_FILTERS, STATES, state_of
from wangyu.activities.calls.web.choosing import back_to
from wangyu.activities.calls.web.entries import kind_of, measured_note
from wangyu.activities.calls.web.opening import given_addresses
from wangyu.base.core import once
from wangyu.base.core.access import NotVisible
from wangyu.base.core.files import BadFileError, serve
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import build, export

ALL, ALIKE = "all", "alike-"
OUTSIDE = "，页面以外（书签、图片说明等）"
SIDES = (("given", "遮盖前"), ("after", "遮盖后"))


@login_required
@require_safe
def copies(request: Request, pk: int) -> HttpResponse:
    """Works of a call that need a blind copy, and how far each is."""
    call = access.access_own_call(request.actor, pk)
    open_ = blinding.unfrozen(call).exists()
    columns = COPIES if open_ else COPIES[1:]
    table = build(
        request, blinding.copies_of(call), columns, title="匿名副本", search=["title"],
        search_label="按作品搜索", filters=COPY_FILTERS, order="-open",
        empty="还没有要评审的作品", empty_hint="形式审查通过的作品会列在这里。",
    )  # fmt: skip
    if table.wants_export:
        return export(table)
    shown = {
        "call": call, "table": table, "waiting": blinding.to_blind(call).count(),
        "back_here": request.get_full_path(), "open": open_,
    }  # fmt: skip
    return render(request, "calls/blind_copies.html", shown)


@login_required
@require_POST
def make(request: Request, pk: int) -> HttpResponse:
    call = access.access_own_call(request.actor, pk)
    try:
        job = ops.start_blinding(call=call, actor=request.actor, now=request.arrived())
    except EntryError as error:
        messages.error(request, str(error))
        return redirect("calls:blind_copies", pk)
    return redirect("core:job", job.pk)


@login_required
@require_safe
def copy(request: Request, pk: int) -> HttpResponse:
    """Side by side: what was handed in, and what reviewers will see."""
    entry = access_blinding(request.actor, pk)
    made = blinding.copy_of(entry)
    edition = queries.rules_of(entry.call)
    titles = titles_of(entry, edition)
    shown: dict[str, Any] = {
        "entry": entry, "copy": made, "following": blinding.following(entry),
    }  # fmt: skip
    if made is not None:
        row = blinding.copies_of(entry.call).get(pk=entry.pk)
        label, tone = STATES[state_of(row)]
        shown |= {
            "label": label, "tone": tone, "frozen": made.frozen_at is not None,
            "answers": [
                (titles[key], entry.answers.get(key, ""), text)
                for key, text in made.answers.items() if key in titles
            ],
            "pieces": piece_rows(entry, made, titles), "findings": finding_rows(made, titles, request.GET.get("at", "")),
            "open_count": row.open_count, "trouble_count": row.trouble_count,
        }  # fmt: skip
    return render(request, "calls/blind_copy.html", shown)


def titles_of(entry: Entry, edition: Edition) -> dict[str, str]:
    fields = {one.key: one.title for one in edition.fields_of(entry.track)}
    slots = {one.key: one.title for one in edition.files_of(entry.track, entry.subtype)}
    return {"title": "作品名称"} | fields | slots


def piece_rows(entry: Entry, made: BlindCopy, titles: dict[str, str]) -> list[dict[str, Any]]:
    given = {(one.slot, one.position): one for one in queries.pieces_of(entry)}
    return [
        {
            "title": place_title(f"{one.slot}/{one.position}", titles), "blind": one,
            "kind": kind_of(one), "note": measured_note(one.size, one.measured),
            "given": given.get((one.slot, one.position)),
            "by_hand": bool(one.trouble) or not can_replace(one.media_type),
            "painted": can_mask(one.media_type), "leafed": one.media_type == PDF,
            "unread": one.measured.get(UNREAD, False),
        }
        for one in blinding.blind_pieces_of(made)
    ]  # fmt: skip


def finding_rows(made: BlindCopy, titles: dict[str, str], at: str) -> list[dict[str, Any]]:
    """``at``: the one that was dealt with; the next open one is where the keyboard goes."""
    found = list(blinding.findings_of(made))
    waiting = [one for one in found if one.ruling == Ruling.OPEN]
    alike = Counter(one.words for one in waiting)
    passed = int(at) if at.isascii() and at.isdigit() else None
    behind = [one.pk for one in waiting if passed is not None and one.pk > passed]
    following = behind[:1] or [one.pk for one in waiting[:1] if passed is not None]
    addresses, maskable = given_addresses(made), blinding.maskable_in(made)
    papers = {f"{p.slot}/{p.position}" for p in made.pieces.all() if p.media_type == PDF}
    return [
        {
            "finding": one, "place": place_title(one.place, titles) + (OUTSIDE if one.place in papers else ""),
            "href": addresses(one.place, blinding.page_of(one.place)),
            "maskable": maskable(one), "next": one.pk in following,
            "alike": alike[one.words] if one.ruling == Ruling.OPEN else 0,
            "open": one.ruling == Ruling.OPEN, "label": one.get_ruling_display(),
            "sides": SIDES if one.boxes else (), "times": len(one.boxes),
        }
        for one in found
    ]  # fmt: skip


def place_title(place: str, titles: dict[str, str]) -> str:
    """作品简介；作品文件第 1 个，第 3 页。"""
    key, _, rest = place.partition("/")
    number, _, page = rest.partition("/")
    words = titles.get(key, key) + (f"第 {number} 个" if number else "")
    return f"{words}，第 {page} 页" if page else words


@login_required
@require_POST
def rule(request: Request, pk: int) -> HttpResponse:
    """One place, or all that are open, masked or kept."""
    made = access_copy(request.actor, pk)
    ruling = request.POST.get("ruling", "")
    if ruling not in {Ruling.MASKED, Ruling.KEPT}:
        messages.error(request, "请选择遮盖或保留。")
        return redirect("calls:blind_copy", pk)
    wanted = request.POST.get("finding", "")
    rows, maskable = blinding.findings_of(made), blinding.maskable_in(made)
    if wanted == ALL or wanted.startswith(ALIKE):
        words = None if wanted == ALL else wanted.removeprefix(ALIKE)
        chosen = [one for one in rows if one.ruling == Ruling.OPEN and words in {None, one.words}]
        chosen = [one for one in chosen if ruling == Ruling.KEPT or maskable(one)]
    else:
        chosen = [one for one in rows if str(one.pk) == wanted]
    return _done(
        request, pk, lambda: ops.rule_findings(
            copy=made, findings=chosen, ruling=ruling, actor=request.actor, now=request.arrived()
        ), f"{len(chosen)} 处已定为“{Ruling(ruling).label}”。",
        at=f"{chosen[0].pk}" if chosen and wanted != ALL else "",
    )  # fmt: skip


def _done(
    request: Request, pk: int, do: Callable[[], object], said: str, at: str = ""
) -> HttpResponse:
    try:
        do()
    except (EntryError, BadFileError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    there = reverse("calls:blind_copy", args=[pk])
    return redirect(f"{there}?at={at}" if at else there)


@login_required
@require_POST
def replace(request: Request, pk: int) -> HttpResponse:
    found = access_copied_piece(request.actor, pk)
    upload = request.FILES.get("file")
    if upload is None:
        messages.error(request, "请先选择文件。")
        return redirect("calls:blind_copy", found.copy.entry_id)
    return _done(
        request, found.copy.entry_id, lambda: ops.replace_piece(
            piece=found, upload=upload, actor=request.actor, now=request.arrived()
        ), "文件已换上，并重新检查过。",
    )  # fmt: skip


@login_required
@require_POST
def freeze(request: Request, pk: int) -> HttpResponse:
    made = access_copy(request.actor, pk)
    return _done(
        request, pk,
        lambda: ops.freeze_copy(copy=made, actor=request.actor, now=request.arrived()),
        "匿名副本已冻结，评审看到的就是它。",
    )  # fmt: skip


@login_required
@require_POST
def freeze_many(request: Request, pk: int) -> HttpResponse:
    """What was ticked in the list, as far as nothing is open in it."""
    call = access.access_own_call(request.actor, pk)
    works = set(picked(request.POST.getlist("pick")))
    place = back_to(request, reverse("calls:blind_copies", args=[pk]))
    once.leads_to(place)
    try:
        count = ops.freeze_copies(
            call=call, works=works, actor=request.actor, now=request.arrived()
        )
    except EntryError as error:
        messages.error(request, str(error))
    else:
        left = f"，{len(works) - count} 件还不能冻结，请点开办理" if len(works) > count else ""
        messages.success(request, f"已冻结 {count} 件匿名副本{left}。")
    return redirect(place)


@login_required
@require_POST
def thaw(request: Request, pk: int) -> HttpResponse:
    made = access_copy(request.actor, pk)
    return _done(
        request, pk, lambda: ops.thaw_copy(copy=made, actor=request.actor, now=request.arrived()),
        "匿名副本已解冻，改好以后请再冻结。",
    )  # fmt: skip


@login_required
@require_safe
def finding(request: Request, pk: int, side: str) -> HttpResponse:
    """A place in a picture, as it was handed in and as it is, or would be, in the copy."""
    found = access_finding(request.actor, pk)
    if side not in dict(SIDES) or not found.boxes:
        raise NotVisible
    picture = showing.picture_of(found, given=side == "given")
    return HttpResponse(picture, content_type="image/png", headers={"Cache-Control": "no-store"})


@login_required
@require_safe
def piece(request: Request, pk: int) -> HttpResponseBase:
    """The blind bytes, for the province to look at."""
    found = _kept(access_copied_piece(request.actor, pk), "stored_name")
    inline = "inline" in request.GET and found.media_type.startswith(SHOWN)
    suffix = SUFFIXES[found.media_type]
    name = "" if inline else f"{found.copy.code}-{found.slot}-{found.position}.{suffix}"
    return serve(
        request, found.stored_name, media_type=found.media_type, etag=found.sha256, filename=name
    )


@login_required
@require_safe
def preview(request: Request, pk: int) -> HttpResponseBase:
    name = _kept(access_copied_piece(request.actor, pk), "preview_name").preview_name
    return serve(request, name, media_type="image/png", etag=name)


def _kept(found: BlindPiece, column: str) -> BlindPiece:
    if not getattr(found, column):
        raise NotVisible
    return found
