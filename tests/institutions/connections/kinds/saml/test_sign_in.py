"""Signing in through SAML 2.0, against pysaml2's identity provider."""

from __future__ import annotations

import base64

import pytest
import requests
from django.test import Client
from lxml import etree

from tests import factories
from tests.institutions.connections.conftest import is_in, refused, switch_on
from tests.institutions.connections.kinds.saml.conftest import (
    asked,
    facts,
    fields,
    post,
    query_of,
    there,
)
from tests.institutions.connections.kinds.saml.partner import TRANSIENT, S
from wangyu.institutions.connections import ops, queries


def test_a_person_bound_to_the_account_there_comes_in(client, connection, bound):
    told = there(client, connection)
    page = Client().post(f"/signin/{connection.pk}/back/", told)
    assert fields(page.content.decode()) == told
    assert client.post(f"/signin/{connection.pk}/arrive/", told).url == "/desk/"
    assert is_in(client)


def test_what_another_site_posts_is_sent_on_from_a_page_of_ours(connection):
    """It comes without our cookies; and none is set in their place."""
    told = {"SAMLResponse": '"><script>', "RelayState": "x", "next": "https://evil.example"}
    strict = Client(enforce_csrf_checks=True)
    page = strict.post(f"/signin/{connection.pk}/back/", told)
    text = page.content.decode()
    assert fields(text) == {"SAMLResponse": '"><script>', "RelayState": "x"}
    assert "<script>" not in text.replace("<script src", "")
    assert "evil.example" not in text
    assert f'action="/signin/{connection.pk}/arrive/"' in text
    assert not page.cookies


def test_name_and_mail_come_from_the_attributes_the_officer_named(client, idp, connection):
    begun = asked(client, connection)
    page = client.get(post(client, connection, idp.answer(begun), begun["RelayState"]).url)
    assert "张三" in page.content.decode()
    assert client.session["connections.arrived"]["mail"] == "zhangsan@example.edu.cn"


def test_a_name_given_twice_is_no_name(client, idp, connection):
    def twice(root):
        for one in root.iter(f"{S}Attribute"):
            etree.SubElement(one, f"{S}AttributeValue").text = "another"

    begun = asked(client, connection)
    post(client, connection, idp.answer(begun, twice), begun["RelayState"])
    arrived = client.session["connections.arrived"]
    assert (arrived["name"], arrived["mail"]) == ("", "")


def test_an_answer_broken_into_lines_is_read(client, idp, connection, bound):
    begun = asked(client, connection)
    text = base64.encodebytes(etree.tostring(idp.answer(begun))).decode().replace("\n", "\r\n")
    told = {"SAMLResponse": text, "RelayState": begun["RelayState"]}
    client.post(f"/signin/{connection.pk}/arrive/", told)
    assert is_in(client)


def test_a_name_that_differs_each_time_is_named(client, idp, connection, bound):
    begun = asked(client, connection)
    answer = idp.answer(begun, form=TRANSIENT)
    refused(client, post(client, connection, answer, begun["RelayState"]), "认不出是同一个人")


def test_another_attribute_may_be_the_name(client, idp, head, now, connection):
    ops.change(actor=head, now=now, connection=connection, facts=facts(idp, subject="mail"))
    switch_on(connection, head, now)
    begun = asked(client, connection)
    post(client, connection, idp.answer(begun, form=TRANSIENT), begun["RelayState"])
    expected = queries.fingerprint_of(connection, "zhangsan@example.edu.cn")
    assert client.session["connections.arrived"]["fingerprint"] == expected


def test_whoever_lacks_the_attribute_that_names_them_is_not_let_in(
    client, idp, head, now, connection, bound
):
    ops.change(actor=head, now=now, connection=connection, facts=facts(idp, subject="number"))
    switch_on(connection, head, now)
    begun = asked(client, connection)
    answer = post(client, connection, idp.answer(begun), begun["RelayState"])
    refused(client, answer, "没有说明您是谁")


def test_the_officers_trial_shows_what_was_told_and_keeps_only_its_names(
    client, idp, drafted, head_user
):
    factories.sign_in(client, head_user)
    url = client.get(f"/signin/connections/{drafted.pk}/try/").url
    told = fields(requests.get(url, timeout=10).text)
    page = client.post(f"/signin/{drafted.pk}/arrive/", told, follow=True).content.decode()
    assert "唯一标识 20260001；姓名 张三；邮箱 zhangsan@example.edu.cn" in page
    drafted.refresh_from_db()
    assert drafted.state == "ready"
    assert {"NameID", "displayName", "mail"} <= set(drafted.claims)
    assert "20260001" not in str(drafted.claims)


@pytest.mark.parametrize(
    ("spoiled", "sentence", "remedy"),
    [
        ("audience", "不是发给本平台的", "请对方把受众（Audience）设为本平台的标识 "),
        ("unsigned", "没有签名", "请对方对断言（Assertion）或整个回答"),
    ],
)
def test_a_trial_that_fails_tells_the_officer_what_to_put_right(
    client, idp, drafted, head_user, spoiled, sentence, remedy
):
    def elsewhere(root):
        root.find(f".//{S}Audience").text = "https://elsewhere.example/sp"

    factories.sign_in(client, head_user)
    begun = query_of(client.get(f"/signin/connections/{drafted.pk}/try/").url)
    wrong = idp.answer(begun, elsewhere) if spoiled == "audience" else idp.answer(begun, how=())
    page = post(client, drafted, wrong, begun["RelayState"]).content.decode()
    assert sentence in page
    assert remedy in page
    assert f"/signin/connections/{drafted.pk}/" in page
