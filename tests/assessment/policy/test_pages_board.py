"""The board: what it shows, to whom, at what cost, narrowed and exported as seen."""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
import pytest

from tests import factories
from tests.assessment.policy.conftest import report, text
from wangyu.base.core.roles import Role

URL = "/policy/board/"
PERIOD = {"period": "Y2025"}


@pytest.fixture
def three(province):
    """甲 has done what clause 11 asks, 乙 half of it, 丙 reported nothing."""
    schools = [
        factories.university(province, "甲大学", city="云梦市"),
        factories.university(province, "乙学院", city="泽城市", ownership="民办"),
        factories.university(province, "丙职院", city="泽城市", level="专科", ownership=""),
    ]
    report(schools[0], work_rules=4, self_check_done=1)
    report(schools[1], work_rules=4, self_check_done=0)
    return schools


def names(page):
    return re.findall(r'class="board-name"><a href="[^"]*">([^<]+)</a>', page.content.decode())


def cell(page, org, number):
    """The word in one cell."""
    found = re.search(
        rf'href="/policy/board/{org.pk}/{number}/[^>]*aria-label="([^"]*)"', page.content.decode()
    )
    return found[1].removeprefix(f"{org.name}第{number}条")


def test_every_university_has_every_clause_in_its_state(as_province, three):
    page = as_province.get(URL, PERIOD)
    assert names(page) == ["甲大学", "乙学院", "丙职院"]
    assert [cell(page, org, 11) for org in three] == ["达到", "部分达到", "未填报"]
    assert {cell(page, three[2], n) for n in range(1, 13)} == {"未填报"}
    assert "1/2" in text(page)


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_costs_the_same_for_one_and_three_universities(
    as_province, province, count, django_assert_num_queries
):
    for n in range(count):
        report(factories.university(province, f"校{n}"), work_rules=1, self_check_done=1)
    as_province.get("/desk/")
    with django_assert_num_queries(8):
        page = as_province.get(URL, PERIOD)
    assert len(names(page)) == count
    with django_assert_num_queries(5):
        as_province.get(URL, PERIOD)


def test_the_kept_board_is_made_anew_when_a_figure_changes(as_province, three):
    assert cell(as_province.get(URL, PERIOD), three[2], 11) == "未填报"
    report(three[2], work_rules=0, self_check_done=0)
    assert cell(as_province.get(URL, PERIOD), three[2], 11) == "未达到"


def test_the_kept_board_of_the_province_is_never_shown_to_a_university(client, province, three):
    factories.sign_in(client, factories.officer(Role.PROVINCE_OFFICER, province))
    assert "甲大学" in names(client.get(URL, PERIOD))
    factories.sign_in(client, factories.officer(Role.UNIVERSITY_OFFICER, three[1]))
    assert names(client.get(URL, PERIOD)) == ["乙学院"]
    factories.sign_in(client, factories.officer(Role.UNIVERSITY_OFFICER, three[2]))
    assert names(client.get(URL, PERIOD)) == ["丙职院"]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"q": "大学"}, ["甲大学"]),
        ({"q": " 乙 "}, ["乙学院"]),
        ({"level": "专科"}, ["丙职院"]),
        ({"ownership": "民办"}, ["乙学院"]),
        ({"ownership": "unknown"}, ["丙职院"]),
        ({"city": "泽城市"}, ["乙学院", "丙职院"]),
        ({"city": "泽城市", "level": "本科"}, ["乙学院"]),
        ({"clause": "11", "state": "met"}, ["甲大学"]),
        ({"state": "partly"}, ["乙学院"]),
        ({"clause": "1", "state": "partly"}, []),
        ({"order": "open"}, ["乙学院", "丙职院", "甲大学"]),
        ({"order": "nonsense", "state": "x", "clause": "99", "level": "x", "city": "x"}, ["甲大学", "乙学院", "丙职院"]),
    ],
)  # fmt: skip
def test_filters_and_order(as_province, three, query, shown):
    page = as_province.get(URL, PERIOD | query)
    assert names(page) == shown
    assert f"{len(shown)} 所学校" in text(page)
    assert ("没有符合条件的学校" in text(page)) == (not shown)


def test_a_filter_leaves_the_other_cities_to_choose_from(as_province, three):
    page = as_province.get(URL, PERIOD | {"city": "云梦市"}).content.decode()
    assert "<option selected>云梦市</option>" in page
    assert "<option>泽城市</option>" in page


def test_the_export_is_what_is_seen(as_province, three):
    query = PERIOD | {"city": "泽城市", "order": "open"}
    seen = as_province.get(URL, query)
    book = openpyxl.load_workbook(BytesIO(as_province.get(URL, query | {"export": "xlsx"}).content))
    head, *rows = book.active.values
    assert head[:5] == ("学校", "层次", "办学性质", "市州", "第1条 共建工作矩阵")
    assert [row[0] for row in rows] == names(seen) == ["乙学院", "丙职院"]
    assert rows[0][1:4] == ("本科", "民办", "泽城市")
    assert rows[1][1:3] == ("高职（专科）", "未载明")
    assert [row[14] for row in rows] == ["部分达到", "未填报"]


def test_more_universities_than_a_page_holds_are_paged(as_province, province):
    for n in range(71):
        factories.university(province, f"校{n:03d}")
    first = as_province.get(URL, PERIOD | {"level": "本科"})
    assert len(names(first)) == 70
    assert "level=%E6%9C%AC%E7%A7%91&amp;page=2" in first.content.decode()
    second = as_province.get(URL, PERIOD | {"page": "2"})
    assert names(second) == ["校070"]
    assert "71 所学校" in text(second)
    assert len(names(as_province.get(URL, PERIOD | {"page": "99"}))) == 1


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN])
def test_others_read_why_not_and_where_the_public_part_is(as_, province, three, role):
    page = as_(role, province).get(URL)
    assert page.status_code == 403
    assert "公开内容请看政策条款" in text(page)
    assert "甲大学" not in text(page)


def test_a_board_without_universities_says_what_to_do(as_province):
    assert "请先导入高校名录" in text(as_province.get(URL))


def test_a_closed_university_leaves_the_board(as_province, three):
    org = three[0]
    org.closed_on = factories.TODAY
    org.save()
    assert "甲大学" not in names(as_province.get(URL, PERIOD))


def test_totals_leave_out_those_to_whom_a_clause_does_not_apply(as_province, province):
    """Nobody there, no room to have: clause 9 asks nothing of this school. Clause 11 does."""
    school = factories.university(province, "甲大学")
    nobody = dict.fromkeys(("students", "staff", "department_studios", "studios_independent"), 0)
    report(school, **nobody, space_office_m2=0, space_activity_m2=0, fund_received=0, work_rules=1)
    page = as_province.get(URL, PERIOD)
    assert (cell(page, school, 9), cell(page, school, 11)) == ("不适用", "部分达到")
    assert "0/0" in text(page)
    assert page.content.decode().count("<meter") == 1


def test_a_period_that_is_not_listed_stays_chosen(as_province, three):
    report(three[0], "A2019", work_rules=4, self_check_done=1)
    page = as_province.get(URL, {"period": "A2019"})
    assert '<option value="A2019" selected>2019—2020学年</option>' in page.content.decode()
    assert cell(page, three[0], 11) == "达到"
