"""The file room: what an organisation has, what each file proves."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wangyu.base.core.access import NotVisible, require
from wangyu.base.core.files import BadFileError, open_stored
from wangyu.base.core.roles import Role
from wangyu.base.ui.http import Request
from wangyu.base.ui.tables import build, export
from wangyu.records.evidence import access, ops, queries, tables
from wangyu.records.evidence.forms import FactsForm
from wangyu.records.evidence.models import Classification, File
from wangyu.records.evidence.ops import EvidenceError

INLINE = ("application/pdf", "image/", "video/", "audio/")


@login_required
@require_safe
def room(request: Request) -> HttpResponse:
    require(request.actor.has(access.KEEPERS | {Role.AUDITOR}), access.NOT_KEPT)
    rows = (
        access.visible_files(request.actor).filter(withdrawn_at=None).select_related("organisation")
    )
    table = build(
        request, queries.annotate_uses(rows), tables.COLUMNS, title="佐证材料", search=["title", "original_name"],
        search_label="按名称搜索", filters=tables.FILTERS, order="-uploaded", empty="材料室还是空的",
        empty_hint="上传一次,多处引用;在填报表里也可以直接上传。",
    )  # fmt: skip
    if table.wants_export:
        return export(table)
    may_add = request.actor.has(access.KEEPERS)
    return render(request, "evidence/room.html", {"table": table, "may_add": may_add})


@login_required
@require_POST
def upload(request: Request) -> HttpResponse:
    """One or more files into one's own room."""
    organisation = access.own_room(request.actor)
    added = 0
    for each in request.FILES.getlist("file")[:20]:
        try:
            file, fresh = ops.add_file(
                organisation=organisation, upload=each, actor=request.actor, now=timezone.now()
            )
        except BadFileError as error:
            messages.error(request, str(error))
        else:
            added += fresh
            if not fresh:
                messages.info(request, f"“{file.title}”已在材料室,没有重复保存。")
    if added:
        messages.success(request, f"已上传 {added} 份材料。")
    return redirect("evidence:list")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: Request, pk: int) -> HttpResponse:
    found = access.access_file(request.actor, pk)
    may_change = request.actor.has(access.KEEPERS, found.organisation.path)
    initial = {
        "title": found.title, "classification": found.classification,
        "issued_on": found.issued_on, "expires_on": found.expires_on,
    }  # fmt: skip
    form = FactsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        own = access.access_own_file(request.actor, pk)
        try:
            ops.describe_file(file=own, facts=form.facts(), actor=request.actor, now=timezone.now())
        except EvidenceError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已保存。")
            return redirect("evidence:file", pk)
    shown = {
        "file": found, "form": form, "may_change": may_change, "uses": _uses(request, found),
        "kind": tables.kind_label(found.media_type), "size": tables.size_label(found.size),
        "tone": tables.expiry_tone(found, timezone.localdate()),
        "is_video": found.media_type.startswith("video/"),
        "is_audio": found.media_type.startswith("audio/"),
    }  # fmt: skip
    return render(request, "evidence/file.html", shown)


def _uses(request: Request, found: File) -> list[dict[str, object]]:
    """What the file proves; a thing this person may not see is only counted."""
    shown = []
    for use in queries.uses_of_file(found):
        try:
            subject = access.access_subject(request.actor, use.subject_kind, use.subject_id)
        except NotVisible:
            shown.append({"title": "(您不能查看的事项)", "url": "", "use": use})
        else:
            shown.append({"title": subject.title, "url": subject.url, "use": use})
    return shown


@login_required
@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    own = access.access_own_file(request.actor, pk)
    try:
        ops.withdraw(file=own, actor=request.actor, now=timezone.now())
    except EvidenceError as error:
        messages.error(request, str(error))
        return redirect("evidence:file", pk)
    messages.success(request, f"已撤下“{own.title}”。")
    return redirect("evidence:list")


@login_required
@require_safe
def content(request: Request, pk: int) -> FileResponse:
    """The bytes, as an attachment; pictures, PDF and film may be looked at in a sandbox."""
    found = access.access_file(request.actor, pk)
    if found.classification == Classification.SENSITIVE:
        ops.note_sensitive_reading(file=found, actor=request.actor, now=timezone.now())
    inline = "inline" in request.GET and found.media_type.startswith(INLINE)
    response = FileResponse(open_stored(found.stored_name), content_type=found.media_type)
    header = content_disposition_header(as_attachment=not inline, filename=found.original_name)
    response.headers["Content-Disposition"] = header or "attachment"
    return _sandbox(response)


@login_required
@require_safe
def preview(request: Request, pk: int) -> FileResponse:
    found = access.access_file(request.actor, pk)
    if not found.preview_name:
        raise NotVisible
    return _sandbox(FileResponse(open_stored(found.preview_name), content_type="image/png"))


def _sandbox(response: FileResponse) -> FileResponse:
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
