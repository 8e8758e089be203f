"""Our own certificate: made on screen, told in the metadata, changed without a break."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import requests
from django.test import Client

from tests import factories
from tests.institutions.connections.conftest import is_in, refused, switch_on
from tests.institutions.connections.kinds.saml import sealing
from tests.institutions.connections.kinds.saml.conftest import (
    asked,
    facts,
    fields,
    learned,
    post,
    there,
)
from tests.institutions.connections.kinds.saml.partner import AES_GCM, Habit
from tests.said import said
from wangyu.base.core.access import Actor, NotVisible, Refused
from wangyu.institutions.connections import access, ops, ports, queries
from wangyu.institutions.connections.kinds import keypair
from wangyu.institutions.connections.models import Connection, KeyPair
from wangyu.institutions.people.queries import actor_for

M = "{urn:oasis:names:tc:SAML:2.0:metadata}"


@pytest.fixture
def officer(client, head_user):
    factories.sign_in(client, head_user)
    return client


def about(connection) -> str:
    return Client().get(f"/signin/{connection.pk}/about/").content.decode()


def told(connection, use: str) -> list[str]:
    """Certificates in our metadata for a use."""
    parts = re.findall(
        r'<md:KeyDescriptor use="(\w+)">(.*?)</md:KeyDescriptor>', about(connection), re.DOTALL
    )
    return [
        re.search(r"X509Certificate>([^<]+)<", text)[1] for which, text in parts if which == use
    ]


def certificates(connection) -> dict[str, str]:
    return {p.use: p.certificate for p in KeyPair.objects.filter(connection=connection)}


def make(officer, connection) -> str:
    answer = officer.post(f"/signin/connections/{connection.pk}/keys/", follow=True)
    return answer.content.decode()


def attempt(officer, connection):
    """The officer's trial, over a real connection; the page that follows, or what the other side says."""
    away = officer.get(f"/signin/connections/{connection.pk}/try/").url
    answer = requests.get(away, timeout=10)
    if answer.status_code != 200:
        return answer.text
    page = officer.post(f"/signin/{connection.pk}/arrive/", fields(answer.text), follow=True)
    return page.content.decode()


def test_a_certificate_is_made_on_screen_and_told_in_the_metadata(officer, drafted):
    assert "KeyDescriptor" not in about(drafted)
    page = make(officer, drafted)
    (pair,) = KeyPair.objects.all()
    assert pair.use == "current"
    assert keypair.fingerprint(pair.certificate) in page
    assert "-----BEGIN CERTIFICATE-----" in page
    assert told(drafted, "signing") == told(drafted, "encryption") == [pair.certificate]
    assert 'EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#aes256-gcm"' in about(
        drafted
    )
    assert 'AuthnRequestsSigned="false"' in about(drafted)
    assert said()[-1] == "给统一身份认证连接“云梦大学 SAML”生成证书"


def test_a_certificate_is_one_for_years_signed_by_its_own_key(now):
    made = keypair.make("wangyu.example", now)
    read = keypair.read(made.certificate)
    read.verify_directly_issued_by(read)
    assert read.public_key().key_size == keypair.private(made.secret).key_size == 3072
    assert read.not_valid_before_utc < now < read.not_valid_after_utc - timedelta(days=1_500)
    assert keypair.fingerprint(made.certificate).count(":") == 31
    with pytest.raises(ValueError, match="parsing"):
        keypair.read("AAAA")


def test_a_key_is_sealed_and_neither_shown_nor_kept_in_words(officer, drafted):
    make(officer, drafted)
    pair = KeyPair.objects.get()
    (opened,) = queries.pairs_of(drafted)
    assert "PRIVATE KEY" in opened.secret
    body = "".join(opened.secret.splitlines()[1:-1])[:60]
    assert "PRIVATE" not in pair.secret
    assert "PRIVATE" not in repr(opened)
    assert body not in repr(queries.place_of(drafted))
    pages = [f"/signin/connections/{drafted.pk}/", f"/signin/{drafted.pk}/about/", "/signin/connections/?export=xlsx", f"/audit/connections.connection/{drafted.pk}/"]  # fmt: skip
    for page in pages:
        shown = officer.get(page).content
        assert b"PRIVATE" not in shown
        assert body.encode() not in shown
        assert pair.secret.encode() not in shown


