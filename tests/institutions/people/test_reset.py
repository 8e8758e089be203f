"""A forgotten password: a link by mail to whom it belongs, once, in Chinese."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.house.test_pages import LATIN, WORD

NEW = "a quite new phrase"


@pytest.fixture
def forgetful(reporter):
    """With a second factor, which is asked for afterwards as before (see test_recovery)."""
    Authenticator.objects.create(user=reporter, type="totp", data={})
    reporter.email = "reporter@example.cn"
    reporter.save()
    return reporter


def ask(client: Client, email: str) -> str:
    answer = client.post("/account/password/reset/", {"email": email}, follow=True)
    assert answer.redirect_chain[-1][0] == "/account/password/reset/done/"
    return answer.content.decode()


def link_in(body: str) -> str:
    return re.search(r"https?://[^/]+(/\S+)", body)[1]


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(client, forgetful, mailoutbox):
    ask(client, forgetful.email)
    assert mailoutbox[0].to == [forgetful.email]
    link = link_in(mailoutbox[0].body)
    form = client.get(link, follow=True)
    assert "换成新密码" in form.content.decode()
    typed = {"password1": NEW, "password2": NEW}
    done = client.post(form.redirect_chain[-1][0], typed, follow=True)
    assert "密码已更换" in done.content.decode()
    forgetful.refresh_from_db()
    assert forgetful.check_password(NEW)
    assert "这个链接不能用了" in Client().get(link, follow=True).content.decode()


def test_the_mail_speaks_chinese(client, forgetful, mailoutbox):
    ask(client, forgetful.email)
    mail = mailoutbox[0]
    plain = mail.body.replace(link_in(mail.body), "").replace(forgetful.username, "")
    words = WORD.findall(mail.subject + re.sub(r"https?://\S+", "", plain))
    assert [word for word in words if word not in LATIN] == []
    assert mail.subject == "网育平台重设密码"


def test_a_stranger_gets_the_same_page_and_no_mail(client, forgetful, mailoutbox):
    known = ask(client, forgetful.email)
    unknown = ask(Client(), "nobody@example.cn")
    assert [mail.to for mail in mailoutbox] == [[forgetful.email]]
    assert "链接已发送" in known
    assert "链接已发送" in unknown


@pytest.mark.django_db(transaction=True)
def test_that_anybody_asked_for_a_link_keeps_no_officer_from_a_second_factor(reporter):
    reporter.email = "reporter@example.cn"
    reporter.save()
    ask(Client(), reporter.email)
    client = Client()
    client.post("/account/login/", {"login": reporter.username, "password": "correct horse 9"})
    assert client.get("/desk/").url == "/people/me/second-factor/"
    for page in ("totp/activate", "webauthn/add"):
        assert client.get(f"/account/2fa/{page}/").status_code == 200
