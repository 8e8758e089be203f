"""Whatever people call an Excel file: read as they see it, or refused in one sentence."""

import io
import subprocess
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import settings as fewer
from hypothesis import strategies as st

from wangyu.base.core import books
from wangyu.base.core.books import first_sheet, open_book
from wangyu.base.lib.grids import BookError

pytestmark = [pytest.mark.thorough, pytest.mark.indifferent]


def workbook(cells, *, sheets=("表",), name=""):
    """xlsx bytes; ``cells`` maps places on the first sheet to values."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        first, *_ = [book.add_worksheet(sheet) for sheet in sheets]
        day = book.add_format({"num_format": name or "yyyy-mm-dd"})
        for (row, column), value in cells.items():
            style = day if isinstance(value, date | datetime | time | timedelta) else None
            first.write(row, column, value, style)
    return buffer.getvalue()


def outcome(data):
    try:
        return f"{len(open_book(data))} sheets"
    except BookError as error:
        return str(error)


def refusal(data):
    with pytest.raises(BookError) as refused:
        open_book(data)
    text = str(refused.value)
    assert text.endswith("。")
    return text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12, "12"),
        (12.5, "12.5"),
        (0, "0"),
        (True, "是"),
        (False, "否"),
        (1146000.5 * 1.1, "1260600.55"),
        (0.1 + 0.2, "0.3"),
        (4143010532, "4143010532"),
        (1e20, "1e+20"),
        ("  云梦大学 ", "云梦大学"),
        ("1,234", "1,234"),
        (datetime(2025, 12, 31), "2025-12-31"),  # noqa: DTZ001 -- a cell has no zone
        (datetime(2025, 12, 31, 17, 30), "2025-12-31 17:30:00"),  # noqa: DTZ001 -- a cell has no zone
    ],
)
def test_a_cell_is_what_somebody_sees_in_it(value, text):
    data = workbook({(0, 0): value}, name="yyyy-mm-dd hh:mm" if "17:30" in text else "")
    assert first_sheet(data) == [[text]]


def test_places_are_those_of_the_sheet_though_it_begins_with_blanks():
    (sheet,) = open_book(workbook({(2, 1): "甲"}))
    assert sheet.at(2, 1) == "甲"


def test_a_failed_formula_is_seen_and_not_taken_for_a_blank():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet("空")
        sheet = book.add_worksheet("数")
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(1, 2, "=1+1", None, 2)
        sheet.write_formula(5, 5, "=NA()", None, "#N/A")
    assert open_book(buffer.getvalue())[1].rows[1] == ["", "#DIV/0!", "2", "", "", ""]


def test_merged_cells_hold_their_text_in_the_first_of_them():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 1, 1, "合并")
        sheet.write(2, 1, "丁")
    assert first_sheet(buffer.getvalue()) == [["合并", ""], ["", ""], ["", "丁"]]


def test_every_sheet_is_given_with_its_name():
    data = workbook({(0, 0): "甲"}, sheets=("一", "二 & 三"))
    assert [sheet.name for sheet in open_book(data)] == ["一", "二 & 三"]


def test_a_csv_called_xlsx_is_read_all_the_same():
    assert first_sheet("名称\n云梦大学\n".encode("gbk")) == [["名称"], ["云梦大学"]]


def test_an_empty_sheet_has_no_rows():
    assert first_sheet(workbook({})) == []


def password_protected():
    return books.OLE + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le")


def zipped(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def bomb():
    return zipped(bomb=b"0" * (201 * 1024 * 1024))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "文件是空的"),
        (b" \r\n", "文件是空的"),
        (b"x" * (20 * 1024 * 1024 + 1), "文件有 20 MB，超过 20 MB"),
        (password_protected(), "去掉密码"),
        (books.OLE + b"not a book", "已损坏"),
        (b"PK\x03\x04 broken", "已损坏"),
        (zipped(a="no workbook"), "已损坏"),
        (zipped(**{"word/document.xml": "<w/>", "[Content_Types].xml": "<x/>"}), "已损坏"),
        (bomb, "展开后过大"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "不是 Excel 工作簿"),
    ],
)
def test_what_is_no_workbook_is_refused_with_a_sentence(data, words):
    assert words in refusal(data() if callable(data) else data)


@pytest.mark.parametrize("place", [(1_048_575, 0), (0, 16_383), (60_000, 60)])
def test_content_far_outside_is_named_with_its_cell(place):
    text = refusal(workbook({(0, 0): "甲", place: "误填"}))
    assert books.cell_name(*place) in text
    assert "请删去" in text


@pytest.mark.parametrize("place", [(1_048_575, 16_383), (300_000, 9_000)])
def test_five_kilobytes_that_ask_for_all_memory_do_not_take_the_server_down(place):
    assert refusal(workbook({(0, 0): "甲", place: "乙"})) == books.GAVE_UP


def test_a_reader_that_takes_too_long_is_given_up(monkeypatch):
    def never(*_, **options):
        raise subprocess.TimeoutExpired("reader", options["timeout"])

    monkeypatch.setattr(subprocess, "run", never)
    assert refusal(workbook({})) == books.GAVE_UP


@fewer(max_examples=20)
@given(cut=st.integers(0, 5000), put=st.binary(max_size=20))
def test_a_damaged_workbook_is_read_or_refused_with_a_sentence(cut, put):
    sound = workbook({(0, 0): "甲", (3, 3): 5})
    at = cut % len(sound)
    assert outcome(sound[:at] + put + sound[at + len(put) :]).endswith(("sheets", "。"))
