"""What proves a thing, and adding to it: a fragment for any page, and without script a page of its own."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from wangyu.base.core.access import require
from wangyu.base.core.files import BadFileError
from wangyu.base.core.once import repeatable
from wangyu.base.lib.ports import Subject
from wangyu.base.ui.http import Request
from wangyu.records.evidence import access, ops, queries
from wangyu.records.evidence.access import MAY_NOT
from wangyu.records.evidence.ops import EvidenceError

SUGGESTED = 8


@login_required
@require_safe
def uses(request: Request, kind: str, pk: int) -> HttpResponse:
    return _shown(request, kind, pk, access.access_subject(request.actor, kind, pk))


def _shown(request: Request, kind: str, pk: int, subject: Subject, error: str = "") -> HttpResponse:
    query = request.GET.get("q", "").replace("\x00", "").strip()[:60]
    found = access.visible_files(request.actor).filter(withdrawn_at=None) if query else None
    if found is not None:
        found = found.filter(
            title__icontains=query, organisation__path__startswith=subject.org_path[:16]
        )
    shown = {
        "uses": queries.uses_of(kind, pk), "subject": subject, "kind": kind, "pk": pk, "error": error,
        "query": query, "found": found[:SUGGESTED] if found is not None else [], "may_not": MAY_NOT,
    }  # fmt: skip
    alone = "" if _is_fragment(request) else "_page"
    return render(request, f"evidence/uses{alone}.html", shown)


def _is_fragment(request: Request) -> bool:
    return "HX-Request" in request.headers


def _after(request: Request, kind: str, pk: int, subject: Subject, error: str = "") -> HttpResponse:
    """The fragment anew; of a page of its own, a form that was refused is shown again, else the page."""
    if error or _is_fragment(request):
        return _shown(request, kind, pk, subject, error)
    return redirect("evidence:uses", kind, pk)


@repeatable
@login_required
@require_POST
def attach(request: Request, kind: str, pk: int) -> HttpResponse:
    """Attach an existing file (``file_id``) or a new one (``file``)."""
    subject = access.access_subject(request.actor, kind, pk)
    require(subject.may_attach, MAY_NOT)
    try:
        _attach(request, kind, pk, subject)
    except (BadFileError, EvidenceError) as error:
        return _after(request, kind, pk, subject, str(error))
    return _after(request, kind, pk, subject)


def _attach(request: Request, kind: str, pk: int, subject: Subject) -> None:
    facts: dict[str, Any] = {
        "kind": kind,
        "subject_id": pk,
        "actor": request.actor,
        "now": request.arrived(),
    }
    given = request.POST.get("file_id", "")
    if given.isascii() and given.isdigit():
        file = access.access_file_for(request.actor, int(given[:18]), subject)
        ops.attach(file=file, note=request.POST.get("note", ""), **facts)
        return
    upload = request.FILES.get("file")
    if upload is None:
        raise EvidenceError("请选择要上传的材料。")
    ops.bring(
        organisation=access.access_room(request.actor, subject.org_path),
        upload=upload,
        note=request.POST.get("note", ""),
        **facts,
    )


@repeatable
@login_required
@require_POST
def detach(request: Request, kind: str, pk: int, use_id: int) -> HttpResponse:
    subject = access.access_subject(request.actor, kind, pk)
    require(subject.may_attach, MAY_NOT)
    use = queries.uses_of(kind, pk).filter(pk=use_id).first()
    if use is not None:  # asked twice, it is gone already
        try:
            ops.detach(use=use, actor=request.actor, now=request.arrived())
        except EvidenceError as error:
            return _after(request, kind, pk, subject, str(error))
    return _after(request, kind, pk, subject)
