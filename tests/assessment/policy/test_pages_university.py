"""One university: its clauses, one cell opened, and from there to fact, evidence and verifier."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.assessment.policy.conftest import report, text
from wangyu.base.core.roles import Role
from wangyu.records.ledger.enums import FactState

CLAUSES = range(1, 13)


def links(page, beginning):
    found = re.findall(rf'(?:href|hx-get)="({beginning}[^"]*)"', page.content.decode())
    return [unescape(url) for url in dict.fromkeys(found)]


def table(page, caption):
    """Rows of the first table whose caption ends so, each as its cells' texts."""
    body = re.search(
        rf"<caption[^>]*>[^<]*{caption}</caption>.*?<tbody>(.*?)</tbody>", page.content.decode(), re.DOTALL
    )  # fmt: skip
    return [
        [" ".join(re.sub(r"<[^>]*>", " ", c).split()) for c in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL)
    ]  # fmt: skip


@pytest.mark.thorough
def test_two_clicks_lead_from_any_cell_to_fact_evidence_verifier_and_clause(
    as_province, verified, university, rules
):
    board = as_province.get("/policy/board/", {"period": "Y2025"})
    cells = links(board, f"/policy/board/{university.pk}/[0-9]+/")
    assert len(cells) == len(CLAUSES)
    facts = 0
    for number, url in zip(CLAUSES, cells, strict=True):
        opened = as_province.get(url)
        assert rules.clauses[number].text in text(opened)
        figures = links(opened, "/ledger/facts/")
        assert figures, f"第{number}条没有可以打开的数字"
        for figure in figures:
            page = as_province.get(figure)
            assert "核实通过" in text(page)
            assert verified.verifier.name in text(page)
            [proof] = links(page, "/evidence/[a-z]+/ledger.entry/")
            assert as_province.get(proof).status_code == 200
            facts += 1
    assert facts > 40


def test_the_evidence_of_the_full_time_posts_is_two_clicks_from_clause_8(
    as_province, verified, university
):
    opened = as_province.get(f"/policy/board/{university.pk}/8/", {"period": "Y2025"})
    found = re.search(r"校级专职工作人员（人）</td><td class=\"num\"><a href=\"([^\"]+)\"", opened.content.decode())  # fmt: skip
    page = as_province.get(found[1])
    [proof] = links(page, "/evidence/[a-z]+/ledger.entry/")
    assert "任职文件" in text(as_province.get(proof))


def test_clause_8_is_shown_by_either_reading_with_gap_and_rate(as_campus, verified, university):
    page = as_campus.get(f"/policy/board/{university.pk}/8/", {"period": "Y2025"})
    assert table(page, "按标准计算") == [
        ["师生（采用）", "16,800", "3", "3", "0", "1:5,600", "达到"],
        ["在校生", "15,900", "2", "3", "0", "1:5,300", "达到"],
    ]


def test_a_gap_is_told_with_its_unit_and_not_rounded(as_campus, university):
    report(university, students=19_781, staff=1_131, space_office_m2="70.9", space_activity_m2="96.395", fund_received=593_429)  # fmt: skip
    page = as_campus.get(f"/policy/board/{university.pk}/9/", {"period": "Y2025"})
    seen = text(page)
    assert "应有 167.296 ㎡，差 0.001 ㎡" in seen
    assert "应有 593,430 元，差 1 元" in seen
    assert seen.count("部分达到") >= 3


def test_answers_are_yes_and_no_and_blanks_are_neither(as_campus, university):
    report(university, leading_group=1, group_head_is_leader=0, office_established=None)
    rows = as_campus.get(f"/policy/board/{university.pk}/7/", {"period": "Y2025"}).content.decode()
    for label, shown in (("是否成立领导小组", "是"), ("组长是否校领导", "否"), ("是否设专门机构或科室", "未填")):  # fmt: skip
        assert re.search(rf'{label}</td><td class="num"><a href="[^"]*">{shown}</a>', rows), label
    assert re.search(r'领导小组专题研究次数（次）</td><td class="num">未填</td><td>—', rows)


def test_a_figure_not_yet_verified_says_so(as_campus, university):
    report(university, "Y2025", FactState.REPORTED, key_accounts=2)
    assert "（待核实）" in text(as_campus.get(f"/policy/board/{university.pk}/5/?period=Y2025"))


def test_a_measure_still_to_come_is_told_and_does_not_count(as_campus, university):
    report(university, key_accounts=1, key_account_columns=1)
    seen = text(as_campus.get(f"/policy/board/{university.pk}/5/?period=Y2025"))
    assert "第 5 条 建好重点公众号 达到" in seen
    assert "待建" in seen
    assert "现在不计入本条结论" in seen


def test_a_weak_duty_is_never_called_unmet(as_campus, university):
    report(university, students=90_000, staff=0, full_time_staff=0, trainings=1, appraisal_held=1, commendation_held=1)  # fmt: skip
    seen = text(as_campus.get(f"/policy/board/{university.pk}/8/?period=Y2025"))
    assert "有差距（建议项）" in seen
    assert "应有 12 人，差 12 人" in seen
    assert "未达到" not in seen


