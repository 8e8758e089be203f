"""The kinds of files that are kept, and the words for those that are not."""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

MEGABYTE = 1024 * 1024
ALLOWED = (
    "PDF、图片(PNG、JPG、WebP、GIF)、视频(MP4、MOV、WebM)、音频(MP3、M4A、WAV)、"
    "Word、Excel、PPT、TXT 或 CSV"
)
OFFICE = {
    "word/document.xml": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "xl/workbook.xml": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "ppt/presentation.xml": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
}  # fmt: skip
SUFFIXES = {
    "application/pdf": {"pdf"}, "image/png": {"png"}, "image/jpeg": {"jpg", "jpeg"},
    "image/webp": {"webp"}, "image/gif": {"gif"}, "video/mp4": {"mp4", "m4v", "mov"},
    "video/webm": {"webm"}, "audio/mpeg": {"mp3"}, "audio/mp4": {"m4a"}, "audio/wav": {"wav"},
    "text/plain": {"txt", "csv"},
} | {media: {suffix} for media, suffix in OFFICE.values()}  # fmt: skip
FILMS = {"mp4", "m4v", "mov", "webm", "mp3", "m4a", "wav"}
"""Extensions of what plays: these may be larger than papers."""

PACKED = "不接收压缩包，请把里面的材料分别上传。"
PROGRAM = "这是程序，不能接收；请上传材料本身。"
KNOWN_BUT_NOT_KEPT = {
    b"\xd0\xcf\x11\xe0": "这是旧版或加了密的办公文档；请去掉密码，另存为 docx、xlsx 或 pptx 后再传。",
    b"Rar!": PACKED, b"7z\xbc\xaf": PACKED, b"\x1f\x8b": PACKED, b"BZh": PACKED,
    b"\xfd7zXZ": PACKED, b"\x28\xb5\x2f\xfd": PACKED, b"MSCF": PACKED,
    b"MZ": PROGRAM, b"\x7fELF": PROGRAM, b"\xca\xfe\xba\xbe": PROGRAM, b"\xcf\xfa\xed\xfe": PROGRAM,
    b"L\x00\x00\x00\x01\x14\x02\x00": "这是快捷方式，不是材料本身；请上传它指向的文件。",
    b"{\\rtf": "不接收 RTF 文档，请另存为 docx 后再传。",
    b"%!PS": "不接收 PostScript 文件，请导出为 PDF 后再传。",
    b"AT&TFORM": "不接收 DjVu 文件，请导出为 PDF 后再传。",
    b"BM": "不接收位图文件，请另存为 PNG 或 JPG 后再传。",
    b"II*\x00": "不接收 TIFF 图片，请另存为 PNG、JPG 或 PDF 后再传。",
    b"MM\x00*": "不接收 TIFF 图片，请另存为 PNG、JPG 或 PDF 后再传。",
}  # fmt: skip


Measured = Mapping[str, float | str]


class BadFileError(Exception):
    """The file is not kept; one sentence: what it is and what would be right."""


class TryLaterError(BadFileError):
    """Nothing is wrong with the file: what looks at it is away. Bytes that came need not come again."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a file is. ``suffix`` when it was drawn anew in another format.

    ``measured``: seconds, width, height, pages, chars, and created (the day the file itself tells).
    What could not be measured is missing.
    """

    media_type: str
    suffix: str = ""
    measured: Measured = field(default_factory=dict)

    @property
    def seconds(self) -> float | None:
        """How long it plays."""
        told = self.measured.get("seconds")
        return None if told is None else float(told)


def known(**facts: float | str | None) -> dict[str, float | str]:
    """Those that are."""
    return {key: value for key, value in facts.items() if value not in {None, ""}}


@contextmanager
def mapped(path: Path) -> Iterator[mmap.mmap]:
    """The bytes of a file, searched without being read into memory."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        yield data
