"""Issue 5, item 4: on the spot without a network. Nothing is lost by a reload, nothing counts twice."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Error, Route, expect

from tests.journeys.places import Place
from tests.journeys.visitor import PHONE, Visitor

READY, OFFLINE, SENT = "断网也能重新打开", "存在本机的页面", "已送达"
Walk = Callable[..., Visitor]


@pytest.fixture
def url(planted: dict[str, Any]) -> str:
    return reverse("evaluation:visit", args=[planted["at"]["own"]["visit"]])


@pytest.fixture
def inspector(walk: Walk, url: str) -> Visitor:
    """With a phone, the page open and kept."""
    return opens(walk("province_officer", viewport=PHONE), url)


def opens(visitor: Visitor, url: str) -> Visitor:
    visitor.goes_to(url)
    expect(visitor.page.locator("[data-offline]")).to_contain_text(READY)
    return visitor


def is_gone(visitor: Visitor, url: str) -> None:
    """No copy, and without a network one sentence in its place."""
    visitor.page.wait_for_function("caches.keys().then(names => !names.length)")
    with visitor.without_network():
        visitor.goes_to(url).sees("现在没有网络")
        assert visitor.page.locator("#marks").count() == 0


def picture(colour: str) -> dict[str, Any]:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(made, "JPEG")
    return {"name": f"{colour}.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


def kept(visitor: Visitor) -> list[str]:
    return visitor.page.evaluate("caches.keys()")


def points(visitor: Visitor, leaf: str) -> str:
    return visitor.page.locator(f"#points-{leaf}").input_value()


def state(visitor: Visitor):
    return expect(visitor.page.locator("[data-saved]"))


def photos(visitor: Visitor, leaf: str):
    return expect(visitor.page.locator(f"#leaf-{leaf} [data-photo-list] li"))


def test_what_is_found_without_a_network_outlives_a_reload_and_is_delivered_once(
    inspector: Visitor, walk: Walk, url: str
) -> None:
    page = inspector.page
    page.locator("#points-plans").fill("7")
    state(inspector).to_contain_text(SENT)
    with inspector.without_network():
        page.locator("#points-office").fill("3")
        page.locator("#words-office").fill("现场只见到一间办公室")
        page.locator("#photo-office").set_input_files([picture("red"), picture("blue")])
        state(inspector).to_contain_text("2 张照片已存在本机")
        page.reload()
        expect(page.locator("[data-offline]")).to_contain_text(OFFLINE)
        assert [points(inspector, leaf) for leaf in ("plans", "office")] == ["7", "3"]
        assert page.locator("#words-office").input_value() == "现场只见到一间办公室"
        photos(inspector, "office").to_have_count(2)
        assert page.locator("#leaf-office [data-photo-list] canvas").count() == 2
    state(inspector).to_contain_text(SENT)
    expect(page.locator("#leaf-office [data-photo-list]")).to_contain_text(SENT)
    opens(inspector, url)
    assert [points(inspector, leaf) for leaf in ("plans", "office")] == ["7", "3"]
    photos(inspector, "office").to_have_count(2)
    other = walk("province_leader").goes_to(url)
    other.sees("现场只见到一间办公室")
    photos(other, "office").to_have_count(2)


def test_an_answer_lost_on_the_way_makes_nothing_twice(
    inspector: Visitor, walk: Walk, url: str
) -> None:
    """The server has kept it, the phone does not know: it sends the same again, with the same key."""
    lost: list[str] = []

    def lose(route: Route) -> None:
        lost.append(route.request.post_data or "")
        if len(lost) > 1:
            route.continue_()
            return
        route.fetch()
        route.abort()

    before = saved_lines(walk)
    with inspector.expecting_trouble():
        inspector.page.route(re.compile(r"/save/$"), lose)
        inspector.page.locator("#points-articles").fill("11")
        state(inspector).to_contain_text("网络断开")
        inspector.page.reload()
        state(inspector).to_contain_text(SENT)
    keys = {re.search(r'name="key"\s+(\w+)', one)[1] for one in lost}
    assert (len(lost), len(keys)) == (2, 1)
    assert saved_lines(walk) == before + 1


def saved_lines(walk: Walk) -> int:
    """How often the log says that a visit was kept."""
    auditor = walk("auditor").goes_to("/audit/?action=evaluation.visit.save")
    return auditor.page.locator("main").get_by_text("保存抽查记录").count()


def test_what_was_delivered_after_the_copy_was_made_is_there_without_a_network(
    inspector: Visitor,
) -> None:
    page = inspector.page
    page.locator("#points-exchange").fill("4")
    page.locator("#photo-exchange").set_input_files([picture("green")])
    photos(inspector, "exchange").to_contain_text([SENT])
    state(inspector).to_contain_text(SENT)
    with inspector.without_network():
        page.reload()
        expect(page.locator("[data-offline]")).to_contain_text(OFFLINE)
        expect(page.locator("#points-exchange")).to_have_value("4")
        shown = page.locator("#leaf-exchange [data-photo-list] img")
        expect(shown).to_have_count(1)
        assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 40
        with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
            page.goto("/desk/")
        with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
            page.goto(reverse("evaluation:my_visits"))
    assert len(kept(inspector.goes_to("/desk/"))) == 1


def test_two_people_who_fill_in_the_same_are_asked_which_counts(
    inspector: Visitor, walk: Walk, url: str
) -> None:
    inspector.goes_to(f"{url}plan/")
    for box in inspector.page.locator("input[name=inspectors]").all():
        box.check()
    inspector.presses("保存")
    opens(inspector, url)
    colleague = opens(walk("reviewer"), url)
    page = inspector.page
    with inspector.without_network():
        page.locator("#points-meetings").fill("9")
        state(inspector).to_contain_text("网络断开")
        colleague.page.locator("#points-meetings").fill("12")
        state(colleague).to_contain_text(SENT)
        page.reload()
    state(inspector).to_contain_text("同事刚改过")
    card = page.locator("#leaf-meetings")
    expect(card).to_contain_text("刚改过这一项")
    assert points(inspector, "meetings") == "9"
    card.get_by_role("button", name="“12”").click()
    assert points(inspector, "meetings") == "12"
    opens(inspector, url)
    assert points(inspector, "meetings") == "12"


def test_on_a_shared_phone_the_next_one_finds_nothing(
    inspector: Visitor, planted: dict[str, Any], house: Place, url: str
) -> None:
    """The first one did not even sign out."""
    inspector.context.clear_cookies()
    cookies = planted["cookies"]["student"]
    inspector.context.add_cookies(
        [{"name": name, "value": value, "url": house.url} for name, value in cookies.items()]
    )
    is_gone(inspector.goes_to("/desk/"), url)


def test_whoever_is_no_longer_let_in_has_no_copy(inspector: Visitor, url: str) -> None:
    with inspector.expecting_trouble():
        inspector.context.clear_cookies(name="session")
        inspector.goes_to(url)
        assert kept(inspector) == []
