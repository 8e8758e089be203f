"""Reading what people type: patient with how, strict with what."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangyu.base.lib.numbers import BLANKS, show
from wangyu.records.ledger.logic.items import (
    KINDS,
    PLACES,
    TEXT_LIMIT,
    Item,
    item_from,
    plain_value,
    read,
)


def item(kind="integer", **more):
    return Item("k", "在校生总数", kind, "基本情况", **more)


PEOPLE, YUAN, SPACE = item(unit="人"), item("money", unit="元"), item("decimal", unit="㎡")
YESNO, TEXT = item("yesno"), item("text")
NUMBERS = [
    (PEOPLE, "38200", 38200),
    (PEOPLE, "38,200", 38200),
    (PEOPLE, "38，200", 38200),
    (PEOPLE, "３８２００", 38200),
    (PEOPLE, " 38 200 ", 38200),
    (PEOPLE, "38200人", 38200),
    (PEOPLE, "38200 人", 38200),
    (PEOPLE, "38200.0", 38200),
    (PEOPLE, "3.82e4", 38200),
    (PEOPLE, "+5", 5),
    (PEOPLE, "0", 0),
    (PEOPLE, "０", 0),
    (PEOPLE, "-0", 0),
    (PEOPLE, "3.82万", 38200),
    (PEOPLE, "３.８２ 万人", 38200),
    (YUAN, "1146000.50元", "1146000.50"),
    (YUAN, "￥1,146,000.5", "1146000.5"),
    (YUAN, "114.6万元", 1146000),
    (YUAN, "−3", -3),
    (SPACE, "120.5 ㎡", "120.5"),
    (SPACE, "120.5m²", "120.5"),
    (SPACE, "120.5 m2", "120.5"),
    (SPACE, "120.5平方米", "120.5"),
    (SPACE, "0.0001", "0.0001"),
    (item("money", unit="万元"), "12万", 12),
    (item("money", unit="万元"), "12万元", 12),
    (item(), "7", 7),
]


@pytest.mark.parametrize(("asked", "typed", "value"), NUMBERS)
def test_a_number_is_read_as_people_write_it(asked, typed, value):
    reading = read(asked, typed)
    assert (reading.value, reading.text, reading.error) == (Decimal(value), "", "")


@pytest.mark.parametrize("typed", ["3.82万", "3.82万人"])
def test_counting_in_ten_thousands_is_said_in_the_note(typed):
    assert read(PEOPLE, typed).note == f"“{typed}”按万折算"
    assert read(PEOPLE, "38200").note == ""


@pytest.mark.parametrize(
    "typed", [*sorted(BLANKS), "  ", "－", "／", "Ｎ／Ａ", "— ", "—人", "\x00"]
)
def test_a_blank_is_not_nought(typed):
    reading = read(PEOPLE, typed)
    assert reading.value is None
    assert reading.error == ""


@pytest.mark.parametrize(
    "typed",
    [
        "三百", "2025-12-31", "#DIV/0!", "38,20", "约300", "3万5千", "3万200", "3万元", "万", "85%",
        "1..2", "1e99999", "9" * 31, "NaN", "Infinity", "²", "10²", "⑩", "½", "一",
    ],
)  # fmt: skip
def test_what_is_no_number_is_quoted_and_the_unit_named(typed):
    reading = read(PEOPLE, typed)
    assert reading.value is None
    assert reading.error.startswith("“在校生总数”填的是“")
    assert reading.error.endswith("，应填数字（单位 人）。")


def test_without_a_unit_none_is_named():
    assert read(item(), "x").error == "“在校生总数”填的是“x”，应填数字。"


@pytest.mark.parametrize(
    ("asked", "typed", "words"),
    [
        (PEOPLE, "12.5", "填的是 12.5，应为整数"),
        (YUAN, "0.001", "填的是 0.001，应为最多 2 位小数"),
        (SPACE, "0.00001", "应为最多 4 位小数"),
        (item(minimum="0"), "-1", "填的是 -1，不应小于 0"),
        (item(maximum="12"), "13", "填的是 13，不应大于 12"),
        (item("money", unit="元", minimum="-5.5"), "-6", "不应小于 -5.5"),
        (PEOPLE, "100000000000000", "数字太大，请检查单位是否为人"),
        (item(), "-1e14", "请检查单位是否为个"),
        (PEOPLE, "9e99", "数字太大"),
    ],
)
def test_a_number_out_of_range_says_what_would_be_right(asked, typed, words):
    reading = read(asked, typed)
    assert reading.value is None
    assert words in reading.error


@pytest.mark.parametrize("typed", ["0", "12"])
def test_the_limits_themselves_are_allowed(typed):
    assert read(item(minimum="0", maximum="12"), typed).value == Decimal(typed)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        *[(word, 1) for word in ("是", "有", "已", "1", "１", "Yes", "Y", "TRUE", "√", " 是 ")],
        *[(word, 0) for word in ("否", "没有", "无", "未", "0", "No", "n", "FALSE", "×")],
        *[(word, None) for word in ("", "—", "/", "－", "未填")],
    ],
)
def test_yes_no_and_not_said_are_three_things(typed, value):
    assert read(YESNO, typed).value == value
    assert read(YESNO, typed).error == ""


@pytest.mark.parametrize("typed", ["也许", "2", "是的吧"])
def test_neither_yes_nor_no_is_refused(typed):
    assert read(YESNO, typed).error == f"“在校生总数”填的是“{typed}”，应填“是”或“否”。"


def test_a_text_is_kept_as_typed():
    assert read(TEXT, " 制度汇编\x00（２０２５版） — ").text == "制度汇编（２０２５版） —"
    assert read(TEXT, "无").value is None


def test_a_text_too_long_is_counted():
    assert read(TEXT, "字" * TEXT_LIMIT).error == ""
    assert "有 1001 字，最多 1000 字" in read(TEXT, "字" * (TEXT_LIMIT + 1)).error


@given(st.sampled_from([PEOPLE, YUAN, SPACE, YESNO, TEXT]), st.text(max_size=40))
def test_anything_typed_is_read_or_explained_in_one_sentence(asked, typed):
    reading = read(asked, typed)
    if reading.error:
        assert (reading.value, reading.text) == (None, "")
        assert reading.error.endswith("。")


@given(st.data())
def test_what_is_shown_reads_back_as_the_same_number(data):
    kind = data.draw(st.sampled_from(sorted(PLACES)))
    limit = 10**13
    value = data.draw(st.decimals(-limit, limit, places=PLACES[kind]))
    asked = item(kind, unit="元")
    for typed in (show(value), f"{show(value)}元", plain_value(asked, value)):
        assert read(asked, typed).value == value


@given(st.integers(0, 10**9))
def test_full_width_digits_read_as_plain_ones(number):
    wide = str(number).translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"})
    assert read(PEOPLE, wide) == read(PEOPLE, str(number))


@given(st.decimals(0, 10**9, places=4))
def test_ten_thousands_are_exact(number):
    assert read(SPACE, f"{number}万").value == number * 10_000


@pytest.mark.parametrize(
    ("asked", "value", "text", "typed"),
    [
        (PEOPLE, None, "", ""),
        (PEOPLE, Decimal("0.0000"), "", "0"),
        (PEOPLE, Decimal("38200.0000"), "", "38200"),
        (SPACE, Decimal("120.5000"), "", "120.5"),
        (YESNO, Decimal(0), "", "否"),
        (YESNO, Decimal(1), "", "是"),
        (YESNO, None, "", ""),
        (TEXT, None, "制度汇编", "制度汇编"),
    ],
)
def test_a_stored_figure_is_written_as_one_would_type_it(asked, value, text, typed):
    assert plain_value(asked, value, text) == typed


def test_an_item_survives_being_frozen_in_a_window():
    for kind in KINDS:
        whole = item(kind, unit="人", minimum="0", required=False, minutes=0.5, prefill="orgs.x")
        assert item_from(whole.as_spec()) == whole


def test_what_was_frozen_by_another_version_of_the_platform_is_still_read():
    frozen = item().as_spec() | {"of_another_version": 1}
    del frozen["source"]
    assert item_from(frozen) == item()
