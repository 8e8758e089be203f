"""A PDF that only shows pages: no script, no action by itself, nothing packed inside."""

from __future__ import annotations

import re
from itertools import accumulate, chain
from mmap import mmap
from pathlib import Path

import pikepdf
from pikepdf.settings import set_qpdf_limits

from wangyu.base.core.examine.kinds import MEGABYTE, BadFileError, Measured, Seen, known, mapped
from wangyu.base.core.examine.names import quoted
from wangyu.base.core.examine.words import day_of

MOST_OBJECTS = 100_000
MOST_UNPACKED = 64 * MEGABYTE
DEEPEST = 40
TAIL = 2 * 1024
ACTIONS = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition",
    "/Movie", "/Sound",
}  # fmt: skip
THINGS = {"/EmbeddedFile", "/RichMedia"}
KEYS = {
    "/JavaScript", "/JS", "/Launch", "/EF", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia",
    "/RichMediaContent", "/XFA", "/AA",
}  # fmt: skip
SAFE_LINKS = ("http://", "https://", "mailto:", "tel:", "ftp://", "www.")
HINT = re.compile(
    rb"/(JavaScript|JS|Launch|SubmitForm|ImportData|GoTo[ER]|Rendition|Movie|Sound|EmbeddedFiles?|"
    rb"RichMedia|RichMediaContent|EF|XFA|AA|URI|OpenAction)\b"
)
OBJECT = re.compile(rb"endobj\b")
PACKED = re.compile(rb"/N(?:\s{1,99}+(?:(\d{1,9}+)(?!\s{1,9}\d{1,5}\s{1,9}R)|(\s)))?")
"""How many objects a stream says it packs (and not a reference), or so much space that it hides it.

Both patterns begin with letters, without a choice: a tenth of the time for fifty megabytes.
"""
END = b"%%EOF"
ACTIVE = "{}含有脚本、动作或附件，不能接收；请用“打印为 PDF”重新导出。"


def limit() -> None:
    """Once for each process: what a single stream may unpack to."""
    set_qpdf_limits(
        flate_max_memory=MOST_UNPACKED, run_length_max_memory=MOST_UNPACKED,
        png_max_memory=MOST_UNPACKED, tiff_max_memory=MOST_UNPACKED, dct_max_memory=MOST_UNPACKED,
        parser_max_nesting=100, max_stream_filters=5, doc_max_warnings=200,
    )  # fmt: skip


def check(path: Path, name: str) -> Seen:
    limit()
    _measure(path, name)
    try:
        with pikepdf.open(path) as pdf:
            found = any(map(_does_something, chain((pdf.trailer,), pdf.objects, pdf.pages)))
            told = _told(pdf)
    except pikepdf.PasswordError as error:
        raise BadFileError(f"{quoted(name)}设了密码，请去掉密码后再传。") from error
    except MemoryError:
        raise
    except Exception as error:
        raise BadFileError(f"{quoted(name)}不是完好的 PDF，请重新导出后再传。") from error
    if found:
        raise BadFileError(ACTIVE.format(quoted(name)))
    return Seen("application/pdf", measured=told)


def _told(pdf: pikepdf.Pdf) -> Measured:
    """How many pages, and the day its maker wrote down."""
    maker = pdf.trailer.get("/Info")
    written = maker.get("/CreationDate") if isinstance(maker, pikepdf.Dictionary) else None
    day = day_of(str(written)) if isinstance(written, pikepdf.String) else ""
    return known(pages=len(pdf.pages), created=day)


def _measure(path: Path, name: str) -> None:
    """Refuse by what can be counted without opening: too many objects, a second file behind it."""
    with mapped(path) as data:
        many = _has_too_many(data)
        last = data.rfind(END)
        behind = data[last + len(END) :] if last >= 0 else b""
    if many:
        raise BadFileError(f"{quoted(name)}内部过于复杂，检查不了；请用“打印为 PDF”重新导出。")
    if len(behind.strip(b"\x00 \r\n\t\x1a")) > TAIL:
        raise BadFileError(f"{quoted(name)}末尾夹带了别的内容，不能接收；请重新导出后再传。")


def _has_too_many(data: mmap) -> bool:
    """Whether there are more objects than are looked at; counted no further than that."""
    most = MOST_OBJECTS
    packed = (most if one[2] else int(one[1] or 0) for one in PACKED.finditer(data))
    found = chain((told + 1 for told in packed), (1 for _ in OBJECT.finditer(data)))
    return any(count > most for count in accumulate(found))


def _does_something(item: object) -> bool:
    """An object in which one of the telling words stands, and means what it says."""
    if isinstance(item, pikepdf.Stream):
        item = item.stream_dict
    if not isinstance(item, pikepdf.Dictionary | pikepdf.Array):
        return False
    return bool(HINT.search(item.unparse(resolved=True))) and _is_active(item, DEEPEST)


def _is_active(item: object, depth: int) -> bool:
    if isinstance(item, pikepdf.Array):
        inside: list[object] = list(item)
    elif isinstance(item, pikepdf.Dictionary):
        if _names_something(item):
            return True
        inside = [value for _, value in item.items()]
    else:
        return False
    direct = [one for one in inside if not getattr(one, "is_indirect", False)]
    return depth == 0 or any(_is_active(one, depth - 1) for one in direct)


def _names_something(item: pikepdf.Dictionary) -> bool:
    if set(item.keys()) & KEYS or str(item.get("/Type", "")) in THINGS:
        return True
    kind = str(item.get("/S", ""))
    if kind == "/URI":
        return not str(item.get("/URI", "")).strip().lower().startswith(SAFE_LINKS)
    opens = item.get("/OpenAction")
    by_itself = isinstance(opens, pikepdf.Dictionary) and str(opens.get("/S", "")) == "/URI"
    return kind in ACTIONS or by_itself
