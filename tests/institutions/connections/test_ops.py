"""What the ops refuse whoever calls them."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests import factories
from wangyu.base.core.access import NotVisible, Refused
from wangyu.base.core.roles import Role
from wangyu.institutions.connections import access, ops
from wangyu.institutions.connections.models import Binding, Connection
from wangyu.institutions.people.queries import actor_for

TODAY = factories.TODAY


@pytest.fixture
def connection(university, now):
    return Connection.objects.create(
        organisation=university,
        kind="oidc",
        title="云梦大学",
        state="on",
        made_at=now,
        changed_at=now,
    )


@pytest.fixture
def people(university):
    return [factories.officer(Role.STUDENT, university, name) for name in ("学生甲", "学生乙")]


def bind(connection, user, now, actor=None, fingerprint="print"):
    return ops.bind(
        actor=actor or actor_for(user, on=TODAY), now=now, connection=connection, user=user,
        fingerprint=fingerprint,
    )  # fmt: skip


def test_an_account_bound_to_somebody_else_is_not_taken_over(connection, people, now):
    bind(connection, people[0], now)
    with pytest.raises(ops.BindingError, match="已经绑定了另一个人"):
        bind(connection, people[1], now)


def test_nobody_is_bound_through_what_is_off(connection, people, now):
    connection.state = "off"
    connection.save()
    with pytest.raises(ops.BindingError, match="已经停用"):
        bind(connection, people[0], now)


def test_nobody_binds_somebody_else(connection, people, now):
    with pytest.raises(Refused, match="只能绑定自己"):
        bind(connection, people[0], now, actor=actor_for(people[1], on=TODAY))


def test_nobody_undoes_somebody_elses(connection, people, now):
    made = bind(connection, people[0], now)
    other = actor_for(people[1], on=TODAY)
    with pytest.raises(Refused, match="只能解除自己"):
        ops.unbind(actor=other, now=now, binding=made)
    with pytest.raises(NotVisible):
        access.access_binding(other, made.pk)
    assert Binding.objects.exists()


def test_somebody_elses_invitation_is_not_joined(connection, now):
    from tests.institutions.connections.test_joining import invite

    actor = factories.actor(Role.UNIVERSITY_OFFICER, connection.organisation)
    invitation = invite(actor, connection.organisation, Role.UNIVERSITY_REPORTER, timezone.now())
    with pytest.raises(Refused, match="不是发给您的"):
        ops.join(
            actor=actor, now=timezone.now(), connection=connection, invitation=invitation, mail="",
            fingerprint="x", username="xinren", name="新人",
        )  # fmt: skip
