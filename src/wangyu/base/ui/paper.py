"""Paper: a PDF from a typst template and plain data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst
from django.http import HttpResponse

from wangyu.base.ui.taking import file_response

FONTS = ("Noto Sans CJK SC", "Noto Sans CJK JP")
"""One of them must be there; without Chinese glyphs the page would be empty boxes."""


class PdfError(Exception):
    """The paper cannot be made; carries the sentence."""


def pdf(template: Path, data: Mapping[str, Any]) -> bytes:
    """The template reads ``sys.inputs.data``; its ``fonts`` are ours."""
    inputs = {"data": json.dumps({"fonts": FONTS} | dict(data), ensure_ascii=False)}
    made, warnings = typst.compile_with_warnings(str(template), sys_inputs=inputs)
    if sum("unknown font family" in one.message for one in warnings) >= len(FONTS):
        raise PdfError("PDF 没有生成：服务器缺少中文字体，请系统管理员安装 fonts-noto-cjk。")
    return bytes(made)


def pdf_response(data: bytes, filename: str, title: str) -> HttpResponse:
    return file_response(data, filename, "application/pdf", title)
