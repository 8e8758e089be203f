"""The hard standards: number, standard and gap, by level and ownership, over years, by city."""

from __future__ import annotations

import json
import re
from io import BytesIO

import openpyxl
import pytest

from tests import factories
from tests.assessment.policy.conftest import report, text
from tests.assessment.policy.test_pages_university import table
from wangyu.base.core.roles import Role

URL = "/policy/standards/"


@pytest.fixture
def four(province):
    """甲 2 posts of 3, 乙 2 of 2, 丙 none of 1, 丁 silent. Money: 甲 short, 乙 over, 丙 nothing."""
    facts = [("甲大学", "本科", "公办", "云梦市"), ("乙学院", "本科", "民办", "泽城市"),
             ("丙职院", "专科", "公办", "泽城市"), ("丁职院", "专科", "", "泽城市")]  # fmt: skip
    schools = [
        factories.university(province, n, level=level, ownership=own, city=city)
        for n, level, own, city in facts
    ]
    report(schools[0], students=16_001, staff=999, full_time_staff=2, fund_received=480_000,
           space_office_m2=100, space_activity_m2=0)  # fmt: skip
    report(schools[1], students=15_000, staff=1_000, full_time_staff=2, fund_received=900_000,
           space_office_m2=100, space_activity_m2=None)  # fmt: skip
    report(schools[2], students=5_000, staff=400, full_time_staff=0, fund_received=0)
    return schools


def chart(page, name):
    found = re.search(rf'id="{name}-option"[^>]*>(.*?)</script>', page.content.decode(), re.DOTALL)
    return json.loads(found[1])


def test_posts_are_summed_for_the_province_by_level_and_by_ownership(as_province, four):
    page = as_province.get(URL, {"period": "Y2025", "standard": "staff_ratio"})
    assert table(page, "合计") == [
        ["合计", "4", "3", "1", "6", "4", "2", "1:9,600"],
        ["本科", "2", "2", "1", "5", "4", "1", "1:8,250"],
        ["高职（专科）", "2", "1", "0", "1", "0", "1", "—"],
        ["公办", "2", "2", "0", "4", "2", "2", "1:11,200"],
        ["民办", "1", "1", "1", "2", "2", "0", "1:8,000"],
        ["未载明", "1", "0", "0", "—", "—", "—", "—"],
    ]
    assert "合并后一次进一为 5 人" in text(page)


def test_the_other_reading_of_the_denominator_counts_students_alone(as_province, four):
    page = as_province.get(URL, {"period": "Y2025", "basis": "students", "order": "roster"})
    rows = table(page, "各校")
    assert [row[2:6] for row in rows] == [
        ["16,001", "3", "2", "1"], ["15,000", "2", "2", "0"], ["5,000", "1", "0", "1"], ["—", "—", "—", "—"],
    ]  # fmt: skip
    assert "在校生（人）" in text(page)


def test_money_and_space_have_their_own_denominators_whatever_is_asked(as_province, four):
    money = as_province.get(URL, {"period": "Y2025", "standard": "fund", "basis": "students_and_staff"})  # fmt: skip
    assert table(money, "合计")[0] == ["合计", "4", "3", "1", "1,080,030", "1,380,000", "150,030", "38.33 元"]  # fmt: skip
    assert table(money, "各校")[0] == [
        "丙职院",
        "未达到",
        "5,000",
        "150,000",
        "0",
        "150,000",
        "0 元",
    ]
    assert 'name="basis"' not in money.content.decode()
    space = as_province.get(URL, {"period": "Y2025", "standard": "space"})
    assert table(space, "各校")[0] == [
        "甲大学",
        "部分达到",
        "17,000",
        "136",
        "100",
        "36",
        "58.82 ㎡",
    ]
    assert [row[1] for row in table(space, "各校")[1:]] == ["未填报"] * 3


def test_a_surplus_in_one_school_fills_no_gap_in_another(as_province, four):
    page = as_province.get(URL, {"period": "Y2025", "standard": "fund"})
    need, actual, gap = (int(cell.replace(",", "")) for cell in table(page, "合计")[0][4:7])
    assert actual > need
    assert gap == 150_030
    assert "富余不抵缺口" in text(page)


def test_a_weak_standard_is_never_called_unmet(as_province, four):
    page = as_province.get(URL, {"period": "Y2025", "standard": "staff_ratio"})
    assert [row[1] for row in table(page, "各校")] == [
        "有差距（建议项）",
        "有差距（建议项）",
        "达到",
        "未填报",
    ]
    assert "未达到" not in text(page)


