"""One browser, several people and several ways: what is kept of how somebody came in is of who is in."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from tests import factories
from tests.institutions.connections.conftest import connect, go, is_in, sign_in
from tests.institutions.connections.test_elsewhere import mark_own, set_up
from wangyu.base.core.roles import Role
from wangyu.institutions.connections import ops
from wangyu.institutions.connections.models import Binding

RECORDS = "account_authentication_methods"


@pytest.fixture
def before(university):
    """A browser where somebody else is signed in with their password."""
    client = Client()
    sign_in(client, factories.officer(Role.STUDENT, university, "学生乙"))
    return client


@pytest.fixture
def second(provider, university, head, now):
    """The university's other sign-in service."""
    return connect(provider, university, head, now)


def test_who_comes_by_the_university_after_another_is_known_to_have_come_by_it(
    before, connection, bound, subject, head, now
):
    go(before, connection, subject)
    assert [one["method"] for one in before.session[RECORDS]] == ["campus"]
    ops.disable(actor=head, now=now, connection=connection, reason="对方换服务器")
    assert not is_in(before)


def test_a_first_step_of_one_is_not_kept_under_the_session_of_another(
    before, connection, bound, subject
):
    mark_own(TOTP.activate(bound, "JBSWY3DPEHPK3PXP"))
    assert go(before, connection, subject).url.startswith("/account/2fa/authenticate/")
    assert not is_in(before), (
        "whoever was in is out, and whoever came is asked for their second step"
    )


def test_who_comes_again_as_themselves_keeps_what_they_typed_their_password_for(
    connection, bound, subject
):
    client = Client()
    sign_in(client, bound)
    go(client, connection, subject)
    assert [one["method"] for one in client.session[RECORDS]] == ["password", "campus"]


@pytest.mark.django_db(transaction=True)
def test_who_removed_their_factor_comes_again_by_their_own_university(
    connection, without_password, subject
):
    client = Client()
    go(client, connection, subject)
    set_up(client)
    client.post("/account/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert go(client, connection, subject, "?next=/people/me/").url == "/people/me/"
    assert is_in(client)


def test_what_one_service_says_binds_nobody_to_another(connection, bound, subject, second):
    """Who holds the one could come in by the other when they hold the one no more."""
    client = Client()
    go(client, connection, subject)
    assert go(client, second, "thief").url == "/signin/bind/"
    assert client.get("/signin/bind/").url.startswith("/account/reauthenticate/")
    assert client.post("/signin/bind/").url.startswith("/account/reauthenticate/")
    assert Binding.objects.count() == 1
    client.post("/account/reauthenticate/", {"password": "correct horse 9"})
    assert client.post("/signin/bind/").url == "/desk/"
    assert Binding.objects.count() == 2


def test_who_has_a_factor_and_no_password_proves_that(
    connection, without_password, subject, second
):
    client = Client()
    go(client, connection, subject)
    mark_own(TOTP.activate(without_password, "JBSWY3DPEHPK3PXP"))
    go(client, second, "other")
    page = client.get("/signin/bind/", follow=True)
    assert page.redirect_chain[-1][0].startswith("/account/2fa/reauthenticate/")
    assert page.status_code == 200
    assert Binding.objects.count() == 1


def test_to_whom_the_university_is_all_there_is_it_must_have_said_so_just_now(
    connection, without_password, subject, second
):
    client = Client()
    go(client, connection, subject)
    go(client, second, "other")
    session = client.session
    session[RECORDS] = [one | {"at": one["at"] - 5000} for one in session[RECORDS]]
    session.save()
    answer = client.get("/signin/bind/")
    assert answer.status_code == 403
    assert "再登录一次" in answer.content.decode()
    session[RECORDS] = [one | {"at": one["at"] + 5000} for one in session[RECORDS]]
    session.save()
    assert client.post("/signin/bind/").url == "/desk/"


def test_whose_account_it_is_there_is_shown_before_it_is_bound(client, connection, provider, bound):
    """At a machine for everybody the one before may still be signed in at the university."""
    provider.person("20269999", name="前面的人")
    Binding.objects.all().delete()
    go(client, connection, "20269999")
    sign_in(client, bound)
    assert "<strong>前面的人</strong>" in client.get("/signin/bind/").content.decode()
