"""The same sheet as an Excel workbook: taken home, filled in, brought back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.signing import BadSignature
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from wangyu.base.core.books import LARGEST_FILE, open_book
from wangyu.base.lib.grids import BookError, Grid
from wangyu.base.ui.http import Request
from wangyu.base.ui.sheets import XLSX
from wangyu.base.ui.taking import file_response
from wangyu.records.ledger import access, exports, ops, queries
from wangyu.records.ledger.forms import WorkbookForm
from wangyu.records.ledger.logic.workbook import CellValue, Parsed, read_province, read_university
from wangyu.records.ledger.models import Window
from wangyu.records.ledger.ops.entries import why_not_editable
from wangyu.records.ledger.ops.importing import ImportRefusedError

SHOWN = 200
HOUR = 3600
Reader = Callable[[Sequence[Grid]], Parsed]


@dataclass(frozen=True, slots=True)
class Where:
    """The window that is imported into, and where one came from."""

    window: Window
    title: str
    back: tuple[str, int]

    @property
    def salt(self) -> str:
        return f"ledger.import:{self.window.pk}"


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
    name = f"{sheet.organisation.name}-{sheet.window.title}.xlsx"
    return file_response(data, name, XLSX, "填报工作簿")


@login_required
@require_safe
def province_download(request: Request, pk: int) -> HttpResponse:
    window = access.access_own_window(request.actor, pk)
    items = list(queries.form_of(window).asked.values())
    schools, values = queries.schools_of(window), queries.figures_of(window)
    data = exports.province_workbook(window.title, items, schools, values)
    return file_response(data, f"{window.title}-全省.xlsx", XLSX, "全省填报工作簿")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_(request: Request, pk: int) -> HttpResponse:
    sheet = access.access_sheet(request.actor, pk)
    if reason := why_not_editable(sheet, request.actor):
        messages.error(request, f"不能导入：{reason}")
        return redirect("ledger:sheet", pk)
    asked = queries.form_of(sheet.window).asked
    where = Where(sheet.window, f"导入 · {sheet.organisation.name}", ("ledger:sheet", pk))
    school, title = queries.school_of(sheet.organisation), sheet.window.title
    return _import(request, where, lambda grids: read_university(grids, asked, school, title))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def province_import(request: Request, pk: int) -> HttpResponse:
    window = access.access_own_window(request.actor, pk)
    asked, schools = queries.form_of(window).asked, queries.schools_of(window)
    where = Where(window, f"导入全省工作簿 · {window.title}", ("ledger:window", pk))
    return _import(request, where, lambda grids: read_province(grids, asked, schools, window.title))


def _import(request: Request, where: Where, reader: Reader) -> HttpResponse:
    """Upload → every doubtful cell is shown → accept all, or the good part, or nothing."""
    if "held" in request.POST:
        return _apply(request, where)
    posted = request.method == "POST"
    form = WorkbookForm(request.POST, request.FILES) if posted else WorkbookForm()
    if not form.is_valid():
        return _render(request, where, form)
    upload = form.cleaned_data["file"]
    try:
        parsed = reader(open_book(upload.read(LARGEST_FILE + 1)))
    except BookError as error:
        form.add_error("file", str(error))
        return _render(request, where, form)
    plan = ops.plan_import(window=where.window, cells=parsed.cells, actor=request.actor)
    troubles = parsed.errors + [t for t in parsed.troubles if t.level != "error"]
    left_out = len(parsed.errors) + len(plan.refused)
    return _render(
        request, where, form, plan=plan, troubles=troubles[:SHOWN], more=len(troubles) - SHOWN,
        left_out=left_out, changes=plan.changes[:SHOWN], file_name=upload.name,
        schools=len({cell.org_id for cell in plan.cells}), held=_pack(where, upload.name, plan.cells),
    )  # fmt: skip


def _render(request: Request, where: Where, form: WorkbookForm, **more: Any) -> HttpResponse:
    shown = {"title": where.title, "back": where.back, "form": form}
    return render(request, "ledger/import.html", shown | more)


def _apply(request: Request, where: Where) -> HttpResponse:
    try:
        name, cells = _unpack(where, request.POST["held"])
        count = ops.apply_cells(
            window=where.window, cells=cells, file_name=name, actor=request.actor,
            now=request.arrived(),
        )  # fmt: skip
    except BadSignature:
        messages.error(request, "这次读取已过一小时或不完整，请重新选择文件。没有导入任何数字。")
    except ImportRefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已从“{name}”导入 {count} 项。")
        return redirect(*where.back)
    return _render(request, where, WorkbookForm())


def _pack(where: Where, name: str, cells: Sequence[CellValue]) -> str:
    """What was read, carried to the next step in the page itself, signed: nothing is half stored."""
    rows = [
        [str(part) if isinstance(part, Decimal) else part for part in astuple(c)] for c in cells
    ]
    return signing.dumps([name[:100], rows], salt=where.salt, compress=True)


def _unpack(where: Where, held: str) -> tuple[str, list[CellValue]]:
    name, rows = signing.loads(held, salt=where.salt, max_age=HOUR)
    return name, [
        CellValue(org_id, key, None if value is None else Decimal(value), *rest)
        for org_id, key, value, *rest in rows
    ]
