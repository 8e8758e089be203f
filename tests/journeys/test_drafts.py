"""Nothing typed is lost: not by a closed page, a lost network, an ended session or another machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import reverse
from lxml import html
from playwright.sync_api import Locator, expect

from tests.house.world import World
from tests.journeys.test_pages import ROWS
from tests.journeys.visitor import Visitor

WITHIN_MS = 10_000
SAVED = "草稿已保存"
LONG = 4
NOT_TYPED = {"hidden", "password", "file", "submit", "button"}
WRITERS = ("officer", "province_officer")
"""Between them they can open every long form there is."""
LINES = "textarea, input[type=text], input:not([type])"


@dataclass(frozen=True, slots=True)
class LongForm:
    """A form with a field of many lines, or with four to fill in: where it stands and goes."""

    page: str
    place: str
    at: int


def long_forms(page: str, text: str) -> Iterator[LongForm]:
    forms = html.document_fromstring(text).xpath('//form[@method="post"][.//input[@name="once"]]')
    for at, form in enumerate(forms):
        typed = [f for f in form.xpath(".//*[@name]") if f.get("type") not in NOT_TYPED]
        typed = [f for f in typed if f.tag in {"input", "select", "textarea"}]
        many = [f for f in typed if f.tag == "textarea"]
        if (many or len(typed) >= LONG) and form.get("data-sheet") is None:
            yield LongForm(page, urlsplit(urljoin(page, form.get("action") or page)).path, at)


@pytest.fixture
def world(planted) -> World:
    return World(at=planted["at"])


def forms_of(visitor: Visitor) -> list[Locator]:
    found = visitor.page.locator('form[method="post"]').all()
    return [form for form in found if form.locator("input[name=once]").count()]


def first_line(form: Locator) -> Locator:
    return form.locator(LINES).locator("visible=true").first


def keeps(form: Locator) -> None:
    expect(form.locator(".draft-note")).to_contain_text(SAVED, timeout=WITHIN_MS)


@pytest.fixture
def add(world) -> str:
    return reverse("orgs:fact_add", args=[world.at["own"]["organisation"], "office"])


def opens(visitor: Visitor, url: str, at: int = -1) -> Locator:
    """The form of a page, once what was kept of it is back."""
    visitor.goes_to(url).page.wait_for_load_state("networkidle")
    found = forms_of(visitor)
    return found[at] if at >= 0 else next(f for f in found if f.locator(LINES).count())


@contextmanager
def in_a_tab(visitor: Visitor) -> Iterator[None]:
    """Which is closed at once, as people close them."""
    kept, visitor.page = visitor.page, visitor.context.new_page()
    yield
    visitor.page.close()
    visitor.page = kept


def test_a_form_outlives_a_lost_network_and_an_ended_session(walk, planted, house, add) -> None:
    officer = walk("officer")
    form = opens(officer, add)
    with officer.without_network():
        first_line(form).fill("断网时写的")
        expect(form.locator(".draft-note")).to_contain_text("网络断开")
    keeps(form)
    cookies = officer.context.cookies()
    with officer.expecting_trouble():
        officer.context.clear_cookies(name="session")
        first_line(form).fill("登录失效时写的")
        expect(form.locator(".draft-note")).to_contain_text("登录已失效", timeout=WITHIN_MS)
    officer.context.add_cookies(cookies)
    form = opens(officer, add)
    assert first_line(form).input_value() == "登录失效时写的"
    keeps(form)
    form.get_by_label("设立日期").fill("2026-03-01")
    with officer.expecting_trouble():
        officer.context.clear_cookies(name="session")
        officer.presses("登记", form).sees("登录已失效，还没有保存").sees("登录失效时写的")
    officer.context.add_cookies(cookies)
    officer.presses("继续保存").sees("登录失效时写的")
    assert first_line(opens(officer, add)).input_value() == ""
    assert first_line(opens(walk("officer"), add)).input_value() == ""


@pytest.mark.parametrize("persona", WRITERS)
def test_every_long_form_outlives_a_closed_tab_and_is_there_on_another_machine(
    walk, world, persona
) -> None:
    """All of them that this person is the first to see."""
    first, second = walk(persona), walk(persona)
    found = {}
    for row in ROWS:
        if next((w for w in WRITERS if w in row.who[row.home(world)]), "") == persona:
            page = row.url(world)
            text = first.context.request.get(page, fail_on_status_code=False).text()
            for form in long_forms(page, text):
                found.setdefault(form.place, form)
    assert found
    for form in found.values():
        with in_a_tab(first):
            first_line(opens(first, form.page, form.at)).fill("写了一半")
        with in_a_tab(first):
            again = opens(first, form.page, form.at)
            assert first_line(again).input_value() == "写了一半", form
            keeps(again)
        with in_a_tab(second):
            assert first_line(opens(second, form.page, form.at)).input_value() == "写了一半", form
