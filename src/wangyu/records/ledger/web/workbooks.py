"""The same sheet as an Excel workbook: taken home, filled in, brought back."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from wangyu.base.core.books import LARGEST_FILE, open_book
from wangyu.base.lib.grids import BookError, Grid
from wangyu.base.ui.http import Request
from wangyu.base.ui.sheets import XLSX
from wangyu.records.ledger import access, exports, ops, queries
from wangyu.records.ledger.forms import WorkbookForm
from wangyu.records.ledger.logic.workbook import Parsed, read_province, read_university
from wangyu.records.ledger.models import Window
from wangyu.records.ledger.ops.importing import ImportRefusedError

SHOWN = 200
HOUR = 3600
Reader = Callable[[Sequence[Grid]], Parsed]


def _file(name: str, data: bytes) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    header = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = header or "attachment"
    return response


@login_required
@require_safe
def download(request: Request, pk: int) -> HttpResponse:
    sheet = access.access_sheet(request.actor, pk)
    rows = [row for group in queries.rows_of(sheet).values() for row in group if not row.cited]
    lines = {
        row.item.key: exports.Line(
            row.entry.value if row.entry else None,
            row.entry.text if row.entry else "",
            row.entry.note if row.entry else "",
            row.previous.value if row.previous else None,
            row.entry.source_text if row.entry else "",
        )
        for row in rows
    }
    items = {row.item.key: row.item for row in rows}
    data = exports.university_workbook(sheet.window.title, sheet.organisation.name, items, lines)
    return _file(f"{sheet.organisation.name}-{sheet.window.title}.xlsx", data)


@login_required
@require_safe
def province_download(request: Request, pk: int) -> HttpResponse:
    window = access.access_own_window(request.actor, pk)
    items = list(queries.form_of(window).asked.values())
    schools, values = queries.schools_of(window), queries.figures_of(window)
    return _file(
        f"{window.title}-全省.xlsx", exports.province_workbook(window.title, items, schools, values)
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_(request: Request, pk: int) -> HttpResponse:
    sheet = access.access_sheet(request.actor, pk)
    asked = queries.form_of(sheet.window).asked
    school = queries.school_of(sheet.organisation)
    where = {"title": f"导入 · {sheet.organisation.name}", "back": ("ledger:sheet", pk)}
    return _import(
        request,
        sheet.window,
        lambda grids: read_university(grids, asked, school, sheet.window.title),
        where,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def province_import(request: Request, pk: int) -> HttpResponse:
    window = access.access_own_window(request.actor, pk)
    asked, schools = queries.form_of(window).asked, queries.schools_of(window)
    where = {"title": f"导入全省工作簿 · {window.title}", "back": ("ledger:window", pk)}
    return _import(
        request, window, lambda grids: read_province(grids, asked, schools, window.title), where
    )


def _import(
    request: Request, window: Window, reader: Reader, where: dict[str, Any]
) -> HttpResponse:
    """Upload → every doubtful cell is shown → accept all, or the good part, or nothing."""
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return render(request, "ledger/import.html", where | {"form": form})
    held = request.POST.get("held", "")
    name, data = _unpack(held) if held else _uploaded(form)
    if data is None:
        return render(request, "ledger/import.html", where | {"form": form})
    try:
        parsed = reader(open_book(data))
    except BookError as error:
        messages.error(request, str(error))
        return render(request, "ledger/import.html", where | {"form": WorkbookForm()})
    accepted = "accept" in request.POST and parsed.cells
    if not accepted and (parsed.errors or "accept" not in request.POST):
        shown = {
            "form": form, "parsed": parsed, "troubles": parsed.troubles[:SHOWN], "held": _pack(name, data),
            "file_name": name, "schools": len({cell.org_id for cell in parsed.cells}),
        }  # fmt: skip
        return render(request, "ledger/import.html", where | shown)
    try:
        count = ops.apply_cells(
            window=window,
            cells=parsed.cells,
            file_name=name,
            actor=request.actor,
            now=timezone.now(),
        )
    except ImportRefusedError as error:
        messages.error(request, str(error))
        return render(request, "ledger/import.html", where | {"form": WorkbookForm()})
    messages.success(request, f"已导入 {count} 项。")
    return redirect(*where["back"])


def _uploaded(form: WorkbookForm) -> tuple[str, bytes | None]:
    if not form.is_valid():
        return "", None
    upload = form.cleaned_data["file"]
    return upload.name[:100], upload.read(LARGEST_FILE + 1)


def _pack(name: str, data: bytes) -> str:
    """The file carried to the next step in the page itself, signed: nothing is stored half way."""
    packed = base64.b64encode(zlib.compress(name.encode() + b"\n" + data)).decode()
    return TimestampSigner(salt="ledger.import").sign(packed)


def _unpack(held: str) -> tuple[str, bytes | None]:
    try:
        packed = TimestampSigner(salt="ledger.import").unsign(held, max_age=HOUR)
        name, _, data = zlib.decompress(base64.b64decode(packed)).partition(b"\n")
    except (BadSignature, binascii.Error, zlib.error):
        return "", None
    return name.decode(), data
