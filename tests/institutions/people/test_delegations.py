"""Lending a role."""

import threading
from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import connection

from tests import factories
from wangyu.base.audit.models import Entry
from wangyu.base.audit.telling import tell
from wangyu.base.core.access import NotVisible, Refused
from wangyu.base.core.roles import Role
from wangyu.institutions.people import access, ops
from wangyu.institutions.people.models import Delegation
from wangyu.institutions.people.ops import delegations
from wangyu.institutions.people.queries import actor_for, holders, unconfirmed

TODAY = factories.TODAY
WEEK = TODAY + timedelta(days=7)


@pytest.fixture
def lend(head, head_user, reporter, now):
    def run(actor=head, grant=None, delegate=reporter, since=TODAY, until=WEEK):
        return ops.lend(
            actor=actor, now=now, grant=grant or head_user.grants.get(), delegate=delegate,
            since=since, until=until, reason="出差",
        )  # fmt: skip

    return run


@pytest.fixture
def confirmed(lend, reporter, now):
    made = lend()
    return ops.confirm(actor=actor_for(reporter, on=TODAY), now=now, delegation=made)


def test_the_delegate_acts_on_behalf_between_the_two_dates(confirmed, reporter, university):
    actor = actor_for(reporter, on=TODAY)
    assert actor.has({Role.UNIVERSITY_OFFICER}, university.path)
    assert actor.behalf == "校管甲"
    assert actor_for(reporter, on=WEEK).behalf == "校管甲"
    assert not actor_for(reporter, on=WEEK + timedelta(days=1)).behalf


def test_it_counts_only_once_confirmed(lend, reporter):
    lend()
    assert not actor_for(reporter, on=TODAY).behalf
    assert unconfirmed(reporter.pk, on=TODAY).count() == 1


def test_the_log_says_on_whose_behalf(confirmed, reporter, university, now):
    actor = actor_for(reporter, on=TODAY)
    ops.invite(actor=actor, now=now, wanted=ops.Wanted("某", Role.UNIVERSITY_REPORTER, university))
    entry = Entry.objects.order_by("-seq").first()
    assert tell([entry])[0].who == "填报甲（代校管甲）"


def test_a_borrowed_role_is_not_lent_on(confirmed, reporter, head_user, lend, university):
    third = factories.officer(Role.UNIVERSITY_LEADER, university)
    with pytest.raises(Refused, match="不能再委托"):
        lend(actor=actor_for(reporter, on=TODAY), delegate=third)


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR])
def test_the_three_administrators_lend_nothing(role, province, boss_user, lend):
    user = factories.officer(role, province)
    with pytest.raises(Refused, match="不能委托"):
        lend(actor=actor_for(user, on=TODAY), grant=user.grants.get(), delegate=boss_user)


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (WEEK, TODAY, "早于开始日期"),
        (TODAY - timedelta(days=1), WEEK, "已经过去"),
    ],
)
def test_dates_that_cannot_be_are_refused(lend, since, until, words):
    with pytest.raises(ops.DelegationError, match=words):
        lend(since=since, until=until)


def test_a_role_is_not_lent_past_its_own_end(lend, head_user):
    head_user.grants.update(until=date(2026, 3, 8))
    with pytest.raises(ops.DelegationError, match="2026年3月8日为止"):
        lend()


def test_a_role_no_longer_held_is_not_lent(lend, head_user, now):
    head_user.grants.update(ended_at=now)
    with pytest.raises(ops.DelegationError, match="现在不由您担任"):
        lend()


def test_only_a_colleague_of_the_same_unit_is_a_delegate(lend, stranger):
    with pytest.raises(ops.DelegationError, match="本单位"):
        lend(delegate=stranger)


def test_a_provincial_role_stays_in_the_provincial_centre(
    lend, boss, boss_user, reporter, second_boss
):
    grant = boss_user.grants.get()
    with pytest.raises(ops.DelegationError, match="本单位"):
        lend(actor=boss, grant=grant, delegate=reporter)
    assert lend(actor=boss, grant=grant, delegate=second_boss).delegate == second_boss


