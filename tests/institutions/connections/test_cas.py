"""Signing in through CAS 3, against django-cas-server; what a lying server says, against a stub."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
import requests
from django.test import Client

from tests.house.source import ROOT
from tests.institutions.connections.browser import inside
from tests.institutions.connections.conftest import is_in, refused, serve, switch_on
from wangyu.institutions.connections import ops, queries
from wangyu.institutions.connections.kinds import KINDS
from wangyu.institutions.connections.web.campus import looked

ALLOWED = r"^http://127\.0\.0\.1:8000/signin/\d+/back/"


@pytest.fixture(scope="session")
def _cas():
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "tests.institutions.connections.caspartner",
        ALLOWED,
    ]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, **pipes) as partner:
        yield f"http://127.0.0.1:{int(partner.stdout.readline())}/cas"
        partner.stdin.close()
        partner.wait(10)


@pytest.fixture
def base(_cas, settings):
    settings.OUTSIDE_HOSTS = ["127.0.0.1"]
    return _cas


def connect(base, organisation, keeper, now, **settings):
    told = {"base": base, "name": "cn", "mail": "mail"} | settings
    facts = ops.Facts("云梦大学 CAS", "example.edu.cn", told, {})
    made = ops.create(actor=keeper, now=now, organisation=organisation, kind="cas", facts=facts)
    return switch_on(made, keeper, now)


@pytest.fixture
def connection(base, university, head, now):
    return connect(base, university, head, now)


def there(url: str) -> str:
    """Sign in at the partner as its one person, and be sent back."""
    with requests.Session() as browser:
        form = browser.get(url, timeout=10).text
        hidden = dict(re.findall(r'name="(\w+)"[^>]*value="([^"]*)"', form))
        data = hidden | {"username": "20260001", "password": "right"}
        answer = browser.post(url, data, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    return inside(answer.headers["Location"])


def away(client, connection) -> str:
    return client.get(f"/signin/{connection.pk}/start/").url


def test_a_person_bound_to_the_account_there_comes_in(client, connection, bound):
    assert client.get(there(away(client, connection))).url == "/desk/"
    assert is_in(client)


def test_name_and_mail_come_from_the_attributes_the_officer_named(
    client, connection, head, university
):
    page = client.get(client.get(there(away(client, connection))).url).content.decode()
    assert "张三" in page
    assert client.session["connections.arrived"]["mail"] == "zhangsan@example.edu.cn"


def test_a_mail_attribute_that_was_not_named_is_worth_nothing(client, base, university, head, now):
    made = connect(base, university, head, now, mail="")
    client.get(there(away(client, made)))
    assert client.session["connections.arrived"]["mail"] == ""


def test_a_ticket_is_good_once(client, connection, bound):
    back = there(away(client, connection))
    client.get(back)
    other = Client()
    state = away(other, connection).rpartition("state%3D")[2]
    again = re.sub(r"state=[^&]+", f"state={state}", back)
    refused(other, other.get(again), "已经用过或过期")


def test_the_same_way_back_twice_is_refused(client, connection, bound):
    back = there(away(client, connection))
    client.get(back)
    client.post("/account/logout/")
    refused(client, client.get(back), "不是从这个浏览器开始的")


def test_a_ticket_of_another_browsers_sign_in_is_refused(client, connection, bound):
    """Put before a victim with the attacker's state: the victim's browser never began it."""
    back = there(away(Client(), connection))
    refused(client, client.get(back), "不是从这个浏览器开始的")


def test_a_ticket_for_another_service_is_refused(client, connection, bound):
    """Got by another site that the university also lets in."""
    theirs = f"{connection.settings['base']}/login?service=http://127.0.0.1:8000/signin/999/back/"
    ticket = there(theirs).partition("ticket=")[2]
    state = away(client, connection).rpartition("state%3D")[2]
    answer = client.get(f"/signin/{connection.pk}/back/?state={state}&ticket={ticket}")
    refused(client, answer, "不是给本平台的")


@pytest.mark.parametrize("ticket", ["ST-invented", "", "PT-1", "'\"<>"])
def test_an_invented_ticket_is_refused(client, connection, bound, ticket):
    state = away(client, connection).rpartition("state%3D")[2]
    answer = client.get(f"/signin/{connection.pk}/back/", {"state": state, "ticket": ticket})
    assert answer.status_code == 400
    assert not is_in(client)


def looked_at(connection) -> dict[str, str]:
    steps = looked(KINDS["cas"], queries.place_of(connection))
    return {step.label: f"{step.tone}:{step.text}" for step in steps}


def test_the_check_says_that_all_is_well(connection):
    found = looked_at(connection)
    assert found["协议"].startswith("ok")
    assert found["服务地址"].startswith("ok")


def test_a_service_that_is_not_registered_is_not_sent_back(client, connection, settings):
    settings.SITE_URL = "http://elsewhere.example"
    with pytest.raises(AssertionError):
        there(away(client, connection))


@pytest.mark.parametrize("code", ["INVALID_SERVICE", "UNAUTHORIZED_SERVICE"])
def test_the_check_names_a_service_that_is_not_registered(lying, university, head, now, code):
    lying["body"] = SUCCESS.replace("authenticationSuccess", "authenticationFailure").replace(
        "Failure>{}", f'Failure code="{code}">'
    )
    made = connect(lying["base"], university, head, now)
    assert "请在对方登记服务地址" in looked_at(made)["服务地址"]


def test_the_check_names_an_address_that_is_no_cas(base, university, head, now):
    made = connect(base.removesuffix("/cas"), university, head, now)
    assert "没有 CAS 3.0 的核对地址" in looked_at(made)["配置"]


SUCCESS = (
    '<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas"><cas:authenticationSuccess>'
    "{}</cas:authenticationSuccess></cas:serviceResponse>"
)
USER = "<cas:user>20260001</cas:user>"


@pytest.fixture
def lying(settings):
    """A server that answers every ticket with what it is told."""
    settings.OUTSIDE_HOSTS = ["127.0.0.1"]
    says = {}

    def app(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/xml")])
        return [says["body"].encode()]

    for server in serve(app):
        says["base"] = f"http://127.0.0.1:{server.server_port}"
        yield says


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (SUCCESS.format(USER + USER), "说不清是谁"),
        (SUCCESS.format("<cas:user>2026<x/>0001</cas:user>"), "说不清是谁"),
        (SUCCESS.format(""), "说不清是谁"),
        (SUCCESS.format("<cas:user> </cas:user>"), "没有说明您是谁"),
        (SUCCESS.format(USER).replace("yale", "evil"), "不是 CAS 3.0"),
        ('<!DOCTYPE a [<!ENTITY u "20260001">]>' + SUCCESS.format("<cas:user>&u;</cas:user>"), "不该有的声明"),
        ('<!DOCTYPE a [<!ENTITY u SYSTEM "file:///etc/hostname">]>' + SUCCESS.format("<cas:user>&u;</cas:user>"), "不该有的声明"),
        ("<html>", "不是 XML"),
        ("", "不是 XML"),
        ('<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas"><cas:authenticationFailure code="INTERNAL_ERROR"/></cas:serviceResponse>', "没有承认这次登录"),
    ],
)  # fmt: skip
def test_an_answer_that_is_not_plain_is_no_answer(
    client, lying, university, head, now, body, sentence
):
    lying["body"] = body
    made = connect(lying["base"], university, head, now)
    state = away(client, made).rpartition("state%3D")[2]
    refused(client, client.get(f"/signin/{made.pk}/back/?state={state}&ticket=ST-1"), sentence)


def test_a_user_written_in_pieces_around_a_comment_is_read_whole(
    client, lying, university, head, now
):
    """ "2026<!-- -->0001" is 20260001 and never 2026."""
    made = connect(lying["base"], university, head, now)
    lying["body"] = SUCCESS.format("<cas:user>2026<!-- -->0001</cas:user>")
    state = away(client, made).rpartition("state%3D")[2]
    client.get(f"/signin/{made.pk}/back/?state={state}&ticket=ST-1")
    arrived = client.session["connections.arrived"]["fingerprint"]
    assert arrived == queries.fingerprint_of(made, "20260001")


def test_a_server_that_is_away_is_one_sentence(client, connection, bound, settings):
    back = there(away(client, connection))
    settings.OUTSIDE_HOSTS = []
    refused(client, client.get(back), "没有加密")


def test_a_server_that_takes_any_ticket_is_named_by_the_check(lying, university, head, now):
    lying["body"] = SUCCESS.format(USER)
    made = connect(lying["base"], university, head, now)
    assert "应拒绝它" in looked_at(made)["服务地址"]
