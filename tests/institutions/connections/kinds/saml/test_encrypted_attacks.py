"""What is encrypted to us and must not get anybody in: whoever has read our metadata can encrypt."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import padding
from django.test import Client
from lxml import etree

from tests.institutions.connections.conftest import is_in, refused
from tests.institutions.connections.kinds.saml import sealing
from tests.institutions.connections.kinds.saml.conftest import (
    asked,
    post,
)
from tests.institutions.connections.kinds.saml.partner import (
    AES_CBC,
    AES_GCM,
    DES3,
    DS,
    STRONG,
    XENC,
    XENC11,
    S,
    packed,
    sign,
)
from tests.institutions.connections.kinds.saml.sealing import (
    RSA15,
    Way,
    X,
)
from wangyu.institutions.connections.kinds import keypair

pytestmark = pytest.mark.thorough


@pytest.fixture
def connection(ours):
    """As everywhere else, with a certificate of ours."""
    return ours


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
