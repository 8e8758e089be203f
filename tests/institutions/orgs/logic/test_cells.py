from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangyu.institutions.orgs.logic import workbook
from wangyu.institutions.orgs.logic.cells import TableError, clean, header, read_csv, read_date
from wangyu.institutions.orgs.logic.workbook import read_table

TEXT = "名称,层次\n云梦大学,本科\n"
ROWS = [["名称", "层次"], ["云梦大学", "本科"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_csv_is_read_in_every_usual_encoding(encoding):
    assert read_table(TEXT.encode(encoding)) == ROWS


def test_an_excel_workbook_is_read():
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    buffer = BytesIO()
    book.save(buffer)
    assert read_table(buffer.getvalue()) == ROWS


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"  \n", "文件是空的"),
        (b"\xff\xff\xff\xfe\x81", "读不出文字"),
        (b"a\x00b,c", "读不出文字"),
        (b"\xff\xfea", "读不出文字"),
        (b'a,"b', "引号没有配对"),
        (b"PK\x03\x04 broken", "可能已损坏"),
        (b"\xd0\xcf\x11\xe0 broken", "打不开"),
    ],
)
def test_a_broken_file_is_refused_with_a_sentence(data, words):
    with pytest.raises(TableError, match=words):
        read_table(data)


def test_a_workbook_that_unpacks_too_far_is_refused(monkeypatch):
    book = BytesIO()
    openpyxl.Workbook().save(book)
    monkeypatch.setattr(workbook, "UNPACKED_LIMIT", 10)
    with pytest.raises(TableError, match="过大"):
        read_table(book.getvalue())


@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_a_sentence(data):
    assert outcome(data).endswith(("rows", "。"))


def outcome(data):
    try:
        return f"{len(read_table(data))} rows"
    except TableError as error:
        return str(error)


def test_csv_keeps_quoted_commas():
    assert read_csv('甲,"乙,丙"\n'.encode()) == [["甲", "乙,丙"]]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (12.0, "12"),
        (12.5, "12.5"),
        ("ＡＢ１２", "AB12"),
        (" 云梦\u3000 大学\n", "云梦 大学"),
        (datetime(2024, 3, 5, 8, 0), "2024-03-05"),  # noqa: DTZ001 -- Excel's dates have no zone
        (date(2024, 3, 5), "2024-03-05"),
        ("a\u200bb", "a b"),
    ],
)
def test_cells_are_cleaned(value, text):
    assert clean(value) == text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-03-05", date(2024, 3, 5)),
        ("2024/3/5", date(2024, 3, 5)),
        ("2024.3.5", date(2024, 3, 5)),
        ("2024年3月5日", date(2024, 3, 5)),
        ("2024年3月", date(2024, 3, 1)),
        ("—", None),
        ("", None),
    ],
)
def test_dates_are_read_as_people_write_them(text, day):
    assert read_date(text) == day


@pytest.mark.parametrize("text", ["2024-13-01", "去年", "45000", "0000-01-01"])
def test_a_wrong_date_says_how_it_should_be_written(text):
    with pytest.raises(ValueError, match="应写作 2024-03-05"):
        read_date(text)


NAMES = {"名称": "name", "层次": "level"}


def test_the_header_finds_columns_in_any_order_and_ignores_blank_ones():
    assert header(["层次", "", " 名称 "], NAMES, ["name"]) == {"level": 0, "name": 2}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["名称", "绩点"], "不认识的列:绩点"),
        (["名称", "名称"], "不止一次"),
        (["层次"], "缺少必需的列:名称"),
    ],
)
def test_a_wrong_header_is_named(row, words):
    with pytest.raises(TableError, match=words):
        header(row, NAMES, ["name"])
