"""Another partner: whoever holds it now must not pass for the people who were bound under the old one."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tests import factories
from tests.institutions.connections.conftest import (
    Provider,
    facts,
    go,
    is_in,
    refused,
    serve,
    sign_in,
    switch_on,
)
from tests.said import said
from wangyu.base.core.roles import Role
from wangyu.base.notify.models import Notification
from wangyu.institutions.connections import ops, queries
from wangyu.institutions.connections.models import Binding
from wangyu.institutions.people.models import Session


@pytest.fixture(scope="session")
def _another():
    import oidc_provider_mock

    app = oidc_provider_mock.app(require_client_registration=True, require_nonce=True)
    yield from serve(app)


@pytest.fixture
def another(_another, provider, connection, settings):
    """A second provider where we are registered, too; it may call anybody by any name."""
    settings.OUTSIDE_HOSTS = [*settings.OUTSIDE_HOSTS, f"127.0.0.1:{_another.server_port}"]
    made = Provider(_another.server_port)
    made.register(f"http://127.0.0.1:8000/signin/{connection.pk}/back/")
    return made


@pytest.fixture
def lost(bound):
    """They came with an invitation to the university's mail and have no password here."""
    bound.set_unusable_password()
    bound.email = "xuesheng@example.edu.cn"
    bound.save()
    return bound


@pytest.fixture
def officer(head_user):
    client = Client()
    factories.sign_in(client, head_user)
    return client


def typed(provider, **more):
    return {
        "title": "云梦大学统一身份认证", "domains": "", "issuer": provider.url,
        "client_id": provider.client, "client_secret": provider.secret,
        "scope": "openid profile email",
    } | more  # fmt: skip


def save(officer, connection, fields, **more):
    url = f"/signin/connections/{connection.pk}/change/"
    return officer.post(url, fields | more, follow=True).content.decode()


def change(connection, provider, head, now):
    return ops.change(actor=head, now=now, connection=connection, facts=facts(provider))


def test_who_holds_the_new_issuer_comes_in_as_nobody(
    connection, bound, subject, another, head, now
):
    assert go(Client(), connection, subject).url == "/desk/"
    change(connection, another, head, now)
    switch_on(connection, head, now)
    visitor = Client()
    assert go(visitor, connection, subject).url == "/signin/bind/"
    assert not is_in(visitor)


def test_whoever_came_by_the_old_one_is_out_at_once_and_the_others_stay(
    connection, bound, subject, another, head, now
):
    through, by_password = Client(), Client()
    go(through, connection, subject)
    sign_in(by_password, bound)
    change(connection, another, head, now)
    assert not is_in(through)
    assert is_in(by_password)
    assert said()[-1] == (
        "修改统一身份认证连接“云梦大学统一身份认证”的设置，换了对方，解除 1 人的绑定，结束 1 处登录"
    )


def test_a_second_step_that_is_still_to_come_is_over_too(
    connection, bound, subject, another, head, now
):
    Authenticator.objects.create(user=bound, type="totp", data={"secret": "x"})
    half = Client()
    assert go(half, connection, subject).url.startswith("/account/2fa/authenticate/")
    change(connection, another, head, now)
    assert half.get("/account/2fa/authenticate/").url.startswith("/account/login/")


def test_a_session_whose_binding_was_undone_is_over_too(
    connection, bound, subject, another, head, now
):
    through = Client()
    go(through, connection, subject)
    Binding.objects.all().delete()
    change(connection, another, head, now)
    assert not is_in(through)


def test_whom_the_old_one_named_is_not_bound_under_the_new_one(
    client, connection, university, another, head, now
):
    user = factories.officer(Role.STUDENT, university, "学生乙")
    go(client, connection, "20260002", "?next=/people/me/")
    change(connection, another, head, now.replace(year=now.year + 1))
    switch_on(connection, head, now)
    sign_in(client, user)
    page = client.get("/signin/bind/").content.decode()
    assert "学校改了这个登录方式的设置" in page
    assert 'href="/signin/?next=%2Fpeople%2Fme%2F"' in page
    assert client.post("/signin/bind/").status_code == 400
    assert not Binding.objects.exists()


def test_whom_the_old_one_named_takes_up_no_invitation_under_the_new_one(
    client, connection, another, head, now
):
    go(client, connection, "20260002")
    change(connection, another, head, now.replace(year=now.year + 1))
    switch_on(connection, head, now)
    answer = client.post("/signin/join/1/", {"name": "新人", "username": "xinren"})
    refused(client, answer, "学校改了这个登录方式的设置")


