"""Places found in a file, as pictures: before and after."""

from __future__ import annotations

from base64 import b64decode

from wangyu.activities.calls.enums import Ruling
from wangyu.activities.calls.logic.blinding.confined import DONE, GIVEN, HIDDEN
from wangyu.activities.calls.models import BlindPiece, Finding
from wangyu.activities.calls.queries.blinding import page_of, source_of
from wangyu.base.core import confined, files
from wangyu.base.core.access import NotVisible

SHOW = "wangyu.activities.calls.logic.blinding.confined:show"
SHARE = confined.Share(seconds=20, megabytes=600)


def picture_of(finding: Finding, *, given: bool) -> bytes:
    """A PNG. Raises NotVisible where nothing can be drawn."""
    slot, position, *_ = finding.place.split("/")
    piece = BlindPiece.objects.select_related("copy__entry").get(
        copy_id=finding.copy_id, slot=slot, position=int(position)
    )
    done = not given and finding.ruling == Ruling.MASKED
    path = files.path_of(piece.stored_name) if done else source_of(piece)
    if path is None:
        raise NotVisible
    asked = {
        "path": str(path), "media": piece.media_type, "page": page_of(finding.place) or 1, "boxes": finding.boxes,
        "side": GIVEN if given else DONE if done else HIDDEN,
    }  # fmt: skip
    try:
        return b64decode(confined.ask(SHOW, asked, SHARE))
    except confined.ConfinedError as error:
        raise NotVisible from error
