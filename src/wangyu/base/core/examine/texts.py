"""Plain text and CSV: readable to the end, and no formula that a spreadsheet would run."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from wangyu.base.core.examine.kinds import ALLOWED, BadFileError, Seen
from wangyu.base.core.examine.names import quoted
from wangyu.base.core.examine.words import MOST, count

PIECE = 256 * 1024
ENCODINGS = ("utf-8", "gb18030")
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
WEB = re.compile(r"\s*(<|mime-version:|\[internetshortcut\])", re.IGNORECASE)
RUN = re.compile(
    r"""(?:^|[,;\t])[\s"'\ufeff]*(?:[==]|[-++-@@](?=[^,;\t\n]*(?:[A-Za-z]{2,}\d*\(|\w\s*\|)))""",
    re.MULTILINE,
)
"""A cell that starts as a formula and calls something: =…, +SUM(…), -2+cmd|…, @SUM(…)."""


def is_text(head: bytes, *, final: bool) -> bool:
    """Whether the beginning is text in one of the usual encodings, and no page of the web."""
    for encoding in ENCODINGS:
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(head, final=final)
        except UnicodeDecodeError:
            continue
        if not CONTROL.search(text):
            return not WEB.match(text.lstrip("\ufeff"))
    return False


def check(path: Path, name: str) -> Seen:
    encoding = next((one for one in ENCODINGS if _reads(path, one)), None)
    if encoding is None:
        raise BadFileError(f"{quoted(name)}不全是文字，不能接收；可以上传：{ALLOWED}。")
    if name.lower().endswith(".csv") and _runs(path, encoding):
        raise BadFileError(f"{quoted(name)}里有公式，不能接收；请把公式“选择性粘贴”为数值后再传。")
    return Seen("text/plain", measured={"chars": count(_beginning(path, encoding))})


def _beginning(path: Path, encoding: str) -> str:
    """As much of the text as is counted."""
    with path.open(encoding=encoding) as file:
        return file.read(MOST).removeprefix("\ufeff")


def _reads(path: Path, encoding: str) -> bool:
    try:
        return not any(CONTROL.search(text) for text in _pieces(path, encoding))
    except UnicodeDecodeError:
        return False


def _runs(path: Path, encoding: str) -> bool:
    before = ""
    for text in _pieces(path, encoding):
        lines, newline, rest = (before + text).rpartition("\n")
        if RUN.search(lines + newline):
            return True
        before = rest[-PIECE:]
    return bool(RUN.search(before))


def _pieces(path: Path, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)
