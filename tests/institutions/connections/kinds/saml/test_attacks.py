"""What must not get anybody in. Whatever is wrong is signed with the provider's own key all the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import xmlsec
from django.test import Client
from lxml import etree

from tests.institutions.connections.conftest import is_in, refused
from tests.institutions.connections.kinds.saml.conftest import asked, post
from tests.institutions.connections.kinds.saml.partner import (
    DS,
    STRONG,
    S,
    key_and_certificate,
    packed,
    sign,
)
from wangyu.institutions.connections import queries

pytestmark = pytest.mark.thorough
P = "{urn:oasis:names:tc:SAML:2.0:protocol}"
ELSEWHERE = "http://127.0.0.1:8000/signin/99999/back/"


def change(path: str, **attributes: str | None):
    """Set attributes of the one element, or take them away."""

    def make(root: etree._Element) -> None:
        (found,) = root.findall(path)
        for name, value in attributes.items():
            if value is None:
                del found.attrib[name]
            else:
                found.set(name, value)

    return make


def confirm(**attributes: str | None):
    return change(f".//{S}SubjectConfirmationData", **attributes)


def within(**attributes: str):
    return change(f".//{S}Conditions", **attributes)


def audience(*names: str):
    def make(root: etree._Element) -> None:
        (found,) = root.iter(f"{S}AudienceRestriction")
        for one in list(found):
            found.remove(one)
        for name in names:
            etree.SubElement(found, f"{S}Audience").text = name
        if not names:
            found.getparent().remove(found)

    return make


def issuer(path: str):
    def make(root: etree._Element) -> None:
        root.find(path).text = "https://another.example/idp"

    return make


def at(**later: int) -> str:
    return f"{datetime.now(UTC) + timedelta(**later):%Y-%m-%dT%H:%M:%SZ}"


def test_without_an_attack_they_get_in(client, idp, begun, send):
    assert send(idp.answer(begun)).url == "/desk/"
    assert is_in(client)


WRONG = {
    "audience": ([audience("https://elsewhere.example/sp")], "不是发给本平台的"),
    "no audience": ([audience()], "不是发给本平台的"),
    "recipient": ([confirm(Recipient=ELSEWHERE)], "送错了地址"),
    "recipient that only begins like ours": (
        [lambda r: confirm(Recipient=r.get("Destination") + "x")(r)], "送错了地址",
    ),
    "no recipient": ([confirm(Recipient=None)], "送错了地址"),
    "destination": ([lambda r: r.set("Destination", ELSEWHERE)], "送错了地址"),
    "answer to another": (
        [lambda r: r.set("InResponseTo", "another"), confirm(InResponseTo="another")],
        "不是为这一次登录发的",
    ),
    "answer to another, outside what is signed": (
        [lambda r: r.set("InResponseTo", "another")], "不是为这一次登录发的",
    ),
    "assertion of another": ([confirm(InResponseTo="another")], "没有登录"),
    "unsolicited": (
        [lambda r: r.attrib.pop("InResponseTo"), confirm(InResponseTo=None)],
        "不是为这一次登录发的",
    ),
    "unsolicited, dressed as an answer": (
        [confirm(InResponseTo=None)], "不是为这一次登录发的",
    ),
    "no term": ([confirm(NotOnOrAfter=None)], "没有写明到何时为止"),
    "issuer": ([issuer(f"{S}Assertion/{S}Issuer")], "不是登记的那个登录服务发的"),
    "issuer of the response": ([issuer(f"{S}Issuer")], "不是登记的那个登录服务发的"),
    "not bearer": (
        [change(f".//{S}SubjectConfirmation", Method="urn:oasis:names:tc:SAML:2.0:cm:sender-vouches")],
        "没有登录",
    ),
    "refused": (
        [change(f".//{P}StatusCode", Value="urn:oasis:names:tc:SAML:2.0:status:Responder")],
        "没有让您登录（Responder）",
    ),
    "another version": ([lambda r: r.set("Version", "1.1")], "没有登录"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_is_signed_but_not_for_this_is_refused(client, idp, begun, send, what):
    changes, sentence = WRONG[what]
    refused(client, send(idp.answer(begun, *changes)), sentence)


TIMES = {
    "conditions over": (lambda: within(NotBefore=at(hours=-2), NotOnOrAfter=at(minutes=-6)), "已经过期"),
    "confirmation over": (lambda: confirm(NotOnOrAfter=at(seconds=-1)), "已经过期"),
    "session over": (lambda: change(f".//{S}AuthnStatement", SessionNotOnOrAfter=at(seconds=-1)), "已经过期"),
    "not yet": (lambda: within(NotBefore=at(minutes=6), NotOnOrAfter=at(hours=2)), "还没有生效"),
    "not yet confirmed": (lambda: confirm(NotBefore=at(minutes=1)), "没有登录"),
}  # fmt: skip


@pytest.mark.parametrize("what", TIMES)
def test_what_is_too_old_or_too_early_is_refused(client, idp, begun, send, what):
    make, sentence = TIMES[what]
    refused(client, send(idp.answer(begun, make())), sentence)


def test_an_assertion_that_is_not_signed_is_refused(client, idp, begun, send):
    refused(client, send(idp.answer(begun, how=())), "没有签名")


def test_an_assertion_changed_after_signing_is_refused(client, idp, begun, send):
    answer = idp.answer(begun, subject="20269999")
    answer.find(f".//{S}NameID").text = "20260001"
    refused(client, send(answer), "没有通过签名核对")


def test_a_signature_of_another_key_is_refused(client, idp, begun, send, tmp_path):
    other, _ = key_and_certificate(tmp_path, "other")
    refused(client, send(idp.answer(begun, key=other)), "没有通过签名核对")


def test_a_key_that_comes_with_the_answer_counts_for_nothing(client, idp, begun, send, tmp_path):
    other, certificate = key_and_certificate(tmp_path, "other")
    answer = idp.answer(begun, key=other)
    info = etree.SubElement(answer.find(f".//{DS}Signature"), f"{DS}KeyInfo")
    data = etree.SubElement(info, f"{DS}X509Data")
    pem = Path(certificate).read_text("ascii")
    etree.SubElement(data, f"{DS}X509Certificate").text = "".join(pem.splitlines()[1:-1])
    refused(client, send(answer), "没有通过签名核对")


def test_a_signature_by_the_public_certificate_as_a_shared_secret_is_refused(
    client, idp, begun, send, tmp_path
):
    secret = tmp_path / "secret"
    secret.write_bytes(Path(idp.certificate).read_bytes())
    answer = idp.answer(begun, how=())
    how = (xmlsec.Transform.HMAC_SHA256, xmlsec.Transform.SHA256)
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_binary_file(xmlsec.KeyData.HMAC, str(secret))
    sign(answer.find(f"{S}Assertion"), context, how)
    refused(client, send(answer), "不认得的签名算法")


@pytest.mark.parametrize(
    "how",
    [
        pytest.param((xmlsec.Transform.RSA_SHA1, xmlsec.Transform.SHA256), id="signature"),
        pytest.param((xmlsec.Transform.RSA_SHA256, xmlsec.Transform.SHA1), id="digest"),
    ],
)
def test_a_signature_by_a_broken_method_is_refused(client, idp, begun, send, how):
    refused(client, send(idp.answer(begun, how=how)), "不安全或不认得的签名算法")


@pytest.mark.parametrize(
    "algorithm",
    ["http://www.w3.org/TR/1999/REC-xslt-19991116", "http://www.w3.org/TR/1999/REC-xpath-19991116", ""],
    ids=["xslt", "xpath", "nothing"],
)  # fmt: skip
def test_a_transform_that_would_run_for_its_sender_is_refused_unread(
    client, idp, begun, send, algorithm
):
    answer = idp.answer(begun)
    transforms = answer.find(f".//{DS}Transforms")
    etree.SubElement(transforms, f"{DS}Transform").set("Algorithm", algorithm)
    refused(client, send(answer), "不认得的签名算法")


@pytest.mark.parametrize("number", ["x'] | //*['", "x or true()", '"'])
def test_a_number_that_would_be_a_query_finds_nothing(client, idp, begun, send, number):
    answer = idp.answer(begun)
    answer.find(f"{S}Assertion").set("ID", number)
    answer.find(f".//{DS}Reference").set("URI", f"#{number}")
    assert send(answer).status_code == 400
    assert not is_in(client)


def test_a_response_signed_as_a_whole_and_then_changed_is_refused(client, idp, begun, send):
    answer = idp.answer(begun, how=(), subject="20269999")
    sign(answer, idp.key, STRONG)
    answer = etree.fromstring(etree.tostring(answer))
    answer.find(f".//{S}NameID").text = "20260001"
    refused(client, send(answer), "没有通过签名核对")


def test_a_response_whose_assertion_has_a_bad_signature_is_refused_though_it_is_signed_as_a_whole(
    client, idp, begun, send, tmp_path
):
    other, _ = key_and_certificate(tmp_path, "other")
    answer = idp.answer(begun, key=other)
    sign(answer, idp.key, STRONG)
    refused(client, send(answer), "没有通过签名核对")


@pytest.mark.parametrize("text", ["20260001<!-- -->.evil", "<!-- -->20260001.evil<!-- -->"])
def test_a_name_broken_by_a_comment_is_read_whole(client, idp, connection, begun, send, text):
    """Signed by an honest provider for somebody called 20260001.evil: never 20260001."""
    answer = etree.tostring(idp.answer(begun, subject="20260001.evil")).decode()
    assert send(answer.replace("20260001.evil", text)).url == "/signin/bind/"
    assert not is_in(client)
    arrived = client.session["connections.arrived"]["fingerprint"]
    assert arrived == queries.fingerprint_of(connection, "20260001.evil")


DECLARED = {
    "entity": '<!DOCTYPE r [<!ENTITY who "20260001">]>',
    "file": '<!DOCTYPE r [<!ENTITY who SYSTEM "file:///etc/hostname">]>',
    "address": '<!DOCTYPE r SYSTEM "http://127.0.0.1:1/r.dtd">',
    "laughs": '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY who "&a;&a;&a;&a;&a;&a;&a;">]>',
}


@pytest.mark.parametrize("what", DECLARED)
def test_no_declaration_is_read_from_an_answer(client, idp, begun, send, what):
    text = etree.tostring(idp.answer(begun)).decode()
    spoiled = DECLARED[what] + text.replace("20260001", "&who;" if "who" in DECLARED[what] else "20260001")  # fmt: skip
    refused(client, send(spoiled), "不该有的声明")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"", id="nothing"), pytest.param(b"!!!", id="no base64"),
        pytest.param("身份".encode(), id="not ASCII"), pytest.param(packed("<a"), id="no XML"),
        pytest.param(packed("<a/>"), id="no SAML"), pytest.param(b"A" * 300_001, id="too long"),
        pytest.param(packed("<a>" * 5_000 + "</a>" * 5_000), id="too deep"),
    ],
)  # fmt: skip
def test_rubbish_is_refused(client, connection, begun, text):
    told = {"SAMLResponse": text, "RelayState": begun["RelayState"]}
    answer = client.post(f"/signin/{connection.pk}/arrive/", told)
    assert answer.status_code == 400
    assert not is_in(client)


def test_an_answer_is_good_once(client, idp, connection, begun, send):
    answer = idp.answer(begun)
    send(answer)
    client.post("/account/logout/")
    refused(client, send(answer), "不是从这个浏览器开始的")
    again = asked(client, connection)
    refused(client, post(client, connection, answer, again["RelayState"]), "不是为这一次登录发的")


def test_an_assertion_is_good_once_even_where_a_session_was_copied(
    client, idp, connection, begun, send
):
    """The cookie of a browser that has left for the other side, taken to a second one."""
    twin = Client()
    kept = dict(client.session)
    answer = idp.answer(begun)
    assert send(answer).url == "/desk/"
    session = twin.session
    session.update({k: v for k, v in kept.items() if k.startswith("connections.")})
    session.save()
    refused(twin, post(twin, connection, answer, begun["RelayState"]), "已经用过")


def test_an_answer_that_this_browser_did_not_ask_for_is_refused(
    client, idp, connection, begun, send
):
    """Put before a victim, with the attacker's state: right in everything else."""
    victim = Client()
    answer = post(victim, connection, idp.answer(begun), begun["RelayState"])
    refused(victim, answer, "不是从这个浏览器开始的")
    refused(victim, post(victim, connection, idp.answer(begun), ""), "不是从这个浏览器开始的")


def test_an_answer_for_another_connection_is_refused(client, idp, connection, begun):
    told = {"SAMLResponse": packed(idp.answer(begun)), "RelayState": begun["RelayState"]}
    refused(client, client.post("/signin/99999/arrive/", told), "不是从这个浏览器开始的")
