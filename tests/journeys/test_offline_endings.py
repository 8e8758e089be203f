"""Issue 5, item 4: when a copy of a visit goes for good. Here a visit and a session end."""

from __future__ import annotations

from tests.journeys.test_offline import inspector, is_gone, kept, opens, state, url
from tests.journeys.visitor import Visitor

__all__ = ["inspector", "url"]
LEAVES = ("meetings", "plans", "office", "articles", "exchange")


def test_it_goes_when_the_visit_is_handed_in_and_when_its_reader_signs_out(
    inspector: Visitor, url: str
) -> None:
    page = inspector.page
    for leaf in LEAVES:
        page.locator(f"#points-{leaf}").fill("5")
        page.locator(f"#words-{leaf}").fill("看过现场")
    state(inspector).to_contain_text("已送达")
    inspector.presses("提交抽查记录").agrees().sees("抽查记录已提交")
    page.wait_for_function("navigator.serviceWorker.getRegistrations().then(all => !all.length)")
    assert kept(inspector) == []
    inspector.fills({"理由": "请补一张照片"}).presses("退回补充").sees("已退回")
    opens(inspector, url)
    with inspector.without_network():
        page.locator("#points-plans").fill("8")
        state(inspector).to_contain_text("网络断开")
        inspector.presses("退出登录")
        state(inspector).to_contain_text("没有网络，现在办不了；1 处文字已存在本机")
    state(inspector).to_contain_text("已送达")
    assert len(kept(inspector)) == 1
    inspector.presses("退出登录")
    page.wait_for_url("**/")
    is_gone(inspector, url)
