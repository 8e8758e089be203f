"""The file room: what an organisation has, what each file proves."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wangyu.base.core.access import NotVisible, Refused, require
from wangyu.base.core.files import BadFileError, serve, serve_page
from wangyu.base.core.once import repeatable
from wangyu.base.core.roles import Role
from wangyu.base.ui.http import Request, onward
from wangyu.base.ui.tables import build, export
from wangyu.records.evidence import access, ops, queries, tables
from wangyu.records.evidence.forms import FactsForm
from wangyu.records.evidence.models import Classification, File
from wangyu.records.evidence.ops import EvidenceError

INLINE = ("image/", "video/", "audio/")
PLACE = re.compile(r"[0-9]{1,5}")


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
        empty_hint="上传一次，多处引用；在填报表里也可以直接上传。",
    )  # fmt: skip
    if table.wants_export:
        return export(table)
    may_add = request.actor.has(access.KEEPERS)
    return render(
        request,
        "evidence/room.html",
        {
            "table": table, "may_add": may_add, "uploads": _on_their_way(request),
            "video_mb": settings.VIDEO_MB, "upload_mb": settings.UPLOAD_MB,
        },
    )  # fmt: skip


def _on_their_way(request: Request) -> list[dict[str, Any]]:
    """One's own uploads that have not arrived, and those refused meanwhile."""
    mine = access.visible_uploads(request.actor)
    return tables.on_their_way(mine.filter(result=None, expires_at__gt=request.arrived()))


@repeatable
@login_required
@require_POST
def upload(request: Request) -> HttpResponse:
    """One or more files into one's own room."""
    organisation = access.own_room(request.actor)
    added = 0
    for each in request.FILES.getlist("file")[:20]:
        try:
            file, fresh = ops.add_file(
                organisation=organisation, upload=each, actor=request.actor, now=request.arrived()
            )
        except BadFileError as error:
            messages.error(request, str(error))
        else:
            added += fresh
            if not fresh:
                messages.info(request, f"“{file.title}”已在材料室，没有重复保存。")
    if added:
        messages.success(request, f"已上传 {added} 份材料。")
    return onward(request, reverse("evidence:list"))


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
            ops.describe_file(
                file=own, facts=form.facts(), actor=request.actor, now=request.arrived()
            )
        except EvidenceError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已保存。")
            return redirect("evidence:file", pk)
    shown = {
        "file": found, "form": form, "may_change": may_change, "uses": _uses(request, found),
        "kind": tables.kind_label(found.media_type), "size": tables.size_label(found.size),
        "newer": queries.newer_of(found), "tone": tables.expiry_tone(found, timezone.localdate()),
        "is_video": found.media_type.startswith("video/"),
        "is_audio": found.media_type.startswith("audio/"),
    } | _asked_place(request)  # fmt: skip
    return render(request, "evidence/file.html", shown)


def _asked_place(request: Request) -> dict[str, int]:
    """The page or the second it is opened at, as a use's note tells them."""
    asked = {name: request.GET.get(name, "") for name in ("page", "second")}
    found = {name: int(said) if PLACE.fullmatch(said) else 0 for name, said in asked.items()}
    return found | {"page": found["page"] if found["page"] > 1 else 0}


def _uses(request: Request, found: File) -> list[dict[str, Any]]:
    """What the file proves; a thing this person may not see is only counted."""
    shown = []
    for use in queries.uses_of_file(found):
        try:
            subject = access.access_subject(request.actor, use.subject_kind, use.subject_id)
        except (NotVisible, Refused):
            shown.append(
                {"title": "（您不能查看的事项）", "url": "", "use": use, "may_move": False}
            )
        else:
            shown.append(
                {
                    "title": subject.title,
                    "url": subject.url,
                    "use": use,
                    "may_move": subject.may_attach,
                }
            )
    return shown


@login_required
@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    own = access.access_own_file(request.actor, pk)
    try:
        ops.withdraw(file=own, actor=request.actor, now=request.arrived())
    except EvidenceError as error:
        messages.error(request, str(error))
        return redirect("evidence:file", pk)
    messages.success(request, f"已撤下“{own.title}”。")
    return redirect("evidence:list")


@login_required
@require_POST
def replace(request: Request, pk: int) -> HttpResponse:
    """A newer version. Uses go over when the person says so and their things may be changed."""
    own = access.access_own_file(request.actor, pk)
    upload = request.FILES.get("file")
    open_ = [row["use"].pk for row in _uses(request, own) if row["may_move"]]
    moving = open_ if "move" in request.POST else []
    if upload is None:
        messages.error(request, "请选择新版文件。")
        return onward(request, reverse("evidence:file", args=[pk]))
    try:
        made = ops.replace_file(
            file=own,
            upload=upload,
            moving=moving,
            actor=request.actor,
            now=request.arrived(),
        )
    except (BadFileError, EvidenceError) as error:
        messages.error(request, str(error))
        return onward(request, reverse("evidence:file", args=[pk]))
    closed = len(moving) - queries.uses_of_file(made).count()
    left = f"有 {closed} 处刚才已不能修改，仍引用旧版。" if closed > 0 else ""
    messages.success(request, f"已换成新版，旧版仍保留。{left}")
    return onward(request, reverse("evidence:file", args=[made.pk]))


@login_required
@require_safe
def content(request: Request, pk: int) -> HttpResponseBase:
    """The bytes, as an attachment; pictures, sound and film may be looked at in a sandbox."""
    found = access.access_file(request.actor, pk)
    secret = found.classification == Classification.SENSITIVE
    if secret:
        ops.note_sensitive_reading(file=found, actor=request.actor, now=request.arrived())
    inline = "inline" in request.GET and found.media_type.startswith(INLINE)
    name = "" if inline else found.original_name
    return serve(
        request, found.stored_name, media_type=found.media_type, etag=found.sha256, filename=name,
        secret=secret,
    )  # fmt: skip


@login_required
@require_safe
def preview(request: Request, pk: int) -> HttpResponseBase:
    found = access.access_file(request.actor, pk)
    if not found.preview_name:
        raise NotVisible
    secret = found.classification == Classification.SENSITIVE
    if secret:
        ops.note_sensitive_reading(file=found, actor=request.actor, now=request.arrived())
    page = request.GET.get("page", "") if found.has_pages else ""
    return serve_page(request, found.stored_name, found.preview_name, page=page, secret=secret)
