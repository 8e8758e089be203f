"""Item 5: from the board two clicks lead to the fact, its evidence, its verifier and the clause."""

from __future__ import annotations

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader


@pytest.fixture
def officer(visit):
    """At the board of the last year whose round is finished."""
    year = f"{timezone.localdate().year - 2}年"
    board = visit("province-officer").follows("落实看板")
    return board if year in board.page.title() else board.picks("周期", year)


def test_two_clicks_lead_from_a_cell_to_its_proof(officer) -> None:
    page = officer.page
    row = page.locator(".board tbody tr", has=page.locator("td.tone-ok")).first
    school = row.locator("th").inner_text()
    row.locator("td").nth(8).locator("a").click()
    assert officer.heading == school
    officer.sees("条款原文").sees("强化工作保障").sees("80")
    page.locator("tr", has_text="专项经费到账").locator("td.num a").first.click()
    officer.sees("谁签批、谁核实").sees("签批上报").sees("核实通过").sees("政策第 9 条原文")
    page.locator(".evidence-box a").first.wait_for()
    officer.follows("政策第 9 条原文").sees("强化工作保障")


def test_the_board_is_narrowed_by_level_clause_and_state(officer) -> None:
    rows = officer.page.locator(".board tbody tr")
    everyone = rows.count()
    officer.picks("层次", "高职（专科）")
    vocational = rows.count()
    assert 0 < vocational < everyone
    officer.picks("条款", "第8条").picks("情况", "部分达到")
    assert 0 < rows.count() < vocational
    assert set(rows.locator("td:nth-child(9) small").all_inner_texts()) == {"部分达到"}


def test_the_board_is_exported_as_it_is_seen(officer, tmp_path) -> None:
    officer.picks("层次", "高职（专科）")
    seen = officer.page.locator(".board tbody th").all_inner_texts()
    with officer.page.expect_download() as taken:
        officer.follows("导出 Excel")
    taken.value.save_as(tmp_path / "board.xlsx")
    cells = list(load_workbook(tmp_path / "board.xlsx").active.values)
    exported = [value for row in cells for value in row if value in set(seen)]
    assert exported == seen


def test_a_university_has_its_year_on_one_page(officer, tmp_path) -> None:
    link = officer.page.locator(".board tbody tr", has=officer.page.locator("td.tone-ok")).first
    school = link.locator("th").inner_text()
    link.locator("th a").click()
    assert officer.heading == school
    with officer.page.expect_download() as taken:
        officer.follows("一页 PDF")
    taken.value.save_as(tmp_path / "page.pdf")
    pages = PdfReader(tmp_path / "page.pdf").pages
    assert len(pages) == 1
    assert school in pages[0].extract_text().replace("\n", "")


def test_each_hard_standard_shows_its_gap_with_a_chart_and_a_table(officer) -> None:
    officer.follows("标准对照")
    for tab, unit in (("办公及活动场地", "㎡"), ("专项经费", "元"), ("校级专职工作人员", "人")):
        officer.follows(tab)
        officer.page.locator("[data-chart] svg").first.wait_for()
        table = officer.page.locator("table", has_text="合计").first.inner_text()
        assert "差额" in table
        assert unit in table
