"""Pictures are drawn anew: only what is seen is kept. No place, no camera, nothing behind the end."""

from __future__ import annotations

import re
import struct
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageOps, ImageSequence

from wangyu.base.core.examine.draw import small
from wangyu.base.core.examine.kinds import MEGABYTE, BadFileError, Measured, Seen, known, mapped
from wangyu.base.core.examine.names import quoted
from wangyu.base.core.examine.words import day_of

FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP", "image/gif": "GIF"}
BYTES = {"1": 1, "L": 1, "P": 1, "LA": 2, "PA": 2, "I;16": 2, "I;16B": 2, "RGB": 3, "CMYK": 4}
MOST_BYTES = 40 * MEGABYTE
"""Of a picture unpacked, unless it is a JPEG: 14 million coloured dots, 41 million grey ones."""
LARGEST_PHOTO, LARGEST_PROGRESSIVE = 110_000_000, 16_000_000
LARGEST_KEPT, LARGEST_TURNED = 25_000_000, 16_000_000
"""A JPEG above this is kept at half or a quarter of its size."""
LARGEST_WEBP = 8_000_000
"""Its decoder holds four copies."""
MOST_MOVING = 12_000_000
"""Dots of all frames of a moving GIF together."""
MOST_SCANS = 100
ORIENTATION, PHOTO, TAKEN = 0x0112, 0x8769, 0x9003
SCAN = re.compile(rb"\xff\xda")
TOO_LARGE = "{}有 {}×{} 像素，过大；请缩小后再传。"


def redraw(path: Path, name: str, media: str, redrawn: Path, preview: Path) -> Seen:
    """Draw the picture into ``redrawn``, and small into ``preview``.

    Raises BadFileError for what cannot be drawn to its end.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if media == "image/webp":
                _measure_webp(path, name)
            with Image.open(path, formats=[FORMATS[media]]) as image:
                _measure(image, path, name)
                told = _told(image)
                made, seen = _save(image, media, name, redrawn)
                small(made, preview)
                return replace(seen, measured=told)
    except (BadFileError, MemoryError):
        raise
    except Image.DecompressionBombError as error:
        raise BadFileError(f"{quoted(name)}的像素过多；请缩小后再传。") from error
    except Exception as error:
        raise BadFileError(f"{quoted(name)}不是完好的图片，请重新导出后再传。") from error


def _measure(image: Image.Image, path: Path, name: str) -> None:
    """Refuse by what the head says, before a dot is drawn."""
    dots = image.width * image.height
    if image.format == "JPEG":
        progressive = "progressive" in image.info
        too_large = dots > (LARGEST_PROGRESSIVE if progressive else LARGEST_PHOTO)
        with mapped(path) as data:
            scans = sum(1 for _ in SCAN.finditer(data))
        if scans > MOST_SCANS:
            raise BadFileError(f"{quoted(name)}的编码层数过多，不能接收；请另存为普通 JPG 后再传。")
    else:
        too_large = dots * BYTES.get(image.mode, 4) > MOST_BYTES
    if too_large:
        raise BadFileError(TOO_LARGE.format(quoted(name), image.width, image.height))


def _measure_webp(path: Path, name: str) -> None:
    """Its size, read from its first bytes: opening it takes memory already."""
    with path.open("rb") as file:
        head = file.read(30)
    if head[12:16] == b"VP8X":
        width, height = (int.from_bytes(head[at : at + 3], "little") + 1 for at in (24, 27))
    elif head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    else:
        width, height = (int.from_bytes(head[at : at + 2], "little") & 0x3FFF for at in (26, 28))
    if width * height > LARGEST_WEBP:
        raise BadFileError(TOO_LARGE.format(quoted(name), width, height))


def _told(image: Image.Image) -> Measured:
    """How large it was given, upright, and the day the camera wrote down."""
    width, height, taken = image.width, image.height, ""
    if "exif" in image.info:
        noted = image.getexif()
        if noted.get(ORIENTATION, 1) in range(5, 9):
            width, height = height, width
        with suppress(OSError, ValueError, KeyError, TypeError, SyntaxError, struct.error):
            taken = day_of(str(noted.get_ifd(PHOTO).get(TAKEN, "")))
    return known(width=width, height=height, created=taken)


def _save(image: Image.Image, media: str, name: str, redrawn: Path) -> tuple[Image.Image, Seen]:
    if media == "image/gif" and getattr(image, "is_animated", False):
        return _save_moving(image, name, redrawn)
    plain = _upright(image)
    if media == "image/jpeg" or (media == "image/webp" and plain.mode == "RGB"):
        plain.save(redrawn, "JPEG", quality=90)
        return plain, Seen("image/jpeg", "" if media == "image/jpeg" else "jpg")
    plain.save(redrawn, "PNG", compress_level=1)
    return plain, Seen("image/png", "" if media == "image/png" else "png")


def _upright(image: Image.Image) -> Image.Image:
    """The dots alone, turned as the camera was held, in the colours of the web."""
    turned = image.getexif().get(ORIENTATION, 1) in range(2, 9)
    _shrink_on_load(image, LARGEST_TURNED if turned or image.mode == "CMYK" else LARGEST_KEPT)
    image.load()
    plain: Image.Image = image
    if turned and plain.width * plain.height > LARGEST_TURNED:
        plain = plain.reduce(2)
    if turned:
        plain.info["exif"] = image.getexif().tobytes()
        plain = ImageOps.exif_transpose(plain)
    plain = _in_common_colours(plain, image.info.get("icc_profile", b""))
    if plain.mode in {"CMYK", "YCbCr", "LAB", "HSV"}:
        plain = plain.convert("RGB")
    plain.info = {k: v for k, v in plain.info.items() if k == "transparency"}
    return plain


def _shrink_on_load(image: Image.Image, most: int) -> None:
    dots = image.width * image.height
    scale = next((s for s in (1, 2, 4) if dots // (s * s) <= most), 8)
    if scale > 1:
        image.draft(None, (image.width // scale, image.height // scale))


def _in_common_colours(image: Image.Image, profile: bytes) -> Image.Image:
    """A wide-colour photo as sRGB; a profile that cannot be read is left out."""
    usual = not profile or b"sRGB" in profile or b"s\x00R\x00G\x00B" in profile
    if usual or image.mode != "RGB" or image.width * image.height > LARGEST_TURNED:
        return image
    with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
        given = ImageCms.ImageCmsProfile(BytesIO(profile))
        ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"), inPlace=True)
    return image


def _save_moving(image: Any, name: str, redrawn: Path) -> tuple[Image.Image, Seen]:
    dots = image.width * image.height * image.n_frames
    if dots > MOST_MOVING:
        raise BadFileError(
            f"{quoted(name)}的画面过大或过多（{image.n_frames} 帧）；请缩小，或改传视频。"
        )
    times: list[int] = []
    frames = _frames(image, times)
    first = next(frames)
    rest = list(frames)
    first.save(
        redrawn, "GIF", save_all=True, append_images=rest, duration=times, loop=0, disposal=2
    )
    return first, Seen("image/gif")


def _frames(image: Any, times: list[int]) -> Iterator[Image.Image]:
    for frame in ImageSequence.Iterator(image):
        times.append(min(max(int(frame.info.get("duration", 100)), 20), 10_000))
        made = frame.copy()
        made.info = {k: v for k, v in made.info.items() if k == "transparency"}
        yield made
