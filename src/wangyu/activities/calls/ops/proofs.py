"""What takes its time with blind copies: masking a file anew, reading a copy for what it hides.

It is done before anything is held, and told with what it was done on: inside the op that keeps it,
what stands then is held against that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wangyu.activities.calls.enums import Ruling
from wangyu.activities.calls.logic.blinding import files as blind_files
from wangyu.activities.calls.models import BlindCopy, BlindPiece, Finding
from wangyu.activities.calls.ops.stripping import Hiding, Made, blinded, still_read
from wangyu.activities.calls.queries import blinding

CHANGED = "这份匿名副本刚才有人处理过，您这一次没有保存；请看过现在的样子，再办一次。"
STILL = "复查匿名副本时仍能读到“{}”，没有冻结；请换一份遮盖好的文件，或把作品退回作者。"
UNREAD = "复查匿名副本时打不开一个文件，没有冻结；请重新生成，或换一份遮盖好的文件。"
Ruled = Mapping[int, str]
"""Finding -> how it is going to be ruled."""


@dataclass(frozen=True, slots=True)
class Masked:
    """A file with what is masked in it, made of ``source``."""

    source: Path
    hiding: Hiding | None
    made: Made

    def stands(self, piece: BlindPiece) -> bool:
        return (blinding.source_of(piece), hiding_of(piece)) == (self.source, self.hiding)


@dataclass(frozen=True, slots=True)
class Proof:
    """What a copy was, and why it may not be frozen as it was; "" when it may."""

    basis: list[tuple[str, Hiding | None]]
    sentence: str

    def doubt(self, copy: BlindCopy) -> str:
        return self.sentence if basis_of(copy) == self.basis else CHANGED


def hiding_of(piece: BlindPiece, ruled: Ruled | None = None) -> Hiding | None:
    """What is masked in a file, or will be; None when nothing is."""
    words: dict[int, list[str]] = {}
    boxes: dict[int, list[list[int]]] = {}
    for one in blinding.findings_in(piece):
        if (ruled or {}).get(one.pk, one.ruling) != Ruling.MASKED:
            continue
        page = blinding.page_of(one.place)
        words.setdefault(page, []).append(one.words)
        if page or one.boxes:
            boxes.setdefault(page, []).extend(one.boxes)
    return Hiding(words, boxes) if words else None


def touched(copy: BlindCopy, findings: Sequence[Finding]) -> list[BlindPiece]:
    """Files that are made anew when these are ruled on."""
    places = sorted({"/".join(one.place.split("/")[:2]) for one in findings})
    found = [piece for place in places if (piece := _piece_at(copy, place))]
    return [piece for piece in found if blind_files.can_mask(piece.media_type)]


def _piece_at(copy: BlindCopy, place: str) -> BlindPiece | None:
    """The file a place lies in; None for the title and answers."""
    slot, _, position = place.partition("/")
    return copy.pieces.filter(slot=slot, position=int(position)).first() if position else None


def masked(copy: BlindCopy, findings: Sequence[Finding], ruling: str) -> dict[int, Masked]:
    """By piece. Again from what was handed in, or brought instead, so that a ruling can be changed.

    Call it inside ``kept_if_done``. What was handed in and is gone is left out.
    """
    ruled = {one.pk: ruling for one in findings}
    made = {}
    for piece in touched(copy, findings):
        if source := blinding.source_of(piece):
            hiding = hiding_of(piece, ruled)
            made[piece.pk] = Masked(source, hiding, blinded(source, piece, hiding=hiding))
    return made


def basis_of(copy: BlindCopy) -> list[tuple[str, Hiding | None]]:
    return [(one.stored_name, hiding_of(one)) for one in copy.pieces.order_by("pk")]


def proved(copy: BlindCopy) -> Proof:
    """What was masked is read for once more, in the very files that reviewers will get."""
    basis = basis_of(copy)
    return Proof(basis, _unproved(copy))


def _unproved(copy: BlindCopy) -> str:
    for piece in copy.pieces.all():
        hidden = hiding_of(piece)
        try:
            left = still_read(piece, hidden.words) if hidden else []
        except Exception:  # noqa: BLE001 -- whatever a strange file does, the copy is not frozen
            return UNREAD
        if left:
            return STILL.format(left[0][1])
    return ""
