"""Signing in through 企业微信. Its servers cannot be had for a test: the other side here is a small
one of ours, written after its documentation (gettoken, auth/getuserinfo, user/get, error codes).
"""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from tests import factories
from tests.institutions.connections.conftest import is_in, serve, switch_on
from wangyu.base.core.roles import Role
from wangyu.institutions.connections import ops, queries
from wangyu.institutions.connections.kinds import KINDS
from wangyu.institutions.connections.web.campus import looked


class Partner:
    """Codes are good once; tokens are given for the right secret only."""

    def __init__(self) -> None:
        self.secret, self.codes, self.raw = "right", {}, None
        self.token, self.given = "T", 0

    def __call__(self, environ, start_response):
        query = {k: v[0] for k, v in parse_qs(environ["QUERY_STRING"]).items()}
        start_response("200 OK", [("Content-Type", "application/json")])
        told = self.answer(environ["PATH_INFO"].removeprefix("/cgi-bin/"), query)
        return [self.raw or json.dumps(told).encode()]

    def answer(self, what, query):
        if what == "gettoken":
            if query.get("corpid") != "ww1":
                return {"errcode": 40013, "errmsg": "invalid corpid"}
            if query.get("corpsecret") != self.secret:
                return {"errcode": 40001, "errmsg": "invalid credential"}
            self.given += 1
            return {"errcode": 0, "access_token": self.token, "expires_in": 7200}
        if query.get("access_token") != self.token:
            return {"errcode": 40014}
        if what == "auth/getuserinfo":
            who = self.codes.pop(query.get("code"), None)
            return {"errcode": 40029} if who is None else {"errcode": 0} | who
        return {"errcode": 0, "userid": query["userid"], "name": "张三"}


@pytest.fixture
def wecom(settings):
    settings.OUTSIDE_HOSTS = ["127.0.0.1"]
    partner = Partner()
    for server in serve(partner):
        partner.url = f"http://127.0.0.1:{server.server_port}"
        yield partner


def facts(wecom, **settings):
    told = {"corp": "ww1", "agent": "1000002", "login": wecom.url, "api": wecom.url} | settings
    return ops.Facts("云梦大学企业微信", "", told, {"secret": "right"})


@pytest.fixture
def connection(wecom, university, head, now):
    made = ops.create(
        actor=head, now=now, organisation=university, kind="wecom", facts=facts(wecom)
    )
    return switch_on(made, head, now)


@pytest.fixture
def subject() -> str:
    return "zhangsan"


def come_back(client, connection, wecom, code="c1", who=None, state=None, corp="ww1"):
    url = urlsplit(client.get(f"/signin/{connection.pk}/start/").url)
    asked = {k: v[0] for k, v in parse_qs(url.query).items()}
    assert (url.path, asked["appid"], asked["agentid"]) == ("/wwlogin/sso/login", corp, "1000002")
    if who is not None:
        wecom.codes[code] = who
    back = urlsplit(asked["redirect_uri"]).path
    return client.get(back, {"code": code, "state": state or asked["state"]})


def test_a_member_bound_to_the_account_there_comes_in(client, connection, bound, wecom):
    assert come_back(client, connection, wecom, who={"userid": "zhangsan"}).url == "/desk/"
    assert is_in(client)


def test_the_first_time_the_name_is_shown_and_no_mail_is_believed(client, connection, wecom):
    come_back(client, connection, wecom, who={"userid": "lisi"})
    arrived = client.session["connections.arrived"]
    assert (arrived["name"], arrived["mail"]) == ("张三", "")


@pytest.mark.parametrize(
    ("code", "who", "state", "sentence"),
    [
        ("c1", {"openid": "o1"}, None, "不是这个企业的成员"),
        ("invented", None, None, "已经用过或过期"),
        ("", None, None, "取消了登录"),
        ("c1", {"userid": "zhangsan"}, "another", "不是从这个浏览器开始的"),
    ],
)
def test_whoever_is_not_it_is_not_let_in(
    client, connection, bound, wecom, code, who, state, sentence
):
    answer = come_back(client, connection, wecom, code, who, state)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not is_in(client)


def test_a_code_is_good_once(client, connection, bound, wecom):
    come_back(client, connection, wecom, who={"userid": "zhangsan"})
    other = Client()
    assert "已经用过" in come_back(other, connection, wecom).content.decode()
    assert not is_in(other)


def test_our_token_is_asked_for_once_and_anew_when_it_is_good_no_more(connection, bound, wecom):
    for code in ("c1", "c2", "c3"):
        wecom.token = "U" if code == "c3" else "T"
        client = Client()
        come_back(client, connection, wecom, code, {"userid": "zhangsan"})
        assert is_in(client)
    assert wecom.given == 2


def test_a_token_is_not_given_to_who_does_not_know_the_secret(
    connection, bound, wecom, other_university, now, client
):
    come_back(Client(), connection, wecom, who={"userid": "zhangsan"})
    keeper = factories.actor(Role.UNIVERSITY_OFFICER, other_university)
    made = ops.create(
        actor=keeper, now=now, organisation=other_university, kind="wecom", facts=facts(wecom)
    )
    switch_on(made, keeper, now)
    wecom.secret = "changed"
    page = come_back(client, made, wecom, "c2", {"userid": "zhangsan"}).content.decode()
    assert "应用密钥不对" in page


def test_another_secret_asks_for_another_token(connection, bound, wecom, head, now, client):
    come_back(Client(), connection, wecom, who={"userid": "zhangsan"})
    ops.change(actor=head, now=now, connection=connection, facts=facts(wecom, corp="ww2"))
    switch_on(connection, head, now)
    assert "企业编号不对" in come_back(client, connection, wecom, "c2", corp="ww2").content.decode()


@pytest.mark.parametrize("raw", [b"<html>", b"[]", b"{}", b'{"errcode": "x"}', b"[" * 60_000])
def test_an_answer_that_is_not_theirs_is_one_sentence(client, connection, bound, wecom, raw):
    wecom.raw = raw
    assert "读不懂" in come_back(client, connection, wecom).content.decode()
    assert not is_in(client)


def test_an_unknown_error_is_told_by_its_number(client, connection, bound, wecom):
    wecom.raw = b'{"errcode": 99999}'
    assert "错误码 99999" in come_back(client, connection, wecom).content.decode()


def test_a_server_that_is_away_is_one_sentence(client, connection, bound, wecom, settings):
    settings.OUTSIDE_HOSTS = []
    page = come_back(client, connection, wecom).content.decode()
    assert "没有加密" in page
    assert "/cgi-bin/gettoken" in page
    assert "corpsecret" not in page, "the secret goes in the address, and stays out of the sentence"


@pytest.mark.parametrize(
    ("secret", "settings_", "word"),
    [
        ("right", {}, "ok"),
        ("changed", {}, "应用密钥不对"),
        ("right", {"corp": "ww2"}, "企业编号不对"),
    ],
)
def test_the_check_names_what_is_wrong(connection, wecom, head, now, secret, settings_, word):
    wecom.secret = secret
    ops.change(actor=head, now=now, connection=connection, facts=facts(wecom, **settings_))
    connection.refresh_from_db()
    steps = {s.label: s for s in looked(KINDS["wecom"], queries.place_of(connection))}
    found = steps["企业编号与密钥"]
    assert word in f"{found.tone} {found.text}"
