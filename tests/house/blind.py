"""Blind copies in the small province, each field marked (see planting.py)."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from tests.house.markers import Markers
from wangyu.activities.calls.models import BlindCopy, BlindPiece, Entry, Finding, Likeness
from wangyu.base.core import files


def dot() -> bytes:
    """A picture that stands nowhere else."""
    out = BytesIO()
    Image.new("RGB", (4, 4), "#aa0000").save(out, "PNG")
    return out.getvalue()


def plant_blind(marks: Markers, place: str, work: Entry) -> dict[str, Any]:
    """A copy that is not frozen yet, with a file and a place to be looked at."""

    def text(name: str) -> str:
        return marks.text(place, f"calls.{name}")

    copy = BlindCopy.objects.create(
        entry=work, code=f"CD{work.pk:06d}", revision=work.revision, title=text("BlindCopy.title"),
        answers={"summary": text("BlindCopy.answers")}, made_at=work.saved_at,
    )  # fmt: skip
    stored = files.store(ContentFile(dot(), "page.png"), limit_mb=1)
    piece = BlindPiece.objects.create(
        copy=copy, slot="proof", position=1, stored_name=stored.name,
        preview_name=stored.preview_name, sha256=stored.sha256, size=stored.size,
        media_type=stored.media_type, stripped=[text("BlindPiece.stripped")],
    )  # fmt: skip
    Finding.objects.create(
        copy=copy, place="title", words=text("Finding.words"), around=text("Finding.around")
    )
    spot = Finding.objects.create(
        copy=copy, place="proof/1", words=text("Finding.words"), around=text("Finding.around"),
        boxes=[[0, 0, 9000, 9000]],
    )  # fmt: skip
    BlindPiece.objects.filter(pk=piece.pk).update(brought_name=stored.name)
    other = Entry.objects.order_by("pk").first()
    one = Likeness.objects.create(
        entry=work, other=other or work, share=0.5, found_at=work.saved_at,
        passages=[{"here": text("Likeness.passages"), "there": "同"}],
        ruling="original", reason=text("Likeness.reason"),
    )  # fmt: skip
    return {"blind_piece": piece.pk, "likeness": one.pk, "finding": spot.pk}
