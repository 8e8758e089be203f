"""Item 4: what it costs is told first; figures are given once, signed, verified, returned, corrected."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from tests.journeys import reporting as step


@pytest.fixture(scope="module")
def window(browser, demo) -> str:
    return step.open_window(browser, demo)


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "到账凭证与人员名单.png"
    Image.new("RGB", (200, 120), "#dde").save(path)
    return path


def test_all_items_or_those_of_one_kind_are_chosen_at_once(visit) -> None:
    officer = visit("province-officer")
    step.draft(officer, timezone.localdate().year - 3, "只报两项")
    whole, first = officer.page.locator("[data-choices]").all()[:2]
    whole.get_by_role("button", name="不要").first.click()
    assert {select.input_value() for select in whole.locator("select").all()} == {""}
    first.get_by_role("button", name="填写").click()
    asked = [select.input_value() for select in first.locator("select").all()]
    assert set(asked) == {"ask"}
    officer.presses("保存填报项，重新估计")
    assert step.cost(officer)["要求填写"] == str(len(asked))


def test_a_window_that_asks_for_what_is_known_cannot_be_opened(visit) -> None:
    officer = visit("province-officer")
    step.draft(officer, timezone.localdate().year - 3, "再报一遍")
    officer.sees("这个窗口还不能开启").sees("“在校生总数”")
    assert officer.page.get_by_role("button", name="开启窗口").is_disabled()
    before = step.cost(officer)
    officer.presses("把这些项改为引用").sees("不再要求填写")
    after = step.cost(officer)
    assert int(after["要求填写"]) < int(before["要求填写"])
    assert int(after["引用平台已有"]) > int(before["引用平台已有"])
    assert officer.page.get_by_role("button", name="开启窗口").is_enabled()


def test_a_sheet_outlives_a_reload_a_lost_network_and_an_ended_session(visit, window) -> None:
    reporter, again = visit("reporter-12"), visit("reporter-12")
    page = step.open_sheet(reporter, window).page
    step.is_saved(step.type_figures(reporter, {"students": "12001"}))
    page.reload()
    assert step.figure(reporter, "students") == "12001"

    with reporter.without_network():
        step.type_figures(reporter, {"students": "12002"})
        expect(page.locator("[data-saved]")).to_contain_text("网络断开")
    step.is_saved(reporter)
    page.reload()
    assert step.figure(reporter, "students") == "12002"

    again.goes_to("/people/me/sessions/").presses("结束其他全部登录").agrees()
    step.type_figures(reporter, {"students": "12003"})
    expect(page.locator("[data-saved]")).to_contain_text("登录已失效")
    other = reporter.context.new_page()
    other.goto("/demo/")
    other.locator('form[action="/people/demo/reporter-12/"] button').evaluate("b => b.click()")
    other.wait_for_url("**/desk/")
    page.bring_to_front()
    step.is_saved(reporter)
    page.reload()
    assert step.figure(reporter, "students") == "12003"


def test_a_figure_goes_from_typing_to_a_verified_fact_and_is_corrected(
    visit, window, paper
) -> None:
    officer = visit("province-officer")
    school, number = step.verified(officer, timezone.localdate().year - 1)
    reporter, leader = visit(f"reporter-{number}"), visit(f"leader-{number}")
    step.open_sheet(reporter, window)
    _fill_and_submit(reporter, paper)

    step.open_sheet(leader, window).presses("签批上报").sees("已签批上报；回执见页面下方")
    receipt = leader.page.get_by_role("link", name=re.compile("^WY-")).first.inner_text()
    _anybody_checks(visit(), receipt, school)

    officer.goes_to("/desk/").page.locator(".task a", has_text=window).click()
    officer.follows(school).fills({"退回理由": "培训期数与台账不一致"})
    officer.presses("退回补正").sees("已退回")

    step.open_sheet(reporter, window).sees("培训期数与台账不一致")
    step.is_saved(step.type_figures(reporter, {"trainings": "5"}))
    reporter.presses("补正后提交").sees("待校内签批")
    step.open_sheet(leader, window).presses("签批上报").sees("待省中心核实")
    officer.page.reload()
    officer.presses("核实通过").sees("已核实")
    _correct(reporter, officer, window)


def _fill_and_submit(reporter, paper) -> None:
    step.is_saved(step.type_figures(reporter, step.ITEMS))
    reporter.page.reload()
    for key in step.PROVED:
        step.prove(reporter, key, paper)
    reporter.presses("提交校内签批").sees("处需要处理，暂时不能提交")
    assert {"在校生总数", "教职工总数"} <= step.explain(reporter, "学院划出，独立设校")
    reporter.presses("提交校内签批").sees("已提交，等待校领导签批；回执见页面下方")


def _anybody_checks(stranger, receipt: str, school: str) -> None:
    stranger.goes_to("/ledger/receipts/").fills({"回执号": receipt}).presses("验证")
    stranger.sees("签名有效").sees(school)
    shown = stranger.page.locator("main").inner_text()
    assert not re.search(r"\b360(,000)?\b|360000", re.sub(r"[0-9a-f]{16,}", "", shown))


def _correct(reporter, officer, window: str) -> None:
    reporter.follows("本校落实情况").picks("周期", f"{timezone.localdate().year}年")
    reporter.follows(re.compile("^第9条")).follows("360,000").follows("申请更正")
    reporter.fills({"更正为": "350000", "理由": "一笔拨款退回财政"}).presses("提交申请")
    reporter.sees("更正申请已提交省中心")
    officer.goes_to("/desk/").follows(re.compile("份更正申请")).follows(re.compile("专项经费到账"))
    officer.presses("采纳", exact=True).sees("350,000").sees("第 2 版")
    officer.sees("一笔拨款退回财政").sees("360,000")


def test_a_workbook_goes_out_is_filled_in_and_comes_back(visit, window, tmp_path) -> None:
    reporter = step.open_sheet(visit("reporter-14"), window)
    file = tmp_path / "带回家.xlsx"
    with reporter.page.expect_download() as taken:
        reporter.follows("下载工作簿")
    taken.value.save_as(file)

    step.type_at_home(file, step.ITEMS | {"staff": "八百多", "students": "1２,0００ 人"})
    reporter.follows("导入工作簿")
    _import(reporter, file).sees("教职工总数").sees("不能导入")
    assert reporter.page.get_by_role("button", name="全部导入").count() == 0
    step.open_sheet(reporter, window)
    assert step.figure(reporter, "trainings") == ""

    step.type_at_home(file, {"staff": "800"})
    reporter.follows("导入工作簿")
    _import(reporter, file).presses("全部导入")
    step.open_sheet(reporter, window)
    assert {key: step.figure(reporter, key) for key in step.ITEMS} == step.ITEMS


def _import(reporter, file):
    reporter.page.get_by_label("工作簿").set_input_files(file)
    return reporter.presses("读取")


def test_the_sheet_is_filled_in_and_handed_over_by_keyboard_alone(visit, window) -> None:
    page = step.open_sheet(visit("reporter-15"), window).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    wrong = step.ITEMS | {"staff": "八百多"}
    assert sorted(_walk_and_type(page, wrong)) == sorted(wrong)
    page.locator(".alert", has_text="1 处需要处理").wait_for()
    _walk_to(page, "summary", "提交前还有 1 处")
    for key in ("Enter", "Tab", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.dataset.cell") == "staff"
    page.keyboard.press("Control+A")
    page.keyboard.type("800")
    assert "staff" not in _walk_and_type(page, step.ITEMS)
    page.locator(".alert", has_text="已提交").wait_for()


def test_what_was_typed_while_saving_is_handed_over_too(visit, window) -> None:
    reporter = step.open_sheet(visit("reporter-11"), window)
    page = reporter.page
    with reporter.expecting_trouble():
        page.route("**/save/", lambda route: (page.wait_for_timeout(700), route.continue_()))
        for key, value in step.ITEMS.items():
            page.locator(f"[data-cell={key}]").fill(value)
            page.locator(f"[data-cell={key}]").blur()
        reporter.presses("提交校内签批").sees("已提交，等待校领导签批")
        page.unroute("**/save/")
    reporter.sees("12,000").sees("360,000")


def _walk_to(page, tag: str, text: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(
            "([tag, text]) => document.activeElement.matches(tag) && document.activeElement.innerText.includes(text)",
            [tag, text],
        ):
            return
    raise AssertionError(f"no {tag} {text} on the way")


def _walk_and_type(page, figures: dict[str, str]) -> list[str]:
    """Type each figure as the focus comes to it; every stop shows where the focus is."""
    typed = []
    for _ in range(120):
        page.keyboard.press("Tab")
        key, text, ring = page.evaluate(
            """() => {
              const at = document.activeElement, style = getComputedStyle(at);
              return [at.dataset.cell ?? "", at.innerText ?? "", style.outlineStyle !== "none" || style.boxShadow !== "none"];
            }"""
        )
        assert ring, page.evaluate("document.activeElement.outerHTML")
        if key:
            page.keyboard.press("Control+A")
            page.keyboard.type(figures[key])
            typed.append(key)
        if "提交校内签批" in text:
            page.keyboard.press("Enter")
            return typed
    raise AssertionError("the button is not on the way")