def test_a_role_is_lent_to_one_at_a_time(lend, university):
    lend()
    with pytest.raises(ops.DelegationError, match="已经委托给填报甲"):
        lend(delegate=factories.officer(Role.UNIVERSITY_LEADER, university))


def test_only_the_delegate_confirms_and_only_once(lend, head, confirmed, reporter, now):
    with pytest.raises(Refused, match="受托人本人"):
        ops.confirm(actor=head, now=now, delegation=confirmed)
    with pytest.raises(ops.DelegationError, match="已经确认过"):
        ops.confirm(actor=actor_for(reporter, on=TODAY), now=now, delegation=confirmed)


def test_a_delegation_past_its_end_is_not_confirmed(lend, reporter, now):
    confirmed = lend(until=TODAY)
    ops.confirm(actor=actor_for(reporter, on=TODAY), now=now, delegation=confirmed)
    made = lend(since=TODAY + timedelta(days=1), until=TODAY + timedelta(days=1))
    with pytest.raises(ops.DelegationError, match="到期"):
        ops.confirm(
            actor=actor_for(reporter, on=TODAY), now=now + timedelta(days=2), delegation=made
        )


@pytest.mark.parametrize("who", ["head_user", "reporter"])
def test_either_side_ends_it_at_once(confirmed, reporter, who, request, now):
    side = actor_for(request.getfixturevalue(who), on=TODAY)
    ops.take_back(actor=side, now=now, delegation=confirmed)
    assert not actor_for(reporter, on=TODAY).behalf
    with pytest.raises(ops.DelegationError, match="已经结束"):
        ops.take_back(actor=side, now=now, delegation=confirmed)


def test_others_cannot_end_it(confirmed, boss, now):
    with pytest.raises(Refused):
        ops.take_back(actor=boss, now=now, delegation=confirmed)


def test_it_dies_with_the_role_it_lends(confirmed, head_user, reporter, now):
    head_user.grants.update(ended_at=now)
    assert not actor_for(reporter, on=TODAY).behalf


def test_it_dies_with_the_principals_account(confirmed, head_user, reporter):
    head_user.is_active = False
    head_user.save()
    assert not actor_for(reporter, on=TODAY).behalf


def test_the_delegate_is_told_of_what_the_holder_is_told(
    confirmed, head_user, reporter, university
):
    assert holders({Role.UNIVERSITY_OFFICER}, university, TODAY) == sorted(
        [head_user.pk, reporter.pk]
    )


def test_a_stranger_does_not_see_it(confirmed, stranger):
    with pytest.raises(NotVisible):
        access.access_delegation(actor_for(stranger, on=TODAY), confirmed.pk)


def test_a_role_shortened_meanwhile_is_not_lent_for_longer(lend, head_user):
    """The page was opened before that."""
    seen = head_user.grants.get()
    head_user.grants.update(until=TODAY)
    with pytest.raises(ops.DelegationError, match="您的角色到2026年3月5日为止"):
        lend(grant=seen)
    assert not Delegation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_are_lent_a_role_at_once_one_gets_it(
    lend, head_user, reporter, university, monkeypatch
):
    """Both have found it free; on SQLite, which lets one write at a time, one after the other."""
    at_once = connection.vendor == "postgresql"
    check, both = delegations._check_delegate, threading.Barrier(2 if at_once else 1)

    def checked(*args):
        check(*args)
        with suppress(threading.BrokenBarrierError):
            both.wait(1)

    monkeypatch.setattr(delegations, "_check_delegate", checked)
    people = [reporter, factories.officer(Role.UNIVERSITY_LEADER, university)]
    grants = [head_user.grants.get() for _ in people]
    refused = []

    def give(grant, person):
        try:
            lend(grant=grant, delegate=person)
        except ops.DelegationError as error:
            refused.append(str(error))
        finally:
            connection.close() if at_once else None

    threads = [threading.Thread(target=give, args=one) for one in zip(grants, people, strict=True)]
    for run, one in zip(threads, zip(grants, people, strict=True), strict=True):
        run.start() if at_once else give(*one)
    [run.join() for run in threads if at_once]
    assert Delegation.objects.count() == 1
    assert "已经委托给" in refused[0]
