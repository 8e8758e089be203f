"""Pictures that are too much, half, or more than a picture."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

from PIL import Image

from tests.base.core.files.hostile.build import (
    MEGABYTE,
    chunk,
    office,
    pdf,
    picture,
    png,
    zeros,
    zipped,
)
from tests.base.core.files.hostile.sample import Sample

SCRIPT = b"<script>alert(1)</script>"
PHP = b"<?php system($_GET[0]); ?>"
GPS, MAKER = 0x8825, 0x010F


def photo(**facts) -> bytes:
    """A photo that tells where it was taken, by which camera, lying on its side."""
    told = Image.Exif()
    told[MAKER], told[0x0112] = "SECRETCAMERA", 6
    told.get_ifd(GPS)[29] = "SECRETPLACE"
    return picture("JPEG", (64, 48), exif=told, **facts)


def commented(data: bytes, text: bytes) -> bytes:
    """A JPEG with a comment behind its start."""
    return data[:2] + b"\xff\xfe" + struct.pack(">H", len(text) + 2) + text + data[2:]


def gif_script() -> bytes:
    """A moving picture that is also a script: the size reads as the start of a comment."""
    data = bytearray(moving(3, (16, 16)))
    data[6:8] = b"/*"
    note = b"\x21\xfe" + bytes([len(SCRIPT)]) + SCRIPT + b"\0"
    return bytes(data[:-1]) + note + b";*/=1;alert(1)//"


def moving(frames: int, size: tuple[int, int]) -> bytes:
    buffer = BytesIO()
    made = [Image.new("P", size, n % 250) for n in range(frames)]
    made[0].save(buffer, "GIF", save_all=True, append_images=made[1:], optimize=False)
    return buffer.getvalue()


def text_chunk(kind: bytes, text: bytes) -> bytes:
    return chunk(kind, text)


def whole(width: int, height: int, *, colour: int = 2, wide: int = 3, extra: bytes = b"") -> bytes:
    """A black PNG, complete."""
    return png(width, height, zeros(height * (1 + width * wide)), colour=colour, extra=extra)


def progressive(scans: int) -> bytes:
    """A progressive photo whose last layer is told again and again."""
    data = picture("JPEG", (64, 48), progressive=True)
    last = data.rfind(b"\xff\xda")
    return data[:last] + data[last:-2] * scans + data[-2:]


def jpeg_claiming(width: int, height: int) -> bytes:
    data = bytearray(picture("JPEG"))
    at = data.find(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def black_jpeg(width: int, height: int, **more) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (width, height)).save(buffer, "JPEG", **more)
    return buffer.getvalue()


def black_webp(width: int, height: int) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (width, height)).save(buffer, "WEBP", method=0)
    return buffer.getvalue()


BROKEN, LARGE = "不是完好的图片", "过大"
SAMPLES = [
    Sample("photo-with-place-and-camera", "合影.jpg", photo, gone=(b"SECRET", b"Exif"), kept_as="合影.jpg"),
    Sample("photo-with-junk-profile", "合影.jpg", lambda: photo(icc_profile=b"JUNKPROFILE" * 999), gone=(b"JUNKPROFILE", b"SECRET"), kept_as="合影.jpg"),
    Sample("photo-with-php-comment", "合影.jpg", lambda: commented(picture("JPEG"), PHP), gone=(b"<?php",), kept_as="合影.jpg"),
    Sample("photo-with-php-behind", "合影.php.jpg", lambda: picture("JPEG") + PHP, gone=(b"<?php",), kept_as="合影_php.jpg"),
    Sample("photo-with-zip-behind", "合影.jpg", lambda: picture("JPEG") + zipped({"a.exe": b"MZSECRET"}), gone=(b"PK\3\4", b"SECRET"), kept_as="合影.jpg"),
    Sample("photo-with-document-behind", "合影.jpg", lambda: picture("JPEG") + office(), gone=(b"PK\3\4",), kept_as="合影.jpg"),
    Sample("photo-with-pdf-behind", "合影.jpg", lambda: picture("JPEG") + pdf(), gone=(b"%PDF",), kept_as="合影.jpg"),
    Sample("photo-thumbnail-of-something-else", "合影.jpg", lambda: commented(picture("JPEG"), picture("JPEG", (32, 32))), gone=(b"\xff\xfe",), kept_as="合影.jpg"),
    Sample("picture-with-script-text", "图.png", lambda: picture()[:33] + text_chunk(b"tEXt", b"Comment\0" + SCRIPT) + picture()[33:], gone=(b"<script",), kept_as="图.png"),
    Sample("picture-with-script-behind", "图.png", lambda: picture() + SCRIPT, gone=(b"<script",), kept_as="图.png"),
    Sample("picture-with-place", "图.png", lambda: picture(exif=b"Exif\0\0MM\0*SECRET"), gone=(b"SECRET",), kept_as="图.png"),
    Sample("picture-text-bomb", "图.png", lambda: whole(8, 8, extra=text_chunk(b"zTXt", b"a\0\0" + zeros(500 * MEGABYTE))), BROKEN),
    Sample("picture-profile-bomb", "图.png", lambda: whole(8, 8, extra=chunk(b"iCCP", b"a\0\0" + zeros(500 * MEGABYTE))), BROKEN),
    Sample("moving-picture-that-is-a-script", "动图.gif", gif_script, gone=(b"<script", b"alert(1)//"), kept_as="动图.gif"),
    Sample("moving-picture-ten-thousand-frames", "动图.gif", lambda: moving(1, (2000, 2000))[:-1] * 1 + b"\x21\xf9\x04\0\1\0\0\0" + (b"\x2c" + struct.pack("<4HB", 0, 0, 2000, 2000, 0) + b"\x02\x02\x44\x01\0") * 9999 + b";", LARGE),
    Sample("moving-picture-giant-frames", "动图.gif", lambda: moving(9, (4000, 4000)), LARGE),
    Sample("still-gif-of-giant-size", "图.gif", lambda: b"GIF89a" + struct.pack("<HHBBB", 65000, 65000, 0, 0, 0) + b"\x2c" + struct.pack("<4HB", 0, 0, 65000, 65000, 0) + b"\x02\x02\x44\x01\0;", "像素"),
    Sample("gif-with-zip-behind", "图.gif", lambda: picture("GIF", mode="P") + zipped({"a": b"SECRET"}), gone=(b"PK\3\4",), kept_as="图.png"),
    Sample("claims-sixty-thousand", "图.png", lambda: png(60_000, 60_000, zlib.compress(bytes(64))), "像素"),
    Sample("claims-ten-thousand", "图.png", lambda: png(10_000, 10_000, zlib.compress(bytes(64))), LARGE),
    Sample("black-and-giant", "图.png", lambda: whole(12_000, 12_000), LARGE),
    Sample("black-just-below", "图.png", lambda: whole(3730, 3730), kept_as="图.png"),
    Sample("grey-just-below", "图.png", lambda: whole(6450, 6450, colour=0, wide=1), kept_as="图.png"),
    Sample("see-through-just-below", "图.png", lambda: whole(3230, 3230, colour=6, wide=4), kept_as="图.png"),
    Sample("smaller-than-claimed", "图.png", lambda: png(400, 400, zlib.compress(bytes(64))), BROKEN),
    Sample("larger-than-claimed", "图.png", lambda: png(8, 8, zeros(300 * MEGABYTE)), kept_as="图.png"),
    Sample("no-size-at-all", "图.png", lambda: png(0, 0, b""), BROKEN),
    Sample("half-a-picture", "图.png", lambda: picture(size=(300, 300))[:-4000], BROKEN),
    Sample("half-a-photo", "图.jpg", lambda: picture("JPEG", (300, 300))[:9000], BROKEN),
    Sample("photo-claims-sixty-thousand", "图.jpg", lambda: jpeg_claiming(60_000, 60_000), "像素"),
    Sample("photo-claims-ten-thousand", "图.jpg", lambda: jpeg_claiming(10_000, 9_000), kept_as="图.jpg"),
    Sample("photo-black-hundred-million", "图.jpg", lambda: black_jpeg(10_000, 10_000), kept_as="图.jpg"),
    Sample("photo-in-layers-just-below", "图.jpg", lambda: black_jpeg(3900, 3900, progressive=True), kept_as="图.jpg"),
    Sample("photo-in-layers-and-giant", "图.jpg", lambda: black_jpeg(8000, 8000, progressive=True), LARGE),
    Sample("photo-of-five-thousand-layers", "图.jpg", lambda: progressive(5000), "层数"),
    Sample("webp-just-below", "图.webp", lambda: black_webp(2800, 2800), kept_as="图.jpg"),
    Sample("webp-giant", "图.webp", lambda: black_webp(9000, 9000), LARGE),
    Sample("webp-half", "图.webp", lambda: picture("WEBP", (300, 300))[:900], BROKEN),
    Sample("photo-of-a-phone-under-a-wrong-name", "图.mp4", lambda: b"\0\0\0\x18ftypheic" + bytes(99), "导出为 JPG"),
    Sample("tiff", "图.tif", lambda: picture("TIFF"), "TIFF"),
    Sample("bitmap-as-png", "图.png", lambda: picture("BMP"), "位图"),
    Sample("postscript-as-png", "图.png", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "PostScript"),
]  # fmt: skip
