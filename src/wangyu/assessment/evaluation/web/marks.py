"""What the pages of checks and of visits have in common: indicators side by side with what is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from wangyu.assessment.evaluation.logic.marking import Lack
from wangyu.assessment.evaluation.logic.nodes import Indicator
from wangyu.assessment.evaluation.models.checks import Mark
from wangyu.assessment.evaluation.ops.marking import Kept, Typed
from wangyu.assessment.evaluation.queries.shown import Leaf, plain_number, seen_as
from wangyu.base.core.access import NotVisible
from wangyu.base.core.files import serve
from wangyu.base.ui.http import Request
from wangyu.records.evidence import ops as evidence
from wangyu.records.evidence.models import Classification, File, Use

FIELDS = ("points", "words", "file", "place")
INLINE = ("image/", "video/", "audio/")
REASON, KEY = 500, 64
PieceUrl = Callable[[str, int], str]
"""From "file" or "preview" and a use's number."""


def typed_of(data: Mapping[str, str], leaves: Iterable[Indicator]) -> dict[str, Typed]:
    """What is not in it was not touched."""
    found = {}
    for leaf in leaves:
        said = {
            name: _plain(data[f"{name}-{leaf.key}"])
            for name in FIELDS
            if f"{name}-{leaf.key}" in data
        }
        if said:
            found[leaf.key] = Typed(_plain(data.get(f"seen-{leaf.key}", "")), **said)
    return found


def _plain(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n")


def key_of(request: Request) -> str:
    """Of what a script sends: what was not answered comes again with the key it had."""
    return _plain(request.POST.get("key", ""))[:KEY]


def reason_of(request: Request) -> str:
    return _plain(request.POST.get("reason", ""))[:REASON]


def cards(leaves: Sequence[Leaf], url: PieceUrl) -> list[dict[str, Any]]:
    """Each indicator with its evidence as links and, where a browser shows it, inline."""
    return [
        {
            "leaf": one, "key": one.leaf.key, "pieces": [_piece(use, url) for use in one.uses],
            "photos": [_piece(use, url) for use in one.photos],
        }
        for one in leaves
    ]  # fmt: skip


def _piece(use: Use, url: PieceUrl) -> dict[str, Any]:
    kind, _, _ = use.file.media_type.partition("/")
    return {
        "use": use, "url": url("file", use.pk), "kind": kind,
        "preview": url("preview", use.pk) if use.file.preview_name else "",
    }  # fmt: skip


def files_of(leaves: Iterable[Leaf]) -> list[File]:
    """What a mark may name, once each."""
    uses = [use for one in leaves for use in (*one.uses, *one.photos)]
    return list({use.file_id: use.file for use in uses}.values())


def answer_to(
    request: Request, kept: Kept, missing: Sequence[Lack], marks: Iterable[Mark], of: int
) -> JsonResponse:
    """What the script is told after each save."""
    return JsonResponse({
        "saved_at": f"{timezone.localtime(request.arrived()):%H:%M:%S}", "of": of,
        "filled": sum(1 for one in marks if one.points is not None),
        "missing": [{"key": one.key, "message": one.sentence} for one in missing],
        "seen": {key: seen_as(mark) for key, mark in kept.marks.items()}, "refused": kept.refused,
        "overtaken": {key: _standing(mark) for key, mark in kept.overtaken.items()},
    })  # fmt: skip


def refused(request: Request, sentence: str, page: str, pk: int) -> HttpResponse:
    """To the script that sent it, or to the person."""
    if "script" in request.POST:
        return JsonResponse({"refused": sentence}, status=409)
    messages.error(request, sentence)
    return redirect(page, pk)


def tell(request: Request, kept: Kept) -> None:
    """What came of it, to somebody without a script."""
    for sentence in kept.refused.values():
        messages.error(request, sentence)
    if kept.overtaken:
        messages.error(request, f"有 {len(kept.overtaken)} 项同事刚改过，保留的是那边的，请核对。")
    messages.success(request, "已保存。")


def _standing(mark: Mark) -> dict[str, str]:
    return {
        "seen": seen_as(mark), "who": mark.updated_by.name if mark.updated_by else "同事",
        "points": "" if mark.points is None else plain_number(mark.points), "words": mark.words,
        "file": str(mark.file_id or ""), "place": mark.place,
    }  # fmt: skip


def give(request: Request, use: Use) -> HttpResponseBase:
    """The bytes; pictures, sound and film may be looked at in a sandbox."""
    file = use.file
    inline = "inline" in request.GET and file.media_type.startswith(INLINE)
    name = "" if inline else file.original_name
    return serve(
        request, file.stored_name, media_type=file.media_type, etag=file.sha256, filename=name,
        secret=_noted(request, file),
    )  # fmt: skip


def give_preview(request: Request, use: Use) -> HttpResponseBase:
    file = use.file
    if not file.preview_name:
        raise NotVisible
    secret, name = _noted(request, file), file.preview_name
    return serve(request, name, media_type="image/png", etag=name, secret=secret)


def _noted(request: Request, file: File) -> bool:
    """Reading a sensitive file is itself in the log."""
    secret = file.classification == Classification.SENSITIVE
    if secret:
        evidence.note_sensitive_reading(file=file, actor=request.actor, now=request.arrived())
    return secret
