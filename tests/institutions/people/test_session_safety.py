"""What an attacker who has a cookie, an old code or a crafted link gets: nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import global_settings, settings
from django.core.cache import cache, caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.module_loading import import_string

from tests import factories
from wangyu.base.core.memory import memory
from wangyu.base.core.models import Shared
from wangyu.base.core.policies import POLICIES
from wangyu.config import settings as ours
from wangyu.institutions.people.models import Session
from wangyu.institutions.people.models.sessions import SessionStore

PASSWORD = "correct horse 9"


@pytest.fixture
def plain(university):
    return factories.user("普通人")


def enter(client, who, password=PASSWORD, **more):
    return client.post("/account/login/", {"login": who.username, "password": password} | more)


def key_of(client):
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_signing_in_gives_a_new_session_and_ends_the_one_before(client, plain):
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    enter(client, plain)
    first = key_of(client)
    enter(client, plain)
    client.get("/account/login/")
    assert first != "a" * 32
    assert len(first) == 32
    assert not Session.objects.filter(session_key="a" * 32).exists()


def test_keys_of_sessions_are_long_and_never_alike(plain):
    keys = set()
    for _ in range(20):
        client = Client()
        enter(client, plain)
        keys.add(key_of(client))
    assert len(keys) == 20
    assert {len(key) for key in keys} == {32}  # of 36 signs: 165 bits


def test_signing_out_ends_the_session_on_the_server(client, plain):
    enter(client, plain)
    stolen = key_of(client)
    assert 'action="/account/logout/"' in client.get("/people/me/").content.decode()
    client.post("/account/logout/")
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = stolen
    assert thief.get("/people/me/").status_code == 302
    assert not Session.objects.filter(session_key=stolen).exists()


def test_a_link_cannot_sign_somebody_out_or_in(client, plain):
    enter(client, plain)
    client.get("/account/logout/")
    assert client.get("/people/me/").status_code == 200
    assert (
        not Client()
        .get("/account/login/", {"login": plain.username, "password": PASSWORD})
        .wsgi_request.user.is_authenticated
    )


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example"]
)
def test_nobody_is_sent_to_another_site_after_signing_in(client, plain, away):
    assert enter(client, plain, next=away).url == "/desk/"


@pytest.mark.parametrize("wrong", [PASSWORD.upper(), PASSWORD + " ", " " + PASSWORD, PASSWORD[:-1]])
def test_a_password_is_compared_exactly_as_typed(client, plain, wrong):
    assert enter(client, plain, wrong).status_code == 200
    assert enter(client, plain).status_code == 302


def change(client, old, new):
    return client.post(
        "/account/password/change/", {"oldpassword": old, "password1": new, "password2": new}
    )


@pytest.mark.parametrize(
    "new", ["一句很长的话" * 20, "只有汉字也可以的一句话呀", "lower case only sentence"]
)
def test_a_long_password_of_any_signs_is_taken_whole(client, plain, new):
    enter(client, plain)
    assert change(client, PASSWORD, new).status_code == 302
    assert enter(Client(), plain, new[:-1]).status_code == 200
    assert enter(Client(), plain, new).status_code == 302


def test_a_password_is_not_changed_without_the_one_before(client, plain):
    enter(client, plain)
    assert change(client, "wrong", "a quite new phrase").status_code == 200
    assert enter(Client(), plain).status_code == 302


def test_a_password_is_typed_unseen_and_may_be_pasted_or_filled_in(client, plain):
    enter(client, plain)
    pages = [Client().get("/account/login/"), client.get("/account/password/change/")]
    for page in pages:
        text = page.content.decode()
        assert 'type="password"' in text
        assert "onpaste" not in text
        assert 'autocomplete="off"' not in text
        assert "password" in text.partition('autocomplete="')[2]


def code_of(secret):
    return format_hotp_value(hotp_value(secret, max(yield_hotp_counters_from_time())))


def test_seeds_are_long_and_never_alike(client, reporter, plain):
    seeds = set()
    for one in (reporter, plain):
        other = Client()
        enter(other, one)
        seeds.add(other.get("/account/2fa/totp/activate/").context["form"].secret)
    assert len(seeds) == 2
    assert {len(seed) for seed in seeds} == {32}  # in base 32: 160 bits


@pytest.mark.parametrize("page", ["totp/activate/", "webauthn/add/", "recovery-codes/generate/"])
def test_changing_the_second_factor_asks_again_who_one_is(client, plain, page):
    factories.sign_in(client, plain)  # long ago
    assert client.get(f"/account/2fa/{page}").url.startswith("/account/reauthenticate/")


def test_a_code_counts_once(client, reporter):
    enter(client, reporter)
    secret = client.get("/account/2fa/totp/activate/").context["form"].secret
    code = code_of(secret)
    client.post("/account/2fa/totp/activate/", {"code": code})
    for tried in range(2):
        again = Client()
        enter(again, reporter)
        answer = again.post("/account/2fa/authenticate/", {"code": code_of(secret)})
        assert (answer.status_code == 302) == (tried == 0), tried


def test_recovery_codes_count_once(client, reporter):
    enter(client, reporter)
    secret = client.get("/account/2fa/totp/activate/").context["form"].secret
    client.post("/account/2fa/totp/activate/", {"code": code_of(secret)})
    codes = client.get("/account/2fa/recovery-codes/").context["unused_codes"]
    assert len(codes[0]) >= 8
    for tried in range(2):
        again = Client()
        enter(again, reporter)
        answer = again.post("/account/2fa/authenticate/", {"code": codes[0]})
        assert (answer.status_code == 302) == (tried == 0), tried


def test_passwords_are_kept_by_a_slow_and_salted_function():
    first = import_string(global_settings.PASSWORD_HASHERS[0])()
    assert not hasattr(ours, "PASSWORD_HASHERS")
    assert first.algorithm == "pbkdf2_sha256"
    assert first.iterations >= 600_000
    assert first.encode(PASSWORD, first.salt()) != first.encode(PASSWORD, first.salt())


def sleep(client, **span):
    """As if the session had been used last so long ago."""
    row = Session.objects.get(session_key=key_of(client))
    held = row.get_decoded()
    past = timedelta(**span)
    for name in ("began", "ends"):
        held[name] -= past.total_seconds()
    held["_session_expiry"] = datetime.fromtimestamp(held["ends"], UTC).isoformat()
    row.session_data = SessionStore().encode(held)
    row.expire_date -= past
    row.save()


def is_in(client):
    return client.get("/people/me/").status_code == 200


@pytest.mark.parametrize(("policy", "rest"), [("asvs", 239), ("djbh", 29)])
def test_a_session_that_is_used_lives_on_and_one_left_alone_ends(
    client, plain, settings, policy, rest
):
    settings.PASSWORD_POLICY = POLICIES[policy]
    enter(client, plain)
    sleep(client, minutes=rest)
    assert is_in(client)
    sleep(client, minutes=rest)
    assert is_in(client)
    sleep(client, minutes=rest + 2)
    assert not is_in(client)


def test_however_much_it_is_used_a_session_ends_after_half_a_day(client, plain):
    enter(client, plain)
    for _ in range(5):
        sleep(client, hours=2, minutes=20)
        assert is_in(client)
    sleep(client, minutes=21)
    assert not is_in(client)


def test_signing_in_again_begins_anew(client, plain):
    enter(client, plain)
    sleep(client, hours=3)
    enter(client, plain)
    held = Session.objects.get(session_key=key_of(client)).get_decoded()
    assert held["ends"] - held["began"] == 240 * 60


def test_pages_opened_one_after_the_other_write_nothing(client, plain):
    enter(client, plain)
    is_in(client)
    with CaptureQueriesContext(connection) as asked:
        is_in(client)
    told = " ".join(query["sql"] for query in asked.captured_queries)
    assert "people_session" in told
    assert not [word for word in ("INSERT", "UPDATE", "DELETE") if word in told]


def test_a_code_is_taken_once_by_whatever_process(client, plain):
    """What was used lies in the database, not in the memory of the process that took it."""
    cache.add("used", True, timeout=60)
    memory.clear()
    assert not caches["default"].add("used", True, timeout=60)


def test_tries_are_counted_over_all_processes(client, plain):
    for _ in range(5):
        enter(client, plain, "wrong")
        memory.clear()
    assert "请等 5 分钟" in enter(client, plain).content.decode()


def test_what_is_remembered_names_nobody(client, plain):
    enter(client, plain, "wrong")
    kept = str(list(Shared.objects.values_list("digest", "value")))
    assert Shared.objects.exists()
    assert plain.username not in kept
