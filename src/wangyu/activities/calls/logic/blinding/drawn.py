"""A page of a PDF as a picture, with places painted over: whatever lay beneath is no longer there."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image, ImageChops, ImageDraw

from wangyu.activities.calls.logic.blinding.letters import GRID, Box

POINTS = 72
SHARP = 200
"""Dots per inch: small print stays readable, a page of text stays below 200 KB."""
MOST_DOTS = 8_000_000
"""Of one page: A3 at that sharpness; a poster is drawn coarser."""
INK = "#444444"
TINT, GREYS = 10, 7
"""A page whose colours differ no more than this is kept in so many steps of grey."""
BLACK, WHITE, MOST_BETWEEN = 16, 240, 0.15
QUALITY, PACKING = 80, 6


def picture_of(page: pypdfium2.PdfPage, sharp: float = SHARP) -> Image.Image:
    """As a reader shows it: turned, cut, its layers as they are switched."""
    width, height = page.get_size()
    scale = min(sharp / POINTS, (MOST_DOTS / max(1.0, width * height)) ** 0.5)
    image: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil()
    return image.convert("RGB")


def paint(image: Image.Image, boxes: Iterable[Box]) -> None:
    """Over every dot that a box touches."""
    pen = ImageDraw.Draw(image)
    for box in boxes:
        left, top, right, bottom = on(image, box)
        pen.rectangle((left, top, right, bottom), fill=INK)


def on(image: Image.Image, box: Box) -> tuple[int, int, int, int]:
    """The box in dots of the picture, each of its sides moved outwards."""
    wide, high = image.size
    left, top = box[0] * wide // GRID, box[1] * high // GRID
    return (
        left,
        top,
        min(wide - 1, -(-box[2] * wide // GRID)),
        min(high - 1, -(-box[3] * high // GRID)),
    )


def put(pdf: pikepdf.Pdf, page: Any, image: Image.Image, size: tuple[float, float]) -> None:
    """Nothing of the page stays but its place among the others."""
    for key in [key for key in page if key not in {"/Type", "/Parent"}]:
        del page[key]
    frame = pikepdf.Array([0, 0, *(round(side, 3) for side in size)])
    page["/MediaBox"], page["/CropBox"], page["/Rotate"] = frame, frame, 0
    page["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=_stored(pdf, image)))
    drawing = f"q {size[0]:.3f} 0 0 {size[1]:.3f} 0 0 cm /P Do Q".encode()
    page["/Contents"] = pdf.make_stream(drawing)


def _stored(pdf: pikepdf.Pdf, image: Image.Image) -> pikepdf.Stream:
    """Print in few greys and without loss; photos as a JPEG, where that is smaller."""
    grey = _is_grey(image)
    plain = image.convert("L") if grey else image
    few = grey and _is_print(plain)
    made, filter_ = _packed(plain, few=few)
    space = pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB
    return pdf.make_stream(
        made, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=plain.width,
        Height=plain.height, BitsPerComponent=4 if few else 8, ColorSpace=space, Filter=filter_,
    )  # fmt: skip


def _packed(image: Image.Image, *, few: bool) -> tuple[bytes, pikepdf.Name]:
    if few:
        return zlib.compress(_in_few_greys(image), PACKING), pikepdf.Name.FlateDecode
    photo = BytesIO()
    image.save(photo, "JPEG", quality=QUALITY)
    exact = zlib.compress(image.tobytes(), PACKING)
    if len(exact) <= photo.tell():
        return exact, pikepdf.Name.FlateDecode
    return photo.getvalue(), pikepdf.Name.DCTDecode


def _is_print(image: Image.Image) -> bool:
    """Black on white: no more dots in between than the edges of letters have."""
    counts = image.histogram()
    return sum(counts[BLACK:WHITE]) <= MOST_BETWEEN * sum(counts)


def _is_grey(image: Image.Image) -> bool:
    red, green, blue = image.split()
    apart = (ImageChops.difference(green, other).histogram() for other in (red, blue))
    return not any(sum(counts[TINT + 1 :]) for counts in apart)


def _in_few_greys(image: Image.Image) -> bytes:
    """Two dots in a byte, line by line."""
    even = image.crop((0, 0, image.width + image.width % 2, image.height))
    dots = even.tobytes()
    high = dots[::2].translate(bytes(_step(grey) << 4 for grey in range(256)))
    low = dots[1::2].translate(bytes(map(_step, range(256))))
    return (int.from_bytes(high) | int.from_bytes(low)).to_bytes(len(high))


def _step(grey: int) -> int:
    """Of fifteen."""
    return round(round(grey * GREYS / 255) * 15 / GREYS)
