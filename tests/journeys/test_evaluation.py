"""Issue 5: an evaluation from its scheme to its mending, each numbered item as its person does it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.places import Place
from tests.journeys.test_pages import is_wider_than_screen
from tests.journeys.visitor import PHONE, Visitor

Visit = Callable[..., Visitor]
ROUND, SEVEN = "综合评价（两年一周期）", "七个方面"


def opens(visitor: Visitor, title: str = ROUND) -> Visitor:
    visitor.goes_to("/evaluation/")
    visitor.page.get_by_role("link", name=re.compile(re.escape(title))).first.click()
    visitor.page.wait_for_url(re.compile(r"/evaluation/\d+/$"))
    return visitor


def test_1_the_province_tries_a_scheme_out_before_it_is_used(visit: Visit) -> None:
    officer = visit("province-officer").goes_to("/evaluation/schemes/")
    officer.page.get_by_role("link", name=re.compile(SEVEN)).first.click()
    officer.page.wait_for_load_state()
    officer.sees("成立领导小组").follows("试算").sees("总分的分布")
    officer.fills({"从哪一年": "2024", "到哪一年": "2024"})
    officer.presses("试算", exact=True).sees("哪些指标说了算")


@pytest.mark.parametrize("size", [{}, {"viewport": PHONE}], ids=["desktop", "phone"])
def test_2_a_university_sees_its_score_and_two_steps_lead_to_the_fact(visit: Visit, size) -> None:
    reporter = opens(visit("reporter-01", **size))
    reporter.page.get_by_role("link", name=re.compile("的自查表")).first.click()
    reporter.page.wait_for_load_state()
    reporter.sees("自查得分")
    assert not is_wider_than_screen(reporter.page)
    reporter.page.locator('main a[href^="/ledger/facts/"]').first.click()
    reporter.page.wait_for_url("**/ledger/facts/**")
    reporter.sees("签批")


def test_3_pairs_say_how_strict_each_checker_was(visit: Visit) -> None:
    officer = opens(visit("province-officer")).follows("互查进度").sees("共 48 条")
    opens(officer).page.goto(officer.page.url + "severity/")
    officer.sees("90%")


def test_4_anybody_sees_how_the_lot_was_drawn(visit: Visit, demo: Place) -> None:
    public = visit().goes_to("/evaluation/draws/1/")
    public.sees("已抽定").sees("见证人").sees("自己重抽一遍")
    assert public.page.locator("main ol").first.locator("li").count() == 6


def test_5_and_6_the_meeting_sees_intervals_and_who_cannot_be_told_apart(visit: Visit) -> None:
    officer = opens(visit("province-officer")).follows("综合评定").sees("名额边界")
    officer.page.locator('main table a[href*="/sheet/"]').first.click()
    officer.page.wait_for_load_state()
    officer.sees("怎样合成").sees("等级的经过")


def test_6_and_9_a_university_takes_its_bundle_and_recomputes_it(
    visit: Visit, demo: Place, tmp_path: Path
) -> None:
    leader = opens(visit("leader-01"))
    leader.page.get_by_role("link", name=re.compile("的结论$")).first.click()
    leader.page.wait_for_load_state()
    leader.sees("同组的分布").sees("以前的结论")
    expect(leader.page.locator("main")).not_to_contain_text("师范大学")
    with leader.page.expect_download() as loading:
        leader.page.get_by_role("link", name="下载复算包").click()
    bundle = tmp_path / "bundle.zip"
    loading.value.save_as(bundle)
    assert '"identical": true' in demo.do("recompute", str(bundle))


def test_6_the_public_sees_names_and_no_scores(visit: Visit) -> None:
    public = visit().goes_to("/evaluation/1/models/").sees("示范")
    assert not re.search(r"\d+\.\d", public.page.locator("main").inner_text())


def test_7_a_problem_is_named_mended_and_closed(visit: Visit) -> None:
    officer = opens(visit("province-officer")).follows("综合评定")
    officer.page.get_by_role("link", name="云梦大学", exact=True).first.click()
    officer.page.wait_for_load_state()
    officer.follows("提出整改问题").fills({"问题": "没有例会制度（演示）"})
    officer.presses("提出并告诉学校").sees("已告诉云梦大学")
    where = officer.page.url.removeprefix(demo_of(officer))
    school = visit("officer-02").goes_to(where).follows("制定整改措施")
    school.fills({"整改措施": "每月例会（演示）", "责任人": "演示人员", "整改期限": "2099-01-01"})
    school.presses("提交整改措施").fills({"整改结果": "已开两次（演示）"})
    school.presses("报告整改完成").sees("等待复查")
    officer.goes_to(where).fills({"复查通过，销号的理由": "看过记录（演示）"})
    officer.presses("复查通过，销号").sees("已销号")


def demo_of(visitor: Visitor) -> str:
    return re.match(r"https?://[^/]+", visitor.page.url)[0]


def test_8_missing_evidence_is_listed_and_opens(visit: Visit) -> None:
    officer = opens(visit("province-officer")).follows("佐证缺口")
    officer.sees("有数字、没有佐证的指标")
