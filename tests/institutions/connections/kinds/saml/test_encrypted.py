"""Assertions encrypted to our certificate, and requests signed by our key, with pysaml2's provider."""

from __future__ import annotations

import base64

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import padding
from django.test import Client
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
    STRONG,
    XENC,
    XENC11,
    Habit,
    S,
    packed,
    sign,
)
from tests.institutions.connections.kinds.saml.sealing import (
    MGF1P,
    RSA15,
    SHA1,
    SHA256,
    Way,
    X,
)
from tests.institutions.connections.kinds.saml.test_attacks import WRAPS, wrapped
from wangyu.institutions.connections import ops, queries
from wangyu.institutions.connections.kinds import keypair
from wangyu.institutions.connections.kinds.saml import encrypted
from wangyu.institutions.connections.models import Connection, KeyPair

BOTH = ("assertion", "response")


@pytest.fixture
def connection(ours):
    """As everywhere else, with a certificate of ours."""
    return ours


@pytest.fixture
def certificate(connection) -> str:
    return KeyPair.objects.get(connection=connection).certificate


@pytest.fixture
def begun(client, connection, bound):
    return asked(client, connection)


@pytest.fixture
def send(client, connection, begun):
    return lambda answer: post(client, connection, answer, begun["RelayState"])


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


def signing(connection, head, now, idp):
    """Switched on: no need to try it again in a test of something else."""
    ops.change(actor=head, now=now, connection=connection, facts=facts(idp, sign="yes"))
    Connection.objects.filter(pk=connection.pk).update(state="on")


def test_a_request_is_signed_when_that_is_switched_on(client, idp, connection, bound, head, now):
    signing(connection, head, now, idp)
    idp.take_up(Habit(BOTH, AES_GCM, wants_signed=True))
    told = there(client, connection)
    assert client.post(f"/signin/{connection.pk}/arrive/", told).url == "/desk/"


def test_a_request_is_not_signed_otherwise_and_is_refused_there(client, idp, connection):
    idp.take_up(Habit(wants_signed=True))
    url = client.get(f"/signin/{connection.pk}/start/").url
    assert "Signature" not in query_of(url)
    assert requests.get(url, timeout=10).text == "not signed"


def test_a_request_that_somebody_changed_is_refused_there(client, idp, connection, head, now):
    signing(connection, head, now, idp)
    idp.take_up(Habit(wants_signed=True))
    url = client.get(f"/signin/{connection.pk}/start/").url
    assert "rsa-sha256" in query_of(url)["SigAlg"]
    assert requests.get(url, timeout=10).status_code == 200
    changed = url.replace("RelayState=", "RelayState=x")
    assert requests.get(changed, timeout=10).status_code == 400


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


PKCS15 = padding.PKCS1v15()
OLD_METHODS = {
    "3DES": (DES3, sealing.USUAL),
    "an unknown one": (f"{XENC}kw-aes256", sealing.USUAL),
    "none": ("", sealing.USUAL),
    "RSA 1.5": (AES_GCM, Way(RSA15, PKCS15)),
    "RSA 1.5 under another name": (AES_GCM, Way("", PKCS15)),
    "MD5": (AES_GCM, Way(digest="http://www.w3.org/2001/04/xmldsig-more#md5")),
    "a mask of its own": (AES_GCM, Way(f"{XENC11}rsa-oaep", mask=f"{XENC11}mgf1sha256")),
    "a label": (AES_GCM, Way(label="AAAA")),
}


@pytest.mark.parametrize("what", OLD_METHODS)
def test_what_is_not_on_the_lists_is_refused_before_a_key_is_touched(
    client, idp, certificate, begun, send, what, monkeypatch
):
    monkeypatch.setattr(keypair, "private", lambda _: pytest.fail("a key was touched"))
    method, way = OLD_METHODS[what]
    answer = sealing.sealed(idp.answer(begun), certificate, method, way)
    refused(client, send(answer), "过时的或不认得的算法")


def test_cbc_is_not_opened_when_only_what_is_within_is_signed(
    client, idp, certificate, begun, send, monkeypatch
):
    monkeypatch.setattr(keypair, "private", lambda _: pytest.fail("a key was touched"))
    answer = sealing.sealed(idp.answer(begun), certificate, AES_CBC)
    refused(client, send(answer), "又没有对整个回答签名")


def test_cbc_that_was_changed_on_the_way_is_not_opened(
    client, idp, certificate, begun, send, monkeypatch
):
    """No answer of ours depends on what is within: there is nothing to find out by asking."""
    answer = sealing.sealed(idp.answer(begun), certificate, AES_CBC)
    sign(answer, idp.key, STRONG)
    answer = etree.fromstring(etree.tostring(answer))
    spoil(answer.find(f".//{X}EncryptedData/{X}CipherData/{X}CipherValue"))
    monkeypatch.setattr(keypair, "private", lambda _: pytest.fail("a key was touched"))
    refused(client, send(answer), "又没有对整个回答签名")


