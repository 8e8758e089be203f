"""Files that say whose they are, and what stands in their blind copies."""

from __future__ import annotations

import pikepdf

from tests.base.core.files.hostile.build import TYPES, pdf, zipped
from wangyu.activities.calls.enums import Ruling
from wangyu.activities.calls.logic.blinding import masking
from wangyu.activities.calls.models import BlindCopy
from wangyu.activities.calls.ops import blinding
from wangyu.base.core import files

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PHONE = "13812345678"


def docx(text, creator="学生甲"):
    body = f"<w:document {W}><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    core = f"<c><creator>{creator}</creator></c>"
    parts = {"[Content_Types].xml": TYPES % b"", "word/document.xml": body.encode()}
    return zipped(parts | {"docProps/core.xml": core.encode()})


def paper(words):
    def fill(document):
        page = document.pages[0]
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.Contents = document.make_stream(f"BT /F 12 Tf 20 20 Td ({words}) Tj ET".encode())

    return pdf(fill)


def findings(copy):
    return {(one.place, one.words) for one in copy.findings.all()}


def rule(copy, officer, now, ruling=Ruling.MASKED, **which):
    chosen = list(copy.findings.filter(**which))
    blinding.rule_findings(copy=copy, findings=chosen, ruling=ruling, actor=officer, now=now)
    return BlindCopy.objects.get(pk=copy.pk)


def stored(piece):
    return files.path_of(piece.stored_name).read_bytes()


def said(piece):
    with masking.opened(stored(piece)) as document:
        return [page.get_textpage().get_text_range() for page in document]
