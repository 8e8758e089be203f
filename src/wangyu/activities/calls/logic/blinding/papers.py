"""PDF written anew: no properties, no authors of notes, no links out, no signatures, no forms."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2

from wangyu.activities.calls.logic.blinding import pictures

NOTES = frozenset({"/Text", "/Popup", "/FileAttachment", "/Stamp"})
DROPPED = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/AF")
"""Of any object: descriptions, a program's own data, a small picture, files packed inside."""
AT_ROOT = ("/Metadata", "/PieceInfo", "/Perms", "/Collection", "/URI", "/DSS", "/Threads")
PACKED = ("/EmbeddedFiles", "/JavaScript", "/AlternatePresentations", "/Renditions")
"""Of the names of things, and ``AF`` of anything: files packed inside, and what runs."""
WRITTEN = ("/T", "/NM", "/M", "/CreationDate", "/RC", "/Subj")
"""Of a mark on a page: by whom, when."""
LINK = "/Link"
FLATTENED = "表单和标注（画进了页面）"


def blind(data: bytes) -> tuple[bytes, list[str]]:
    """The same pages. Raises an error of either library for what cannot be opened."""
    told: list[str] = []
    with pikepdf.open(BytesIO(data)) as pdf:
        drawn_on = _strip(pdf, told)
        made = saved(pdf)
    if drawn_on:
        told.append(FLATTENED)
        made = _flattened(made, drawn_on)
    return made, list(dict.fromkeys(told))


def saved(pdf: pikepdf.Pdf) -> bytes:
    buffer = BytesIO()
    pdf.save(buffer, deterministic_id=True, fix_metadata_version=False)
    return buffer.getvalue()


def _strip(pdf: pikepdf.Pdf, told: list[str]) -> list[int]:
    """Answers the pages, from 0, that marks or fields lie on."""
    with suppress(KeyError):
        del pdf.trailer.Info
        told.append("作者、单位、软件等文档属性")
    for key in AT_ROOT:
        _drop(pdf.Root, key, "作者、单位、软件等文档属性", told)
    for key in PACKED:
        _drop(pdf.Root.get("/Names", {}), key, "附件和脚本", told)
    _drop(pdf.Root.get("/AcroForm", {}), "/XFA", "附件和脚本", told)
    for page in pdf.pages:
        _blind_page(page.obj, told)
    for thing in pdf.objects:
        _blind_thing(thing, told)
    return [at for at, page in enumerate(pdf.pages) if _is_drawn_on(page.obj)]


def _is_drawn_on(page: Any) -> bool:
    return any(str(mark.get("/Subtype", "")) != LINK for mark in page.get("/Annots", ()))


def _flattened(data: bytes, pages: list[int]) -> bytes:
    """With marks and filled-in fields become part of the page, so that they are read with it."""
    document = pypdfium2.PdfDocument(data)
    try:
        document.init_forms()
        for at in pages:
            document[at].flatten()
        buffer = BytesIO()
        document.save(buffer)
    finally:
        document.close()
    with pikepdf.open(buffer) as pdf:
        for at in pages:
            pdf.pages[at].obj["/Annots"] = pikepdf.Array()
        if "/AcroForm" in pdf.Root:
            del pdf.Root["/AcroForm"]
        return saved(pdf)


def _drop(thing: Any, key: str, word: str, told: list[str]) -> None:
    if key in thing:
        del thing[key]
        told.append(word)


def _blind_page(page: Any, told: list[str]) -> None:
    marks = page.get("/Annots")
    if marks is None:
        return
    kept = []
    for mark in list(marks):
        if not isinstance(mark, pikepdf.Dictionary):
            continue
        if str(mark.get("/Subtype", "")) in NOTES:
            told.append("批注")
        elif _leads_out(mark):
            told.append("指向外部的链接")
        else:
            kept.append(mark)
            _unsign(mark, told)
    page["/Annots"] = pikepdf.Array(kept)


def _leads_out(mark: Any) -> bool:
    action = mark.get("/A")
    return isinstance(action, pikepdf.Dictionary) and str(action.get("/S", "")) == "/URI"


def _unsign(mark: Any, told: list[str]) -> None:
    if str(mark.get("/Subtype", "")) == "/Widget":
        return
    for key in WRITTEN:
        _drop(mark, key, "标注者的姓名和时间", told)


def _blind_thing(thing: Any, told: list[str]) -> None:
    if isinstance(thing, pikepdf.Stream):
        _blind_picture(thing, told)
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return
    for key in DROPPED:
        _drop(thing, key, "作者、单位、软件等文档属性", told)
    if str(thing.get("/FT", "")) == "/Sig":
        _drop(thing, "/V", "电子签名", told)


def _blind_picture(thing: Any, told: list[str]) -> None:
    """A photo as it came from the camera, with all it notes."""
    if str(thing.get("/Filter", "")) != "/DCTDecode":
        return
    raw = thing.read_raw_bytes()
    plain = pictures.blind(raw)
    if len(plain) < len(raw):
        thing.write(plain, filter=pikepdf.Name.DCTDecode)
        told.append("图片的拍摄信息")
