"""What a file is, by its content. Names and claimed types are not believed."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from wangyu.base.core.examine import films, office, pdf, pictures, sounds, texts, webm
from wangyu.base.core.examine.kinds import (
    ALLOWED,
    KNOWN_BUT_NOT_KEPT,
    OFFICE,
    SUFFIXES,
    BadFileError,
    Seen,
)
from wangyu.base.core.examine.markup import MACRO
from wangyu.base.core.examine.names import quoted

HEAD = 4096
STARTS = {
    b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif", b"\x1a\x45\xdf\xa3": "video/webm", b"ID3": "audio/mpeg",
    b"\xff\xfb": "audio/mpeg", b"\xff\xf3": "audio/mpeg", b"\xff\xf2": "audio/mpeg",
    b"\xff\xfa": "audio/mpeg", b"\xff\xe3": "audio/mpeg", b"\xff\xe2": "audio/mpeg",
}  # fmt: skip
OFFICE_MEDIA = {media for media, _ in OFFICE.values()}
WITH_MACROS = {"docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "potm", "ppsm"}
PHOTO_BRANDS = {b"heic", b"heix", b"mif1", b"msf1", b"avif", b"hevc"}
CHECKS: dict[str, Callable[[Path, str], Seen]] = {
    "application/pdf": pdf.check, "text/plain": texts.check, "video/mp4": films.check_mp4,
    "audio/mp4": films.check_mp4, "video/webm": webm.check, "audio/mpeg": sounds.check_mp3,
    "audio/wav": sounds.check_wav,
    **dict.fromkeys(OFFICE_MEDIA, office.check),
}  # fmt: skip


def examine(path: Path, name: str, redrawn: Path, preview: Path) -> Seen:
    """What the file is. Raises BadFileError for what may not be kept.

    A picture is drawn anew into ``redrawn``, which is what should be kept of it, and small into
    ``preview``.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    media = _by_magic(head, path)
    suffix = name.rpartition(".")[2].lower()
    if media in OFFICE_MEDIA and suffix in WITH_MACROS:
        raise BadFileError(MACRO.format(quoted(name)))
    if suffix not in SUFFIXES[media]:
        right = "、".join(sorted(SUFFIXES[media]))
        raise BadFileError(
            f"{quoted(name)}的扩展名与内容不符，内容是 {right} 文件；请改正扩展名或重新导出。"
        )
    if media.startswith("image/"):
        return pictures.redraw(path, name, media, redrawn, preview)
    if media not in OFFICE_MEDIA and zipfile.is_zipfile(path):
        raise BadFileError(f"{quoted(name)}里夹带了压缩包，不能接收；请重新导出后再传。")
    return CHECKS[media](path, name)


def _by_magic(head: bytes, path: Path) -> str:
    if not head:
        raise BadFileError("文件是空的，请重新选择。")
    for start, media in STARTS.items():
        if head.startswith(start):
            return media
    for start, sentence in KNOWN_BUT_NOT_KEPT.items():
        if head.startswith(start):
            raise BadFileError(sentence)
    if head[:4] == b"RIFF" and head[8:12] in {b"WEBP", b"WAVE"}:
        return "image/webp" if head[8:12] == b"WEBP" else "audio/wav"
    if head[4:8] == b"ftyp":
        return _by_brand(head[8:12])
    if head[:2] == b"PK":
        return office.type_of(path)
    if texts.is_text(head, final=len(head) < HEAD):
        return "text/plain"
    raise BadFileError(f"不接收这种文件；可以上传：{ALLOWED}。")


def _by_brand(brand: bytes) -> str:
    if brand in PHOTO_BRANDS:
        raise BadFileError("这是手机的高效格式照片，多数电脑打不开；请导出为 JPG 后再传。")
    return "audio/mp4" if brand[:3] == b"M4A" else "video/mp4"
