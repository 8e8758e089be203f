"""Assertions encrypted to our certificate by pysaml2's provider, and by all the ways we take."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import padding
from lxml import etree

from tests import factories
from tests.institutions.connections.conftest import is_in, refused
from tests.institutions.connections.kinds.saml import sealing
from tests.institutions.connections.kinds.saml.conftest import (
    asked,
    facts,
    learned,
    post,
    query_of,
    there,
)
from tests.institutions.connections.kinds.saml.partner import (
    AES_CBC,
    AES_GCM,
    DES3,
    DS,
    XENC,
    XENC11,
    Habit,
    S,
)
from tests.institutions.connections.kinds.saml.sealing import (
    MGF1P,
    SHA1,
    SHA256,
    Way,
    X,
)
from wangyu.institutions.connections import ops, queries
from wangyu.institutions.connections.kinds import keypair
from wangyu.institutions.connections.kinds.saml import encrypted
from wangyu.institutions.connections.models import Connection, KeyPair

BOTH = ("assertion", "response")


@pytest.fixture
def connection(ours):
    """As everywhere else, with a certificate of ours."""
    return ours


HONEST = {
    "encrypted, assertion signed": Habit(encrypts=AES_GCM),
    "encrypted, response signed": Habit(("response",), AES_GCM),
    "encrypted, both signed": Habit(BOTH, AES_GCM),
    "encrypted by CBC, response signed": Habit(("response",), AES_CBC),
    "encrypted by CBC, both signed": Habit(BOTH, AES_CBC),
    "plain, response signed": Habit(("response",)),
    "plain, both signed": Habit(BOTH),
}


@pytest.mark.parametrize("what", HONEST)
def test_whoever_signs_and_encrypts_as_they_like_lets_their_people_in(
    client, idp, connection, bound, what
):
    idp.take_up(HONEST[what])
    told = there(client, connection)
    sent = base64.b64decode(told["SAMLResponse"])
    assert (b"EncryptedAssertion" in sent) == bool(HONEST[what].encrypts)
    assert (b"20260001" in sent) != bool(HONEST[what].encrypts)
    assert client.post(f"/signin/{connection.pk}/arrive/", told).url == "/desk/"
    assert is_in(client)


def test_name_and_mail_are_read_from_what_was_encrypted(client, idp, connection):
    idp.take_up(HONEST["encrypted, assertion signed"])
    client.post(f"/signin/{connection.pk}/arrive/", there(client, connection))
    arrived = client.session["connections.arrived"]
    assert (arrived["name"], arrived["mail"]) == ("张三", "zhangsan@example.edu.cn")


def test_what_pysaml2_encrypts_by_when_nobody_tells_it_is_too_old(client, idp, connection, bound):
    idp.take_up(Habit(encrypts=DES3))
    told = there(client, connection)
    refused(client, client.post(f"/signin/{connection.pk}/arrive/", told), "过时的或不认得的算法")


METHODS = {
    "128": (f"{XENC11}aes128-gcm", 128, sealing.USUAL),
    "192": (f"{XENC11}aes192-gcm", 192, sealing.USUAL),
    "256": (AES_GCM, 256, sealing.USUAL),
    "SHA-1 said": (AES_GCM, 256, Way(digest="http://www.w3.org/2000/09/xmldsig#sha1")),
    "SHA-256": (
        AES_GCM, 256,
        Way(MGF1P, padding.OAEP(padding.MGF1(SHA1), SHA256, None), f"{XENC}sha256"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", METHODS)
def test_what_is_on_the_lists_is_opened(client, idp, certificate, begun, send, what):
    method, bits, way = METHODS[what]
    answer = sealing.sealed(idp.answer(begun), certificate, method, way, bits=bits)
    assert send(answer).url == "/desk/"


def test_what_is_encrypted_to_another_key_is_named(client, idp, begun, send, now):
    answer = sealing.sealed(idp.answer(begun), keypair.make("x", now).certificate)
    refused(client, send(answer), "不是本平台现在的证书")


def test_what_is_encrypted_where_we_have_no_key_is_named(
    client, idp, certificate, connection, begun, send
):
    KeyPair.objects.all().delete()
    answer = sealing.sealed(idp.answer(begun), certificate)
    refused(client, send(answer), "本平台在那里没有证书")


def test_a_key_that_cannot_be_read_any_more_opens_nothing(client, idp, certificate, begun, send):
    """The installation has another key than the one it was sealed with."""
    KeyPair.objects.update(secret="sealed by another installation")
    answer = sealing.sealed(idp.answer(begun), certificate)
    refused(client, send(answer), "不是本平台现在的证书")


def test_an_assertion_may_use_names_declared_around_it(client, idp, certificate, begun, send):
    """As encryptors leave it that cut an element out of its document."""
    answer = idp.answer(begun)
    text = etree.tostring(answer.find(f"{S}Assertion"), exclusive=False).decode()
    prefix = next(p for p, url in answer.nsmap.items() if url == S[1:-1])
    cut = text.replace(f' xmlns:{prefix}="{S[1:-1]}"', "")
    assert cut != text
    assert send(sealing.sealed(answer, certificate, plain=cut.encode())).url == "/desk/"


def test_a_declaration_of_xml_before_the_assertion_is_let_pass(
    client, idp, certificate, begun, send
):
    answer = idp.answer(begun)
    text = b'<?xml version="1.0" encoding="UTF-8"?>' + etree.tostring(answer.find(f"{S}Assertion"))
    assert send(sealing.sealed(answer, certificate, plain=text)).url == "/desk/"


def test_the_key_may_stand_beside_what_it_opens(client, idp, certificate, begun, send):
    """As Shibboleth writes it where it is told to."""
    answer = sealing.sealed(idp.answer(begun), certificate)
    key = next(answer.iter(f"{X}EncryptedKey"))
    key.set("Id", "key")
    told = {"URI": "#key", "Type": f"{XENC}EncryptedKey"}
    key.addprevious(etree.Element(f"{DS}RetrievalMethod", told))
    answer.find(f"{S}EncryptedAssertion").append(key)
    assert send(answer).url == "/desk/"


def test_a_key_for_another_reader_too_does_not_disturb(client, idp, certificate, begun, send, now):
    other = sealing.sealed(idp.answer(begun), keypair.make("x", now).certificate)
    answer = sealing.sealed(idp.answer(begun), certificate)
    (info,) = answer.iter(f"{DS}KeyInfo")
    info.insert(0, next(other.iter(f"{X}EncryptedKey")))
    assert send(answer).url == "/desk/"


def test_only_what_is_encrypted_is_taken_when_that_is_switched_on(
    client, idp, connection, certificate, bound, head, now
):
    told = facts(idp, only_encrypted="yes")
    ops.change(actor=head, now=now, connection=connection, facts=told)
    Connection.objects.filter(pk=connection.pk).update(state="on")
    begun = asked(client, connection)
    refused(client, post(client, connection, idp.answer(begun), begun["RelayState"]), "只收加密的")
    begun = asked(client, connection)
    answer = sealing.sealed(idp.answer(begun), certificate)
    assert post(client, connection, answer, begun["RelayState"]).url == "/desk/"


def test_a_trial_names_the_certificate_to_be_read_anew(client, idp, keyed, head_user, now):
    factories.sign_in(client, head_user)
    begun = query_of(client.get(f"/signin/connections/{keyed.pk}/try/").url)
    answer = sealing.sealed(idp.answer(begun), keypair.make("x", now).certificate)
    page = post(client, keyed, answer, begun["RelayState"]).content.decode()
    assert "不是本平台现在的证书" in page
    assert f"请对方重新读取本平台的元数据 {queries.place_of(keyed).own_id}" in page


def test_the_lists_hold_nothing_old():
    assert not [name for name in (*encrypted.GCM, *encrypted.CBC) if "tripledes" in name]
    assert encrypted.OAEP == MGF1P
    assert not set(encrypted.ASKED_FOR) & set(encrypted.CBC)


def test_the_partner_reads_our_metadata_as_it_stands(client, idp, connection):
    learned(idp, client, connection)
    name = queries.place_of(connection).own_id
    found = {
        use: idp.server.metadata.certs(name, "spsso", use) for use in ("signing", "encryption")
    }
    assert [len(one) for one in found.values()] == [1, 1]
