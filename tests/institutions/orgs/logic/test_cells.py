from __future__ import annotations

from datetime import date, datetime

import pytest

from wangyu.institutions.orgs.logic.cells import TableError, clean, header, read_date


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
        ("a\x07b", "a b"),
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
        ("2024-03-05 08:00:00", date(2024, 3, 5)),
        ("2024年3月", date(2024, 3, 1)),
        ("", None),
        ("-", None),
        ("—", None),
        ("/", None),
        ("无", None),
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
        (["名称", "绩点"], "不认识的列：绩点"),
        (["名称", "名称"], "不止一次"),
        (["层次"], "缺少必需的列：名称。"),
    ],
)
def test_a_wrong_header_is_named(row, words):
    with pytest.raises(TableError, match=words):
        header(row, NAMES, ["name"])


def test_of_many_unknown_columns_the_first_eight_are_named():
    with pytest.raises(TableError, match="不认识的列：1、2、3、4、5、6、7、8。"):
        header(["名称", *"123456789"], NAMES, ["name"])
