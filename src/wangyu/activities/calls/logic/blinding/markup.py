"""One part of an office document: who wrote, when and where is taken out; words are masked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from lxml import etree

from wangyu.activities.calls.logic.blinding.words import MASK, pattern_of

PARAGRAPHS = frozenset({"p", "si", "is"})
TEXTS = frozenset({"t", "delText"})
WHO = {"author": "作者", "initials": "", "userId": "", "providerId": "", "userName": "作者"}
DATES = frozenset({"date", "dateUtc", "dt"})
CHANGES = frozenset(
    {"ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange",
     "trPrChange", "tcPrChange", "numberingChange", "cellIns", "cellDel", "cellMerge"}
)  # fmt: skip
REMARKS = frozenset(
    {"commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef", "legacyDrawing"}
)
REMARK_PARTS = re.compile(
    r"(word/(comments\w*|people)|(xl|ppt)/(threadedcomments|comments|persons)/\w+|"
    r"xl/comments\d*|ppt/commentauthors)\.xml$"
)
PICTURE_NAMES = ("descr", "title")
FIELDS = re.compile(
    r"\s*(AUTHOR|LASTSAVEDBY|USERNAME|USERINITIALS|USERADDRESS|FILENAME|DOCPROPERTY|COMMENTS|"
    r"KEYWORDS|SUBJECT|TITLE|TEMPLATE|INFO)\b", re.IGNORECASE,
)  # fmt: skip
OUTSIDE, LINK, PAGE, PAPER = "External", "hyperlink", "#", "x.docx"
SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
DAY = "2000-01-01T00:00:00Z"


def _local(node: Any) -> str:
    return str(etree.QName(node).localname) if isinstance(node.tag, str) else ""


def _read(data: bytes) -> Any:
    """None for what is no markup after all: it was let in as harmless, and says nothing."""
    try:
        return etree.fromstring(data, etree.XMLParser(**SAFE))
    except etree.XMLSyntaxError:
        return None


def plain_text(data: bytes) -> Iterator[str]:
    root = _read(data)
    for paragraph in () if root is None else root.iter():
        if _local(paragraph) in PARAGRAPHS and (text := _said(paragraph)):
            yield text


def _pieces(paragraph: Any) -> list[Any]:
    return [node for node in paragraph.iter() if _local(node) in TEXTS]


def _said(paragraph: Any) -> str:
    return "".join(node.text or "" for node in _pieces(paragraph))


class Part:
    def __init__(self, name: str, data: bytes, masked: Collection[str]) -> None:
        self.name, self.data, self.masked = name, data, masked
        self.told: list[str] = []

    def content(self) -> bytes:
        root = _read(self.data)
        if root is None:
            return self.data
        if self.name.endswith(".rels"):
            self._relations(root)
        elif self.name.startswith("customxml/item") and "props" not in self.name:
            self._empty(root)
        elif REMARK_PARTS.match(self.name):
            self._tell("批注")
            for child in list(root):
                root.remove(child)
        else:
            self._people(root)
            self._fields(root)
            self._pictures(root)
            self._mask(root)
        etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
        made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        return made

    def _tell(self, word: str) -> None:
        if word not in self.told:
            self.told.append(word)

    def _relations(self, root: Any) -> None:
        for one in list(root):
            target, kind = one.get("Target", ""), one.get("Type", "").rpartition("/")[2]
            if kind == "thumbnail":
                root.remove(one)
            elif one.get("TargetMode") == OUTSIDE and target not in {PAGE, PAPER}:
                one.set("Target", PAGE if kind == LINK else PAPER)
                self._tell("指向外部的链接和路径")

    def _empty(self, root: Any) -> None:
        """A form's own data, from which Word fills in its cover page."""
        for node in root.iter():
            if node.text and node.text.strip():
                node.text = ""
                self._tell("封面等处绑定的数据")

    def _people(self, root: Any) -> None:
        for node in list(root.iter()):
            name = _local(node)
            if name in REMARKS and node.getparent() is not None:
                node.getparent().remove(node)
                self._tell("批注")
                continue
            for key in list(node.attrib):
                self._person(node, name, key)

    def _person(self, node: Any, name: str, key: str) -> None:
        plain = key.rpartition("}")[2]
        if plain in WHO and node.get(key) not in {"", WHO[plain]}:
            node.set(key, WHO[plain])
            self._tell("修订者的姓名")
        elif plain in DATES and name in CHANGES:
            node.set(key, DAY)

    def _fields(self, root: Any) -> None:
        """What a field that names its author or file showed last."""
        for node in root.iter():
            instruction = next((v for k, v in node.attrib.items() if k.endswith("}instr")), "")
            if _local(node) == "fldSimple" and FIELDS.match(instruction):
                self._blank(_pieces(node))
        inside: list[str] = []
        for node in root.iter():
            name = _local(node)
            if name == "fldChar":
                _follow(
                    inside,
                    next((v for k, v in node.attrib.items() if k.endswith("}fldCharType")), ""),
                )
            elif name == "instrText" and inside:
                inside[-1] += node.text or ""
            elif name in TEXTS and any(SHOWN in one and FIELDS.match(one) for one in inside):
                self._blank([node])

    def _blank(self, pieces: list[Any]) -> None:
        for piece in pieces:
            if piece.text:
                piece.text = ""
                self._tell("作者、文件名等自动填入的文字")

    def _pictures(self, root: Any) -> None:
        """Names of picture files, which often are paths of somebody's own disk."""
        for node in root.iter():
            if _local(node) in {"docPr", "cNvPr"}:
                for key in PICTURE_NAMES:
                    if node.attrib.pop(key, ""):
                        self._tell("图片的原文件名和说明")
                if _local(node) == "cNvPr" and "." in node.get("name", ""):
                    node.set("name", "")
                    self._tell("图片的原文件名和说明")

    def _mask(self, root: Any) -> None:
        for word in self.masked:
            wanted = pattern_of(word)
            for paragraph in root.iter():
                if _local(paragraph) in PARAGRAPHS and wanted.search(_said(paragraph)):
                    _replace(_pieces(paragraph), wanted)
                    self._tell("遮盖的文字")


SHOWN = "\x00"
"""Stands in a field's instruction once its result has begun."""


def _follow(inside: list[str], kind: str) -> None:
    if kind == "begin":
        inside.append("")
    elif kind == "separate" and inside:
        inside[-1] += SHOWN
    elif kind == "end" and inside:
        inside.pop()


def _replace(pieces: list[Any], wanted: re.Pattern[str]) -> None:
    """The mask stands in the piece where a place begins; the rest of it is taken from the others."""
    whole = "".join(piece.text or "" for piece in pieces)
    spans = [found.span() for found in wanted.finditer(whole)]
    at = 0
    for piece in pieces:
        text = piece.text or ""
        piece.text = "".join(
            MASK if any(place == start for start, _ in spans) else ""
            if any(start <= place < end for start, end in spans) else letter
            for place, letter in enumerate(text, start=at)
        )  # fmt: skip
        at += len(text)
