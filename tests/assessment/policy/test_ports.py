"""The app's places in the menu and in search."""

from __future__ import annotations

import pytest

from tests import factories
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import ROLE_TIER, Role, Tier
from wangyu.base.lib.ports import documents, navigation

BOARD, MINE = {"落实看板", "标准对照", "政策条款"}, {"本校落实情况", "标准对照", "政策条款"}
SEES = {
    Role.PROVINCE_OFFICER: BOARD, Role.PROVINCE_LEADER: BOARD, Role.AUDITOR: BOARD,
    Role.UNIVERSITY_OFFICER: MINE, Role.UNIVERSITY_REPORTER: MINE, Role.UNIVERSITY_LEADER: MINE,
}  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
def test_the_menu_shows_what_the_role_may_open(role, province, university):
    department = factories.organisation(university, Tier.DEPARTMENT)
    places = {Tier.PROVINCE: province, Tier.UNIVERSITY: university, Tier.DEPARTMENT: department,
              Tier.STATION: factories.organisation(department, Tier.STATION)}  # fmt: skip
    actor = factories.actor(role, places[ROLE_TIER[role]])
    items = [navigation.get(f"policy.{n}") for n in ("board", "mine", "standards", "clauses")]
    assert {i.label for i in items if i.visible(actor)} == SEES.get(role, {"政策条款"})


def test_a_visitor_finds_the_clauses_in_the_menu():
    assert navigation.get("policy.clauses").visible(Actor.anonymous())


def test_every_clause_is_found_by_search_by_everybody(rules):
    found = list(documents.get("policy")())
    assert [d.title for d in found] == [f"第{n}条 {c.title}" for n, c in rules.clauses.items()]
    assert {d.scope for d in found} == {"public"}
    assert found[8].url == "/policy/clauses/9/"
    assert "80 平米/10000 名师生" in found[8].body