def test_the_years_stand_in_a_chart_with_the_table_beside_it(as_province, four):
    report(four[0], "Y2024", students=16_000, staff=0, full_time_staff=1)
    page = as_province.get(URL, {"period": "Y2025"})
    assert table(page, "历年") == [
        ["2022年", "0/4", "0", "—", "—", "—"],
        ["2023年", "0/4", "0", "—", "—", "—"],
        ["2024年", "1/4", "0", "2", "1", "1"],
        ["2025年", "3/4", "1", "6", "4", "2"],
    ]
    option = chart(page, "years")
    assert option["xAxis"]["data"] == ["2022年\n0/4 校", "2023年\n0/4 校", "2024年\n1/4 校", "2025年\n3/4 校"]  # fmt: skip
    assert [s["data"] for s in option["series"]] == [[None, None, 2.0, 6.0], [None, None, 1.0, 4.0]]


def test_the_cities_stand_in_a_chart_with_the_table_beside_it(as_province, four):
    page = as_province.get(URL, {"period": "Y2025"})
    assert table(page, "按市州") == [
        ["泽城市", "2/3", "1", "3", "2", "1"], ["云梦市", "1/1", "0", "3", "2", "1"],
    ]  # fmt: skip
    assert chart(page, "cities")["xAxis"]["data"] == ["泽城市", "云梦市"]


def test_before_its_first_day_a_standard_is_shown_without_need(as_province, four):
    report(four[0], "Y2020", students=1_000, staff=10, full_time_staff=1)
    page = as_province.get(URL, {"period": "Y2020"})
    assert "这项标准在该周期不适用" in text(page)
    assert {row[1] for row in table(page, "各校")} == {"不适用"}
    assert table(page, "合计")[0][4:] == ["—", "—", "—", "—"]


@pytest.mark.parametrize(
    ("query", "names"),
    [({"level": "专科"}, ["丙职院", "丁职院"]), ({"ownership": "民办"}, ["乙学院"]), ({"city": "泽城市", "q": "职院"}, ["丙职院", "丁职院"]),
     ({"order": "roster"}, ["甲大学", "乙学院", "丙职院", "丁职院"]), ({"order": "x", "standard": "x", "basis": "x"}, ["甲大学", "丙职院", "乙学院", "丁职院"]),
     ({"q": "无此校"}, [])],
)  # fmt: skip
def test_filters_narrow_rows_sums_and_years_alike(as_province, four, query, names):
    page = as_province.get(URL, {"period": "Y2025"} | query)
    if not names:
        assert "没有符合条件的学校" in text(page)
        return
    assert [row[0] for row in table(page, "各校")] == names
    assert table(page, "合计")[0][1] == str(len(names))
    assert table(page, "历年")[3][1].endswith(f"/{len(names)}")


def test_the_tabs_keep_the_filters(as_province, four):
    page = as_province.get(URL, {"period": "Y2024", "city": "泽城市", "basis": "students"})
    assert "period=Y2024&amp;city=%E6%B3%BD%E5%9F%8E%E5%B8%82&amp;standard=fund" in page.content.decode()  # fmt: skip


def test_the_export_is_what_is_seen(as_province, four):
    query = {"period": "Y2025", "city": "泽城市", "basis": "students"}
    answer = as_province.get(URL, query | {"export": "xlsx"})
    head, *rows = openpyxl.load_workbook(BytesIO(answer.content)).active.values
    assert head == ("学校", "层次", "办学性质", "市州", "在校生（人）", "应有（人）", "实有（人）", "差额（人）", "实际比例", "情况")  # fmt: skip
    assert rows == [
        ("丙职院", "高职（专科）", "公办", "泽城市", 5000, 1, 0, 1, None, "有差距（建议项）"),
        ("乙学院", "本科", "民办", "泽城市", 15000, 2, 2, 0, "1:7,500", "达到"),
        ("丁职院", "高职（专科）", "未载明", "泽城市", None, None, None, None, None, "未填报"),
    ]
    names = [row[0] for row in table(as_province.get(URL, query), "各校")]
    assert [row[0] for row in rows] == names


def test_a_university_sees_itself_only(as_, four):
    page = as_(Role.UNIVERSITY_REPORTER, four[1]).get(URL, {"period": "Y2025"})
    assert [row[0] for row in table(page, "各校")] == ["乙学院"]
    assert "甲大学" not in text(page)
    assert "16,001" not in text(page)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.SYSTEM_ADMIN])
def test_others_are_refused_with_the_reason(as_, province, four, role):
    page = as_(role, province).get(URL)
    assert page.status_code == 403
    assert "标准对照由省中心、高校工作人员和审计员查看" in text(page)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_three_universities(
    as_province, province, count, django_assert_num_queries
):
    for n in range(count):
        report(factories.university(province, f"校{n}"), students=9_000, staff=100)
    as_province.get("/desk/")
    with django_assert_num_queries(10):
        page = as_province.get(URL, {"period": "Y2025"})
    assert len(table(page, "各校")) == count
