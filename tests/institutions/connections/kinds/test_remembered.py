"""A partner that is away: asked once in a while, however many come by; and by who tries it, at once."""

from __future__ import annotations

import json
import time

import pytest
from django.test import Client

from tests import factories
from tests.institutions.connections.conftest import come_back, connect, go
from wangyu.base.core import outside
from wangyu.base.core.outside import Answer, BusyError, OutsideError
from wangyu.institutions.connections.kinds import KINDS, ArrivalError, Place
from wangyu.institutions.connections.kinds.remembered import (
    AWAY_SECONDS,
    KNOWN_SECONDS,
    remembered,
)
from wangyu.institutions.connections.logic.begun import Begun
from wangyu.institutions.connections.models import Connection

URL = "https://sso.example.edu.cn"
AWAY = "sso.example.edu.cn 在 8 秒内没有回答，请检查网址和对方的防火墙。"
AGAIN = "20 秒内不再问，请过一会儿再试"
SETTINGS = {
    "oidc": {"issuer": URL, "client_id": "x", "scope": "openid"},
    "saml": {"address": URL, "metadata": "", "subject": "", "name": "", "mail": ""},
}


class Partner:
    """In place of the network: counts who asks, and answers or not."""

    def __init__(self) -> None:
        self.asked, self.says = 0, OutsideError(AWAY)

    def __call__(self, *_, **__):
        self.asked += 1
        if isinstance(self.says, Exception):
            raise self.says
        return Answer(200, self.says, {})


@pytest.fixture
def partner(monkeypatch):
    made = Partner()
    monkeypatch.setattr(outside, "fetch", made)
    return made


@pytest.fixture(params=SETTINGS)
def connection(request, university, now):
    return Connection.objects.create(
        organisation=university, kind=request.param, title="云梦大学", state="on", made_at=now,
        changed_at=now, settings=SETTINGS[request.param],
    )  # fmt: skip


def start(connection) -> str:
    answer = Client().get(f"/signin/{connection.pk}/start/")
    assert answer.status_code == 400
    return answer.content.decode()


def test_the_first_waits_and_those_after_are_told_at_once(partner, connection):
    first, second = start(connection), start(connection)
    assert AWAY in first
    assert AGAIN not in first
    assert AWAY in second
    assert AGAIN in second
    assert partner.asked == 1


def test_it_is_asked_again_after_a_while(partner, connection, monkeypatch):
    start(connection)
    later = time.time() + AWAY_SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert AGAIN not in start(connection)
    assert partner.asked == 2


def test_the_officer_who_tries_it_asks_afresh(partner, connection, head_user):
    start(connection)
    officer = Client()
    factories.sign_in(officer, head_user)
    for asked in (2, 3):
        page = officer.get(f"/signin/connections/{connection.pk}/try/").content.decode()
        assert AWAY in page
        assert AGAIN not in page
        assert partner.asked == asked
    officer.post(f"/signin/connections/{connection.pk}/look/")
    assert partner.asked == 4


def begun(**more) -> Begun:
    return Begun(1, "state", "nonce", "verifier", time.time(), **more)


def test_when_it_is_back_for_who_tries_it_it_is_back_for_everybody(partner):
    place, oidc = Place(SETTINGS["oidc"], {}, "back"), KINDS["oidc"]
    with pytest.raises(ArrivalError):
        oidc.start(place, begun())
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    partner.says = json.dumps({"issuer": URL} | dict.fromkeys(names, URL)).encode()
    with pytest.raises(ArrivalError, match=AGAIN):
        oidc.start(place, begun())
    assert oidc.start(place, begun(trial=True)).url.startswith(URL)
    assert oidc.start(place, begun()).url.startswith(URL)
    assert partner.asked == 2


def fails(error: Exception):
    def ask():
        raise ArrivalError(str(error)) from error

    return ask


def test_that_others_are_asking_is_not_taken_for_its_silence():
    with pytest.raises(ArrivalError):
        remembered("x", fails(BusyError("慢")))
    assert remembered("x", lambda: "told") == "told"


def test_what_it_told_is_kept_through_a_failure_and_for_its_time(monkeypatch):
    remembered("x", lambda: "told")
    with pytest.raises(ArrivalError):
        remembered("x", fails(OutsideError(AWAY)), fresh=True)
    assert remembered("x", lambda: "anew") == "told"
    later = time.time() + KNOWN_SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert remembered("x", lambda: "anew") == "anew"


def test_of_another_partner_its_silence_says_nothing():
    with pytest.raises(ArrivalError):
        remembered("x", fails(OutsideError(AWAY)))
    assert remembered("y", lambda: "told") == "told"


def test_a_silence_that_strangers_met_does_not_spoil_a_trial(
    provider, university, head, head_user, now
):
    made = connect(provider, university, head, now)
    keys = json.loads(outside.fetch(f"{provider.url}/.well-known/openid-configuration").body)
    with pytest.raises(ArrivalError, match=AWAY):
        remembered(f"jwks:{keys['jwks_uri']}", fails(OutsideError(AWAY)))
    assert AGAIN in go(Client(), made, "me").content.decode()
    officer = Client()
    factories.sign_in(officer, head_user)
    away = officer.get(f"/signin/connections/{made.pk}/try/").url
    assert "试登录成功" in officer.get(come_back(officer, away, "me").url).content.decode()
