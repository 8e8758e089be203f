"""Signing in: allauth in our house."""

import json
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests import factories
from tests.said import said
from wangyu.base.core.models import Shared
from wangyu.base.core.roles import Role
from wangyu.institutions.people.models import Session

PASSWORD = "correct horse 9"


def sign_in(client, username, password=PASSWORD):
    return client.post("/account/login/", {"login": username, "password": password})


@pytest.fixture
def plain(university):
    """Somebody whose role asks for no second factor."""
    return factories.user("普通人")


def totp_code(secret):
    return format_hotp_value(hotp_value(secret, max(yield_hotp_counters_from_time())))


def test_the_sign_in_page_is_chinese_and_offers_a_passkey(client, db):
    page = client.get("/account/login/").content.decode()
    assert "用通行密钥登录" in page
    assert "不能自行注册" in page
    assert "Sign In" not in page


def test_nobody_signs_up(client, db):
    page = client.get("/account/signup/").content.decode()
    assert "邀请链接" in page
    assert "password1" not in page


def test_a_wrong_password_is_one_sentence(client, plain):
    assert "登录名或密码不对" in sign_in(client, plain.username, "wrong").content.decode()


def test_six_wrong_tries_slow_one_account_and_say_so(client, plain):
    for _ in range(5):
        sign_in(client, plain.username, "wrong")
    page = sign_in(client, plain.username, "wrong").content.decode()
    assert "请等 5 分钟" in page
    assert "请等 5 分钟" in sign_in(client, plain.username).content.decode()


def test_a_slowed_account_does_not_slow_its_neighbour(client, plain):
    for _ in range(6):
        sign_in(client, plain.username, "wrong")
    assert sign_in(Client(), factories.user().username).status_code == 302


@pytest.mark.thorough
def test_a_whole_campus_behind_one_address_signs_in(db):
    people = [factories.user() for _ in range(200)]
    answers = {sign_in(Client(REMOTE_ADDR="10.1.1.1"), one.username).status_code for one in people}
    assert answers == {302}


def test_someone_who_left_cannot_sign_in(client, plain):
    plain.is_active = False
    plain.save()
    assert not sign_in(client, plain.username).wsgi_request.user.is_authenticated


def test_an_officer_with_a_password_only_is_led_to_a_second_factor(client, reporter):
    sign_in(client, reporter.username)
    answer = client.get("/people/")
    assert (answer.status_code, answer.url) == (302, "/people/me/second-factor/")
    page = client.get(answer.url).content.decode()
    assert "添加通行密钥" in page
    assert "启用验证器应用" in page


def test_a_fragment_asked_for_meanwhile_stays_empty(client, reporter):
    sign_in(client, reporter.username)
    assert client.get("/people/", headers={"HX-Request": "true"}).status_code == 204


def test_someone_without_such_a_role_works_with_a_password(client, plain):
    sign_in(client, plain.username)
    assert client.get("/people/me/").status_code == 200
    assert client.get("/people/me/second-factor/").url == "/account/2fa/"


def test_too_many_tries_at_changing_a_password_are_one_sentence(client, plain):
    sign_in(client, plain.username)
    wrong = {"oldpassword": "wrong", "password1": "x", "password2": "x"}
    answers = [client.post("/account/password/change/", wrong) for _ in range(6)]
    assert answers[-1].status_code == 429
    assert "请过几分钟再试" in answers[-1].content.decode()


@pytest.fixture
def with_totp(client, reporter):
    """Set up through the pages, as a person does."""
    sign_in(client, reporter.username)
    page = client.get("/account/2fa/totp/activate/")
    secret = page.context["form"].secret
    answer = client.post("/account/2fa/totp/activate/", {"code": totp_code(secret)})
    assert answer.url == "/account/2fa/recovery-codes/"
    return secret