def test_a_new_certificate_waits_until_a_trial_has_gone_well_with_it(
    officer, idp, keyed, bound, head, now
):
    """The whole change, with everybody coming in at each step."""
    ops.change(actor=head, now=now, connection=keyed, facts=facts(idp, sign="yes"))
    switch_on(keyed, head, now)
    idp.take_up(Habit(("assertion",), AES_GCM, wants_signed=True))
    before = certificates(keyed)["current"]
    everybody_comes_in(keyed)
    assert "请对方读取本平台的元数据" in make(officer, keyed)
    after = certificates(keyed)["next"]
    assert told(keyed, "signing") == [after, before]
    assert told(keyed, "encryption") == [after]
    everybody_comes_in(keyed)
    assert attempt(officer, keyed) == "not signed", "the other side does not know it yet"
    assert certificates(keyed)["current"] == before
    learned(idp, Client(), keyed)
    everybody_comes_in(keyed)
    assert "试登录成功" in attempt(officer, keyed)
    assert certificates(keyed) == {"current": after, "old": before}
    assert told(keyed, "signing") == told(keyed, "encryption") == [after]
    assert said()[-1] == "试登录统一身份认证连接“云梦大学 SAML”成功，换用新证书"
    everybody_comes_in(keyed)


@pytest.fixture
def connection(keyed):
    return keyed


def everybody_comes_in(connection) -> None:
    client = Client()
    answer = client.post(f"/signin/{connection.pk}/arrive/", there(client, connection))
    assert answer.status_code == 302, answer.content.decode()
    assert is_in(client)


def rotated(officer, idp, connection) -> None:
    make(officer, connection)
    learned(idp, Client(), connection)
    assert "试登录成功" in attempt(officer, connection)


def test_the_one_before_opens_what_is_encrypted_to_it_for_a_month(
    officer, client, idp, keyed, bound, head, now
):
    switch_on(keyed, head, now)
    before = certificates(keyed)["current"]
    rotated(officer, idp, keyed)
    came = Client()
    begun = asked(came, keyed)
    answer = sealing.sealed(idp.answer(begun), before)
    assert post(came, keyed, answer, begun["RelayState"]).url == "/desk/"
    left = KeyPair.objects.get(use="old").until - datetime.now(UTC)
    assert timedelta(days=29) < left <= timedelta(days=30)


def test_the_one_before_is_deleted_when_its_time_is_over(officer, idp, keyed, bound, head, now):
    switch_on(keyed, head, now)
    before = certificates(keyed)["current"]
    rotated(officer, idp, keyed)
    until = KeyPair.objects.get(use="old").until
    ports.clear_key_pairs(until - timedelta(seconds=1))
    assert set(certificates(keyed)) == {"current", "old"}
    ports.clear_key_pairs(until)
    ports.clear_key_pairs(until)
    assert set(certificates(keyed)) == {"current"}
    assert said()[-1] == "删除保留期满的登录连接证书 1 份"
    came = Client()
    begun = asked(came, keyed)
    answer = sealing.sealed(idp.answer(begun), before)
    refused(came, post(came, keyed, answer, begun["RelayState"]), "不是本平台现在的证书")


def test_a_trial_that_is_still_encrypted_to_the_one_before_changes_nothing(officer, idp, keyed):
    idp.take_up(Habit(encrypts=AES_GCM))
    make(officer, keyed)
    page = attempt(officer, keyed)
    assert "试登录成功" in page
    assert "还在用本平台以前的证书加密" in page
    assert set(certificates(keyed)) == {"current", "next"}


