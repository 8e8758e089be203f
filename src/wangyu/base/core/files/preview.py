"""Small pictures of files: re-encoded, without metadata."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

LONGEST_SIDE = 1200


def preview(path: Path, media_type: str) -> bytes:
    """A PNG of a picture, or of a PDF's first page; b"" for anything else or what cannot be drawn."""
    try:
        if media_type == "application/pdf":
            return _png(_first_page(path))
        if media_type.startswith("image/"):
            with Image.open(path) as image:
                image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                return _png(ImageOps.exif_transpose(image))
    except Exception:  # noqa: BLE001 -- a preview is a convenience; the file itself was checked
        return b""
    return b""


def _first_page(path: Path) -> Image.Image:
    document = pypdfium2.PdfDocument(path)
    try:
        page = document[0]
        scale = min(2.0, LONGEST_SIDE / max(page.get_size()))
        picture: Image.Image = page.render(scale=scale).to_pil()
        return picture
    finally:
        document.close()


def _png(image: Image.Image) -> bytes:
    plain = image.convert("RGB")
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    buffer = BytesIO()
    plain.save(buffer, "PNG")
    return buffer.getvalue()
