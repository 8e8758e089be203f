from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangyu.institutions.people.logic.sheet import HEADER, BadSheetError, Terms, read_rows

TODAY = date(2026, 3, 5)
TERMS = Terms(
    roles={"高校填报人": "university_reporter", "院系工作室负责人": "department_officer"},
    orgs={"云梦大学": 1, "文学院": 2},
    tier_of_org={1: 2, 2: 3},
    tier_of_role={"university_reporter": 2, "department_officer": 3},
    today=TODAY,
    taken={("旧人", "university_reporter", 1)},
)


def one(*cells):
    return read_rows([HEADER, cells], TERMS)[0]


def test_a_good_row_has_no_problem():
    row = one(" 甲 ", "高校填报人", "云梦大学", "a@b.cn", "2027年3月31日")
    assert (row.name, row.role, row.org_id, row.until) == (
        "甲", "university_reporter", 1, date(2027, 3, 31),
    )  # fmt: skip
    assert row.problems == ()


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (("", "高校填报人", "云梦大学", "a@b.cn", ""), "姓名"),
        (("甲", "高校填报人", "", "", ""), "没有写机构"),
        (("长" * 61, "高校填报人", "云梦大学", "", ""), "姓名"),
        (("甲", "省长", "云梦大学", "", ""), "省长"),
        (("甲", "高校填报人", "别的大学", "", ""), "别的大学"),
        (("甲", "高校填报人", "文学院", "", ""), "层级"),
        (("甲", "高校填报人", "云梦大学", "不是邮箱", ""), "不像邮箱"),
        (("甲", "高校填报人", "云梦大学", "", "2026-03-04"), "已经过去"),
        (("甲", "高校填报人", "云梦大学", "", date(2026, 3, 4)), "已经过去"),
        (("甲", "高校填报人", "云梦大学", "", "明年"), "应写作"),
        (("甲", "高校填报人", "云梦大学", "", "2026-13-40"), "应写作"),
        (("旧人", "高校填报人", "云梦大学", "", ""), "已有一条未用的邀请"),
    ],
)
def test_a_wrong_row_says_what_is_wrong(cells, words):
    assert any(words in problem for problem in one(*cells).problems)


def test_the_same_person_twice_is_said_at_the_second_row():
    line = ("甲", "高校填报人", "云梦大学", "", "")
    first, second = read_rows([HEADER, line, line], TERMS)
    assert first.problems == ()
    assert "重复" in second.problems[0]


def test_days_come_as_dates_too():
    assert one("甲", "高校填报人", "云梦大学", "", TODAY).until == TODAY
    assert one(
        "甲", "高校填报人", "云梦大学", "", datetime(2027, 1, 2, 8, tzinfo=UTC)
    ).until == date(2027, 1, 2)


def test_columns_may_stand_in_another_order_and_short_rows_are_read():
    rows = read_rows(
        [("机构", "姓名", "角色"), ("云梦大学", "甲", "高校填报人"), ("", "", "")], TERMS
    )
    assert [(r.number, r.problems) for r in rows] == [(2, ())]


def test_a_row_shorter_than_its_header_is_a_row_with_problems():
    assert one("甲").problems


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([], "空"),
        ([HEADER, ("", "高校填报人", "云梦大学")], "没有要邀请的人"),
        ([HEADER], "没有要邀请的人"),
        ([(*HEADER, "工资"), ("甲", "高校填报人", "云梦大学")], "不认识的列：工资"),
        ([("姓名", "邮箱"), ("甲", "")], "缺少的列：角色、机构"),
        ([HEADER, *[(f"人{n}", "", "") for n in range(501)]], "501"),
    ],
)
def test_a_sheet_that_cannot_be_read_says_why(cells, words):
    with pytest.raises(BadSheetError, match=words):
        read_rows(cells, TERMS)


CELL = st.one_of(
    st.text(max_size=8), st.integers(), st.floats(), st.none(), st.dates(), st.booleans()
)


@given(st.lists(st.lists(CELL, max_size=7), max_size=4))
def test_no_cell_breaks_the_reader(lines):
    try:
        rows = read_rows([HEADER, *lines], TERMS)
    except BadSheetError:
        return
    assert all(row.problems or (row.role and row.org_id and row.name) for row in rows)
