"""推荐汇总表: one line a work, numbered as its files are (Hunan 2025)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import typst

from wangyu.activities.calls import queries
from wangyu.activities.calls.logic.naming import file_name
from wangyu.activities.calls.models import Entry, Piece, Roll
from wangyu.activities.calls.queries.rolls import Line, lines_of, pieces_by_entry
from wangyu.base.core.files.store import path_of
from wangyu.base.core.files.zipped import Member
from wangyu.base.lib.dates import show_time
from wangyu.base.ui.sheets import open_book, sheet_name, write_cell

FONTS = ("Noto Sans CJK SC", "Noto Sans CJK JP")
"""One of them must be there; without Chinese glyphs the page would be empty boxes."""
TEMPLATE = Path(__file__).parent.parent / "typst" / "roll.typ"
TITLE = "作品推荐汇总表"
HEADS = ("序号", "类别", "子类", "作品名称", "作者", "指导教师", "院系", "文件", "备注")
WIDTHS = (6, 16, 12, 36, 24, 14, 20, 40, 12)
LOST = "未取到的文件.txt"


class PdfError(Exception):
    """The page cannot be made; carries the sentence."""


def track_title(entry: Entry) -> str:
    return queries.rules_of(entry.call).track(entry.track).title


def sheet_rows(roll: Roll) -> list[tuple[Any, ...]]:
    lines = lines_of(roll)
    names = names_of_files(roll, lines)
    return [
        (
            line.number, track_title(line.entry), line.entry.subtype, str(line.entry), line.authors,
            line.advisers, line.entry.unit.name if line.entry.unit else "",
            "\n".join(name for name, _ in names[line.entry.pk]), _note(line),
        )
        for line in lines
    ]  # fmt: skip


def _note(line: Line) -> str:
    notes = ("已撤回" * line.withdrawn, "逾期" * line.entry.late)
    return "、".join(note for note in notes if note)


def names_of_files(roll: Roll, lines: Sequence[Line]) -> dict[int, list[tuple[str, Piece]]]:
    """The name each file goes by: the rule's, and a number where a work has several."""
    pattern = queries.rules_of(roll.call).naming
    pieces = pieces_by_entry([line.entry for line in lines if not line.withdrawn])
    return {
        line.entry.pk: list(_named(pattern, line, pieces.get(line.entry.pk, []))) for line in lines
    }


def _named(pattern: str, line: Line, pieces: Sequence[Piece]) -> Iterator[tuple[str, Piece]]:
    for number, piece in enumerate(pieces, start=1):
        suffix = piece.original_name.rpartition(".")[2]
        ordinal = f"（{number}）.{suffix}" if len(pieces) > 1 else f".{suffix}"
        name = file_name(
            pattern, number=line.number, track=track_title(line.entry), title=str(line.entry),
            suffix="",
        )  # fmt: skip
        yield name + ordinal, piece


def roll_workbook(roll: Roll) -> bytes:
    buffer = BytesIO()
    with open_book(buffer) as book:
        sheet = book.add_worksheet(sheet_name(TITLE))
        bold = book.add_format({"bold": True, "border": 1, "text_wrap": True})
        cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        sheet.merge_range(0, 0, 0, len(HEADS) - 1, "", book.add_format())
        head = book.add_format({"bold": True, "font_size": 14, "align": "center"})
        write_cell(sheet, 0, 0, f"{roll.call.title}{TITLE}", head)
        write_cell(sheet, 1, 0, f"推荐单位（盖章）：{roll.organisation.name}　　{stamp_of(roll)}")
        for column, (label, width) in enumerate(zip(HEADS, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            write_cell(sheet, 2, column, label, bold)
        sheet.freeze_panes(3, 0)
        for number, row in enumerate(sheet_rows(roll), start=3):
            for column, value in enumerate(row):
                sheet.write_blank(number, column, None, cell)
                write_cell(sheet, number, column, value, cell)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return buffer.getvalue()


def stamp_of(roll: Roll) -> str:
    if roll.state != "signed" or roll.signed_at is None:
        return "尚未签发，仅供核对"
    who = f"，{roll.signed_by.name}" if roll.signed_by else ""
    return f"签发：{show_time(roll.signed_at)}{who}{'（逾期）' if roll.late else ''}"


def roll_pdf(roll: Roll, now: datetime, *, demo: bool) -> bytes:
    """Raises PdfError where no Chinese font is installed."""
    data = {
        "fonts": FONTS, "title": f"{roll.call.title}{TITLE}", "demo": demo,
        "organisation": roll.organisation.name, "stamp": stamp_of(roll), "made_at": show_time(now),
        "heads": [head for head in HEADS if head != "文件"],
        "rows": [[str(v or "") for n, v in enumerate(r) if HEADS[n] != "文件"] for r in sheet_rows(roll)],
        "notice": _notice(roll),
    }  # fmt: skip
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    page, warnings = typst.compile_with_warnings(str(TEMPLATE), sys_inputs=inputs)
    if sum("unknown font family" in one.message for one in warnings) >= len(FONTS):
        raise PdfError("PDF 没有生成：服务器缺少中文字体，请系统管理员安装 fonts-noto-cjk。")
    return bytes(page)


def _notice(roll: Roll) -> str:
    if roll.notice_from is None or roll.notice_until is None:
        return "尚未校内公示"
    return f"校内公示：{show_time(roll.notice_from)} 至 {show_time(roll.notice_until)}"


def roll_members(roll: Roll) -> Iterator[Member]:
    """The sheet, and folder by folder the files; what cannot be read is listed, not passed over."""
    lines = lines_of(roll)
    yield Member(f"{TITLE}.xlsx", roll_workbook(roll))
    names, lost = names_of_files(roll, lines), []
    for line in lines:
        for name, piece in names[line.entry.pk]:
            inside = f"{_folder(line)}/{name}"
            if path_of(piece.stored_name).is_file():
                yield Member(inside, path_of(piece.stored_name))
            else:
                lost.append(inside)
    if lost:
        yield Member(LOST, "\r\n".join(lost).encode("utf-8-sig"))


def _folder(line: Line) -> str:
    return file_name("类别", number=0, track=track_title(line.entry), title="", suffix="")