def test_a_change_of_anything_else_leaves_everybody_bound(
    connection, bound, subject, provider, head, now
):
    through = Client()
    go(through, connection, subject)
    made = facts(provider)
    other = replace(made, title="新名", settings={**made.settings, "scope": "openid"})
    ops.change(actor=head, now=now, connection=connection, facts=other)
    assert is_in(through)
    assert queries.count_bound(connection) == 1
    assert not Notification.objects.filter(kind="connection").exists()


def test_the_officer_is_told_how_many_must_bind_anew_and_says_so(
    officer, connection, bound, another, university, now
):
    second = factories.officer(Role.STUDENT, university, "学生乙")
    second.set_unusable_password()
    second.save()
    Binding.objects.create(connection=connection, user=second, fingerprint="x", bound_at=now)
    page = save(officer, connection, typed(another))
    assert "已绑定的 2 人重新绑定" in page
    assert "其中 1 人没有密码" in page
    assert "确实要换请勾选" in page
    assert "请再填一次" in page, "the secret is not in the page, and must not be lost in silence"
    assert another.secret not in page
    connection.refresh_from_db()
    assert connection.state == "on", "nothing was changed"
    assert queries.count_bound(connection) == 2
    assert "已通知绑定过的人" in save(officer, connection, typed(another), anew="on")
    assert queries.count_bound(connection) == 0


def test_it_is_not_asked_of_who_stays_with_the_partner_or_has_nobody_bound(
    officer, connection, bound, provider, another
):
    assert "已通知" not in save(officer, connection, typed(provider, title="新名"), anew="on")
    assert queries.count_bound(connection) == 1
    Binding.objects.all().delete()
    page = save(officer, connection, typed(another))
    assert "已保存。改过的设置要重新试登录" in page


def test_an_officer_without_password_and_factor_is_told_that_mail_is_not_enough(
    connection, lost, university, another, head, now
):
    """Those with a factor, and students, get by mail what an officer gets by two people."""
    factories.grant(lost, Role.UNIVERSITY_LEADER, university)
    keeper = factories.officer(Role.UNIVERSITY_LEADER, university, "校领导甲")
    Authenticator.objects.create(user=keeper, type="totp", data={"secret": "x"})
    student = factories.officer(Role.STUDENT, university, "学生乙")
    for user in (keeper, student):
        user.set_unusable_password()
        user.save()
        Binding.objects.create(connection=connection, user=user, fingerprint=user.name, bound_at=now)  # fmt: skip
    change(connection, another, head, now)
    told = dict(Notification.objects.filter(kind="connection").values_list("recipient", "body"))
    assert "安全管理员同意后" in told.pop(lost.pk)
    assert all("凭登记的邮箱设一个" in body for body in told.values())
    assert set(told) == {keeper.pk, student.pk}


def test_each_is_told_once_how_to_come_in_now(connection, lost, university, another, head, now):
    plain = factories.officer(Role.STUDENT, university, "学生乙")
    Binding.objects.create(connection=connection, user=plain, fingerprint="x", bound_at=now)
    change(connection, another, head, now)
    told = {n.recipient_id: n for n in Notification.objects.filter(kind="connection")}
    assert set(told) == {lost.pk, plain.pk}
    assert told[plain.pk].url == "/signin/mine/"
    assert "登录名和密码" in told[plain.pk].body
    assert told[lost.pk].url == "/account/password/reset/"
    assert "忘记密码" in told[lost.pk].body
    assert all("请重新绑定" in one.title for one in told.values())


@pytest.mark.django_db(transaction=True)
def test_who_has_no_password_comes_back_by_mail_and_binds_anew(
    connection, lost, subject, another, head, now, mailoutbox
):
    change(connection, another, head, now)
    switch_on(connection, head, now)
    client = Client()
    first = client.get(go(client, connection, subject).url).content.decode()
    assert 'href="/account/password/reset/"' in first
    client.post("/account/password/reset/", {"email": lost.email})
    link = re.search(r"https?://[^/]+(/\S+)", mailoutbox[0].body)[1]
    form = client.get(link, follow=True).redirect_chain[-1][0]
    new = "zebra lantern 4471"
    client.post(form, {"password1": new, "password2": new})
    client.post("/account/login/", {"login": lost.username, "password": new})
    assert client.post("/signin/bind/").status_code == 302
    assert Binding.objects.get().user == lost
    assert go(Client(), connection, subject).url == "/desk/"


def test_removing_one_that_was_only_being_changed_ends_its_sessions_and_tells(
    connection, bound, subject, provider, head, now
):
    through = Client()
    go(through, connection, subject)
    change(connection, provider, head, now)
    ops.remove(actor=head, now=now, connection=connection)
    assert not is_in(through)
    assert not Session.objects.filter(user=bound).exists()
    assert Notification.objects.get(kind="connection").title.endswith(
        "已删除，以后用登录名和密码登录"
    )
