"""What whoever enters a work does: begin, fill in, bring files, ask co-authors, hand in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from wangyu.activities.calls import access, ops, queries
from wangyu.activities.calls.forms.entering import EntryForm, PersonForm
from wangyu.activities.calls.models import Contributor, Entry
from wangyu.activities.calls.ops import exhibiting
from wangyu.activities.calls.web.entries import slots_of
from wangyu.base.core import once
from wangyu.base.core.files import BadFileError
from wangyu.base.core.once import instead
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.ui.http import Request, onward
from wangyu.records.evidence.access import visible_uploads
from wangyu.records.evidence.tables import on_their_way


@login_required
@require_POST
def begin(request: Request, pk: int, track: str) -> HttpResponse:
    call = access.access_call(request.actor, pk)
    access.require_track(call, track)
    try:
        made = ops.begin_entry(call=call, track=track, actor=request.actor, now=request.arrived())
    except ops.EntryError as error:
        messages.error(request, str(error))
        return redirect("calls:call", pk)
    return redirect("calls:form", made.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: Request, pk: int) -> HttpResponse:
    """The work being filled in. Saved as one types; handing it in is a button of its own."""
    found = access.access_own_entry(request.actor, pk)
    if found.state not in ops.EDITABLE:
        if request.method == "POST":
            messages.error(request, ops.LOCKED)
        return redirect("calls:entry", pk)
    edition = queries.rules_of(found.call)
    filled = EntryForm(request.POST or None, entry=found, edition=edition)
    if request.method == "POST" and filled.is_valid():
        typed, now = filled.typed(), request.arrived()
        return _done(
            request, pk,
            lambda: ops.save_entry(entry=found, typed=typed, actor=request.actor, now=now),
            "已保存。",
        )  # fmt: skip
    return render(request, "calls/form.html", _page(request, found, filled))


def _page(request: Request, found: Entry, filled: EntryForm) -> dict[str, Any]:
    edition = queries.rules_of(found.call)
    track = edition.track(found.track)
    problems = queries.problems_of(found)
    return {
        "entry": found, "edition": edition, "track": track, "form": filled,
        "slots": sending(request, found, slots_of(found, edition)), "people": queries.people_of(found),
        "person_form": PersonForm(track=track), "units": queries.departments_of(found.organisation),
        "bad": [(p.sentence, filled.place_of(p.where)) for p in problems if p.tone == "bad"],
        "doubts": [p for p in problems if p.tone == "doubt"],
        "late_now": queries.comes_late(found, request.arrived()),
        "due": queries.deadline(found.call, queries.roll_of(found.call, found.organisation)),
        "returned": queries.steps_of(found).exclude(reason="").last(),
    }  # fmt: skip


def sending(request: Request, found: Entry, slots: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The slots, each with one's own files on their way to it."""
    mine = visible_uploads(request.actor, access.WORK).filter(target_id=found.pk, result=None)
    rows = on_their_way(mine.filter(expires_at__gt=request.arrived()))
    return [
        one | {"sent": [row for row in rows if row["upload"].slot == one["rule"].key]}
        for one in slots
    ]


@login_required
@require_POST
def place(request: Request, pk: int) -> HttpResponse:
    found = access.access_own_entry(request.actor, pk)
    typed = request.POST.get("unit", "")
    unit_id = int(typed) if typed.isascii() and typed.isdigit() else None
    return _done(
        request, pk, lambda: ops.place_entry(
            entry=found, unit_id=unit_id, actor=request.actor, now=request.arrived()
        ), "已选定推荐院系。",
    )  # fmt: skip


