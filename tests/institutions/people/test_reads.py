"""Who holds a role, who may be lent one, whose roles stand, for whom one need not ask."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import factories
from wangyu.base.core.roles import Role
from wangyu.institutions.people import queries
from wangyu.institutions.people.models import Delegation, Recovery, User

TODAY = factories.TODAY
YESTERDAY = TODAY - timedelta(days=1)
OFFICER = {Role.UNIVERSITY_OFFICER}


@pytest.fixture
def lent(head_user, reporter, now):
    """The officer's role, lent to the reporter for today."""
    return Delegation.objects.create(
        grant=head_user.grants.get(), delegate=reporter, since=TODAY, until=TODAY, reason="出差",
        created_at=now, confirmed_at=now,
    )  # fmt: skip


def test_holders_are_of_that_role_and_that_unit_in_force_and_not_gone(
    head_user, reporter, university, other_university
):
    factories.officer(Role.UNIVERSITY_OFFICER, other_university)
    former = factories.user()
    factories.grant(former, Role.UNIVERSITY_OFFICER, university, until=YESTERDAY)
    gone = factories.officer(Role.UNIVERSITY_OFFICER, university)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert queries.holders(OFFICER, university, TODAY) == [head_user.pk]
    User.objects.filter(pk=head_user.pk).update(is_active=False)
    assert queries.holders(OFFICER, university, TODAY) == []


def test_delegates_hold_what_they_were_lent_there_and_then(
    lent, head_user, reporter, university, other_university
):
    assert queries.holders(OFFICER, university, TODAY) == sorted([head_user.pk, reporter.pk])
    assert queries.holders({Role.UNIVERSITY_LEADER}, university, TODAY) == []
    assert queries.holders(OFFICER, other_university, TODAY) == []
    tomorrow = TODAY + timedelta(days=1)
    assert queries.holders(OFFICER, university, tomorrow) == [head_user.pk]
    User.objects.filter(pk=reporter.pk).update(is_active=False)
    assert queries.holders(OFFICER, university, TODAY) == [head_user.pk]


def test_ones_own_roles_come_before_those_one_was_lent(lent, reporter):
    held = queries.actor_for(reporter, on=TODAY).held
    assert [(h.role, h.on_behalf_of) for h in held] == [
        (Role.UNIVERSITY_REPORTER, ""), (Role.UNIVERSITY_OFFICER, "校管甲"),
    ]  # fmt: skip


def test_what_is_lent_to_others_is_not_held_by_a_third(lent, head_user, university):
    third = factories.officer(Role.UNIVERSITY_LEADER, university)
    assert [h.role for h in queries.actor_for(third, on=TODAY).held] == [Role.UNIVERSITY_LEADER]


def test_colleagues_are_the_others_of_the_university_who_are_in_office(
    head_user, reporter, stranger, university, department
):
    below = factories.officer(Role.DEPARTMENT_OFFICER, department)
    former = factories.user()
    factories.grant(former, Role.UNIVERSITY_REPORTER, university, until=YESTERDAY)
    gone = factories.officer(Role.UNIVERSITY_REPORTER, university)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    found = queries.colleagues(head_user.grants.get(), on=TODAY)
    assert set(found) == {reporter, below}


def test_colleagues_of_the_province_are_of_the_province_itself(boss_user, second_boss, reporter):
    assert list(queries.colleagues(boss_user.grants.get(), on=TODAY)) == [second_boss]


def test_the_roles_that_stand_are_that_persons_and_not_taken_back(
    head_user, reporter, university, now
):
    factories.grant(reporter, Role.UNIVERSITY_LEADER, university, ended_at=now)
    assert [g.role for g in queries.standing_grants(reporter)] == [Role.UNIVERSITY_REPORTER]


@pytest.mark.parametrize("state", ["agreed", "refused", "withdrawn"])
def test_only_a_request_of_ones_own_that_waits_is_in_the_way(reporter, head_user, now, state):
    facts = {"asked_by": head_user, "asked_at": now, "reason": "当面"}
    Recovery.objects.create(user=head_user, **facts)
    Recovery.objects.create(user=reporter, state=state, **facts)
    assert queries.problem_with_recovery(reporter) == ""
    Recovery.objects.create(user=reporter, **facts)
    assert queries.problem_with_recovery(reporter) == "填报甲已有一件恢复在办理中，不用再申请。"
