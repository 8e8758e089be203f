"""What must not get anybody in, with a provider that really does it wrong."""

from __future__ import annotations

import jwt
import pytest
from authlib import jose
from django.test import Client
from oidc_provider_mock import _app as partner

from tests import factories
from tests.institutions.connections.browser import inside, visit
from tests.institutions.connections.conftest import connect, go, is_in, refused
from wangyu.base.core.memory import memory
from wangyu.base.core.roles import Role
from wangyu.institutions.people.queries import actor_for


@pytest.fixture
def subject() -> str:
    return "s1"


def test_without_an_attack_they_get_in(client, connection, bound):
    go(client, connection, "s1")
    assert is_in(client)


def spoil(monkeypatch, **config):
    """The partner's own token, made with something wrong in it."""
    right = partner.OpenIDCode.get_jwt_config
    monkeypatch.setattr(
        partner.OpenIDCode, "get_jwt_config", lambda *a, **k: right(*a, **k) | config
    )


def test_a_signature_of_another_key_is_refused(client, connection, bound, monkeypatch):
    forged = jose.RSAKey.generate_key(2048, is_private=True, options={"kid": "forged"})
    spoil(monkeypatch, key=forged.as_dict(is_private=True))
    refused(client, go(client, connection, "s1"), "没有通过签名核对")


def test_another_key_under_the_right_name_is_refused(client, connection, bound, monkeypatch):
    right = partner.storage
    name = {}
    config = partner.OpenIDCode.get_jwt_config

    def under_its_name(*args, **more):
        found = config(*args, **more)
        name["kid"] = right.jwk.as_dict()["kid"]
        forged = jose.RSAKey.generate_key(2048, is_private=True, options=name)
        return found | {"key": forged.as_dict(is_private=True)}

    monkeypatch.setattr(partner.OpenIDCode, "get_jwt_config", under_its_name)
    refused(client, go(client, connection, "s1"), "没有通过签名核对")


def sign_again(monkeypatch, key, algorithm, **claims):
    """The partner's own token with the same claims, or others, signed otherwise."""
    right = partner.OpenIDCode.encode_id_token

    def wrong(*args):
        told = jwt.decode(right(*args), options={"verify_signature": False})
        return jwt.encode(told | claims, key, algorithm)

    monkeypatch.setattr(partner.OpenIDCode, "encode_id_token", wrong)


@pytest.mark.parametrize("algorithm", ["HS256", "none"])
def test_a_token_signed_with_the_shared_secret_or_not_at_all_is_refused(
    client, connection, bound, monkeypatch, algorithm
):
    key = "the shared secret of both sides, long enough" if algorithm == "HS256" else None
    sign_again(monkeypatch, key, algorithm)
    refused(client, go(client, connection, "s1"), "没有通过签名核对")


def test_an_expired_token_is_refused(client, connection, bound, monkeypatch):
    spoil(monkeypatch, exp=-3600)
    refused(client, go(client, connection, "s1"), "已经过期")


def test_a_token_of_another_issuer_is_refused(client, connection, bound, monkeypatch):
    spoil(monkeypatch, iss="https://elsewhere.example")
    refused(client, go(client, connection, "s1"), "没有通过签名核对")


def test_a_token_for_another_platform_is_refused(client, connection, bound, monkeypatch):
    monkeypatch.setattr(
        partner.OpenIDCode, "get_audiences", lambda *_: ["somebody-else"], raising=False
    )
    refused(client, go(client, connection, "s1"), "不是发给本平台的")


def test_a_token_of_another_sign_in_is_refused(client, connection, bound):
    """The nonce of the token is not the one of this browser's sign-in."""
    away = client.get(f"/signin/{connection.pk}/start/").url
    session = client.session
    (state,) = session["connections.begun"]
    session["connections.begun"][state]["nonce"] = "another"
    session.save()
    back = visit(away, {"sub": "s1"})
    refused(client, client.get(inside(back.where)), "不是为这一次登录发的")


