"""PDF written anew: no properties, no authors of notes, no links out, no signatures."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf

from wangyu.activities.calls.logic.blinding import pictures

NOTES = frozenset({"/Text", "/Popup", "/FileAttachment", "/Stamp"})
DROPPED = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb")
"""Of any object: descriptions, a program's own data, a small picture."""
AT_ROOT = ("/Metadata", "/PieceInfo", "/Perms", "/Collection", "/URI", "/DSS")
WRITTEN = ("/T", "/NM", "/M", "/CreationDate", "/RC", "/Subj")
"""Of a mark on a page: by whom, when."""


def blind(data: bytes) -> tuple[bytes, list[str]]:
    """The same pages. Raises pikepdf.PdfError for what cannot be opened."""
    told: list[str] = []
    with pikepdf.open(BytesIO(data)) as pdf:
        if "/Info" in pdf.trailer:
            del pdf.trailer.Info
            told.append("作者、单位、软件等文档属性")
        for key in AT_ROOT:
            _drop(pdf.Root, key, "作者、单位、软件等文档属性", told)
        for page in pdf.pages:
            _blind_page(page.obj, told)
        for thing in pdf.objects:
            _blind_thing(thing, told)
        buffer = BytesIO()
        pdf.save(buffer, deterministic_id=True, fix_metadata_version=False)
    return buffer.getvalue(), list(dict.fromkeys(told))


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
