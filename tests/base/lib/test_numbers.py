from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangyu.base.lib.numbers import ceil_div, read_decimal, round_half_up, show

FIGURES = st.decimals(-(10**12), 10**12, places=4)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"), ("１２．５", "12.5"), ("1,234", "1234"), ("1，234，567.8", "1234567.8"),
        ("1 234", "1234"), ("1, 234", "1234"), (" -3 ", "-3"), ("−3", "-3"), ("+4", "4"),
        ("9" * 30, "9" * 30), (".5", "0.5"), ("5.", "5"), ("1.2E+05", "120000"), ("０", "0"),
    ],
)  # fmt: skip
def test_numbers_as_people_type_them_are_read(text, number):
    assert read_decimal(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    ["", "-", "--", "—", "——", "–", "/", "\\", "n/a", "N/A", "NA", "无", "暂无", "未填", "无数据",
     "  ", "－", "／"],
)  # fmt: skip
def test_a_blank_cell_is_not_zero(text):
    assert read_decimal(text) is None


@pytest.mark.parametrize(
    "text",
    ["十", "12人", "1,2", "3,5", "1 2", "1_000", "1e999", "Infinity", "nan", "1.2.3", "+", ".",
     "9" * 31, "12\x00", "0x10"],
)  # fmt: skip
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        read_decimal(text)


@given(st.text())
def test_any_text_is_a_number_or_blank_or_refused(text):
    try:
        number = read_decimal(text)
    except ValueError:
        return
    assert number is None or number.is_finite()


@given(FIGURES)
def test_what_is_shown_is_read_back(number):
    assert read_decimal(show(number)) == number


@pytest.mark.parametrize(
    ("number", "places", "rounded"),
    [("0.5", 0, "1"), ("2.5", 0, "3"), ("-0.4", 0, "0"), ("1.005", 2, "1.01"),
     ("-2.5", 0, "-3"), ("1" * 40, 2, "1" * 40 + ".00")],
)  # fmt: skip
def test_halves_are_rounded_away_from_zero(number, places, rounded):
    assert str(round_half_up(Decimal(number), places)) == rounded


@given(st.integers(0, 10**9), st.integers(1, 10**5))
def test_one_more_person_is_needed_for_any_rest(number, divisor):
    assert ceil_div(Decimal(number), Decimal(divisor)) == -(-number // divisor)


def test_one_in_eight_thousand_exactly_needs_no_more():
    assert [ceil_div(Decimal(n), Decimal(8000)) for n in (8000, 8001, 0, 1)] == [1, 2, 0, 1]


def test_less_than_nothing_is_rounded_up_too():
    assert [ceil_div(Decimal(n), Decimal(3)) for n in (-5, -3)] == [-1, -1]


def test_a_rest_beyond_twenty_eight_digits_still_counts():
    assert ceil_div(Decimal(10**30 + 1), Decimal(10**30)) == 2


@pytest.mark.parametrize(
    ("number", "places", "text"),
    [(None, None, "未填"), (None, 2, "未填"), ("0", None, "0"), ("-0.0", None, "0"),
     ("1234567.50", None, "1,234,567.5"), ("1000", None, "1,000"), ("-0.4", 0, "0"),
     ("1234.5", 2, "1,234.50"), ("1E+3", None, "1,000")],
)  # fmt: skip
def test_show(number, places, text):
    assert show(None if number is None else Decimal(number), places) == text