def test_cbc_under_a_signature_of_something_else_is_not_opened(
    client, idp, certificate, begun, send, monkeypatch
):
    """The true response, signed, lies within: its signature says nothing of what is around it."""
    true = idp.answer(begun, how=())
    sign(true, idp.key, STRONG)
    answer = sealing.sealed(idp.answer(begun), certificate, AES_CBC)
    answer.insert(1, etree.fromstring(etree.tostring(true)).find(f"{DS}Signature"))
    monkeypatch.setattr(keypair, "private", lambda _: pytest.fail("a key was touched"))
    refused(client, send(answer), "又没有对整个回答签名")


def spoil(value: etree._Element) -> None:
    data = bytearray(base64.b64decode(value.text))
    data[-20] ^= 1
    value.text = base64.b64encode(data).decode()


def test_gcm_that_was_changed_on_the_way_is_named(client, idp, certificate, begun, send):
    answer = sealing.sealed(idp.answer(begun), certificate)
    spoil(answer.find(f".//{X}EncryptedData/{X}CipherData/{X}CipherValue"))
    refused(client, send(answer), "加密以后被改动过")


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


@pytest.mark.parametrize("wrap", WRAPS, ids=lambda wrap: wrap.__name__)
def test_a_wrapped_signature_is_refused_in_encrypted_form_too(
    client, idp, certificate, begun, send, wrap
):
    """Everything wrapped into the one that is encrypted, as far as it stays one document."""
    answer = wrapped(idp.answer(begun, subject="20269999"), wrap)
    assert send(sealing.sealed(answer, certificate)).status_code == 400
    assert not is_in(client)


def beside(root, plain):
    root.append(plain)


def before(root, plain):
    root.insert(root.index(root.find(f"{S}EncryptedAssertion")), plain)


def within_its_box(root, plain):
    root.find(f"{S}EncryptedAssertion").append(plain)


@pytest.mark.parametrize("place", [beside, before, within_its_box], ids=lambda one: one.__name__)
def test_a_plain_assertion_beside_an_encrypted_one_is_refused(
    client, idp, certificate, begun, send, place
):
    """The true one, encrypted, is for 20269999."""
    answer = sealing.sealed(idp.answer(begun, subject="20269999"), certificate)
    place(answer, idp.answer(begun, how=()).find(f"{S}Assertion"))
    assert send(answer).status_code == 400
    assert not is_in(client)


def test_a_forged_assertion_encrypted_by_whoever_read_our_metadata_is_refused(
    client, idp, certificate, begun, send
):
    refused(client, send(sealing.sealed(idp.answer(begun, how=()), certificate)), "没有签名")


def test_what_is_within_must_be_signed_by_a_method_of_today(client, idp, certificate, begun, send):
    import xmlsec

    old = idp.answer(begun, how=(xmlsec.Transform.RSA_SHA1, xmlsec.Transform.SHA1))
    refused(client, send(sealing.sealed(old, certificate)), "不安全或不认得的签名算法")


def test_a_hash_that_pretends_to_be_of_encryption_signs_nothing(client, idp, begun, send):
    """Excused where encryption names it, and nowhere else."""
    import xmlsec

    answer = idp.answer(begun, how=(xmlsec.Transform.RSA_SHA256, xmlsec.Transform.SHA1))
    reference = answer.find(f".//{DS}Reference")
    box = etree.SubElement(reference, f"{X}EncryptionMethod")
    box.append(reference.find(f"{DS}DigestMethod"))
    refused(client, send(answer), "没有")


def two(root):
    box = root.find(f"{S}EncryptedAssertion")
    root.append(etree.fromstring(etree.tostring(box)))


def empty(root):
    box = root.find(f"{S}EncryptedAssertion")
    box.remove(box[0])


def referred(root):
    """To a file of ours, with a transform that would run."""
    for data in root.iter(f"{X}CipherData"):
        data.remove(data[0])
        reference = etree.SubElement(data, f"{X}CipherReference", {"URI": "file:///etc/hostname"})
        transforms = etree.SubElement(reference, f"{X}Transforms")
        etree.SubElement(transforms, f"{DS}Transform", {"Algorithm": f"{DS[1:-1]}base64"})


def fetched(root):
    (info,) = root.iter(f"{DS}KeyInfo")
    info.remove(info[0])
    etree.SubElement(
        info, f"{DS}RetrievalMethod", {"URI": "http://127.0.0.1:1/", "Type": f"{XENC}EncryptedKey"}
    )