def _done(request: Request, pk: int, do: Any, said: str) -> HttpResponse:
    try:
        do()
    except ops.GoneError as error:
        messages.error(request, str(error))
        return redirect("calls:entries")
    except (ops.EntryError, BadFileError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("calls:form", pk)


@login_required
@require_POST
def bring(request: Request, pk: int, slot: str) -> HttpResponse:
    """A file for one slot; what is wrong with it is said at once, and nothing is kept."""
    found = access.access_own_entry(request.actor, pk)
    upload = request.FILES.get("file")
    if upload is None:
        messages.error(request, "请先选择文件。")
        return onward(request, reverse("calls:form", args=[pk]))
    done = _done(
        request, pk, lambda: ops.add_piece(
            entry=found, slot=slot, upload=upload, actor=request.actor, now=request.arrived()
        ), f"“{upload.name}”已上传。",
    )  # fmt: skip
    return onward(request, done.headers["Location"])


@login_required
@require_POST
def remove_piece(request: Request, pk: int) -> HttpResponse:
    found = access.access_own_piece(request.actor, pk)
    return _done(
        request, found.entry_id,
        lambda: ops.remove_piece(piece=found, actor=request.actor, now=request.arrived()),
        "已移除。",
    )  # fmt: skip


@login_required
@require_POST
@never_cache
def add_person(request: Request, pk: int) -> HttpResponse:
    """A co-author or adviser; the link they confirm by is shown this once."""
    found = access.access_own_entry(request.actor, pk)
    filled = PersonForm(request.POST, track=queries.rules_of(found.call).track(found.track))
    if not filled.is_valid():
        messages.error(request, "请填写姓名，并选择身份。")
        return redirect("calls:form", pk)
    try:
        person, token = ops.add_person(
            entry=found, **filled.cleaned_data, actor=request.actor, now=request.arrived()
        )
    except ops.EntryError as error:
        messages.error(request, str(error))
        return redirect("calls:form", pk)
    return _link(request, person, token)


def _link(request: Request, person: Contributor, token: str) -> HttpResponse:
    link = request.build_absolute_uri(reverse("calls:confirm", args=[token]))
    back = reverse("calls:form", args=[person.entry_id])
    page = render(request, "calls/link.html", {"person": person, "link": link, "back": back})
    return instead(page, back)


@login_required
@require_POST
@never_cache
def renew(request: Request, pk: int) -> HttpResponse:
    person = access.access_own_person(request.actor, pk)
    try:
        token = ops.renew_link(person=person, actor=request.actor, now=request.arrived())
    except ops.EntryError as error:
        messages.error(request, str(error))
        return redirect("calls:form", person.entry_id)
    return _link(request, person, token)


@login_required
@require_POST
def remove_person(request: Request, pk: int) -> HttpResponse:
    person = access.access_own_person(request.actor, pk)
    return _done(
        request, person.entry_id,
        lambda: ops.remove_person(person=person, actor=request.actor, now=request.arrived()),
        "已移除。",
    )  # fmt: skip


@login_required
@require_POST
def submit(request: Request, pk: int) -> HttpResponse:
    found = access.access_own_entry(request.actor, pk)
    once.leads_to(reverse("calls:entry", args=[pk]))
    try:
        slip = ops.submit_entry(entry=found, actor=request.actor, now=request.arrived())
    except (ops.EntryError, IllegalMoveError) as error:
        messages.error(request, str(error))
        return redirect("calls:form", pk)
    messages.success(request, f"已提交，回执号 {slip.number}。")
    return redirect("calls:entry", pk)


@login_required
@require_POST
def discard(request: Request, pk: int) -> HttpResponse:
    found = access.access_own_entry(request.actor, pk)
    try:
        ops.discard_entry(entry=found, actor=request.actor, now=request.arrived())
    except ops.EntryError as error:
        messages.error(request, str(error))
        return redirect("calls:entry", pk)
    messages.success(request, "已删除。")
    return redirect("calls:entries")


@login_required
@require_POST
def allow(request: Request, pk: int) -> HttpResponse:
    """Whether the work may be shown to everybody; withdrawn, it is gone at once."""
    found = access.access_own_entry(request.actor, pk)
    agrees = request.POST.get("agrees") == "yes"
    once.leads_to(reverse("calls:entry", args=[pk]))
    exhibiting.allow_showing(entry=found, agrees=agrees, actor=request.actor, now=request.arrived())
    said = "已同意公开展播。" if agrees else "已撤回许可，作品不再公开。"
    messages.success(request, said)
    return redirect("calls:entry", pk)
