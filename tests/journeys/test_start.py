"""Item 1: a visitor of the demo enters as anyone, and everyone finds a desk and a menu that works."""

from __future__ import annotations

import pytest

from wangyu.base.core.roles import Role

PERSONAS = {
    Role.PROVINCE_OFFICER: "province-officer",
    Role.PROVINCE_LEADER: "province-leader",
    Role.UNIVERSITY_OFFICER: "officer-02",
    Role.UNIVERSITY_REPORTER: "reporter-03",
    Role.UNIVERSITY_LEADER: "leader-02",
    Role.DEPARTMENT_OFFICER: "department",
    Role.STATION_OFFICER: "station",
    Role.REVIEWER: "reviewer",
    Role.SYSTEM_ADMIN: "system-admin",
    Role.SECURITY_ADMIN: "security-admin",
    Role.AUDITOR: "auditor",
    Role.STUDENT: "student",
}


def test_there_is_a_persona_for_every_role() -> None:
    assert set(PERSONAS) == set(Role)


@pytest.mark.parametrize("role", PERSONAS)
def test_everyone_enters_by_a_button_and_every_entry_of_their_menu_opens(visit, role) -> None:
    someone = visit(PERSONAS[role])
    assert someone.heading == "工作台"
    assert role.label in someone.page.locator("main").inner_text()
    menu = someone.page.locator("#side-nav a")
    addresses = [menu.nth(at).get_attribute("href") for at in range(menu.count())]
    for address in addresses:
        answer = someone.page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        assert someone.page.locator('#side-nav a[aria-current="page"]').count() <= 1
        assert someone.page.locator(".demo-bar").is_visible()
