"""Roles and delegations from one day to another: what touches, what overlaps, what does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import factories
from tests.said import said
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Role
from wangyu.institutions.people import ops
from wangyu.institutions.people.models import Delegation, Grant
from wangyu.institutions.people.queries import actor_for

TODAY = factories.TODAY
START, END = TODAY + timedelta(days=10), TODAY + timedelta(days=20)
TERMS = [
    ((0, 9), False),
    ((0, 10), True),
    ((0, 30), True),
    ((12, 15), True),
    ((20, 30), True),
    ((21, 30), False),
]
"""Days from today of a second term, and whether it meets the first, from the tenth to the 20th."""


def days(term):
    return {"since": TODAY + timedelta(days=term[0]), "until": TODAY + timedelta(days=term[1])}


@pytest.mark.parametrize(("term", "meets"), TERMS)
def test_one_role_is_held_once_at_a_time(head, university, now, term, meets):
    user = factories.user()
    factories.grant(user, Role.UNIVERSITY_REPORTER, university, since=START, until=END)
    facts = {"actor": head, "now": now, "user": user, "organisation": university}
    if meets:
        with pytest.raises(ops.GrantError, match="这段时间已是"):
            ops.give(role=Role.UNIVERSITY_REPORTER, **facts, **days(term))
    else:
        ops.give(role=Role.UNIVERSITY_REPORTER, **facts, **days(term))
    assert user.grants.count() == 2 - meets


def test_what_was_taken_back_may_be_given_again(head, university, reporter, now):
    ops.end(actor=head, now=now, grant=reporter.grants.get())
    ops.give(
        actor=head, now=now, user=reporter, role=Role.UNIVERSITY_REPORTER,
        organisation=university, since=TODAY,
    )  # fmt: skip
    assert actor_for(reporter, on=TODAY).held


def test_one_role_may_be_held_at_two_universities(boss, university, other_university, now):
    user = factories.officer(Role.UNIVERSITY_OFFICER, university)
    ops.give(
        actor=boss, now=now, user=user, role=Role.UNIVERSITY_OFFICER,
        organisation=other_university, since=TODAY,
    )  # fmt: skip
    assert user.grants.count() == 2


def test_a_role_that_a_colleague_took_back_meanwhile_is_not_taken_back_again(head, reporter, now):
    opened = reporter.grants.get()
    ops.end(actor=head, now=now, grant=reporter.grants.get())
    with pytest.raises(ops.GrantError, match="已经收回"):
        ops.end(actor=head, now=now, grant=opened)


@pytest.mark.parametrize("role", [Role.PROVINCE_OFFICER, Role.SECURITY_ADMIN])
@pytest.mark.parametrize("another", ["none", "other role", "over", "in force"])
def test_the_last_holder_in_force_stays(role, another, province, university, now):
    last = factories.officer(role, province)
    if another == "other role":
        factories.officer(Role.PROVINCE_LEADER, province)
    elif another != "none":
        until = TODAY - timedelta(days=another == "over")
        factories.grant(factories.user(), role, province, until=until)
    end = {"actor": Actor.system(), "now": now, "grant": last.grants.get()}
    if another == "in force":
        ops.end(**end)
    else:
        with pytest.raises(ops.GrantError, match="最后一位"):
            ops.end(**end)
    assert Grant.objects.filter(user=last, ended_at=None).exists() is (another != "in force")


@pytest.fixture
def lend(head, head_user, reporter, now):
    def run(term, *, grant=None, actor=head, delegate=reporter):
        return ops.lend(
            actor=actor, now=now, grant=grant or head_user.grants.get(), delegate=delegate,
            reason="出差", **days(term),
        )  # fmt: skip

    return run


@pytest.mark.parametrize(("term", "meets"), TERMS)
def test_a_role_is_lent_once_at_a_time(lend, term, meets):
    lend((10, 20))
    if meets:
        with pytest.raises(ops.DelegationError, match="已经委托给填报甲"):
            lend(term)
    else:
        lend(term)
    assert Delegation.objects.count() == 2 - meets


def test_what_was_taken_back_is_lent_again_and_another_role_meanwhile(
    lend, head, reporter, university, now
):
    ops.take_back(actor=head, now=now, delegation=lend((0, 5)))
    assert said()[-1] == "收回“高校中心管理员”的委托"
    lend((0, 5))
    leader = factories.officer(Role.UNIVERSITY_LEADER, university)
    own = {"grant": leader.grants.get(), "actor": actor_for(leader, on=TODAY)}
    given_back = lend((0, 5), **own)
    ops.take_back(actor=actor_for(reporter, on=TODAY), now=now, delegation=given_back)
    assert said()[-1] == "谢绝或交还“高校分管领导”的委托"


@pytest.mark.parametrize(("last", "may"), [(4, False), (5, True), (6, True)])
def test_a_role_is_lent_to_its_last_day_and_not_past_it(lend, head_user, last, may):
    head_user.grants.update(until=TODAY + timedelta(days=last))
    if may:
        lend((0, 5))
    else:
        with pytest.raises(ops.DelegationError, match="委托不能晚于这一天"):
            lend((0, 5))
