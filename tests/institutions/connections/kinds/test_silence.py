"""Whoever comes back while the other side is silent: one of them waits for it, and not everybody."""

from __future__ import annotations

import json
import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.test import Client

from tests import factories
from wangyu.base.core import outside
from wangyu.base.core.outside import Answer, AwayError, BusyError, OutsideError
from wangyu.institutions.connections import queries
from wangyu.institutions.connections.kinds import KINDS, ArrivalError
from wangyu.institutions.connections.kinds.base import opaque
from wangyu.institutions.connections.kinds.remembered import AWAY_SECONDS
from wangyu.institutions.connections.models import Connection

URL = "https://sso.example.edu.cn"
SILENT = "sso.example.edu.cn 在 8 秒内没有回答，请检查网址和对方的防火墙。"
AGAIN = "20 秒内不再问，请过一会儿再试"
SETTINGS = {
    "cas": {"base": URL, "name": "", "mail": ""},
    "oidc": {"issuer": URL, "client_id": "x", "scope": "openid"},
    "wecom": {"corp": "ww1", "agent": "1", "login": URL, "api": URL},
}
CONFIG = {
    "issuer": URL, "authorization_endpoint": f"{URL}/authorize", "token_endpoint": f"{URL}/token",
    "jwks_uri": f"{URL}/jwks", "userinfo_endpoint": f"{URL}/userinfo",
}  # fmt: skip
KEYS = {"kty": "RSA", "kid": "k1", "use": "sig", "alg": "RS256", "e": "AQAB", "n": "s" * 342}
TOKEN = {"errcode": 0, "access_token": "T"}
BACK = {"code": "c1", "ticket": "ST-1"}


class Partner:
    """In place of the network: it answers what it is told to by the end of the address, or not at all."""

    def __init__(self) -> None:
        self.asked, self.failure = [], AwayError(SILENT)
        self.says = {"openid-configuration": CONFIG, "gettoken": TOKEN}

    def __call__(self, url, **_):
        place = urlsplit(url).path.rpartition("/")[2]
        self.asked.append(place)
        told = self.says.get(place)
        if told is None:
            raise self.failure
        return Answer(200, json.dumps(told).encode(), {})


@pytest.fixture
def partner(monkeypatch):
    made = Partner()
    monkeypatch.setattr(outside, "fetch", made)
    return made


def made(kind, organisation, now) -> Connection:
    return Connection.objects.create(
        organisation=organisation, kind=kind, title="云梦大学", state="on", made_at=now,
        changed_at=now, settings=SETTINGS[kind],
    )  # fmt: skip


@pytest.fixture(params=SETTINGS)
def connection(request, university, now):
    return made(request.param, university, now)


def away(client, connection, query="") -> str:
    """The state that was sent along."""
    url = client.get(f"/signin/{connection.pk}/start/{query}").url
    asked = parse_qs(urlsplit(url).query)
    service = parse_qs(urlsplit(asked.get("service", [""])[0]).query)
    return (asked.get("state") or service["state"])[0]


def come_back(connection, client=None, query="", **brought) -> str:
    client = client or Client()
    state = away(client, connection, query)
    answer = client.get(f"/signin/{connection.pk}/back/", BACK | brought | {"state": state})
    assert answer.status_code == 400
    return answer.content.decode()


def waits(partner) -> int:
    """How often somebody waited in vain."""
    return sum(place not in partner.says for place in partner.asked)


def test_the_first_waits_and_those_after_are_told_at_once(partner, connection):
    first, second = come_back(connection), come_back(connection)
    assert SILENT in first
    assert AGAIN not in first
    assert SILENT in second
    assert AGAIN in second
    assert "把上面这句话告诉本校的管理员" in first
    assert waits(partner) == 1


def test_it_is_asked_again_after_a_while(partner, connection, monkeypatch):
    come_back(connection)
    later = time.time() + AWAY_SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert AGAIN not in come_back(connection)
    assert waits(partner) == 2


def test_the_officer_who_tries_it_asks_afresh(partner, connection, head_user):
    come_back(connection)
    officer = Client()
    factories.sign_in(officer, head_user)
    for asked in (2, 3):
        url = officer.get(f"/signin/connections/{connection.pk}/try/").url
        found = parse_qs(urlsplit(url).query)
        state = (found.get("state") or parse_qs(urlsplit(found["service"][0]).query)["state"])[0]
        page = officer.get(f"/signin/{connection.pk}/back/", BACK | {"state": state})
        assert SILENT in page.content.decode()
        assert AGAIN not in page.content.decode()
        assert "告诉本校的管理员" not in page.content.decode()
        assert waits(partner) == asked


def test_another_connection_is_not_silent_by_that(partner, connection, other_university, now):
    come_back(connection)
    other = made(connection.kind, other_university, now)
    assert AGAIN not in come_back(other)


