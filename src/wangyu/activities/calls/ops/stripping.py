"""One file made blind: on a copy of it, papers in a process of their own. No row is written here."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wangyu.activities.calls.logic.blinding import files as blind_files
from wangyu.activities.calls.logic.blinding.files import PDF
from wangyu.activities.calls.logic.blinding.readings import apart
from wangyu.activities.calls.logic.blinding.words import find, pattern_of
from wangyu.activities.calls.models import BlindPiece, Piece
from wangyu.activities.calls.ops import reading
from wangyu.base.core import confined, files
from wangyu.base.core.files import partial
from wangyu.base.core.files.store import Stored

WORK = "wangyu.activities.calls.logic.blinding.confined:"
SHARE = confined.Share(seconds=60, megabytes=600)
UNREAD = "unread"
"""Told of a picture: words may stand in it that no program has read."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that may tell whose it is. ``boxes``: where it is seen, if it is."""

    place: str
    words: str
    around: str
    boxes: list[list[int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Hiding:
    """What people decided to mask in a file, by page (0 where there are none)."""

    words: Mapping[int, list[str]]
    boxes: Mapping[int, list[list[int]]]


@dataclass(slots=True)
class Made:
    """A file made blind; without ``stored`` it could not be."""

    slot: str
    position: int
    media_type: str
    measured: dict[str, Any]
    stored: Stored | None = None
    stripped: list[str] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    source: str = ""
    """Stored name of the file it was made of; no two have the same."""
    more: bool = False
    """There are more places than can be listed: nobody could rule on all of them."""


def place_of(slot: str, position: int, page: int = 0) -> str:
    return f"{slot}/{position}/{page}" if page else f"{slot}/{position}"


def blinded(
    source: Path, piece: Piece | BlindPiece, *, known: Collection[str] = (), hiding: Hiding | None = None
) -> Made:  # fmt: skip
    """Call it inside ``kept_if_done``."""
    told = {name: value for name, value in piece.measured.items() if name != "created"}
    made = Made(piece.slot, piece.position, piece.media_type, told, source=source.name)
    key = partial.begin()
    path = partial.path_of(key)
    try:
        shutil.copyfile(source, path)
        work = WORKS.get(piece.media_type, _other)
        made.stripped, found, made.more = work(path, piece.media_type, known, hiding)
        if known:
            made.measured[UNREAD] = found is None
        made.spots = [
            Spot(place_of(piece.slot, piece.position, one["page"]), one["words"], one["around"], one["boxes"])
            for one in found or ()
        ]  # fmt: skip
        name = f"{piece.slot}-{piece.position}.{blind_files.SUFFIXES[piece.media_type]}"
        made.stored = files.store_file(path, name)
    except Exception as error:  # noqa: BLE001 -- whatever a strange file does, nothing of it is shown
        log.warning("a file could not be made blind (%s)", error if isinstance(error, confined.ConfinedError) else type(error).__name__)  # fmt: skip
    finally:
        partial.discard(key)
    return made


Work = tuple[list[str], list[dict[str, Any]] | None, bool]
"""What was taken out; what was found, None where nobody looked; whether there is more."""


def _paper(path: Path, _media: str, known: Collection[str], hiding: Hiding | None) -> Work:
    asked: dict[str, Any] = {"path": str(path), "known": sorted(known)}
    if hiding is not None:
        asked |= {"words": dict(hiding.words), "boxes": dict(hiding.boxes)}
    told = confined.ask(WORK + ("mask" if hiding else "blind"), asked, SHARE)
    return told["stripped"], told["found"], told.get("more", False)


def _other(path: Path, media: str, known: Collection[str], hiding: Hiding | None) -> Work:
    words = hiding.words.get(0, []) if hiding else []
    stripped = blind_files.blind(path, media, words)
    found = [
        {"page": page, "words": one.words, "around": one.around, "boxes": []}
        for page, text in (blind_files.texts_of(path, media) if known else ())
        for one in find(text, known)
    ]
    return stripped, found, False


def _picture(path: Path, media: str, known: Collection[str], hiding: Hiding | None) -> Work:
    stripped = blind_files.blind(path, media)
    if hiding is not None and (boxes := hiding.boxes.get(0)):
        stripped += confined.ask(f"{WORK}cover", {"path": str(path), "boxes": boxes}, SHARE)
    if not known:
        return stripped, [], False
    seen = reading.read(path)
    found = None if seen is None else [
        {
            "page": 0, "words": one.words, "around": one.around,
            "boxes": apart(box for span in one.spans for box in seen.boxes(*span)),
        }
        for one in find(seen.text, known)
    ]  # fmt: skip
    return stripped, found, False


WORKS = {PDF: _paper} | dict.fromkeys(blind_files.PAINTED, _picture)


def still_read(piece: BlindPiece, words: Mapping[int, list[str]]) -> list[tuple[int, str]]:
    """Page and word of what was masked and can be read in the copy all the same."""
    path = files.path_of(piece.stored_name)
    if piece.media_type == PDF:
        asked = {"path": str(path), "words": dict(words)}
        return [(page, word) for page, word in confined.ask(f"{WORK}left", asked, SHARE)]
    if piece.media_type in blind_files.PAINTED:
        text = seen.text if (seen := reading.read(path)) else ""
        return [(0, word) for word in words.get(0, ()) if pattern_of(word).search(text)]
    return blind_files.still_read(path, piece.media_type, words)
