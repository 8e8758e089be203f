"""All universities in one table."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.records.ledger.logic.workbook.tables import (
    ITEMS,
    OTHER,
    OWN,
    TITLE,
    figures,
    told,
    wide_table,
)
from wangyu.base.lib.grids import BookError, grid
from wangyu.records.ledger.logic.items import Item
from wangyu.records.ledger.logic.workbook import School, read_province

OWN_ROW = ["4143010001", "云梦大学", "38200", "是"]
OTHER_ROW = ["4143010002", "云梦师范学院", "", "否"]


def read(*tables, schools=(OWN, OTHER), items=ITEMS):
    return read_province(tables, items, schools, TITLE)


def test_every_university_gets_its_figures_and_a_blank_says_nothing():
    parsed = read(wide_table(OWN_ROW, OTHER_ROW))
    assert figures(parsed) == {(7, "students"): 38200, (7, "rules"): 1, (8, "rules"): 0}
    assert told(parsed) == []


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("4143010001", ""),
        ("", "云梦大学"),
        ("", " 云梦 大学 "),
        ("", "云梦学院"),
        ("４１４３０１０００１", "随便"),
        ("9", "云梦大学"),
    ],
)
def test_a_university_is_found_by_code_name_or_former_name(code, name):
    assert figures(read(wide_table([code, name, "5"]))) == {(7, "students"): 5}


def test_code_and_name_that_disagree_are_an_error():
    parsed = read(wide_table(["4143010001", "云梦师范学院", "5"]))
    assert parsed.cells == []
    assert told(parsed) == [
        ("B4", "error", "标识码 4143010001 是“云梦大学”，名称却写“云梦师范学院”，请改正其中一个。")
    ]


@pytest.mark.parametrize(("code", "name", "shown"), [("", "合计", "合计"), ("123", "", "123")])
def test_a_row_of_somebody_else_is_an_error_and_the_others_are_taken(code, name, shown):
    parsed = read(wide_table([code, name, "5"], OWN_ROW))
    assert told(parsed) == [("B4", "error", f"“{shown}”不在本窗口的学校里，请核对名称或标识码。")]
    assert (7, "students") in figures(parsed)


def test_a_university_that_stands_twice_is_an_error_with_both_rows():
    parsed = read(wide_table(OWN_ROW, ["", "云梦学院", "5"]))
    assert told(parsed) == [
        ("B5", "error", "“云梦大学”出现了两次（另一处在第 4 行），请只留一行。")
    ]
    assert figures(parsed)[7, "students"] == 38200


def test_two_universities_of_one_name_are_told_apart_by_code_alone():
    twins = (School(1, "云梦学院", "41"), School(2, "云梦学院", "42"))
    parsed = read(wide_table(["42", "云梦学院", "5"], ["", "云梦学院", "6"]), schools=twins)
    assert figures(parsed) == {(2, "students"): 5}
    assert told(parsed) == [("B5", "error", "有不止一所学校叫“云梦学院”，请填写学校标识码。")]


def test_a_code_two_universities_share_names_neither():
    twins = (School(1, "甲学院", "41"), School(2, "乙学院", "41"))
    parsed = read(wide_table(["41", "", "5"], ["41", "乙学院", "6"]), schools=twins)
    assert figures(parsed) == {(2, "students"): 6}
    assert len(parsed.errors) == 1


def test_figures_in_a_row_without_a_name_are_an_error_and_an_empty_row_is_not():
    parsed = read(wide_table(OWN_ROW, ["", "", "", "是"], ["", "", "", ""], []))
    assert told(parsed) == [("D5", "error", "这里填了“是”，但这一行没有学校名称或标识码，请补上。")]


def test_without_keys_columns_are_found_by_their_labels():
    table = grid("表", [["学校名称", "是否制定办法", "在校生总数（人）"], ["云梦大学", "否", "5"]])
    assert figures(read(table)) == {(7, "rules"): 0, (7, "students"): 5}


def test_keys_may_stand_below_the_head():
    rows = [["学校名称", "甲", "乙"], ["", "students", "rules"], ["云梦大学", "5", "是"]]
    assert figures(read(grid("表", rows))) == {(7, "students"): 5, (7, "rules"): 1}


def test_a_table_with_codes_only_has_its_places_in_the_first_column():
    table = grid("表", [["学校标识码", "在校生总数"], ["99", "5"]])
    assert told(read(table))[0][0] == "A2"


def test_a_column_of_something_else_is_named_and_left_out():
    head = ["学校标识码", "学校名称", "在校生总数（人）", "备注"]
    parsed = read(wide_table([*OWN_ROW[:3], "x"], keys=("students",), head=head))
    assert told(parsed) == [("D3", "note", "“备注”不是本窗口的填报项，这一列没有导入。")]
    assert figures(parsed) == {(7, "students"): 38200}


def test_a_column_added_with_a_label_alone_is_taken_though_others_have_keys():
    head = ["学校标识码", "学校名称", "在校生总数（人）", "工作口号"]
    parsed = read(wide_table([*OWN_ROW[:3], "x"], keys=("students",), head=head))
    assert figures(parsed)[7, "motto"] == "x"


def test_an_item_with_two_columns_is_an_error_with_both_places():
    head = ["学校标识码", "学校名称", "在校生总数（人）", "在校生总数"]
    parsed = read(wide_table([*OWN_ROW[:3], "5"], keys=("students",), head=head))
    assert told(parsed) == [("D3", "error", "“在校生总数”有两列（另一列在 C3），请只留一列。")]
    assert figures(parsed) == {(7, "students"): 38200}


def test_a_head_that_contradicts_its_key_is_an_error_and_its_column_is_not_taken():
    head = ["学校标识码", "学校名称", "专项经费（元）"]
    parsed = read(wide_table(OWN_ROW[:3], keys=("students",), head=head))
    assert parsed.cells == []
    assert [(cell, level) for cell, level, _ in told(parsed)] == [("C3", "error")]


def test_two_items_of_one_label_are_told_apart_by_key_alone():
    twins = {key: Item(key, "次数", "integer", "节") for key in ("one", "two")}
    table = grid("表", [["", "two"], ["学校名称", "次数"], ["云梦大学", "5"]])
    assert figures(read(table, items=twins)) == {(7, "two"): 5}


def test_a_wrong_cell_names_the_university():
    parsed = read(wide_table(["", "云梦大学", "很多"], ["", "云梦师范学院", "2万"]))
    assert told(parsed) == [
        ("C4", "error", "云梦大学的“在校生总数”填的是“很多”，应填数字（单位 人）。"),
        ("C5", "note", "云梦师范学院的“在校生总数”：“2万”按万折算。"),
    ]


def test_last_years_table_is_taken_and_remarked_on():
    parsed = read(wide_table(OWN_ROW, title="2024年度填报"))
    assert told(parsed) == [
        (
            "A1",
            "note",
            "这是“2024年度填报”的工作簿，正在导入“2025年度填报”；请确认填的是本期的数字。",
        )
    ]
    assert figures(parsed)[7, "students"] == Decimal(38200)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (grid("表", [["单位", "在校生总数"]]), "没有找到“学校名称”一列"),
        (grid("表", [["学校名称", "备注"]]), "表头里没有本窗口的填报项"),
        (grid("表", [["学校名称", "在校生总数", "学校名称"]]), "A1 和 C1 都是“学校名称”"),
    ],
)
def test_a_table_of_something_else_is_refused_with_what_to_use(table, words):
    with pytest.raises(BookError, match=words):
        read(table)


CELLS = st.one_of(
    st.text(max_size=6),
    st.sampled_from(
        ["学校名称", "学校标识码", "云梦大学", "4143010002", *ITEMS, "在校生总数", "12"]
    ),
)


@given(st.lists(st.lists(CELLS, max_size=5), max_size=8))
def test_any_table_is_read_or_refused_and_no_figure_is_taken_twice(rows):
    try:
        parsed = read(grid("表", rows))
    except BookError:
        return
    places = [(cell.org_id, cell.key) for cell in parsed.cells]
    assert len(places) == len(set(places))
    assert all(t.message.endswith("。") for t in parsed.troubles)