@pytest.mark.django_db(transaction=True)
def test_setting_up_a_code_opens_the_work_at_once(client, reporter, with_totp):
    assert client.get("/people/me/").context["actor"].strong
    assert "恢复代码" in client.get("/account/2fa/recovery-codes/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_setting_it_up_is_in_the_log(with_totp, reporter):
    assert "填报甲添加了登录方式“TOTP 认证器”" in said()


def test_the_seed_is_not_readable_in_the_database(with_totp):
    stored = json.dumps([a.data for a in Authenticator.objects.all()])
    assert with_totp not in stored
    assert TOTP(Authenticator.objects.get(type="totp")).validate_code(totp_code(with_totp))


def test_next_time_the_code_is_asked_and_makes_the_session_strong(with_totp, reporter):
    client = Client()
    assert sign_in(client, reporter.username).url.startswith("/account/2fa/authenticate/")
    assert "第二步验证" in client.get("/account/2fa/authenticate/").content.decode()
    wrong = client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert "验证码不对" in wrong.content.decode()
    client.post("/account/2fa/authenticate/", {"code": totp_code(with_totp)})
    assert client.get("/people/me/").context["actor"].strong


def test_a_code_is_taken_once_however_long_it_is_good(with_totp, reporter, monkeypatch):
    began = int(time.time()) // 30 * 30
    code = format_hotp_value(hotp_value(with_totp, began // 30 + 1))
    signed_in = []
    for seconds in (1, 2, 50):  # after 32 allauth itself has forgotten
        monkeypatch.setattr(auth.time, "time", lambda at=began + seconds: at)
        _forget_what_is_over(seconds)
        client = Client()
        sign_in(client, reporter.username)
        client.post("/account/2fa/authenticate/", {"code": code})
        signed_in.append("_auth_user_id" in client.session)
    assert signed_in == [True, False, False]


def _forget_what_is_over(seconds):
    """As if so many seconds had gone by."""
    Shared.objects.filter(expires__lt=timezone.now() + timedelta(seconds=seconds)).delete()


def test_a_hash_is_reckoned_for_a_stranger_outside_any_transaction(client, db, monkeypatch):
    seen, made = [], MD5PasswordHasher.encode

    def encode(*args, **kwargs):
        seen.append(len(connection.savepoint_ids))
        return made(*args, **kwargs)

    monkeypatch.setattr(MD5PasswordHasher, "encode", encode)
    sign_in(client, "nobody at all")
    assert seen
    assert set(seen) == {0}


@pytest.mark.django_db(transaction=True)
def test_without_the_last_factor_the_session_is_weak_again(client, with_totp):
    client.post("/account/2fa/totp/deactivate/")
    assert client.get("/people/").url == "/people/me/second-factor/"


def test_changing_the_password_ends_other_sessions_and_is_logged(client, plain):
    other = Client()
    for one in (client, other):
        sign_in(one, plain.username)
    new = {
        "oldpassword": PASSWORD,
        "password1": "a quite new phrase",
        "password2": "a quite new phrase",
    }
    assert client.post("/account/password/change/", new).url == "/people/me/"
    assert client.get("/people/me/").status_code == 200
    assert other.get("/people/me/").status_code == 302
    assert said()[-1] == "普通人更换了密码"


@pytest.mark.parametrize("weak", ["short", "password1234", "111111111111"])
def test_a_weak_password_is_refused(client, plain, weak):
    sign_in(client, plain.username)
    data = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    assert client.post("/account/password/change/", data).status_code == 200


PAGES = (
    "login/", "signup/", "logout/", "inactive/", "password/change/", "password/reset/",
    "password/reset/done/", "reauthenticate/", "2fa/", "2fa/totp/activate/", "2fa/webauthn/",
    "2fa/webauthn/add/", "2fa/recovery-codes/generate/", "confirm-email/",
    "confirm-email/a/", "password/reset/key/a-b/", "password/reset/key/done/",
)  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_allauth_wears_our_layout(client, reporter, page):
    anonymous = Client().get(f"/account/{page}")
    factories.sign_in(client, reporter)
    for answer in (anonymous, client.get(f"/account/{page}")):
        body = answer.content.decode()
        assert answer.status_code in {200, 302}
        assert answer.status_code == 302 or 'id="main"' in body
        assert "style=" not in body


def test_the_page_for_more_addresses_is_not_there(client, plain):
    factories.sign_in(client, plain)
    assert client.get("/account/email/").url == "/people/me/"


def test_passkey_pages_run_only_scripts_of_our_own(client, reporter):
    sign_in(client, reporter.username)
    page = client.get("/account/2fa/webauthn/add/").content.decode()
    assert "people/js/passkey.js" in page
    assert '"creation_options"' in page
    assert page.count("<script") == page.count("<script src=") + page.count(
        'type="application/json"'
    )


def test_a_visitor_costs_no_query_and_reads_no_session(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/account/signup/")
    assert "session" not in answer.cookies


def test_a_session_knows_its_owner_and_device(client, plain):
    client.post(
        "/account/login/", {"login": plain.username, "password": PASSWORD},
        headers={"User-Agent": "Chrome/1 Windows"},
    )  # fmt: skip
    session = Session.objects.get(user=plain)
    assert session.label == "Chrome · Windows"
    assert session.created_on is not None


def test_a_role_taken_back_is_gone_with_the_next_click(client, head_user, now):
    factories.sign_in(client, head_user)
    assert client.get("/people/").status_code == 200
    head_user.grants.update(ended_at=now)
    assert client.get("/people/").status_code == 403


@pytest.fixture
def persona(university, settings):
    settings.DEMO = True
    user = factories.officer(Role.UNIVERSITY_OFFICER, university, "演示校管")
    user.demo = True
    user.save()
    return user


def test_a_persona_of_the_demo_enters_by_one_click_and_works(client, persona):
    assert client.post(f"/people/demo/{persona.username}/").status_code == 302
    assert client.get("/people/").status_code == 200
    assert "设置第二步验证" not in client.get("/desk/").content.decode()


def test_outside_a_demo_the_door_is_not_there(client, persona, settings):
    settings.DEMO = False
    assert client.post(f"/people/demo/{persona.username}/").status_code == 404


def test_in_a_demo_only_personas_enter(client, persona, reporter):
    assert client.post(f"/people/demo/{reporter.username}/").status_code == 404
    assert client.post("/people/demo/nobody/").status_code == 404
    assert client.get(f"/people/demo/{persona.username}/").status_code == 405


def test_sign_in_asks_for_what_people_call_it(client, db):
    page = client.get("/account/login/").content.decode()
    assert "登录名" in page
    assert "用户名" not in page


def test_a_used_link_leads_a_visitor_to_the_front_page_not_to_a_desk(client, db):
    page = client.get("/people/invitation/not-a-link/").content.decode()
    assert "回到首页" in page
    assert "回到工作台" not in page


def test_each_sign_in_is_one_row_of_the_log_with_its_ways(with_totp, reporter):
    client = Client()
    before = len(said())
    sign_in(client, reporter.username)
    assert len(said()) == before  # one half of it
    client.post("/account/2fa/authenticate/", {"code": totp_code(with_totp)})
    assert said()[before:] == ["填报甲登录（密码、验证码）"]


@pytest.fixture
def lines(caplog):
    """What the server writes down of security."""
    caplog.set_level("WARNING", "wangyu.security")
    return lambda: [r.getMessage() for r in caplog.records if r.name == "wangyu.security"]


def test_what_failed_is_written_down_by_number_without_what_was_typed(client, plain, lines):
    sign_in(client, plain.username.upper(), "s3cret typed")
    sign_in(client, "typed my password here", "x")
    assert lines() == [f"sign-in failed: account {plain.pk}", "sign-in failed: no such account"]


def test_trying_on_is_written_down(client, plain, lines):
    for _ in range(6):
        sign_in(client, plain.username, "wrong")
    assert lines()[-1] == f"sign-in refused, tried too often: account {plain.pk}"


def test_a_wrong_code_is_written_down(with_totp, reporter, lines):
    client = Client()
    sign_in(client, reporter.username)
    client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert lines() == [f"second factor failed: account {reporter.pk}"]


def test_what_is_refused_is_written_down_without_what_was_asked_for(client, reporter, lines):
    factories.sign_in(client, reporter)
    assert client.get("/people/?q=secret").status_code == 403
    assert lines() == [f"refused: account {reporter.pk}, GET people:list"]


@pytest.mark.django_db(transaction=True)
def test_another_factor_ends_the_sessions_elsewhere(client, reporter):
    elsewhere = Client()
    for one in (elsewhere, client):
        sign_in(one, reporter.username)
    secret = client.get("/account/2fa/totp/activate/").context["form"].secret
    client.post("/account/2fa/totp/activate/", {"code": totp_code(secret)})
    assert client.get("/people/me/").status_code == 200
    assert elsewhere.get("/people/me/").status_code == 302