def test_a_trial_begun_before_the_new_certificate_was_made_does_not_prove_it(officer, idp, keyed):
    away = officer.get(f"/signin/connections/{keyed.pk}/try/").url
    make(officer, keyed)
    told = fields(requests.get(away, timeout=10).text)
    officer.post(f"/signin/{keyed.pk}/arrive/", told)
    assert set(certificates(keyed)) == {"current", "next"}


def test_one_new_certificate_waits_at_a_time(officer, keyed):
    make(officer, keyed)
    assert "已有一份新证书待启用" in make(officer, keyed)
    assert KeyPair.objects.count() == 2
    page = officer.get(f"/signin/connections/{keyed.pk}/").content.decode()
    assert "更换证书</button>" not in page
    assert "旧的再保留 30 天" in page


def test_what_is_not_in_use_may_be_deleted_and_what_is_may_not(officer, keyed):
    make(officer, keyed)
    new, current = (KeyPair.objects.get(use=use) for use in ("next", "current"))
    page = officer.post(f"/signin/keys/{current.pk}/drop/", follow=True).content.decode()
    assert "正在使用" in page
    page = officer.post(f"/signin/keys/{new.pk}/drop/", follow=True).content.decode()
    assert "已删除这份证书" in page
    assert certificates(keyed) == {"current": current.certificate}
    assert officer.post(f"/signin/keys/{new.pk}/drop/").status_code == 404
    assert said()[-1] == "删除统一身份认证连接“云梦大学 SAML”的证书"


def test_one_deleted_meanwhile_is_a_sentence(keyed, head, now):
    pair = ops.create_key_pair(actor=head, now=now, connection=keyed, made=keypair.make("x", now))
    ops.drop_key_pair(actor=head, now=now, pair=pair)
    pair.pk = 999_999
    with pytest.raises(ops.KeyPairError, match="已经删除"):
        ops.drop_key_pair(actor=head, now=now, pair=pair)


def test_removing_the_connection_removes_its_keys(keyed, head, now):
    ops.remove(actor=head, now=now, connection=keyed)
    assert not KeyPair.objects.exists()


def test_kinds_without_keys_have_none(officer, university, now):
    made = Connection.objects.create(
        organisation=university, kind="cas", title="x", made_at=now, changed_at=now,
        settings={"address": "https://cas.example"},
    )  # fmt: skip
    assert officer.post(f"/signin/connections/{made.pk}/keys/").status_code == 404
    assert "本平台的证书" not in officer.get(f"/signin/connections/{made.pk}/").content.decode()
    assert queries.pairs_of(made) == ()


def test_only_the_universitys_own_officer_has_to_do_with_its_keys(
    client, keyed, stranger, guard_user, now
):
    pair = KeyPair.objects.get()
    with pytest.raises(NotVisible):
        access.access_key_pair(actor_for(stranger, on=factories.TODAY), pair.pk)
    guard = actor_for(guard_user, on=factories.TODAY)
    with pytest.raises(Refused):
        access.access_key_pair(guard, pair.pk)
    for act in (
        lambda: ops.create_key_pair(
            actor=guard, now=now, connection=keyed, made=keypair.make("x", now)
        ),
        lambda: ops.drop_key_pair(actor=guard, now=now, pair=pair),
    ):
        with pytest.raises(Refused):
            act()
    factories.sign_in(client, guard_user)
    page = client.get(f"/signin/connections/{keyed.pk}/").content.decode()
    assert keypair.fingerprint(pair.certificate) in page
    assert "更换证书" not in page


def test_the_worker_deletes_nothing_that_is_in_use(keyed, now):
    assert ops.expire_key_pairs(actor=Actor.system(), now=now + timedelta(days=9_999)) == 0
    assert set(certificates(keyed)) == {"current"}
