"""Somebody invited comes with a mail address the university vouches for, and has an account at once."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import factories
from tests.institutions.connections.conftest import connect, go
from tests.said import said
from wangyu.base.core.roles import Role
from wangyu.institutions.connections.models import Binding
from wangyu.institutions.people import ops as people
from wangyu.institutions.people.models import Invitation, User
from wangyu.institutions.people.queries import actor_for

MAIL = "new@example.edu.cn"


@pytest.fixture
def connection(provider, university, head, now):
    return connect(provider, university, head, now, domains="example.edu.cn")


def invite(actor, org, role, real_now, mail=MAIL):
    wanted = people.Wanted("新人甲", role, org, mail)
    return people.invite(actor=actor, now=real_now, wanted=wanted).invitation


@pytest.fixture
def real_now():
    from django.utils import timezone

    return timezone.now()


@pytest.fixture
def invitation(head, university, real_now):
    return invite(head, university, Role.UNIVERSITY_REPORTER, real_now)


def arrive(client, provider, connection, **claims):
    told = {"name": "新人甲", "email": MAIL, "email_verified": True} | claims
    provider.person("n1", **told)
    return client.get(go(client, connection, "n1").url).content.decode()


def test_an_invitation_to_a_vouched_mail_is_accepted_in_one_step(
    client, provider, connection, invitation
):
    assert "接受邀请，建立账号" in arrive(client, provider, connection)
    answer = client.post(f"/signin/join/{invitation.pk}/", {"name": "新人甲", "username": "xinren"})
    assert answer.url == "/desk/"
    user = User.objects.get(username="xinren")
    assert not user.has_usable_password()
    assert user.grants.get().role == Role.UNIVERSITY_REPORTER
    later = Client()
    assert go(later, connection, "n1").url == "/desk/"
    assert "新人甲接受邀请，任“云梦大学”的“高校填报人”" in said()


@pytest.mark.parametrize(
    "claims",
    [{"email_verified": False}, {"email": "new@elsewhere.example"}, {"email": ""}, {"email": f"{MAIL}.evil.example"}],
)  # fmt: skip
def test_a_mail_that_is_not_vouched_for_is_worth_nothing(
    client, provider, connection, invitation, claims
):
    assert "接受邀请，建立账号" not in arrive(client, provider, connection, **claims)
    answer = client.post(f"/signin/join/{invitation.pk}/", {"name": "新人甲", "username": "xinren"})
    assert answer.status_code == 404
    assert not User.objects.filter(username="xinren").exists()


def test_an_invitation_of_another_university_is_not_offered(
    client, provider, connection, other_university, stranger, real_now
):
    actor = actor_for(stranger, on=factories.TODAY)
    theirs = invite(actor, other_university, Role.UNIVERSITY_REPORTER, real_now)
    assert "接受邀请，建立账号" not in arrive(client, provider, connection)
    answer = client.post(f"/signin/join/{theirs.pk}/", {"name": "新人甲", "username": "xinren"})
    assert answer.status_code == 404
    assert Invitation.objects.get(pk=theirs.pk).used_at is None


def test_an_invitation_of_a_department_is_offered(
    client, provider, connection, department, head, real_now
):
    invite(head, department, Role.DEPARTMENT_OFFICER, real_now)
    assert "云梦大学文学院" in arrive(client, provider, connection)


def test_a_taken_name_is_said_and_nothing_is_made(client, provider, connection, invitation):
    taken = factories.user()
    arrive(client, provider, connection)
    page = client.post(
        f"/signin/join/{invitation.pk}/", {"name": "新人甲", "username": taken.username}
    )
    assert "已被使用" in page.content.decode()
    assert not Binding.objects.exists()
    assert Invitation.objects.get(pk=invitation.pk).used_at is None


def test_without_coming_from_the_university_there_is_nothing_to_join(
    client, connection, invitation
):
    assert client.post(f"/signin/join/{invitation.pk}/", {"username": "xinren"}).status_code == 400


def test_without_a_password_the_last_way_in_is_not_undone(client, provider, connection, invitation):
    arrive(client, provider, connection)
    client.post(f"/signin/join/{invitation.pk}/", {"name": "新人甲", "username": "xinren"})
    user = User.objects.get(username="xinren")
    factories.sign_in(client, user)
    answer = client.post(f"/signin/mine/{Binding.objects.get().pk}/undo/", follow=True)
    assert "您还没有设密码" in answer.content.decode()
    assert Binding.objects.exists()
