"""Text that is a page, a program or a trap, and names that lie."""

from __future__ import annotations

from tests.base.core.files.hostile.build import office, pdf, picture, zipped
from tests.base.core.files.hostile.sample import Sample

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
SVG_XXE = (
    b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>'
)
PAGE = b"\n <html><script>alert(1)</script></html>"
MHT = b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<script>alert(1)</script>"
CSV = "单位,备注\n云梦大学,{}\n"
NOT_KEPT, WRONG, FORMULA = "不接收这种文件", "扩展名与内容不符", "公式"


def line(cell: str) -> bytes:
    return CSV.format(cell).encode()


def named(id_: str, name: str, kept_as: str) -> Sample:
    return Sample(f"name-{id_}", name, pdf, kept_as=kept_as, media="application/pdf")


SAMPLES = [
    *(
        Sample(id_, name, lambda data=data: data, words)
        for id_, name, data, words in [
            ("drawing-with-script", "图.svg", SVG, NOT_KEPT),
            ("drawing-as-png", "图.png", SVG, NOT_KEPT),
            ("drawing-that-reads-files", "图.svg", SVG_XXE, NOT_KEPT),
            ("page-as-text", "页.txt", PAGE, NOT_KEPT),
            ("page-as-document", "页.docx", PAGE, NOT_KEPT),
            ("page-as-workbook", "表.xlsx", PAGE, NOT_KEPT),
            ("page-archive", "页.mht", MHT, NOT_KEPT),
            ("page-archive-as-text", "页.txt", MHT, NOT_KEPT),
            ("shortcut-of-the-web", "链接.txt", b"[InternetShortcut]\r\nURL=file://evil.example/a", NOT_KEPT),
            ("php", "页.php", b"<?php system($_GET[0]);", NOT_KEPT),
            ("script-of-windows", "说明.bat", b"@echo off\r\ndel /s c:\\*\r\n", WRONG),
            ("script-of-a-browser", "说明.js", b"alert(1)", WRONG),
            ("program", "说明.exe", b"MZ" + bytes(99), "程序"),
            ("program-as-pdf", "说明.pdf", b"MZ" + bytes(99), "程序"),
            ("program-of-linux", "说明.txt", b"\x7fELF" + bytes(99), "程序"),
            ("program-of-java", "说明.pdf", b"\xca\xfe\xba\xbe" + bytes(99), "程序"),
            ("shortcut", "说明.pdf", b"L\0\0\0\1\x14\2\0" + bytes(99), "快捷方式"),
            ("rich-text", "说明.docx", b"{\\rtf1 {\\object\\objdata 0105}}", "RTF"),
            ("archive-rar", "材料.rar", b"Rar!\x1a\7\0", "压缩包"),
            ("archive-7z-as-docx", "材料.docx", b"7z\xbc\xaf\x27\x1c", "压缩包"),
            ("archive-gzip", "材料.pdf", b"\x1f\x8b\x08" + bytes(99), "压缩包"),
            ("text-that-turns-into-bytes", "说明.txt", "说明".encode() * 2000 + bytes(range(256)), "不全是文字"),
            ("text-in-no-encoding", "说明.txt", b"\x81\xff" * 99, NOT_KEPT),
            ("nothing", "空.pdf", b"", "空的"),
            ("csv-command", "表.csv", line("=cmd|' /C calc'!A0"), FORMULA),
            ("csv-command-behind-a-sum", "表.csv", line("-2+3+cmd|' /C calc'!A0"), FORMULA),
            ("csv-command-at-sign", "表.csv", line("@SUM(1+1)*cmd|' /C calc'!A0"), FORMULA),
            ("csv-formula-plus", "表.csv", line("+SUM(A1:A9)"), FORMULA),
            ("csv-formula-quoted", "表.csv", line('"=HYPERLINK(""http://evil.example/"")"'), FORMULA),
            ("csv-formula-full-width", "表.csv", line("=1+1"), FORMULA),
            ("csv-formula-in-gbk", "表.csv", CSV.format("=1+1").encode("gb18030"), FORMULA),
            ("csv-formula-far-behind", "表.csv", line("数") * 20_000 + line("=1+1"), FORMULA),
        ]
    ),
    named("right-to-left", "通知\u202efdp.exe.pdf", "通知fdp_exe.pdf"),
    named("isolates", "\u2066通知\u2069\u200b.pdf", "通知.pdf"),
    named("device-con", "CON.pdf", "材料CON.pdf"),
    named("device-nul", "nul.pdf", "材料nul.pdf"),
    named("device-with-more-dots", "aux.报告.pdf", "材料aux.报告.pdf"),
    named("device-with-raised-number", "COM¹.pdf", "材料COM¹.pdf"),
    named("device-behind-a-space", "LPT1 .pdf", "材料LPT1.pdf"),
    named("path-upwards", "../../../etc/passwd.pdf", "_.._.._etc_passwd.pdf"),
    named("path-of-windows", "C:\\Windows\\win.ini.pdf", "C__Windows_win.ini.pdf"),
    named("nul-byte", "通知\x00.exe.pdf", "通知_exe.pdf"),
    named("controls", "通\r\n知\x1b[2J\x07.pdf", "通知[2J.pdf"),
    named("line-separators", "通\u2028知\u2029.pdf", "通知.pdf"),
    named("trailing-space", "通知 .pdf", "通知.pdf"),
    named("wide-spaces", "通\u3000\u00a0\u2003知.pdf", "通 知.pdf"),
    named("three-hundred-characters", "名" * 300 + ".pdf", "名" * 78 + ".pdf"),
    named("three-hundred-emoji", "😀" * 300 + ".pdf", "😀" * 59 + ".pdf"),
    named("only-an-extension", "\u202e.pdf", "材料.pdf"),
    named("half-a-surrogate", "通知\ud800.pdf", "通知.pdf"),
    named("forbidden-signs", '通<知>:"|?*.pdf', "通_知______.pdf"),
    named("two-extensions", "通知.exe.pdf", "通知_exe.pdf"),
    named("two-extensions-of-the-web", "通知.php5.html.pdf", "通知_php5_html.pdf"),
    named("capital-extension", "通知.PDF", "通知.PDF"),
    Sample("name-look-alike-letters", "通知.рdf", pdf, WRONG),
    Sample("name-trailing-dot", "通知.pdf.", pdf, WRONG),
    Sample("name-of-a-program", "通知.pdf.exe", pdf, WRONG),
    Sample("name-without-extension", "通知", pdf, WRONG),
    Sample("name-of-another-kind", "通知.docx", lambda: picture("PNG"), WRONG),
    Sample("document-named-as-workbook", "表.xlsx", office, WRONG),
    Sample("zip-in-disguise", "通知.pdf", lambda: zipped({"a": b"b"}), "压缩包"),
]  # fmt: skip
