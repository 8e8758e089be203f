"""What is done with papers of strangers in a process of its own: plain data in, plain data out."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import asdict
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from wangyu.activities.calls.logic.blinding import masking, papers
from wangyu.activities.calls.logic.blinding.drawn import INK, on, paint, picture_of
from wangyu.activities.calls.logic.blinding.letters import GRID, Box

GIVEN, HIDDEN, DONE = "given", "hidden", "done"
"""How a place is shown: as it was handed in, as it would be, and as it is in the copy."""
SHOWN, AROUND, TALL = 110, GRID // 6, GRID // 30
"""Dots per inch, and how much of the page is shown around a place."""
WELL = {"JPEG": {"quality": 92}}
"""How little a picture may lose beside the places that are painted over."""
MARK = 2
"""Dots of the frame around it."""


def blind(asked: dict[str, Any]) -> dict[str, Any]:
    """The paper at ``path`` is stripped, and read for the words that are ``known``."""
    path = Path(asked["path"])
    made, told = papers.blind(path.read_bytes())
    path.write_bytes(made)
    found = list(islice(masking.found_in(made, asked["known"]), masking.MOST_FOUND + 1))
    listed = [asdict(one) for one in found[: masking.MOST_FOUND]]
    return {"stripped": told, "found": listed, "more": len(found) > len(listed)}


def mask(asked: dict[str, Any]) -> dict[str, Any]:
    """As ``blind``, and ``boxes`` of its pages are painted over, ``words`` beside them replaced."""
    path = Path(asked["path"])
    made, told = papers.blind(path.read_bytes())
    boxes = {int(page): places for page, places in asked["boxes"].items()}
    words = {int(page): places for page, places in asked["words"].items()}
    hidden = masking.masked(made, boxes, words.get(masking.BESIDE, []))
    if masking.left_in(hidden, words):
        hidden = masking.pictured(made, boxes)
    path.write_bytes(hidden)
    return {"stripped": [*told, "遮盖的文字"], "found": []}


def cover(asked: dict[str, Any]) -> list[str]:
    """``boxes`` of the picture at ``path`` are painted over; it stays of its kind."""
    path = Path(asked["path"])
    with Image.open(BytesIO(path.read_bytes())) as given:
        kind, image = given.format, given.convert("RGB")
    paint(image, asked["boxes"])
    buffer = BytesIO()
    image.save(buffer, kind, **WELL.get(str(kind), {}))
    path.write_bytes(buffer.getvalue())
    return ["遮盖的文字"]


def show(asked: dict[str, Any]) -> str:
    """The first of ``boxes`` on a page and what is around it, as a PNG in base64.

    The places are framed, painted over, or left as the file shows them.
    """
    image = _seen(asked)
    if asked["side"] == HIDDEN:
        paint(image, asked["boxes"])
    elif asked["side"] == GIVEN:
        pen = ImageDraw.Draw(image)
        for box in asked["boxes"]:
            pen.rectangle(on(image, box), outline=INK, width=MARK)
    left, top, right, bottom = on(image, _around(asked["boxes"][0]))
    buffer = BytesIO()
    image.crop((left, top, right + 1, bottom + 1)).save(buffer, "PNG")
    return b64encode(buffer.getvalue()).decode()


def _seen(asked: dict[str, Any]) -> Image.Image:
    data = Path(asked["path"]).read_bytes()
    if asked["media"].startswith("image/"):
        with Image.open(BytesIO(data)) as picture:
            return picture.convert("RGB")
    if asked["side"] != DONE:
        data, _ = papers.blind(data)
    with masking.opened(data) as document:
        return picture_of(document[asked["page"] - 1], SHOWN)


def _around(box: Box) -> Box:
    left, top, right, bottom = box
    return [
        max(0, left - AROUND), max(0, top - TALL), min(GRID, right + AROUND), min(GRID, bottom + TALL)
    ]  # fmt: skip


def left(asked: dict[str, Any]) -> list[tuple[int, str]]:
    words = {int(page): places for page, places in asked["words"].items()}
    return masking.left_in(Path(asked["path"]).read_bytes(), words)