@pytest.mark.parametrize(
    "failure", [BusyError("慢"), OutsideError("连不上 sso.example.edu.cn:443")]
)
def test_what_keeps_nobody_waiting_is_no_silence(partner, connection, failure):
    """Others who are asking; a line that is cut, as a firewall does on hearing a stranger's words."""
    partner.failure = failure
    for _ in range(2):
        assert AGAIN not in come_back(connection)
    assert waits(partner) == 2


class Crowded(Partner):
    """One of two who ask together waits in vain, while the other is answered."""

    first = True

    def __call__(self, url, **more):
        place = urlsplit(url).path.rpartition("/")[2]
        if place in self.says or not self.first:
            self.says |= {place: self.says.get(place, {})}
            return super().__call__(url, **more)
        self.first = False
        self.other()
        self.says.pop(place)
        return super().__call__(url, **more)


def test_one_slow_answer_while_others_are_answered_keeps_nobody_out(connection, monkeypatch):
    partner = Crowded()
    partner.other = lambda: come_back(connection)
    monkeypatch.setattr(outside, "fetch", partner)
    assert SILENT in come_back(connection)
    page = come_back(connection)
    assert SILENT not in page
    assert AGAIN not in page


@pytest.mark.parametrize("word", ["", "' or 1=1", "<script>", "a b", "x" * 4097, "凭据", "a\nb"])
def test_what_no_partner_gives_out_is_not_shown_to_it(partner, connection, word):
    page = come_back(connection, code=word, ticket=word)
    assert "没有给出登录凭据" in page or "取消了登录" in page
    assert waits(partner) == 0


@pytest.mark.parametrize(
    "word", ["ST-12-aB_c.d~e-cas01.example.org", "4/0AX|x%2Fy==", "M.C5_BAY.2.U!a*b$$", "c" * 2000]
)
def test_what_partners_do_give_out_is(word):
    assert opaque(word) == word


def test_where_one_was_going_one_gets_by_another_way(partner, connection):
    page = come_back(connection, query="?next=/ledger/sheets/7/")
    onward = "?next=%2Fledger%2Fsheets%2F7%2F"
    for way in (f"/signin/{connection.pk}/start/", "/signin/", "/account/login/"):
        assert f'href="{way}{onward}"' in page
    search = Client().get(f"/signin/{onward}").content.decode()
    assert 'name="next" value="/ledger/sheets/7/"' in search


def token(kid: str) -> dict:
    told = jwt.encode({"sub": "s1"}, "x" * 32, "HS256", headers={"kid": kid})
    return {"id_token": told, "access_token": "t"}


@pytest.fixture
def oidc(university, now):
    return made("oidc", university, now)


def test_so_it_is_with_the_keys_of_tokens(partner, oidc):
    partner.says |= {"token": token("k1")}
    assert AGAIN not in come_back(oidc)
    assert AGAIN in come_back(oidc)
    assert partner.asked.count("jwks") == 1


def test_so_it_is_with_keys_asked_for_anew(partner, oidc):
    """Known ones do not fit: somebody's token names another, and the address of the keys is silent."""
    partner.says |= {"token": token("k1"), "jwks": {"keys": [KEYS]}}
    come_back(oidc)
    partner.says = {"openid-configuration": CONFIG, "token": token("unknown")}
    assert SILENT in come_back(oidc)
    assert AGAIN in come_back(oidc)
    assert partner.asked.count("jwks") == 2


def test_so_it_is_with_the_token_we_ask_with(partner, university, now):
    wecom = made("wecom", university, now)
    del partner.says["gettoken"]
    assert AGAIN not in come_back(wecom)
    assert AGAIN in come_back(wecom)
    assert partner.asked == ["gettoken"]


def test_so_it_is_with_the_facts_of_a_person(partner, oidc, monkeypatch):
    monkeypatch.setattr(jwt, "decode", lambda *_, **__: {"sub": "s1", "nonce": "n"})
    monkeypatch.setattr("hmac.compare_digest", lambda *_: True)
    partner.says |= {"token": token("k1"), "jwks": {"keys": [KEYS]}}
    assert SILENT in come_back(oidc)
    assert AGAIN in come_back(oidc)
    assert partner.asked.count("userinfo") == 1


@pytest.mark.parametrize(("kind", "says"), [("cas", "login"), ("oidc", "jwks")])
def test_a_check_by_the_officer_asks_afresh(partner, university, now, kind, says):
    """Every step of it: one that was only remembered would tell nothing."""
    connection = made(kind, university, now)
    partner.says = {"openid-configuration": CONFIG, says: {"keys": [KEYS]}}
    for _ in range(2):
        with pytest.raises(ArrivalError) as found:
            list(KINDS[kind].look(queries.place_of(connection), now))
        assert str(found.value) == SILENT
    assert waits(partner) == 2