def test_a_state_that_was_not_begun_here_is_refused(client, connection, bound):
    """Somebody's own way back, put before another browser."""
    theirs = Client()
    back = visit(theirs.get(f"/signin/{connection.pk}/start/").url, {"sub": "s1"})
    refused(client, client.get(inside(back.where)), "不是从这个浏览器开始的")


def test_coming_back_twice_is_refused(client, connection, bound):
    back = visit(client.get(f"/signin/{connection.pk}/start/").url, {"sub": "s1"})
    assert client.get(inside(back.where)).status_code == 302
    client.post("/account/logout/")
    refused(client, client.get(inside(back.where)), "不是从这个浏览器开始的")


def test_a_code_that_was_used_opens_nothing_again(client, connection, bound):
    """Replayed with a state of its own: the provider knows the code is gone."""
    first = visit(client.get(f"/signin/{connection.pk}/start/").url, {"sub": "s1"})
    client.get(inside(first.where))
    other = Client()
    second = visit(other.get(f"/signin/{connection.pk}/start/").url, {"sub": "s2"})
    old, new = (one.where.partition("code=")[2].partition("&")[0] for one in (first, second))
    refused(other, other.get(inside(second.where.replace(new, old))), "已经用过或过期")


def test_coming_back_to_another_connection_is_refused(
    client, provider, connection, bound, other_university, now
):
    keeper = factories.officer(Role.UNIVERSITY_OFFICER, other_university)
    theirs = connect(provider, other_university, actor_for(keeper, on=factories.TODAY), now)
    provider.client, provider.secret = (connection.settings["client_id"], "")
    back = visit(client.get(f"/signin/{connection.pk}/start/").url, {"sub": "s1"})
    crossed = inside(back.where).replace(f"/{connection.pk}/back/", f"/{theirs.pk}/back/")
    refused(client, client.get(crossed), "不是从这个浏览器开始的")


def test_another_issuer_that_answers_is_refused(client, connection, bound):
    back = visit(client.get(f"/signin/{connection.pk}/start/").url, {"sub": "s1"})
    mixed = inside(back.where) + "&iss=https://elsewhere.example"
    refused(client, client.get(mixed), "不是出发时去的那个登录服务")


def test_somebody_who_thinks_better_of_it_is_told_so(client, connection):
    back = visit(client.get(f"/signin/{connection.pk}/start/").url, {"action": "deny", "sub": "s1"})
    (state,) = client.session["connections.begun"]
    refused(client, client.get(inside(f"{back.where}&state={state}")), "取消了登录")


def test_a_way_back_after_ten_minutes_is_refused(client, connection, bound):
    back = visit(client.get(f"/signin/{connection.pk}/start/").url, {"sub": "s1"})
    session = client.session
    (state,) = session["connections.begun"]
    session["connections.begun"][state]["at"] -= 601
    session.save()
    refused(client, client.get(inside(back.where)), "已超过 10 分钟")


def test_switched_off_meanwhile_nobody_comes_back(client, connection, bound):
    back = visit(client.get(f"/signin/{connection.pk}/start/").url, {"sub": "s1"})
    connection.state = "off"
    connection.save()
    assert client.get(inside(back.where)).status_code == 404
    assert not is_in(client)


def test_somebody_who_left_is_not_let_in(client, connection, bound):
    bound.is_active = False
    bound.save()
    assert go(client, connection, "s1").url == "/account/inactive/"
    assert not is_in(client)


def test_personal_facts_of_another_are_refused(client, connection, bound, monkeypatch):
    memory.clear()
    right = partner._user_claims_for_scope

    def of_another(user, scope):
        told = right(user, scope)
        return told | {"sub": "s9"} if partner.flask.request.path == "/userinfo" else told

    monkeypatch.setattr(partner, "_user_claims_for_scope", of_another)
    refused(client, go(client, connection, "s1"), "不是同一个人的")
