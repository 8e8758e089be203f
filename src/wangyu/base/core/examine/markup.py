"""The parts of an office document that can act: types, relations, fields, formulas, declarations."""

from __future__ import annotations

import re
from typing import Protocol
from urllib.parse import unquote_to_bytes

from wangyu.base.core.examine.kinds import MEGABYTE, BadFileError
from wangyu.base.core.examine.names import quoted

MACRO = "{}含有宏，不能接收；请另存为不含宏的格式(docx、xlsx、pptx)。"
DECLARED = "{}的内部结构里有外部声明，不能接收；请重新另存后再传。"
LINKED = "{}引用了网上或共享文件夹里的内容，不能接收；请断开链接、把内容贴进文件后再传。"
RUNS = "{}含有会运行命令的域或公式，不能接收；请删去或改成文字后再传。"
PACKED = "{}里嵌入了网页或外部文件，不能接收；请删去嵌入的对象后再传。"
LARGEST = 16 * MEGABYTE
"""Of a part that is read as a whole."""
OVERLAP = 256
MACRO_TYPES = re.compile(
    rb"macroEnabled|vbaProject|vbaData|macrosheet|activeX|ms-office\.vba", re.IGNORECASE
)
WIDE = ("utf-16-le", "utf-16-be")
DECLARATIONS = tuple(
    word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("ascii", *WIDE)
)
ODD_ENCODING = re.compile(rb"""^<\?xml[^>]*encoding\s*=\s*["'](?!utf-?8|utf-?16|us-ascii|iso-8859-\d|gb|windows-)""", re.IGNORECASE)  # fmt: skip
RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
ATTRIBUTE = re.compile(rb"""\b(Type|Target|TargetMode)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
LOCAL = re.compile(rb"(file:/{0,3}(?=[a-z]:))?([a-z]:[\\/])?[^:\\/][^:]*$", re.IGNORECASE)
"""A path on somebody's own disk: broken elsewhere, but harmless."""
PAGE = re.compile(rb"(https?:|ftp:|mailto:|tel:|#)", re.IGNORECASE)
PAPER = re.compile(
    rb"\.(xls[xmb]?|docx?|pptx?|csv|txt|png|jpe?g|gif|emf|wmf)(!.*)?$", re.IGNORECASE
)
FIELD = re.compile(
    rb"<(?:\w+:)?instrText\b[^>]*>([^<]*)<|<(?:\w+:)?fldSimple\b[^>]*\binstr\s*=\s*[\"']([^\"']*)|(<(?:\w+:)?fldChar\b)"
)
FIELD_RUNS = re.compile(
    rb"\bDDE(AUTO)?\b|\bQUOTE\s+[\d\s]{6,}|\bINCLUDE(TEXT|PICTURE)\W+(https?:|\\\\|ftp:)|\bMACROBUTTON\b",
    re.IGNORECASE,
)
FORMULA = re.compile(rb"<(?:\w+:)?(?:f|definedName)\b[^>]*>([^<]+)<")
FORMULA_RUNS = re.compile(
    rb"\w\s*\|[^!]{0,300}!|\b(CALL|REGISTER(\.ID)?|EXEC|WEBSERVICE|RTD|FILTERXML|IMPORTXML)\s*\(",
    re.IGNORECASE,
)
DDE_LINK = re.compile(rb"<(\w+:)?(ddeLink|ddeItem)\b")
SLIDE_RUNS = re.compile(rb"""action\s*=\s*["']ppaction://(program|macro|ole|customshow\?.*program)""", re.IGNORECASE)  # fmt: skip


class Reader(Protocol):
    def feed(self, piece: bytes) -> None: ...

    def close(self) -> None: ...


def reader_for(part: str, name: str) -> Reader | None:
    """Who reads a part; None for pictures and the like."""
    if not part.endswith((".xml", ".rels", ".vml", ".svg", ".xhtml")):
        return None
    return _Part(part, name)


class _Part:
    """Looks for declarations in every piece, and judges the text as a whole where it can act."""

    def __init__(self, part: str, name: str) -> None:
        self.part, self.name = part, name
        self.text = bytearray()
        self.tail = b""
        self.started = False

    def feed(self, piece: bytes) -> None:
        if not self.started:
            self.started = True
            self._require_usual_start(piece)
        seen = self.tail + piece
        drawing = "/media/" in self.part
        words = DECLARATIONS[3:] if drawing else DECLARATIONS
        if any(word in seen for word in words):
            raise BadFileError(DECLARED.format(quoted(self.name)))
        self.tail = seen[-OVERLAP:]
        if drawing:
            return
        self.text += piece
        if len(self.text) > LARGEST:
            self._judge()
            del self.text[:-65536]

    def close(self) -> None:
        self._judge()

    def _require_usual_start(self, piece: bytes) -> None:
        """Written in an encoding in which a declaration is seen."""
        start = piece.lstrip(b"\xef\xbb\xbf \r\n\t")
        usual = start.startswith((b"<", b"\xff\xfe<\x00", b"\xfe\xff\x00<", b"\x00<"))
        if start and (not usual or ODD_ENCODING.match(start)):
            raise BadFileError(DECLARED.format(quoted(self.name)))

    def _judge(self) -> None:
        text = bytes(self.text)
        if text.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")):
            text = text.decode("utf-16", "replace").encode()
        if self.part == "[content_types].xml" and MACRO_TYPES.search(text):
            raise BadFileError(MACRO.format(quoted(self.name)))
        if self.part.endswith(".rels"):
            judge_relations(text, self.name)
        if runs_something(text):
            raise BadFileError(RUNS.format(quoted(self.name)))


def judge_relations(text: bytes, name: str) -> None:
    """What a part hangs on: no macro, no web page inside, nothing fetched from elsewhere."""
    for relation in RELATION.finditer(text):
        facts = {one[1]: one[2] or one[3] or b"" for one in ATTRIBUTE.finditer(relation[0])}
        kind = facts.get(b"Type", b"").rpartition(b"/")[2].lower()
        target = unquote_to_bytes(_unescaped(facts.get(b"Target", b""))).strip()
        outside = facts.get(b"TargetMode", b"").lower() == b"external"
        if kind in {b"vbaproject", b"xlmacrosheet", b"xlintlmacrosheet", b"activexcontrolbinary"}:
            raise BadFileError(MACRO.format(quoted(name)))
        if kind == b"afchunk" or (outside and kind == b"frame"):
            raise BadFileError(PACKED.format(quoted(name)))
        if outside and not _is_harmless(kind, target):
            raise BadFileError(LINKED.format(quoted(name)))


def _is_harmless(kind: bytes, target: bytes) -> bool:
    """A link that somebody clicks, or a path on a disk that is not here."""
    local = LOCAL.match(target) is not None
    if kind == b"hyperlink":
        return local or PAGE.match(target) is not None
    return local and (kind not in {b"oleobject", b"package"} or PAPER.search(target) is not None)


def _unescaped(text: bytes) -> bytes:
    """Character references read, so that none hides the start of an address."""
    return re.sub(rb"&#(x?)([0-9a-f]{1,6});", _character, text, flags=re.IGNORECASE)


def _character(found: re.Match[bytes]) -> bytes:
    number = int(found[2], 16 if found[1] else 10)
    return chr(number).encode("utf-8", "replace") if number < 0x110000 else b"?"  # noqa: PLR2004 -- the end of Unicode


def runs_something(text: bytes) -> bool:
    """A field of Word, a formula of Excel or an action of PowerPoint that starts a program."""
    return (
        (_has(text, b"ddeLink", b"ddeItem") and DDE_LINK.search(text) is not None)
        or SLIDE_RUNS.search(text) is not None
        or (_has(text, b"instrText", b"fldSimple") and _has_running_field(text))
        or (_has(text, b"/f", b":f", b"definedName") and _has_running_formula(text))
    )


def _has(text: bytes, *words: bytes) -> bool:
    """Whether one of the words stands there at all: a hundredth of the time of a pattern."""
    return any(word in text for word in words)


def _has_running_field(text: bytes) -> bool:
    fields = b"".join(
        b"\n" if f[3] else _unescaped(f[1] or f[2] or b"") for f in FIELD.finditer(text)
    )
    return FIELD_RUNS.search(fields) is not None


def _has_running_formula(text: bytes) -> bool:
    formulas = (_unescaped(f[1]) for f in FORMULA.finditer(text))
    return any(FORMULA_RUNS.search(one) for one in formulas)
