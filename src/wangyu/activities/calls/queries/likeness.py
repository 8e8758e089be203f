"""Reads about what works have in common. No permission is decided here."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db.models import Count, Q, QuerySet
from PIL import Image

from wangyu.activities.calls.logic.blinding.files import texts_of
from wangyu.activities.calls.logic.frames import Moments
from wangyu.activities.calls.logic.sameness import print_of
from wangyu.activities.calls.models import Call, Entry, Film, Likeness, Piece
from wangyu.activities.calls.queries.calls import UNSEEN, rules_of
from wangyu.base.core.files import path_of

log = logging.getLogger(__name__)
SEEN = ("image/", "video/")
READERS = {"video/mp4": "mov", "video/quicktime": "mov", "video/webm": "matroska"}
"""Films, and what reads them: one that is something else than it says is not opened."""


def compared(call: Call) -> list[Entry]:
    """Works of all calls, those of this one last: what is later is held against what was earlier."""
    rows = Entry.objects.exclude(state__in=UNSEEN).select_related("call")
    rows = rows.prefetch_related("pieces").order_by("pk")
    return sorted(rows, key=lambda entry: entry.call_id == call.pk)


def text_of(entry: Entry) -> str:
    """Long answers and everything its papers say."""
    fields = rules_of(entry.call).fields_of(entry.track)
    parts = [entry.answers.get(one.key, "") for one in fields if one.kind == "text"]
    return "\n".join([*parts, *(_said(piece) for piece in entry.pieces.all())])


def _said(piece: Piece) -> str:
    try:
        said = texts_of(path_of(piece.stored_name), piece.media_type)
        return "\n".join(text for _, text in said)
    except Exception as error:  # noqa: BLE001 -- a paper nobody can read is compared by nothing
        log.warning("a paper could not be read (%s)", type(error).__name__)
        return ""


def quoted(calls: Iterable[Call]) -> list[str]:
    """What everybody may quote: the policy, and the guides of the calls."""
    policy = Path(settings.PACKS_DIR) / settings.PACK / "policy.txt"
    texts = [policy.read_text("utf-8")] if policy.exists() else []
    return [*texts, *sorted({call.guide for call in calls if call.guide.strip()})]


def prints_of(entries: Iterable[Entry]) -> list[tuple[int, Piece, int]]:
    """Pictures by the number of their work; of films those that have a still."""
    return [
        (number, piece, made)
        for number, entry in enumerate(entries)
        for piece in entry.pieces.all()
        if piece.preview_name and piece.media_type.startswith(SEEN) and (made := _print(piece))
    ]


def _print(piece: Piece) -> int:
    try:
        with Image.open(path_of(piece.preview_name)) as image:
            return print_of(image)
    except OSError:
        return 0


def films_of(entries: Iterable[Entry]) -> list[tuple[int, Piece]]:
    """Films by the number of their work."""
    return [
        (number, piece)
        for number, entry in enumerate(entries)
        for piece in entry.pieces.all()
        if piece.media_type in READERS
    ]


def moments_in(films: Iterable[tuple[int, Piece]]) -> list[tuple[Piece, Moments]]:
    """Those that were looked at and show something."""
    kept = dict(Film.objects.exclude(moments=[]).values_list("piece", "moments"))
    return [
        (piece, Moments(number, piece.pk, at, np.array(prints, np.uint64)))
        for number, piece in films
        if piece.pk in kept
        for at, prints in [list(zip(*kept[piece.pk], strict=True))]
    ]


def not_looked_at(films: Iterable[tuple[int, Piece]]) -> list[Piece]:
    done = set(Film.objects.values_list("piece", flat=True))
    return [piece for _, piece in films if piece.pk not in done]


def films_left_out(call: Call) -> dict[str, int]:
    """How many films of a call were not looked at yet, and how many could not be read."""
    films = Piece.objects.filter(entry__call=call, media_type__in=READERS)
    films = films.exclude(entry__state__in=UNSEEN)
    return films.aggregate(
        waiting=Count("pk", filter=Q(film=None)),
        unreadable=Count("pk", filter=Q(film__readable=False)),
    )


def likenesses_of(call: Call) -> QuerySet[Likeness]:
    return Likeness.objects.filter(entry__call=call).select_related(
        "entry__call__owner", "entry__organisation", "other__call", "other__organisation"
    )


def last_found(call: Call) -> Likeness | None:
    return likenesses_of(call).order_by("-found_at").first()
