"""Signing in through the university's own service, against a real OpenID provider."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import factories
from tests.institutions.connections.conftest import connect, go, sign_in
from tests.institutions.people.test_sign_in import totp_code
from tests.said import said
from wangyu.base.core.roles import Role
from wangyu.institutions.connections.models import Binding
from wangyu.institutions.people.queries import actor_for


@pytest.fixture
def plain(university):
    """Somebody whose role asks for no second factor."""
    return factories.officer(Role.STUDENT, university, "学生甲")


def bind(client, connection, user, sub):
    """The first time: proved by the password, then bound by a button."""
    assert go(client, connection, sub).url == "/signin/bind/"
    sign_in(client, user)
    page = client.get("/signin/bind/")
    assert "绑定后" in page.content.decode()
    return client.post("/signin/bind/")


def who(client) -> int | None:
    return client.get("/people/me/").context["actor"].user_id if signed_in(client) else None


def signed_in(client) -> bool:
    return client.get("/people/me/").status_code == 200


def test_the_first_time_is_bound_by_a_step_of_ones_own_and_the_next_time_needs_no_password(
    client, connection, plain
):
    assert bind(client, connection, plain, "20260001").url == "/desk/"
    later = Client()
    assert go(later, connection, "20260001").url == "/desk/"
    assert who(later) == plain.pk
    assert said()[-2:] == ["学生甲绑定“云梦大学统一身份认证”的账号", "学生甲登录（统一身份认证）"]


def test_coming_back_alone_signs_nobody_in(client, connection, plain):
    page = client.get(go(client, connection, plain.username).url).content.decode()
    assert not signed_in(client)
    assert "这里还没有账号与它对应" in page
    assert not Binding.objects.exists()


def test_where_one_was_going_is_where_one_arrives(client, connection, plain):
    bind(client, connection, plain, "s1")
    assert go(Client(), connection, "s1", "?next=/orgs/").url == "/orgs/"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "https:evil.example", r"/\evil.example", "javascript:alert(1)"],
)  # fmt: skip
def test_nobody_is_sent_on_to_another_site(client, connection, plain, elsewhere):
    bind(client, connection, plain, "s1")
    assert go(Client(), connection, "s1", f"?next={elsewhere}").url == "/desk/"


@pytest.mark.django_db(transaction=True)
def test_the_second_step_is_asked_as_after_a_password(connection, reporter):
    client = Client()
    assert go(client, connection, "staff").url == "/signin/bind/"
    sign_in(client, reporter)
    secret = client.get("/account/2fa/totp/activate/").context["form"].secret
    client.post("/account/2fa/totp/activate/", {"code": totp_code(secret)})
    client.post("/signin/bind/")
    later = Client()
    assert go(later, connection, "staff").url.startswith("/account/2fa/authenticate/")
    assert not signed_in(later)


def test_an_officer_without_a_second_factor_is_led_to_one_before_anything_is_bound(
    client, connection, reporter
):
    go(client, connection, "staff")
    sign_in(client, reporter)
    assert client.get("/signin/bind/").url == "/people/me/second-factor/"
    assert client.post("/signin/bind/").url == "/people/me/second-factor/"
    assert not Binding.objects.exists()


def test_a_person_of_another_university_is_not_bound(client, connection, stranger):
    go(client, connection, "s1")
    sign_in(client, stranger)
    session = client.session
    session["account_authentication_methods"] += [{"method": "mfa", "type": "totp", "at": 0}]
    session.save()
    assert "不在云梦大学及其下属单位" in client.get("/signin/bind/").content.decode()
    assert client.post("/signin/bind/").status_code == 403
    assert not Binding.objects.exists()


def test_the_same_number_at_another_university_is_another_person(
    provider, connection, plain, other_university, stranger, now
):
    bind(Client(), connection, plain, "20260001")
    theirs = connect(provider, other_university, actor_for(stranger, on=factories.TODAY), now)
    visitor = Client()
    assert go(visitor, theirs, "20260001").url == "/signin/bind/"
    assert not signed_in(visitor)


def test_somebody_who_also_serves_elsewhere_comes_in_by_password_only(
    client, connection, plain, other_university
):
    bind(client, connection, plain, "s1")
    factories.grant(plain, Role.UNIVERSITY_REPORTER, other_university)
    later = Client()
    answer = go(later, connection, "s1")
    assert answer.status_code == 403
    assert "以外的单位任职" in answer.content.decode()
    assert not signed_in(later)


def test_an_account_bound_to_one_is_not_bound_to_another(client, connection, plain, university):
    bind(client, connection, plain, "s1")
    other, second = Client(), factories.officer(Role.STUDENT, university, "学生乙")
    sign_in(other, second)
    answer = go(other, connection, "s1")
    assert answer.url == "/desk/"
    assert who(other) == plain.pk, "it is plain's account, whoever sat there before"
    assert Binding.objects.get().user == plain


def test_one_person_has_one_account_there(client, connection, plain):
    bind(client, connection, plain, "s1")
    go(client, connection, "s2")
    page = client.post("/signin/bind/").content.decode()
    assert "您已经绑定过" in page
    assert Binding.objects.count() == 1


def test_binding_is_asked_of_somebody_who_signed_in_just_now(client, connection, plain):
    sign_in(client, plain)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 0}]
    session.save()
    go(client, connection, "s1")
    assert client.get("/signin/bind/").url.startswith("/account/reauthenticate/")


def test_what_arrived_is_forgotten_after_ten_minutes(client, connection, plain):
    go(client, connection, "s1")
    session = client.session
    session["connections.arrived"] = session["connections.arrived"] | {"at": 0}
    session.save()
    sign_in(client, plain)
    assert client.get("/signin/bind/").status_code == 400
    assert client.post("/signin/bind/").status_code == 400


def test_of_the_other_account_only_a_fingerprint_is_kept(client, connection, plain):
    bind(client, connection, plain, "20260001")
    kept = str(Binding.objects.values().get()) + str(client.session.items())
    assert "20260001" not in kept


def test_ones_own_binding_is_seen_and_undone(client, connection, plain):
    bind(client, connection, plain, "s1")
    assert "云梦大学统一身份认证" in client.get("/signin/mine/").content.decode()
    pk = Binding.objects.get().pk
    assert Client().post(f"/signin/mine/{pk}/undo/").status_code == 302
    client.post(f"/signin/mine/{pk}/undo/")
    assert go(Client(), connection, "s1").url == "/signin/bind/"


@pytest.fixture
def come_in(client, connection, bound, subject):
    go(client, connection, subject)
    return client


def long_ago(client):
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [one | {"at": one["at"] - 5000} for one in records]
    session.save()


def test_who_has_no_password_here_gets_none_by_the_way_there(without_password, come_in, bound):
    new = {"password1": "zebra lantern 4471", "password2": "zebra lantern 4471"}
    assert come_in.post("/account/password/set/", new).url == "/people/me/"
    bound.refresh_from_db()
    assert not bound.has_usable_password()
    page = come_in.get("/people/me/").content.decode()
    assert "在本平台没有密码" in page
    assert "更换密码" not in page


def test_what_a_university_says_is_no_proof_where_there_is_a_password(come_in):
    away = come_in.get("/account/2fa/totp/activate/")
    assert away.url.startswith("/account/reauthenticate/")


def test_what_a_university_said_long_ago_is_no_proof(without_password, come_in):
    assert come_in.get("/account/2fa/totp/activate/").status_code == 200
    long_ago(come_in)
    late = come_in.get("/account/2fa/totp/activate/")
    assert late.status_code == 403
    assert "再登录一次" in late.content.decode()


def test_whoever_is_played_is_told_why_there_is_nothing_to_change(without_password, come_in, bound):
    long_ago(come_in)
    type(bound).objects.filter(pk=bound.pk).update(demo=True)
    page = come_in.get("/account/2fa/totp/activate/")
    assert page.status_code == 403
    assert "演示人员" in page.content.decode()


def test_choosing_lists_only_what_is_switched_on(client, connection, provider, head, now):
    assert "云梦大学统一身份认证" in client.get("/signin/?q=云梦").content.decode()
    assert "没有找到这所学校" in client.get("/signin/?q=不存在").content.decode()
    connection.state = "draft"
    connection.save()
    assert "还没有学校接入" in client.get("/signin/").content.decode()
    assert client.get(f"/signin/{connection.pk}/start/").status_code == 404
