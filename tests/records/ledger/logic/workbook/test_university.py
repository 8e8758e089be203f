"""One university's workbook, brought back in whatever state."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.records.ledger.logic.workbook.tables import ITEMS, OWN, TITLE, figures, long_table, told
from wangyu.base.lib.grids import BookError, grid
from wangyu.records.ledger.logic.workbook import CellValue, read_university

STUDENTS = ("students", "在校生总数", "38,200", "")
RULES = ("rules", "是否制定办法", "是", "")


def read(*tables):
    return read_university(tables, ITEMS, OWN, TITLE)


def test_every_kind_of_figure_is_taken_with_its_note():
    parsed = read(
        long_table(
            STUDENTS, RULES, ("fund", "专项经费", "3万", ""), ("motto", "工作口号", "无", "注")
        )
    )
    assert parsed.cells == [
        CellValue(7, "students", Decimal(38200), raw="38,200"),
        CellValue(7, "rules", Decimal(1), raw="是"),
        CellValue(7, "fund", Decimal(30000), note="“3万”按万折算", raw="3万"),
        CellValue(7, "motto", None, text="无", note="注", raw="无"),
    ]
    assert told(parsed) == [("D5", "note", "“专项经费”：“3万”按万折算。")]


def test_nought_and_blank_and_blank_with_a_reason_are_three_things():
    rows = (("students", "", "0", ""), ("rules", "", "—", ""), ("fund", "", "", "学校未设专项"))
    cells = read(long_table(*rows)).cells
    assert [(c.key, c.value, c.note) for c in cells] == [
        ("students", 0, ""),
        ("fund", None, "学校未设专项"),
    ]


def test_rows_in_another_order_with_lost_keys_are_found_by_label():
    rows = (("", "是否制定办法：", "否", ""), ("x", "在校生总数 （人）", "5", ""))
    assert figures(read(long_table(*rows))) == {(7, "rules"): 0, (7, "students"): 5}


def test_columns_may_have_moved_been_added_or_gone():
    head = ["本期值", "我的备注", "填报项"]
    table = grid("表", [["填报说明"], head, ["5", "x", "在校生总数"]])
    assert figures(read(table)) == {(7, "students"): 5}


def test_keys_alone_are_enough():
    table = grid("表", [["编码", "本期值"], ["students", "5"]])
    assert figures(read(table)) == {(7, "students"): 5}


def test_the_sheet_with_the_figures_is_found_among_others():
    assert figures(read(grid("封面", [["云梦大学"]]), long_table(STUDENTS))) == {
        (7, "students"): 38200
    }


def test_a_short_row_is_blank_where_it_ends():
    table = grid("表", [["编码", "填报项", "本期值"], ["students"], ["rules", "", "是"]])
    assert figures(read(table)) == {(7, "rules"): 1}


@pytest.mark.parametrize("tables", [[], [grid("空", [])], [grid("别的", [["本期"], ["1"]])]])
def test_a_workbook_without_the_column_is_refused_with_what_to_use(tables):
    with pytest.raises(BookError, match="没有找到“本期值”一列；请用本窗口下载的工作簿填写。"):
        read(*tables)


def test_a_head_further_down_than_anybody_would_put_it_is_none():
    with pytest.raises(BookError, match="没有找到"):
        read(grid("表", [[""]] * 60 + [["编码", "本期值"]]))


def test_two_columns_of_values_are_refused_with_both_places():
    with pytest.raises(BookError, match="工作表“填报表”的 D2 和 F2 都是“本期值”，请只留一列。"):
        read(long_table(STUDENTS, head=["编码", "填报项", "上期值", "本期值", "说明", "本期值"]))


def test_another_universitys_workbook_is_refused_whole():
    sentence = "工作表“填报表”的 B1 写明这是“云梦师范学院”的工作簿，这里应导入云梦大学的"
    with pytest.raises(BookError, match=sentence):
        read(long_table(STUDENTS, title=f"{TITLE} · 云梦师范学院"))


def test_the_university_may_be_called_as_before_it_was_renamed():
    assert told(read(long_table(STUDENTS, title=f"{TITLE} · 云梦学院"))) == []


def test_last_years_workbook_is_taken_and_remarked_on():
    parsed = read(long_table(STUDENTS, title="2024年度填报 · 云梦大学"))
    assert figures(parsed) == {(7, "students"): 38200}
    assert told(parsed) == [
        (
            "B1",
            "note",
            "这是“2024年度填报”的工作簿，正在导入“2025年度填报”；请确认填的是本期的数字。",
        )
    ]


def test_an_item_that_is_no_longer_asked_is_remarked_on_only_where_it_was_filled_in():
    parsed = read(long_table(("old", "去年才问的", "5", ""), ("old2", "也没有了", "", "")))
    assert told(parsed) == [("D3", "note", "“去年才问的”不在本窗口的填报项里，没有导入。")]
    assert parsed.cells == []


def test_a_figure_in_a_row_without_a_name_is_not_lost_silently():
    (remark,) = told(read(long_table(("", "", "5", ""))))
    assert remark == ("D3", "note", "这里填了“5”，但这一行没有填报项名称，没有导入。")


def test_an_item_that_stands_twice_is_an_error_with_both_places():
    parsed = read(long_table(STUDENTS, ("students", "", "5", "")))
    assert told(parsed) == [("D4", "error", "“在校生总数”出现了两次（另一处在 D3），请只留一处。")]
    assert figures(parsed) == {(7, "students"): 38200}


def test_labels_sorted_away_from_their_keys_are_an_error_and_not_taken():
    parsed = read(long_table(("students", "专项经费", "5", ""), ("fund", "在校生总数", "6", "")))
    assert parsed.cells == []
    assert [(cell, level) for cell, level, _ in told(parsed)] == [("B3", "error"), ("B4", "error")]
    assert parsed.errors[0].message.startswith("编码是“在校生总数”的，这里却写“专项经费”，可能错位")


def test_a_label_reworded_since_then_is_no_contradiction():
    assert figures(read(long_table(("students", "在校学生总数", "5", "")))) == {(7, "students"): 5}


@pytest.mark.parametrize(
    ("key", "typed", "sentence"),
    [
        ("students", "2025-12-31", "“在校生总数”填的是“2025-12-31”，应填数字（单位 人）。"),
        ("students", "#DIV/0!", "“在校生总数”填的是“#DIV/0!”，应填数字（单位 人）。"),
        ("students", "-1", "“在校生总数”填的是 -1，不应小于 0。"),
        ("rules", "可能", "“是否制定办法”填的是“可能”，应填“是”或“否”。"),
    ],
)
def test_a_wrong_cell_is_told_with_its_address_and_the_others_are_taken(key, typed, sentence):
    other = RULES if key == "students" else STUDENTS
    parsed = read(long_table(other, (key, "", typed, "")))
    assert told(parsed) == [("D4", "error", sentence)]
    assert len(parsed.cells) == 1


CELLS = st.one_of(
    st.text(max_size=6), st.sampled_from(["编码", "本期值", "填报项", *ITEMS, "12", "—"])
)


@given(st.lists(st.lists(CELLS, max_size=5), max_size=8))
def test_any_table_is_read_or_refused_and_each_figure_is_one_of_the_windows(rows):
    try:
        parsed = read(grid("表", rows))
    except BookError:
        return
    keys = [cell.key for cell in parsed.cells]
    assert len(keys) == len(set(keys))
    assert set(keys) <= set(ITEMS)
    assert all(t.message.endswith("。") for t in parsed.troubles)