def test_a_year_before_the_standard_is_told_as_not_applicable(as_campus, university):
    report(university, "Y2019", students=10, fund_received=0)
    seen = text(as_campus.get(f"/policy/board/{university.pk}/9/?period=Y2019"))
    assert "不适用" in seen
    assert "应有" not in seen


def test_one_walks_from_clause_to_clause_and_back_in_the_same_period(as_campus, university):
    first = as_campus.get(f"/policy/board/{university.pk}/1/?period=A2024").content.decode()
    assert f'href="/policy/board/{university.pk}/2/?period=A2024">下一条' in first
    assert "上一条" not in first
    assert f'href="/policy/board/{university.pk}/?period=A2024"' in first
    last = as_campus.get(f"/policy/board/{university.pk}/12/?period=A2024").content.decode()
    assert f'href="/policy/board/{university.pk}/11/?period=A2024">上一条' in last
    assert "下一条" not in last


def test_the_page_of_a_university_shows_standards_and_what_is_left_to_do(as_campus, university):
    report(university, students=16_000, staff=900, full_time_staff=2, work_rules=1, self_check_done=0)  # fmt: skip
    page = as_campus.get(f"/policy/board/{university.pk}/", {"period": "Y2025"})
    seen = text(page)
    assert "校级专职工作人员 2 人 应有 3 人，差 1 人" in seen
    assert "专项经费 未填 元 应有 480,000 元" in seen
    [eleven] = [row for row in table(page, "各条落实情况") if row[0].startswith("第11条")]
    assert eleven[1] == "部分达到 定期自评自查 未达到"
    years = f"/policy/standards/?standard=staff_ratio&period=Y2025&q={university.name}"
    assert any(unescape(url).startswith("/policy/standards/?standard=staff_ratio") for url in links(page, "/policy/standards/"))  # fmt: skip
    assert as_campus.get(years).status_code == 200


def test_nothing_reported_is_said_and_not_shown_as_nought(as_campus, university):
    seen = text(as_campus.get(f"/policy/board/{university.pk}/?period=Y2025"))
    assert seen.count("分母未填报") == 3
    assert "未填报" in seen
    assert " 0 " not in seen.partition("各条落实情况")[2]


@pytest.mark.parametrize("count", [1, 3])
def test_a_cell_costs_the_same_whatever_was_reported(
    as_campus, university, count, django_assert_num_queries
):
    figures = ["trainings", "appraisal_held", "commendation_held"][:count]
    report(university, **dict.fromkeys(figures, 1))
    as_campus.get("/desk/")
    with django_assert_num_queries(7):
        page = as_campus.get(f"/policy/board/{university.pk}/8/?period=Y2025")
    assert len(links(page, "/ledger/facts/")) == count


@pytest.mark.parametrize("tail", ["", "page.pdf", "8/"])
def test_another_university_and_a_missing_one_look_the_same(as_campus, other_university, tail):
    report(other_university, students=77_777)
    for pk in (other_university.pk, 999_999):
        answer = as_campus.get(f"/policy/board/{pk}/{tail}", {"period": "Y2025"})
        assert answer.status_code == 404
        assert b"77,777" not in answer.content


@pytest.mark.parametrize("number", [0, 13, 10**30])
def test_a_clause_there_is_not_is_a_404(as_province, university, number):
    assert as_province.get(f"/policy/board/{university.pk}/{number}/").status_code == 404


def test_my_own_page_is_one_click_away(as_campus, university):
    assert as_campus.get("/policy/board/mine/").url == f"/policy/board/{university.pk}/"


def test_whoever_has_no_university_reads_so(as_, province):
    page = as_(Role.REVIEWER, province).get("/policy/board/mine/")
    assert page.status_code == 403
    assert "没有落实情况页" in text(page)


@pytest.mark.parametrize("url", ["/policy/board/", "/policy/board/mine/", "/policy/standards/"])
def test_a_visitor_is_asked_to_sign_in(client, db, url):
    assert client.get(url).url.startswith("/account/login/")


def test_a_measure_without_a_page_to_open_is_shown_plain(as_campus, university, monkeypatch):
    from wangyu.base.lib.ports import openers

    report(university, key_accounts=2)
    monkeypatch.setattr(openers, "_entries", {})
    page = as_campus.get(f"/policy/board/{university.pk}/5/?period=Y2025")
    assert re.search(r'校级思政类公众号（个）</td><td class="num">2</td>', page.content.decode())


def test_the_sign_of_the_demo_stands_on_the_page(as_campus, university, settings):
    settings.DEMO = True
    page = as_campus.get(f"/policy/board/{university.pk}/?period=Y2025")
    assert "演示 · 云梦省的学校、人员与数字均为虚构" in text(page)
