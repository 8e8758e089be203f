"""Setting up a connection on screen: what is asked, the check, the trial, switching, the log."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import factories
from tests.institutions.connections.browser import inside, visit
from tests.institutions.connections.conftest import come_back, connect, facts, go
from tests.said import said
from wangyu.base.core.access import NotVisible, Refused
from wangyu.base.core.roles import Role
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.institutions.connections import access, ops, queries
from wangyu.institutions.connections.models import Binding, Connection
from wangyu.institutions.people.queries import actor_for

TODAY = factories.TODAY


def form(provider, **more):
    return {
        "title": "云梦大学统一身份认证", "domains": "", "organisation": "云梦大学",
        "issuer": provider.url, "client_id": provider.client or "x",
        "client_secret": provider.secret or "y", "scope": "openid profile email",
    } | more  # fmt: skip


@pytest.fixture
def officer(client, head_user):
    factories.sign_in(client, head_user)
    return client


def test_from_nothing_to_switched_on_through_the_pages(officer, provider, head_user):
    answer = officer.post("/signin/connections/new/oidc/", form(provider), follow=True)
    url = answer.redirect_chain[-1][0]
    page = answer.content.decode()
    back = f"http://127.0.0.1:8000/signin/{Connection.objects.get().pk}/back/"
    assert back in page
    provider.register(back)
    officer.post(f"{url}change/", form(provider))
    found = officer.post(f"{url}look/", follow=True).content.decode()
    assert "对方认得" in found
    assert "对方接受" in found
    assert "启用</button>" not in found
    away = officer.get(f"{url}try/").url
    provider.person("me", name="校管甲", email="me@example.edu.cn", email_verified=True)
    tried = officer.get(come_back(officer, away, "me").url).content.decode()
    assert "试登录成功" in tried
    assert "me@example.edu.cn" in tried
    assert "me@example.edu.cn" not in officer.get(url).content.decode()
    page = officer.post(f"{url}enable/", follow=True).content.decode()
    assert "登录页上现在能选到" in page
    assert said()[-4:] == [
        "修改统一身份认证连接“云梦大学统一身份认证”的设置",
        "检查统一身份认证连接“云梦大学统一身份认证”，没有问题",
        "试登录统一身份认证连接“云梦大学统一身份认证”成功",
        "启用统一身份认证连接“云梦大学统一身份认证”",
    ]
    history = officer.get(f"/audit/connections.connection/{Connection.objects.get().pk}/")
    assert "启用统一身份认证连接" in history.content.decode()


def test_the_secret_is_sealed_and_never_shown(officer, provider, connection):
    assert provider.secret not in connection.secrets
    for page in ("", "change/"):
        shown = officer.get(f"/signin/connections/{connection.pk}/{page}").content.decode()
        assert provider.client in shown
        assert provider.secret not in shown


def test_a_secret_left_out_stays(officer, provider, connection):
    officer.post(f"/signin/connections/{connection.pk}/change/", form(provider, client_secret=""))
    connection.refresh_from_db()
    assert queries.open_secrets(connection) == {"client_secret": provider.secret}


def test_a_change_switches_off_until_it_is_tried_again(officer, provider, connection):
    officer.post(f"/signin/connections/{connection.pk}/change/", form(provider, title="新名"))
    connection.refresh_from_db()
    assert (connection.state, connection.claims) == ("draft", [])
    assert officer.post(f"/signin/connections/{connection.pk}/enable/").status_code == 409
    assert Client().get(f"/signin/{connection.pk}/start/").status_code == 404


def test_a_trial_signs_nobody_in_and_binds_nothing(officer, connection, head_user):
    away = officer.get(f"/signin/connections/{connection.pk}/try/").url
    assert come_back(officer, away, "me").url == f"/signin/connections/{connection.pk}/"
    assert not Binding.objects.exists()


def test_settings_changed_during_a_trial_are_not_proved_by_it(
    officer, provider, connection, head, now
):
    away = officer.get(f"/signin/connections/{connection.pk}/try/").url
    seen = connection.changed_at
    ops.change(
        actor=head, now=now.replace(year=now.year + 1), connection=connection, facts=facts(provider)
    )
    with pytest.raises(ops.NotConnectedError, match="设置改过"):
        ops.prove(actor=head, now=now, connection=connection, claims=["sub"], seen=seen)
    come_back(officer, away, "me")
    connection.refresh_from_db()
    assert connection.state == "ready", "what came back was asked with the settings of now"


def looked(officer, connection) -> str:
    url = f"/signin/connections/{connection.pk}/look/"
    return officer.post(url, follow=True).content.decode()


def broken(provider, connection, head, now, **settings):
    made = facts(provider)
    more = ops.Facts(made.title, "", dict(made.settings) | settings, made.secrets)
    return ops.change(actor=head, now=now, connection=connection, facts=more)


def test_a_wrong_secret_is_named(officer, provider, connection, head, now):
    provider.secret = "wrong"
    ops.change(actor=head, now=now, connection=connection, facts=facts(provider))
    assert "不认这个应用编号或密钥" in looked(officer, connection)


def test_a_way_back_that_is_not_registered_is_named(officer, provider, connection, head, now):
    provider.register("https://elsewhere.example/")
    ops.change(actor=head, now=now, connection=connection, facts=facts(provider))
    found = looked(officer, connection)
    assert "请在对方登记这个回调地址" in found
    assert f"/signin/{connection.pk}/back/" in found


def test_another_issuer_than_typed_is_named(officer, provider, connection, head, now):
    broken(provider, connection, head, now, issuer=f"{provider.url}/")
    assert f"对方自称的发行者是“{provider.url}”" in looked(officer, connection)


def test_an_address_of_nothing_is_named(officer, provider, connection, head, now, settings):
    settings.OUTSIDE_HOSTS.append("127.0.0.1:1")
    broken(provider, connection, head, now, issuer="http://127.0.0.1:1")
    assert "连不上 127.0.0.1:1" in looked(officer, connection)


def test_a_page_that_is_no_provider_is_named(officer, provider, connection, head, now):
    broken(provider, connection, head, now, issuer=f"{provider.url}/nowhere")
    assert "配置读不懂" in looked(officer, connection)


def test_an_address_of_the_inner_network_is_not_asked(officer, provider, connection, head, now):
    broken(provider, connection, head, now, issuer="https://localhost")
    assert "localhost 指向内部网络" in looked(officer, connection)
    assert "WANGYU_OUTSIDE_HOSTS" in looked(officer, connection)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("sso.example.edu.cn", "不是完整的网址"),
        ("http://sso.example.edu.cn", "没有加密"),
        ("https://a:b@sso.example.edu.cn", "不能带用户名和口令"),
    ],
)
def test_a_wrong_address_is_refused_in_the_form(officer, provider, typed, sentence):
    page = officer.post("/signin/connections/new/oidc/", form(provider, issuer=typed))
    assert sentence in page.content.decode()
    assert not Connection.objects.exists()


def test_wrong_mail_domains_are_refused_in_the_form(officer, provider):
    page = officer.post("/signin/connections/new/oidc/", form(provider, domains="edu"))
    assert "不像邮箱域名" in page.content.decode()


def test_a_kind_there_is_not_is_missing(officer):
    assert officer.get("/signin/connections/new/nope/").status_code == 404


def test_switching_off_needs_a_reason_and_signs_out_who_came_by_it(officer, connection, university):
    user = factories.officer(Role.STUDENT, university, "学生甲")
    Binding.objects.create(
        connection=connection, user=user, bound_at=connection.made_at,
        fingerprint=queries.fingerprint_of(connection, "s1"),
    )  # fmt: skip
    through, by_password = Client(), Client()
    go(through, connection, "s1")
    factories.sign_in(by_password, user)
    url = f"/signin/connections/{connection.pk}/disable/"
    assert "请写明理由" in officer.post(url, follow=True).content.decode()
    assert (
        "1 处登录已结束" in officer.post(url, {"reason": "证书外泄"}, follow=True).content.decode()
    )
    assert through.get("/people/me/").status_code == 302
    assert by_password.get("/people/me/").status_code == 200
    assert Client().get(f"/signin/{connection.pk}/start/").status_code == 404


def test_removing_clears_secret_and_bindings(officer, connection, head, now, university):
    ops.disable(actor=head, now=now, connection=connection, reason="不再使用")
    Binding.objects.create(
        connection=connection, user=factories.officer(Role.STUDENT, university), fingerprint="x",
        bound_at=now,
    )  # fmt: skip
    officer.post(f"/signin/connections/{connection.pk}/remove/")
    connection.refresh_from_db()
    assert (connection.state, connection.secrets, Binding.objects.count()) == ("removed", "", 0)
    assert officer.get(f"/signin/connections/{connection.pk}/").status_code == 404


def test_the_security_administrator_may_switch_off_but_not_change(
    client, connection, guard_user, provider
):
    factories.sign_in(client, guard_user)
    url = f"/signin/connections/{connection.pk}/"
    assert client.get(url).status_code == 200
    for step in ("look", "enable", "remove"):
        assert client.post(f"{url}{step}/").status_code == 403
    assert client.post(f"{url}change/", form(provider)).status_code == 403
    assert client.get(f"{url}try/").status_code == 403
    client.post(f"{url}disable/", {"reason": "异常"})
    connection.refresh_from_db()
    assert connection.state == "off"


def test_the_provincial_centres_own_is_the_security_administrators(
    province, guard_user, provider, now
):
    guard = actor_for(guard_user, on=TODAY)
    made = connect(provider, province, guard, now)
    assert made.state == "on"
    for role in (Role.PROVINCE_OFFICER, Role.SYSTEM_ADMIN):
        other = actor_for(factories.officer(role, province), on=TODAY)
        with pytest.raises(Refused):
            ops.disable(actor=other, now=now, connection=made, reason="x")


def test_another_universitys_officer_sees_nothing(connection, stranger, client):
    actor = actor_for(stranger, on=TODAY)
    assert not access.visible_connections(actor).exists()
    with pytest.raises(NotVisible):
        access.access_connection(actor, connection.pk)
    factories.sign_in(client, stranger)
    assert "云梦大学" not in client.get("/signin/connections/").content.decode()


def test_a_reporter_sets_up_nothing(reporter, university, provider, now):
    actor = actor_for(reporter, on=TODAY)
    for refused in (access.access_list, access.access_kept_organisations):
        with pytest.raises(Refused):
            refused(actor)
    with pytest.raises(Refused):
        ops.create(
            actor=actor, now=now, organisation=university, kind="oidc", facts=facts(provider)
        )


def test_what_is_off_cannot_be_tried_into_being_on(connection, head, now):
    ops.disable(actor=head, now=now, connection=connection, reason="异常")
    ops.prove(
        actor=head, now=now, connection=connection, claims=["sub"], seen=connection.changed_at
    )
    connection.refresh_from_db()
    assert connection.state == "off"
    with pytest.raises(IllegalMoveError):
        ops.disable(actor=head, now=now, connection=connection, reason="再停")


def test_secrets_sealed_with_another_key_are_an_answer_not_an_error(officer, connection):
    connection.secrets = "sealed by another installation"
    connection.save()
    assert officer.get(f"/signin/connections/{connection.pk}/").status_code == 200
    assert "不认这个应用编号或密钥" in looked(officer, connection)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_at_any_length(
    officer, connection, university, now, count, django_assert_num_queries
):
    for number in range(count - 1):
        Connection.objects.create(
            organisation=university, kind="oidc", title=f"第{number}个", made_at=now, changed_at=now
        )
    officer.get("/signin/connections/")
    with django_assert_num_queries(6):
        page = officer.get("/signin/connections/").content.decode()
    assert page.count("/signin/connections/") >= count
    assert "云梦大学统一身份认证" in page
    assert officer.get("/signin/connections/?export=xlsx").status_code == 200


def test_the_way_out_is_closed_while_the_provider_is_away(client, connection, settings):
    settings.OUTSIDE_HOSTS = []
    answer = client.get(f"/signin/{connection.pk}/start/")
    assert answer.status_code == 400
    assert "没有加密" in answer.content.decode()


def test_a_way_back_of_a_trial_is_the_officers_alone(officer, connection, head_user):
    away = officer.get(f"/signin/connections/{connection.pk}/try/").url
    back = visit(away, {"sub": "me"})
    officer.post("/account/logout/")
    assert officer.get(inside(back.where)).status_code in {400, 404}
