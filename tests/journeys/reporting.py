"""Steps that several journeys of reporting take."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from tests.journeys.places import Place
from tests.journeys.visitor import Visitor

ITEMS = {"students": "12000", "staff": "800", "trainings": "4", "full_time_staff": "2", "fund_received": "360000"}  # fmt: skip
PROVED = ("full_time_staff", "fund_received")
"""Items of the window that need evidence."""
TITLE = "本年度网络思想政治工作情况填报"
UNSETTLED = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"
"""What carries this is being exchanged."""
MOMENT = "%Y-%m-%dT%H:%M"


def draft(officer: Visitor, year: int, title: str) -> Visitor:
    """A window as far as the page that says what it will cost."""
    now = timezone.localtime()
    officer.goes_to("/ledger/windows/").follows("拟定新窗口")
    officer.fills({
        "名称": title, "年份": str(year), "截止时间": (now + timedelta(days=20)).strftime(MOMENT),
    })  # fmt: skip
    return officer.presses("下一步：选择填报项")


def choose(officer: Visitor, keys: dict[str, str]) -> Visitor:
    selects = officer.page.locator('select[name^="mode-"]')
    selects.evaluate_all("all => all.forEach(one => { one.value = '' })")
    for key in keys:
        officer.page.select_option(f'select[name="mode-{key}"]', "ask")
    return officer.presses("保存填报项")


def cost(officer: Visitor) -> dict[str, str]:
    """What the page says the window will cost: label → number."""
    stats = officer.page.locator(".stat")
    labels = stats.locator(".stat-label").all_inner_texts()
    values = stats.locator(".stat-value").all_inner_texts()
    return {k: re.sub(r"\D+$", "", v) for k, v in zip(labels, values, strict=True)}


def open_window(browser: Browser, demo: Place) -> str:
    """A window for this year, opened by the province unless another journey has; its title."""
    officer = Visitor(browser, demo.url).enters_as("province-officer").goes_to("/ledger/windows/")
    if officer.page.get_by_role("link", name=TITLE, exact=True).count():
        officer.context.close()
        return TITLE
    choose(draft(officer, timezone.localdate().year, TITLE), ITEMS)
    told = cost(officer)
    assert told["要求填写"] == str(len(ITEMS))
    officer.sees("全省用时")
    assert float(told["每校用时"]) > 0
    officer.presses("开启窗口").agrees().sees("窗口已开启")
    officer.context.close()
    assert not officer.troubles, officer.troubles
    return TITLE


def open_sheet(visitor: Visitor, title: str) -> Visitor:
    """From the desk, by the task that waits there."""
    visitor.goes_to("/desk/")
    visitor.page.locator(".task a", has_text=title).click()
    visitor.page.locator("h1", has_text=title).wait_for()
    return visitor


def type_figures(visitor: Visitor, figures: dict[str, str]) -> Visitor:
    for key, text in figures.items():
        visitor.page.locator(f"#value-{key}").fill(text)
    return visitor


def is_saved(visitor: Visitor) -> Visitor:
    expect(visitor.page.locator("[data-saved]")).to_contain_text("已保存", timeout=30_000)
    return visitor


def figure(visitor: Visitor, key: str) -> str:
    return visitor.page.locator(f"#value-{key}").input_value()


def prove(visitor: Visitor, key: str, paper: Path) -> Visitor:
    """Upload a paper beside the figure it proves, once nothing on the page is being exchanged: a
    file given to a field that is about to go would go with it."""
    row = visitor.page.locator(f"#row-{key}")
    row.scroll_into_view_if_needed()
    row.locator("details.evidence > summary, button[hx-post]").first.click()
    slot = row.locator(".evidence-box")
    field = slot.get_by_label("上传新材料")
    field.wait_for()
    expect(visitor.page.locator(UNSETTLED)).to_have_count(0)
    field.set_input_files(paper)
    slot.get_by_role("link", name=paper.stem).wait_for()
    return visitor


def verified(officer: Visitor, year: int) -> tuple[str, str]:
    """A university whose figures of a year are verified: its name, and the number of its people."""
    officer.goes_to("/ledger/windows/").follows(re.compile(f"^{year}年度"))
    officer.page.goto(f"{officer.page.url}?state=verified")
    name = officer.page.locator("tbody tr a").last.inner_text()
    officer.goes_to("/demo/")
    school = officer.page.locator("details", has=officer.page.locator("summary", has_text=name))
    form = school.locator('form[action*="/reporter-"]').get_attribute("action")
    return name, re.search(r"reporter-(\d+)", form)[1]


def explain(visitor: Visitor, reason: str) -> set[str]:
    """Give a reason wherever the sheet asks for one; the items that it asked about."""
    asked = set(re.findall("“([^”]+)”上期", visitor.page.locator("main").inner_text()))
    visitor.fills({f"{label}的说明": reason for label in asked})
    is_saved(visitor)
    return asked


def type_at_home(file: Path, figures: dict[str, str]) -> None:
    """Into a workbook that has been taken along; a column of one's own comes in between."""
    book = load_workbook(file)
    sheet = book.active
    heads = {cell.value: cell.column for cell in sheet[3]}
    for row in range(4, sheet.max_row + 1):
        key = sheet.cell(row, 1).value
        if key in figures:
            sheet.cell(row, heads["本期值"]).value = figures[key]
    sheet.insert_cols(4)
    book.save(file)
