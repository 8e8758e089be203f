"""What the pages of checks and of visits have in common: indicators side by side with what is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from wangyu.assessment.evaluation.logic.marking import Lack
from wangyu.assessment.evaluation.logic.nodes import Indicator
from wangyu.assessment.evaluation.models.checks import Mark
from wangyu.assessment.evaluation.ops import looking
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.ops.marking import Kept, Typed, what_stands
from wangyu.assessment.evaluation.queries.behind import Place
from wangyu.assessment.evaluation.queries.shown import Leaf, plain_number, seen_as
from wangyu.base.core.access import NotVisible
from wangyu.base.core.files import serve, serve_page
from wangyu.base.core.once import RepeatedError
from wangyu.base.ui.http import Request
from wangyu.records.evidence import ops as evidence
from wangyu.records.evidence.models import Classification, File, Use
from wangyu.records.ledger.queries.pointing import ENTRY

FIELDS = ("points", "words", "file", "place")
INLINE = ("image/", "video/", "audio/")
REASON, KEY = 500, 64
ALL = "all"
"""In an address, the period of what is answered once for all years."""


@dataclass(frozen=True, slots=True)
class Room:
    """A check or a visit as its addresses name it."""

    kind: str
    pk: int

    @property
    def page(self) -> str:
        return reverse(f"evaluation:{self.kind}", args=[self.pk])

    @property
    def saves(self) -> str:
        return reverse(f"evaluation:save_{self.kind}", args=[self.pk])

    def piece(self, what: str, use: int) -> str:
        """``what``: "file" or "preview"."""
        return reverse(f"evaluation:{self.kind}_{what}", args=[self.pk, use])

    def figure(self, place: Place) -> str:
        measure, period = place
        return reverse(f"evaluation:{self.kind}_figure", args=[self.pk, measure, period or ALL])


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


def cards(leaves: Sequence[Leaf], room: Room, *, opens: bool) -> list[dict[str, Any]]:
    """Each indicator with its figures and its evidence, as links where they ``open``."""
    return [
        {
            "leaf": one, "key": one.leaf.key,
            "figures": [(figure, room.figure(figure.place) if opens else "") for figure in one.figures],
            "pieces": [piece_of(use, room, opens=opens) for use in one.uses],
            "photos": [piece_of(use, room) for use in one.photos],
        }
        for one in leaves
    ]  # fmt: skip


def piece_of(use: Use, room: Room, *, opens: bool = True) -> dict[str, Any]:
    """Shown inline where a browser can, at the page or second its note tells."""
    return _piece(use, room.piece("file", use.pk), room.piece("preview", use.pk)) | {"opens": opens}


def own_piece(use: Use) -> dict[str, Any]:
    """The same for those whose file room it lies in."""
    return _piece(use, *(reverse(f"evidence:{name}", args=[use.file_id]) for name in ("content", "preview")))  # fmt: skip


def _piece(use: Use, url: str, preview: str) -> dict[str, Any]:
    file, place = use.file, use.place
    page = place.page if file.has_pages and place.page > 1 else 0
    return {
        "use": use, "kind": file.media_type.partition("/")[0], "url": url, "opens": True,
        "page": page, "start": f"#t={place.second}" if place.second else "",
        "preview": preview + (f"?page={page}" if page else "") if file.preview_name else "",
        "at_figure": use.subject_kind == ENTRY,
    }  # fmt: skip


def files_of(leaves: Iterable[Leaf]) -> list[File]:
    """What a mark may name, once each."""
    uses = [use for one in leaves for use in (*one.uses, *one.photos)]
    return list({use.file_id: use.file for use in uses}.values())


def saved(
    request: Request, room: Room, leaves: Sequence[Indicator], marks: Any,
    keep: Callable[[Mapping[str, Typed], str], Kept], lacks: Callable[[], Sequence[Lack]],
) -> HttpResponse:  # fmt: skip
    """Autosave of what was touched, maybe hours ago, or the whole page sent without a script.

    ``marks``: those there are; ``lacks``: what is still lacking afterwards.
    """
    typed = typed_of(request.POST.dict(), leaves)
    try:
        kept = keep(typed, key_of(request))
    except RepeatedError:
        kept = what_stands(marks, leaves, typed, actor=request.actor)
    except EvaluationError as error:
        return _refused(request, str(error), room)
    if "script" in request.POST:
        return _answer(request, kept, lacks(), marks.all(), len(leaves))
    _tell(request, kept)
    return redirect(room.page)


def _refused(request: Request, sentence: str, room: Room) -> HttpResponse:
    if "script" in request.POST:
        return JsonResponse({"refused": sentence}, status=409)
    messages.error(request, sentence)
    return redirect(room.page)


def _answer(
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


def _tell(request: Request, kept: Kept) -> None:
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


def give(request: Request, use: Use, *, checks: bool) -> HttpResponseBase:
    """The bytes; pictures, sound and film may be looked at in a sandbox. ``checks``: by one who does."""
    file = use.file
    inline = "inline" in request.GET and file.media_type.startswith(INLINE)
    name = "" if inline else file.original_name
    return serve(
        request, file.stored_name, media_type=file.media_type, etag=file.sha256, filename=name,
        secret=_noted(request, file, checks=checks),
    )  # fmt: skip


def give_preview(request: Request, use: Use, *, checks: bool) -> HttpResponseBase:
    file = use.file
    if not file.preview_name:
        raise NotVisible
    secret = _noted(request, file, checks=checks)
    page = request.GET.get("page", "") if file.has_pages else ""
    return serve_page(request, file.stored_name, file.preview_name, page=page, secret=secret)


def _noted(request: Request, file: File, *, checks: bool) -> bool:
    """Whether it is sensitive. Reading what is, and another's papers at all, is in the log."""
    secret = file.classification == Classification.SENSITIVE
    if secret:
        evidence.note_sensitive_reading(file=file, actor=request.actor, now=request.arrived())
    elif checks:
        looking.note_paper_reading(file=file, actor=request.actor, now=request.arrived())
    return secret
