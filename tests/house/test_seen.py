"""Two people on one record: who saves second sees what the first one wrote, and decides."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.forms import BaseForm

from tests.house.endpoints import matrix
from tests.house.faults import undone
from tests.house.world import World
from tests.house.writing import WAYS, Way

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
TYPED = {
    "evaluation:change": ("title", "guide"),
    "evaluation:plan_visit": ("planned_on", ""),
    "evaluation:plan_problem": ("measure", "responsible"),
    "calls:panelist": ("most", ""),
    "calls:change": ("title", "guide"),
    "calls:form": ("title", "answer-summary"),
    "orgs:edit": ("short_name", "duties"), "orgs:fact_change": ("name", "duties"),
    "orgs:roster_entry": ("city", "authority"), "evidence:file": ("title", "expires_on"),
    "ledger:edit_window": ("title", "note"), "connections:change": ("title", "domains"),
    "orgs:rename": ("name", ""),
    "evaluation:version_head": ("title", "note"), "evaluation:indicator": ("title", "reason"),
}  # fmt: skip
"""Every form about something that is there already: a field both touch, and one that only one does."""
SEVERAL = [endpoint for endpoint, (_, one) in TYPED.items() if one]
PREFILLED = {
    "orgs:close": "今天", "orgs:fact_end": "今天", "orgs:fact_add": "今年", "people:grant": "今天",
    "people:invite": "今天", "people:accept": "邀请里的姓名", "ledger:new_window": "去年",
    "connections:new": "建议的设置", "notify:preferences": "只是本人的",
    "evaluation:new": "去年", "evaluation:name_expert": "建议的截止时间",
}  # fmt: skip
"""Forms that suggest something and change nothing that is there already, or only what is one's own."""
FIXED = {"connections:change": {"issuer": "https://login.example.edu.cn", "anew": "on"}}
"""What the planted thing says is no address at all."""
NUMBERS = {"most": ("7", "8"), "planned_on": ("2030-01-01", "2030-01-02")}
"""Where a field takes numbers or days: what the first and the second type."""
SHOWN = {"2030-01-01": "2030年1月1日"}
"""How a sentence says it."""
SAMPLE = {"expires_on": "2030-01-01", "domains": "example.edu.cn"}


@pytest.fixture
def way(request, world: World):
    found = next(way for way in WAYS if way.endpoint == request.param)
    with undone():
        found.prepare(world)
        yield found


def open_form(way: Way, world: World) -> dict[str, Any]:
    """What the page sends back when nothing is typed over what the way types."""
    page = world.send(way.persona, "GET", way.url(world))
    form = page.context["form"]
    shown = {name: form[name].value() for name in form.fields}
    seen = re.findall(r'name="seen" value="([^"]*)"', page.content.decode())[0]
    assert seen, "这张表单没有带上打开时的内容"
    kept = {
        name: _said(form, name, value)
        for name, value in shown.items()
        if value not in (None, "", [])
    }
    return way.fill(world) | kept | FIXED.get(way.endpoint, {}) | {"seen": seen}


def _said(form: Any, name: str, value: Any) -> Any:
    widget = form.fields[name].widget
    shown = widget.format_value(value)
    if getattr(widget, "allow_multiple_selected", False):
        return shown
    return shown[0] if isinstance(shown, list) else shown or ""


def stored(way: Way, world: World, name: str) -> str:
    form = world.send(way.persona, "GET", way.url(world)).context["form"]
    return str(form[name].value() or "")


def send(way: Way, world: World, fields: dict[str, Any]) -> Any:
    return world.send(way.persona, "POST", way.url(world), fields)


@pytest.mark.parametrize("way", TYPED, indirect=True)
def test_what_both_wrote_is_shown_to_the_second_who_decides(way: Way, world: World) -> None:
    both, _ = TYPED[way.endpoint]
    first, second = NUMBERS.get(both, ("第一个人写的", "第二个人写的"))
    mine, theirs = open_form(way, world), open_form(way, world)
    assert send(way, world, theirs | {both: first}).status_code == 302
    answer = send(way, world, mine | {both: second})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert f"别人把它改成了“{SHOWN.get(first, first)}”" in page
    assert second in page
    assert stored(way, world, both) == first
    anew = re.findall(r'name="seen" value="([^"]*)"', page)[0]
    assert send(way, world, mine | {both: second, "seen": anew}).status_code == 302
    assert stored(way, world, both) == second


@pytest.mark.parametrize("way", SEVERAL, indirect=True)
def test_what_only_the_other_wrote_stays(way: Way, world: World) -> None:
    both, one = TYPED[way.endpoint]
    mine, theirs = open_form(way, world), open_form(way, world)
    value = SAMPLE.get(one, "只有第一个人写的")
    assert send(way, world, theirs | {one: value}).status_code == 302
    assert send(way, world, mine | {both: theirs[both]}).status_code == 302
    assert stored(way, world, one) == value


@pytest.mark.parametrize("way", SEVERAL, indirect=True)
def test_two_who_wrote_the_same_do_not_disturb_each_other(way: Way, world: World) -> None:
    both, _ = TYPED[way.endpoint]
    mine, theirs = open_form(way, world), open_form(way, world)
    for form in (theirs, mine):
        assert send(way, world, form | {both: "写得一样"}).status_code == 302


def test_every_form_that_shows_what_is_stored_tells_of_others(world: World) -> None:
    """So that no form is forgotten in the tables above."""
    shows = set()
    for way in WAYS:
        if "GET" not in matrix()[way.endpoint].methods:
            continue
        with undone():
            way.prepare(world)
            context = world.send(way.persona, "GET", way.url(world)).context
            form = context.get("form") if context else None
            if isinstance(form, BaseForm) and any(form.initial.values()):
                shows.add(way.endpoint)
    assert shows - set(PREFILLED) == set(TYPED)


def test_items_chosen_by_two_are_both_kept_and_a_contested_one_is_told(world: World) -> None:
    way = next(way for way in WAYS if way.endpoint == "ledger:window_items")
    url = way.url(world)

    def page():
        return world.send(way.persona, "GET", url).content.decode()

    def chosen(text):
        found = re.findall(r'name="mode-(\w+)".*?value="(\w+)" selected', text)
        return dict(found)

    with undone():
        seen = re.findall(r'name="seen" value="([^"]*)"', page())[0]
        theirs = {"mode-students": "ask", "mode-staff": "ask", "seen": seen}
        world.send(way.persona, "POST", url, theirs)
        mine = {"mode-students": "cite", "mode-trainings": "ask", "seen": seen}
        after = world.client.post(url, mine, follow=True).content.decode()
        assert "别人改成了“填写”，您选的“引用”没有保存" in after
        assert chosen(after) == {"students": "ask", "staff": "ask", "trainings": "ask"}
