"""Three duties apart: nobody holds two of them, nobody grants to themself, each stays in its place."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import factories
from tests.house.endpoints import matrix
from wangyu.base.core import docs
from wangyu.base.core.access import Refused
from wangyu.base.core.roles import Role
from wangyu.institutions.people import access, ops
from wangyu.institutions.people.logic.grants import GRANTING, ONE_OF_THREE, clash, lendable
from wangyu.institutions.people.models import Delegation, Grant
from wangyu.institutions.people.queries import actor_for

TODAY = factories.TODAY
THREE = tuple(Role(role) for role in sorted(ONE_OF_THREE))
OF_SECURITY = {"统一身份认证连接", "恢复第二步验证", "平台在学校登录服务那里的证书"}
"""Machines that are theirs."""


@pytest.mark.parametrize(("first", "second"), list(permutations(THREE, 2)))
def test_no_account_is_given_two_of_the_three(guard, province, now, first, second):
    user = factories.officer(first, province)
    with pytest.raises(ops.GrantError, match="必须由不同的人担任"):
        ops.give(actor=guard, now=now, user=user, role=second, organisation=province, since=TODAY)


@pytest.mark.parametrize(("first", "second"), list(permutations(THREE, 2)))
def test_no_account_accepts_the_second_of_the_three(guard, province, now, first, second):
    user = factories.officer(first, province)
    made = ops.invite(actor=guard, now=now, wanted=ops.Wanted("某人", second, province))
    with pytest.raises(ops.GrantError, match="必须由不同的人担任"):
        ops.accept(actor=actor_for(user, on=TODAY), now=now, invitation=made.invitation, user=user)
    assert user.grants.count() == 1


def test_terms_that_only_touch_do_clash_and_terms_apart_do_not(guard, province, now):
    user = factories.officer(Role.REVIEWER, province)
    until = TODAY + timedelta(days=10)
    facts = {"actor": guard, "now": now, "user": user, "organisation": province}
    ops.give(role=Role.AUDITOR, since=TODAY, until=until, **facts)
    with pytest.raises(ops.GrantError):
        ops.give(role=Role.SYSTEM_ADMIN, since=until, **facts)
    ops.give(role=Role.SYSTEM_ADMIN, since=until + timedelta(days=1), **facts)
    for day in (TODAY, until, until + timedelta(days=1)):
        held = {h.role for h in actor_for(user, on=day).held}
        assert len(held & ONE_OF_THREE) == 1


@given(st.lists(st.sampled_from(sorted({*GRANTING, *ONE_OF_THREE})), max_size=8))
def test_whatever_the_order_two_of_the_three_never_meet(roles):
    held: set[str] = set()
    for role in roles:
        if not clash(role, held):
            held.add(role)
    assert len(held & ONE_OF_THREE) <= 1


@pytest.mark.parametrize("role", THREE)
def test_none_of_the_three_is_lent(role, province, now):
    user, other = factories.officer(role, province), factories.officer(Role.REVIEWER, province)
    assert not lendable(role)
    with pytest.raises(Refused, match="不能委托"):
        ops.lend(
            actor=actor_for(user, on=TODAY), now=now, grant=user.grants.get(), delegate=other,
            since=TODAY, until=TODAY, reason="出差",
        )  # fmt: skip
    assert not Delegation.objects.exists()


@pytest.mark.parametrize("role", [*THREE, Role.PROVINCE_OFFICER])
def test_nobody_grants_to_themself(role, province, now):
    user = factories.officer(role, province)
    actor = actor_for(user, on=TODAY)
    for wanted in (*THREE, Role.PROVINCE_LEADER):
        with pytest.raises(Refused):
            ops.give(
                actor=actor, now=now, user=user, role=wanted, organisation=province, since=TODAY
            )
    assert user.grants.count() == 1


def test_nobody_accepts_their_own_invitation(boss, boss_user, province, now):
    wanted = ops.Wanted("我自己", Role.PROVINCE_LEADER, province)
    made = ops.invite(actor=boss, now=now, wanted=wanted)
    with pytest.raises(Refused, match="不能接受自己发出的邀请"):
        ops.accept(actor=boss, now=now, invitation=made.invitation, user=boss_user)
    assert boss_user.grants.count() == 1


@pytest.mark.parametrize("role", [Role.SECURITY_ADMIN, Role.PROVINCE_OFFICER])
def test_nobody_ends_a_role_of_their_own(role, province, now):
    user = factories.officer(role, province)
    factories.officer(role, province)
    with pytest.raises(Refused, match="不能收回自己的角色"):
        ops.end(actor=actor_for(user, on=TODAY), now=now, grant=user.grants.get())
    assert Grant.objects.filter(user=user, ended_at=None).exists()


def rows_of(persona: str, method: str):
    return {
        name for name, row in matrix().items()
        if method in row.methods and persona in set().union(*row.who.values())
    }  # fmt: skip


def test_no_machine_of_the_work_is_moved_by_one_of_the_three():
    work = [flow for flow in docs.flows() if flow.name not in OF_SECURITY]
    assert work
    moved = {edge.verb for flow in work for edge in flow.edges if edge.who & ONE_OF_THREE}
    assert moved == set()


def test_only_the_auditor_of_the_three_reads_the_log():
    assert "audit:list" in rows_of("auditor", "GET")
    assert "audit:list" not in rows_of("security_admin", "GET") | rows_of("system_admin", "GET")


def test_only_the_security_administrator_of_the_three_sees_to_people(province, now):
    for role, may in (
        (Role.SECURITY_ADMIN, True),
        (Role.SYSTEM_ADMIN, False),
        (Role.AUDITOR, False),
    ):
        actor = actor_for(factories.officer(role, province), on=date(2026, 3, 5))
        granted = [r for r in Role if access.may_grant(actor, r, province)]
        assert bool(granted) is may
        assert set(granted) <= ONE_OF_THREE