def for_everybody(root):
    (info,) = root.iter(f"{DS}KeyInfo")
    for _ in range(5):
        info.append(etree.fromstring(etree.tostring(info[0])))


def rubbish(root):
    next(root.iter(f"{X}CipherValue")).text = "!!!"


STRANGE = [two, empty, referred, fetched, for_everybody, rubbish]


@pytest.mark.parametrize("make", STRANGE, ids=lambda make: make.__name__)
def test_what_is_not_one_encrypted_assertion_is_refused(
    client, idp, certificate, begun, send, make
):
    answer = sealing.sealed(idp.answer(begun), certificate)
    make(answer)
    refused(client, send(answer), "没有登录")


CONTENTS = {
    "nothing": b"", "no XML": b"x", "not an assertion": b"<a/>", "two": b"<a/><a/>",
    "text": "身份".encode(), "out of its place": b"</context><a/><context>",
    "declared": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "bytes": bytes(range(256)),
}  # fmt: skip


@pytest.mark.parametrize("what", CONTENTS)
def test_what_holds_no_assertion_is_refused(client, idp, certificate, begun, send, what):
    answer = sealing.sealed(idp.answer(begun), certificate, plain=CONTENTS[what])
    refused(client, send(answer), "没有登录")


def test_what_is_short_or_badly_padded_is_refused(client, idp, certificate, begun, send):
    """Signed by the other side, which has made a mistake."""
    for length in (0, 3, 16, 31):
        answer = sealing.sealed(idp.answer(begun), certificate, AES_CBC)
        value = answer.find(f".//{X}EncryptedData/{X}CipherData/{X}CipherValue")
        value.text = base64.b64encode(base64.b64decode(value.text)[:length]).decode()
        sign(answer, idp.key, STRONG)
        assert send(etree.fromstring(etree.tostring(answer))).status_code == 400
    assert not is_in(client)


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


def test_a_name_encrypted_by_itself_is_named(client, idp, connection, begun, send):
    def hide(root):
        name = root.find(f".//{S}NameID")
        box = etree.Element(f"{S}EncryptedID")
        etree.SubElement(box, f"{X}EncryptedData").append(etree.Element(f"{X}CipherData"))
        etree.SubElement(box[0][0], f"{X}CipherValue").text = "AAAA"
        name.getparent().replace(name, box)

    refused(client, send(idp.answer(begun, hide)), "没有登录")


def test_an_encrypted_answer_is_good_once(client, idp, connection, certificate, begun, send):
    answer = sealing.sealed(idp.answer(begun), certificate)
    send(answer)
    client.post("/account/logout/")
    refused(client, send(answer), "不是从这个浏览器开始的")
    again = asked(client, connection)
    refused(client, post(client, connection, answer, again["RelayState"]), "不是为这一次登录发的")


def test_an_assertion_is_good_once_however_often_it_is_encrypted_anew(
    client, idp, connection, certificate, begun
):
    """A session that was copied, and the same assertion in two envelopes."""
    twin, kept = Client(), dict(client.session)
    true = packed(idp.answer(begun))
    first, second = (
        sealing.sealed(etree.fromstring(base64.b64decode(true)), certificate) for _ in range(2)
    )
    assert post(client, connection, first, begun["RelayState"]).url == "/desk/"
    session = twin.session
    session.update({k: v for k, v in kept.items() if k.startswith("connections.")})
    session.save()
    refused(twin, post(twin, connection, second, begun["RelayState"]), "已经用过")


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


def test_a_trial_names_what_asks_for_signed_requests_before_it_begins(
    client, idp, keyed, head_user, head, now
):
    factories.sign_in(client, head_user)
    idp.take_up(Habit(wants_signed=True))
    ops.change(actor=head, now=now, connection=keyed, facts=facts(idp))
    page = client.get(f"/signin/connections/{keyed.pk}/try/")
    assert page.status_code == 400
    assert "请在设置里打开“签名登录请求”" in page.content.decode()
    ops.change(actor=head, now=now, connection=keyed, facts=facts(idp, sign="yes"))
    away = client.get(f"/signin/connections/{keyed.pk}/try/").url
    assert requests.get(away, timeout=10).status_code == 200


def test_nobody_is_sent_away_unsigned_where_signing_is_switched_on(client, idp, drafted, head, now):
    ops.change(actor=head, now=now, connection=drafted, facts=facts(idp, sign="yes"))
    Connection.objects.filter(pk=drafted.pk).update(state="on")
    page = client.get(f"/signin/{drafted.pk}/start/")
    assert page.status_code == 400
    assert "还没有证书" in page.content.decode()


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
