"""Issue 5, item 1: a scheme from a copy to a published version, as the province's officer makes it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.visitor import Visitor

Visit = Callable[..., Visitor]
SHIPPED = "规则包：年度综合考核与表彰（五个要素）（示例·非官方）"
TITLE, ADDED = "走一遍的方案（演示）", "工作例会（演示）"
STEPS = "≥4 = 5\n≥1 = 2"


def copied(officer: Visitor) -> Visitor:
    officer.goes_to("/evaluation/schemes/").follows("拟定方案")
    officer.page.get_by_label("从哪里开始").select_option(label=SHIPPED)
    return officer.fills({"名称": TITLE}).presses("抄一份，开始改").sees(TITLE)


def address(officer: Visitor) -> str:
    return re.match(r".*/schemes/\d+/", officer.page.url)[0]


def saved(officer: Visitor, link: str, place: Path) -> Path:
    with officer.page.expect_download() as loading:
        officer.page.get_by_role("link", name=link).first.click()
    loading.value.save_as(place)
    return place


def imports(officer: Visitor, file: Path) -> Visitor:
    officer.page.get_by_label("方案文件").set_input_files(file)
    return officer.presses("读取")


def total(officer: Visitor) -> str:
    return officer.page.locator("[data-sum]").inner_text()


def test_a_scheme_is_copied_changed_tried_published_compared_and_taken_elsewhere(
    visit: Visit, tmp_path: Path
) -> None:
    officer = copied(visit("province-officer"))
    draft = address(officer)
    adds_an_indicator(officer)
    told_what_does_not_add_up(officer, draft, tmp_path)
    tries_it(officer, draft)
    publishes_and_compares(officer, draft)
    takes_it_through_excel(officer, tmp_path)


def adds_an_indicator(officer: Visitor) -> None:
    """By steps: the total follows, nobody adds up by hand."""
    officer.follows("新增指标")
    officer.page.get_by_label("上级", exact=True).select_option(label="平台共建")
    officer.fills(
        {
            "指标": ADDED,
            "条款": "1",
            "分值": "5",
            "请高校填写": "一年开了几次例会？（演示）",
            "分档": STEPS,
        }
    )
    officer.presses("保存", exact=True).sees(ADDED).sees("105 分")
    officer.follows(ADDED).fills({"分档": "≥4 = 5\n≥2 = 9"})
    officer.presses("保存", exact=True)
    officer.sees("没有保存").sees("9 分")
    officer.fills({"分档": STEPS}).presses("保存", exact=True).sees("105 分")


def told_what_does_not_add_up(officer: Visitor, draft: str, place: Path) -> None:
    """In a file the weights are written out: the one that does not fit is named, nothing is kept."""
    file = saved(officer, "下载 TOML", place / "scheme.toml")
    text = file.read_text("utf-8")
    wrong = place / "wrong.toml"
    wrong.write_text(
        re.sub(r'(key = "platform"[^\[]*?points = )25', r"\g<1>26", text, count=1), "utf-8"
    )
    assert wrong.read_text("utf-8") != text
    officer.page.goto(draft)
    imports(officer.follows("导入改好的文件"), wrong)
    expect(officer.page.locator("main")).to_contain_text("platform")
    expect(officer.page.locator("main")).to_contain_text("26")
    officer.page.goto(draft)
    officer.sees("105 分")


def tries_it(officer: Visitor, draft: str) -> None:
    """On last year's facts; a slider moves the picture at once and changes no scheme."""
    officer.page.goto(draft)
    officer.follows("试算").fills({"从哪一年": "2024", "到哪一年": "2024"})
    officer.presses("试算", exact=True).sees("总分的分布")
    page = officer.page
    before = page.locator("[data-now]").all_inner_texts()
    slider = page.get_by_label("平台共建（滑块）")
    slider.fill("60")
    assert total(officer) == "140"
    assert page.locator("[data-now]").all_inner_texts() != before
    changes = [one for one in page.locator("[data-change]").all_inner_texts() if one != "—"]
    assert any(float(one) for one in changes)
    page.goto(draft)
    officer.sees("105 分")


def publishes_and_compares(officer: Visitor, draft: str) -> None:
    officer.presses("发布", exact=True).agrees().sees("已发布")
    officer.presses("拟定下一版").sees("第 2 版")
    officer.follows(ADDED).fills({"分值": "6", "分档": "≥4 = 6\n≥1 = 2"})
    officer.presses("保存", exact=True).sees("106 分")
    officer.follows("比较", exact=True).sees("第 1 版").sees(ADDED)
    officer.page.goto(draft)
    officer.sees("105 分")
    expect(officer.page.get_by_role("link", name="新增指标")).to_have_count(0)


def takes_it_through_excel(officer: Visitor, place: Path) -> None:
    """What is exported says the same when it comes back, as another scheme."""
    book = saved(officer, "下载 Excel", place / "scheme.xlsx")
    officer.goes_to("/evaluation/schemes/").follows("从文件导入")
    imports(officer, book).sees("还没有保存任何内容").sees("总分 105 分")
    officer.presses("建立方案").sees(ADDED).sees("105 分")
    officer.follows("与另一版比较")
    officer.page.get_by_label("与哪一版比较").select_option(label=f"{TITLE} 第 1 版（已发布）")
    officer.presses("比较", exact=True).sees("两版的内容完全相同")
