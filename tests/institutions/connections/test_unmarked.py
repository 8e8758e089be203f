"""A second factor of which nobody kept on whose word it was set up: taken for what it may be at worst."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.test import Client

from tests import factories
from tests.institutions.connections.conftest import go, is_in, sign_in
from tests.institutions.connections.test_elsewhere import give, set_up
from wangyu.base.core.roles import Role
from wangyu.institutions.people import ops
from wangyu.institutions.people.models import Grant, Session
from wangyu.institutions.people.queries import factor_words


@pytest.fixture
def boss(province):
    return factories.actor(Role.PROVINCE_OFFICER, province)


@pytest.fixture
def bound(bound, connection):
    """They have been at the university since before it had a sign-in of its own."""
    Grant.objects.filter(user=bound).update(granted_at=connection.made_at - timedelta(days=9))
    return bound


@pytest.fixture
def old(bound, connection):
    """Without a mark, and of a time when the university could have let its owner in."""
    return made(bound, connection.made_at + timedelta(days=1))


def made(user, at, **data):
    return Authenticator.objects.create(
        user=user, type="webauthn", data={"name": "钥匙", **data}, created_at=at
    )


@pytest.fixture
def passkey(monkeypatch):
    """Signing in by a passkey alone; what the browser says of it is not looked at."""
    monkeypatch.setattr(auth, "parse_authentication_response", lambda _: None)
    monkeypatch.setattr(auth, "extract_user_from_response", lambda _: None)

    def run(key):
        monkeypatch.setattr(auth, "complete_authentication", lambda *_: key)
        client = Client()
        return client, client.post("/account/2fa/webauthn/login/", {"credential": '{"id": "x"}'})

    return run


@pytest.mark.django_db(transaction=True)
def test_with_a_role_elsewhere_it_goes_with_every_session(bound, old, boss, other_university, now):
    by_password = Client()
    sign_in(by_password, bound)
    give(boss, bound, other_university, now)
    assert not Authenticator.objects.filter(user=bound).exists()
    assert not Session.objects.filter(user=bound).exists()


def test_one_from_before_the_university_could_let_anybody_in_stays(
    bound, connection, boss, other_university, now
):
    key = made(bound, connection.made_at - timedelta(days=1))
    give(boss, bound, other_university, now)
    assert Authenticator.objects.get() == key


def test_one_of_somebody_the_university_could_not_let_in_then_stays(
    bound, connection, old, boss, other_university, now
):
    Grant.objects.filter(user=bound).update(granted_at=old.created_at + timedelta(days=1))
    give(boss, bound, other_university, now)
    assert Authenticator.objects.get() == old


def test_within_the_university_it_is_as_good_as_any(bound, old, university, now):
    head = factories.actor(Role.UNIVERSITY_OFFICER, university)
    give(head, bound, university, now, role=Role.UNIVERSITY_REPORTER)
    assert Authenticator.objects.get() == old


def test_who_has_nothing_else_gets_a_password_first(
    without_password, old, boss, other_university, now
):
    without_password.bindings.all().delete()
    with pytest.raises(ops.GrantError, match=r"凭登记的邮箱设好密码，然后再办。$"):
        give(boss, without_password, other_university, now)
    assert Authenticator.objects.get() == old


def test_who_serves_elsewhere_already_does_not_come_in_by_it_alone(
    bound, old, other_university, passkey
):
    assert passkey(old)[1].url == "/desk/"
    factories.grant(bound, Role.UNIVERSITY_LEADER, other_university)
    client, answer = passkey(old)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "这枚通行密钥没有记下是凭什么设的" in page
    assert "忘记密码" in page
    assert not is_in(client)


def test_one_of_ones_own_is_enough_there(bound, connection, other_university, passkey):
    key = made(bound, connection.made_at + timedelta(days=1), campus="")
    factories.grant(bound, Role.UNIVERSITY_LEADER, other_university)
    client, answer = passkey(key)
    assert answer.status_code == 302
    assert is_in(client)


@pytest.mark.django_db(transaction=True)
def test_what_is_set_up_by_it_and_the_universitys_word_is_no_better(
    connection, without_password, subject, old, passkey
):
    client, _ = passkey(old)
    assert go(client, connection, subject).status_code == 302
    set_up(client)
    path = connection.organisation.path
    marks = Authenticator.objects.exclude(pk=old.pk).values_list("data__campus", flat=True)
    assert set(marks) == {path}


@pytest.mark.django_db(transaction=True)
def test_what_is_set_up_by_a_factor_that_is_gone_is_no_better(
    without_password, connection, passkey
):
    """Removed, so that nothing tells any more what the session rests on."""
    at, path = connection.made_at + timedelta(days=1), connection.organisation.path
    key, _ = made(without_password, at, campus=path), made(without_password, at, campus=path)
    client, _ = passkey(key)
    key.delete()
    set_up(client)
    words = factor_words(without_password)
    assert len(words) == 3
    assert all(said == [path] for said in words.values())


@pytest.mark.django_db(transaction=True)
def test_a_session_by_a_factor_that_was_removed_in_it_ends_with_a_role_elsewhere(
    bound, connection, boss, other_university, passkey, now
):
    """Set up by the university, used, and put out of the way: nothing would be left to go by."""
    path = connection.organisation.path
    client, _ = passkey(made(bound, connection.made_at + timedelta(days=1), campus=path))
    client.post("/account/reauthenticate/", {"password": "correct horse 9"})
    client.post(f"/account/2fa/webauthn/keys/{Authenticator.objects.get().pk}/remove/")
    assert not Authenticator.objects.exists()
    give(boss, bound, other_university, now)
    assert is_in(client), "they typed their password in it"
    only = client.session
    records = only["account_authentication_methods"]
    only["account_authentication_methods"] = [r for r in records if r["method"] != "password"]
    only.save()
    Grant.objects.filter(user=bound, organisation=other_university).delete()
    give(boss, bound, other_university, now)
    assert not is_in(client)


@pytest.mark.django_db(transaction=True)
def test_one_set_up_with_ones_password_says_so(bound, connection):
    client = Client()
    sign_in(client, bound)
    set_up(client)
    marks = Authenticator.objects.filter(user=bound).values_list("data__campus", flat=True)
    assert list(marks) == ["", ""]
