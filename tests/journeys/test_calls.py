"""Issue 4: a call from its announcement to the gallery, each numbered item as its person does it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.journeys.test_pages import is_wider_than_screen
from tests.journeys.visitor import PHONE, Visitor

Visit = Callable[..., Visitor]
OPEN, JUDGED, RELEASED = (
    "云梦省第三届网络文化节",
    "云梦省优秀网络作品专题征集",
    "云梦省第二届网络文化节",
)


def opens(visitor: Visitor, title: str) -> Visitor:
    visitor.goes_to("/calls/")
    visitor.page.get_by_role("link", name=re.compile(title)).first.click()
    visitor.page.wait_for_url(re.compile(r"/calls/\d+/$"))
    return visitor


def picture(colour: str) -> dict[str, object]:
    out = io.BytesIO()
    Image.new("RGB", (900, 600), colour).save(out, "PNG")
    return {"name": "家门口的路.png", "mimeType": "image/png", "buffer": out.getvalue()}


def test_1_the_province_announces_a_call_changes_its_limits_and_extends_it(visit: Visit) -> None:
    officer = visit("province-officer").goes_to("/calls/new/")
    officer.page.get_by_label("规则来自").select_option("cases_2025")
    officer.presses("下一步：修改规则")
    officer.fills({"名称": "优秀案例滚动征集（演示）"})
    officer.page.locator("#id_track-0-quota").fill("4")
    officer.presses("保存", exact=True).sees("每校推荐不超过 4 件")
    officer.follows("公众").sees("这是公众看到的样子")
    officer.follows("省中心").presses("公布并开始征集").sees("现在是“征集中”")
    officer.follows("调整截止时间").fills({"理由": "学校放假"})
    officer.page.get_by_label("新的截止时间").fill("2099-01-01T17:00")
    officer.presses("调整并通知").sees("截止时间已调整")


@pytest.mark.parametrize("size", [{}, {"viewport": PHONE}], ids=["desktop", "phone"])
def test_2_a_student_enters_a_work_and_gets_a_receipt(visit: Visit, size) -> None:
    student = opens(visit("student-04", **size), OPEN)
    student.page.get_by_role("button", name="填写影像创意汇").click()
    student.page.wait_for_url("**/form/")
    student.sees("还有 4 处需要处理")
    colour = "#224466" if size else "#662244"
    student.fills({"作品名称": f"家门口的路{colour[1:]}", "作品简介": "一条路的四季。"})
    student.page.get_by_label("发表日期").fill("2026-01-05")
    student.presses("保存", exact=True).sees("已保存")
    student.page.get_by_label("选择“作品文件”的文件").set_input_files([picture(colour)])
    student.page.locator("form", has_text="选择“作品文件”").get_by_role(
        "button", name="上传"
    ).click()
    student.page.get_by_role("link", name="家门口的路.png").wait_for()
    assert not is_wider_than_screen(student.page)
    student.presses("提交", exact=True).agrees().sees("已提交，回执号")
    student.page.get_by_role("link", name=re.compile("^WY-")).click()
    student.page.get_by_text("签名有效").wait_for()


def test_3_a_university_looks_chooses_and_shows_its_choice_inside(visit: Visit) -> None:
    officer = opens(visit("officer-01"), OPEN).follows("本校推荐")
    assert officer.page.locator("main").inner_text().count("网图新视界")
    officer.sees("名额")


def test_4_the_province_sees_what_was_checked_and_why(visit: Visit) -> None:
    officer = opens(visit("province-officer"), JUDGED).follows("形式审查")
    officer.sees("审查完 18 / 18 件")
    officer.page.get_by_role(
        "link", name=re.compile("桥上的灯|操场上的红旗|食堂里的二十四节气")
    ).first.click()
    officer.sees("请人工核对")


def test_5_and_6_blind_copies_are_frozen_and_originality_has_its_page(visit: Visit) -> None:
    officer = opens(visit("province-officer"), JUDGED).follows("匿名副本")
    assert officer.page.locator("main").inner_text().count("已冻结") >= 18
    opens(officer, JUDGED).follows("查重").sees("查重")


def test_7_why_this_reviewer_is_told_and_nobody_sees_it_but_the_province(visit: Visit) -> None:
    officer = opens(visit("province-officer"), JUDGED).follows("评审进度")
    officer.sees("网语青年说")
    student = opens(visit("student"), JUDGED)
    expect(student.page.locator("main")).not_to_contain_text("评审进度")


def test_8_a_reviewer_scores_by_the_keyboard_alone(visit: Visit) -> None:
    reviewer = visit("reviewer-09").goes_to("/calls/reviews/?state=assigned")
    reviewer.page.locator('main a[href^="/calls/reviews/"]').first.click()
    reviewer.sees("评分")
    body = reviewer.page.locator("main").inner_text()
    assert not re.search(r"云梦(农林|理工|科技)?大学|兰台|学生", body)
    groups = reviewer.page.locator("fieldset", has=reviewer.page.locator('input[type="radio"]'))
    for at in range(groups.count()):
        groups.nth(at).locator('input[type="radio"]').first.focus()
        reviewer.page.keyboard.press("4")
    reviewer.page.get_by_label("总体意见").fill("立意清楚，画面干净。")
    reviewer.presses("提交评审").agrees().sees("已提交")


def test_9_the_meeting_shows_intervals_and_each_sheet_opens_to_its_reviews(visit: Visit) -> None:
    officer = opens(visit("province-officer"), RELEASED).follows("定级")
    officer.sees("90% 区间")
    officer.follows("网图新视界").page.locator('main a[href$="/sheet/"]').first.click()
    officer.sees("评审一")
    expect(officer.page.locator("main")).not_to_contain_text("reviewer")


def test_10_the_public_browses_works_and_awards_on_a_phone(visit: Visit) -> None:
    anybody = visit(viewport=PHONE).goes_to("/calls/gallery/")
    assert not is_wider_than_screen(anybody.page)
    anybody.page.locator('main a[href^="/calls/gallery/"]').first.click()
    anybody.page.locator("h1").wait_for()
    opens(anybody, RELEASED).follows("获奖名单").sees("一等奖")
