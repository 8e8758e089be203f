"""What people offers the desk and the menu."""

from datetime import timedelta

import pytest

from tests import factories
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Role
from wangyu.base.lib.ports import agenda, documents, navigation
from wangyu.institutions.people import ops
from wangyu.institutions.people.queries import actor_for


@pytest.fixture
def desk(now):
    return lambda actor, when=now: [item.title for item in agenda.get("people")(actor, when)]


def test_a_weak_session_is_asked_for_a_second_factor(desk, reporter):
    assert desk(actor_for(reporter, on=factories.TODAY)) == ["设置第二步验证"]
    assert desk(actor_for(reporter, on=factories.TODAY, strong=True)) == []


def test_a_visitor_has_nothing_to_do(desk):
    assert desk(Actor.anonymous()) == []


def test_a_delegation_waits_to_be_confirmed(desk, head, head_user, reporter, now):
    ops.lend(
        actor=head, now=now, grant=head_user.grants.get(), delegate=reporter,
        since=factories.TODAY, until=factories.TODAY, reason="出差",
    )  # fmt: skip
    titles = desk(actor_for(reporter, on=factories.TODAY, strong=True))
    assert titles == ["确认代校管甲行使“高校中心管理员”"]


@pytest.fixture
def leader(university):
    return factories.officer(Role.UNIVERSITY_LEADER, university, "领导甲")


def test_expiring_invitations_are_shown_two_days_before(desk, head_user, leader, invited, now):
    strong = actor_for(head_user, on=factories.TODAY, strong=True)
    assert desk(strong) == []
    assert desk(strong, now + timedelta(days=6)) == ["1 个邀请即将过期"]
    assert desk(strong, now + timedelta(days=8)) == []


def test_a_university_without_a_leader_is_told_so_until_one_is_invited(
    desk, head, head_user, university, now
):
    strong = actor_for(head_user, on=factories.TODAY, strong=True)
    assert desk(strong) == ["本校还没有高校分管领导"]
    wanted = ops.Wanted("领导乙", Role.UNIVERSITY_LEADER, university)
    ops.invite(actor=head, now=now, wanted=wanted)
    assert desk(strong) == []


def test_a_province_sees_how_many_universities_nobody_looks_after(
    desk, boss_user, head_user, other_university
):
    strong = actor_for(boss_user, on=factories.TODAY, strong=True)
    assert desk(strong) == ["1 所高校还没有高校中心管理员"]


def test_the_menu_shows_people_to_managers_only(head, reporter, province):
    entry = navigation.get("people")
    assert entry.visible(head)
    assert not entry.visible(actor_for(reporter, on=factories.TODAY))
    assert entry.visible(factories.actor(Role.AUDITOR, province))


def test_people_are_in_nobodys_search(db):
    assert documents.get("people") is None
