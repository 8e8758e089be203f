"""SAML 2.0, asked by us only: one signed assertion, for us, for this sign-in, read by python3-saml."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from wangyu.base.core import outside
from wangyu.base.core.outside import OutsideError
from wangyu.base.lib.dates import show_date
from wangyu.institutions.connections.kinds import markup, metadata, refusals, signed
from wangyu.institutions.connections.kinds.base import (
    SOON_DAYS,
    Arrival,
    ArrivalError,
    Ask,
    Departure,
    Kind,
    Look,
    Place,
    Step,
)
from wangyu.institutions.connections.kinds.metadata import Partner
from wangyu.institutions.connections.logic.begun import Begun

S = "{urn:oasis:names:tc:SAML:2.0:assertion}"
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
LONGEST = 300_000
BAD_REQUEST = 400


class Saml(Kind):
    key = "saml"
    label = "SAML"
    hint = "SAML 2.0。加入 CARSI 等联盟、使用 Shibboleth 或 ADFS 的学校多用这一种。"
    asks = (
        Ask(
            "address", "元数据地址",
            "学校登录服务（IdP）的元数据网址，例如 https://idp.example.edu.cn/idp/shibboleth；对方换证书时平台自己跟上。",
            required=False, address=True,
        ),
        Ask("metadata", "元数据全文", "没有网址的，把元数据 XML 全文贴在这里；与网址二选一。", required=False, long=True),
        Ask(
            "subject", "唯一标识属性",
            "哪一个属性是不变的唯一标识，例如 eduPersonPrincipalName；不填则用对方给的持久标识（NameID）。",
            required=False,
        ),
        Ask("name", "姓名属性", "没有就不填，例如 displayName。", required=False),
        Ask(
            "mail", "邮箱属性", "哪一个是学校核实过的邮箱；由本人自己填写、学校没有核实的，不要填。",
            required=False,
        ),
    )  # fmt: skip

    def faults(self, settings: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        address, pasted = settings.get("address", ""), settings.get("metadata", "")
        if bool(address) == bool(pasted):
            yield "address", "元数据地址和元数据全文填一样，不能都空着，也不能都填。"
        elif pasted:
            try:
                metadata.read(pasted)
            except ArrivalError as error:
                yield "metadata", str(error)

    def start(self, place: Place, begun: Begun) -> Departure:
        return _departure(place, _partner(place), begun.state)

    def finish(self, place: Place, begun: Begun, given: Mapping[str, str]) -> Arrival:
        text = "".join(given.get("SAMLResponse", "").split())
        if not text or len(text) > LONGEST:
            raise ArrivalError("学校的登录服务没有给出身份，请重新登录一次。")
        try:
            root = markup.read(base64.b64decode(text, validate=True))
        except binascii.Error as error:
            raise ArrivalError("学校给出的身份读不懂，没有登录。") from error
        signed.require_known_methods(root)
        settings = _settings(place, _partner(place))
        try:
            answer = OneLogin_Saml2_Response(settings, text)
            answer.is_valid(_request(place), begun.sent, raise_exceptions=True)
        except Exception as error:  # whatever a document makes the library raise, it is no identity
            if getattr(error, "code", None) == refusals.V.WRONG_SUBJECTCONFIRMATION:
                _require_meant(answer, place, begun)  # tells which of its reasons
            raise refusals.of(error, place) from error
        _require_meant(answer, place, begun)
        return _arrival(place, answer)

    def about(self, place: Place) -> str:
        """Without a term: who has pasted it once need not come again in two days."""
        settings = OneLogin_Saml2_Settings(_own(place), sp_validation_only=True)
        root = etree.fromstring(settings.get_sp_metadata())
        for term in ("validUntil", "cacheDuration"):
            root.attrib.pop(term, None)
        return str(etree.tostring(root, encoding="unicode"))

    def look(self, place: Place, now: datetime) -> Iterator[Step]:
        if url := place.settings.get("address", ""):
            answer = outside.fetch(url)
            yield Step("元数据地址", "ok", f"{url} 能打开。")
            yield from Look(answer, now).steps()
            partner = metadata.read(metadata.told(answer))
        else:
            partner = _partner(place)
        yield Step("元数据", "ok", f"读得懂，对方的标识是 {partner.name}。")
        yield from _look_at_terms(partner, now)
        if partner.wants_signed:
            text = "对方要求登录请求带签名，本平台的不带。请对方对本平台取消这个要求。"
            yield Step("请求签名", "bad", text)
        yield from _look_at_address(place, partner, now)


def _partner(place: Place) -> Partner:
    return metadata.read(metadata.text_of(place.settings))


def _departure(place: Place, partner: Partner, state: str) -> Departure:
    """Whoever is known by an attribute needs no lasting NameID, and it is not asked for."""
    auth = OneLogin_Saml2_Auth(_request(place), _settings(place, partner))
    url = auth.login(return_to=state, set_nameid_policy=not place.settings.get("subject"))
    try:
        outside.check(url)
    except OutsideError as error:
        raise ArrivalError(str(error)) from error
    return Departure(url, str(auth.get_last_request_id()))


def _settings(place: Place, partner: Partner) -> OneLogin_Saml2_Settings:
    idp = {
        "entityId": partner.name,
        "singleSignOnService": {"url": partner.address, "binding": metadata.REDIRECT},
        "x509certMulti": {"signing": list(partner.certificates)},
    }
    return OneLogin_Saml2_Settings(_own(place) | {"idp": idp})


def _own(place: Place) -> dict[str, Any]:
    return {
        "strict": True,
        "sp": {
            "entityId": place.own_id,
            "assertionConsumerService": {"url": place.back, "binding": POST},
            "NameIDFormat": PERSISTENT,
        },
        "security": {
            "wantAssertionsSigned": True, "wantNameId": not place.settings.get("subject"),
            "wantAttributeStatement": False, "rejectDeprecatedAlgorithm": True,
            "requestedAuthnContext": False, "allowRepeatAttributeName": True,
            "allowSingleLabelDomains": True,
        },
    }  # fmt: skip


def _request(place: Place) -> dict[str, Any]:
    """Where we are, by our own address and never by what a request claims."""
    here = urlsplit(place.back)
    return {
        "https": "on" if here.scheme == "https" else "off", "http_host": here.netloc,
        "script_name": here.path, "get_data": {}, "post_data": {},
    }  # fmt: skip


def _require_meant(answer: OneLogin_Saml2_Response, place: Place, begun: Begun) -> None:
    """What python3-saml lets pass when it is missing or only alike must be there, and equal.

    All of it within what is signed: the one confirmation of who it is about, and for whom it is.
    """
    assertion = answer.get_xml_document().find(f"{S}Assertion")
    found = assertion.findall(f"{S}Subject/{S}SubjectConfirmation/{S}SubjectConfirmationData")
    if len(found) != 1 or found[0].get("InResponseTo") != begun.sent or not begun.sent:
        raise ArrivalError(refusals.ANOTHER)
    if found[0].get("Recipient") != place.back:
        raise refusals.misdirected(place)
    if not found[0].get("NotOnOrAfter"):
        raise ArrivalError("学校给出的身份没有写明到何时为止，没有登录。")
    audiences = assertion.findall(f"{S}Conditions/{S}AudienceRestriction/{S}Audience")
    if place.own_id not in [(one.text or "").strip() for one in audiences]:
        raise refusals.for_another(place)


def _arrival(place: Place, answer: OneLogin_Saml2_Response) -> Arrival:
    facts: dict[str, list[Any]] = {
        **answer.get_friendlyname_attributes(),
        **answer.get_attributes(),
    }
    key = place.settings.get("subject", "")
    subject = _only(facts, key) if key else _name_id(answer)
    name, mail = (_only(facts, place.settings.get(one, "")) for one in ("name", "mail"))
    claims = ("NameID", *sorted(facts))
    return Arrival(subject, name, mail, bool(mail), claims, proof=str(answer.get_assertion_id()))


def _name_id(answer: OneLogin_Saml2_Response) -> str:
    if answer.get_nameid_format() == TRANSIENT:
        raise ArrivalError(
            "学校给的标识每次都不同，认不出是同一个人。", "请在设置里写明“唯一标识属性”。"
        )
    return str(answer.get_nameid() or "").strip()


def _only(facts: Mapping[str, list[Any]], key: str) -> str:
    found = facts.get(key, [])
    return found[0] if len(found) == 1 and isinstance(found[0], str) else ""


def _look_at_terms(partner: Partner, now: datetime) -> Iterator[Step]:
    if partner.valid_until is not None:
        yield _until("元数据有效期", partner.valid_until, now, "请改填元数据地址，或重新索取一份。")
    for number, certificate in enumerate(partner.certificates, start=1):
        label = f"签名证书{number}"
        try:
            until = metadata.ends_at(certificate)
        except ValueError:
            yield Step(label, "bad", "读不懂，请重新索取元数据。")
        else:
            yield _until(label, until, now, "请对方更换，并重新索取元数据。")


def _until(label: str, until: datetime, now: datetime, remedy: str) -> Step:
    days = (until - now).days
    if days < 0:
        return Step(label, "warn", f"已于{show_date(until.date())}到期，{remedy}")
    if days < SOON_DAYS:
        return Step(label, "warn", f"到{show_date(until.date())}为止，只剩 {days} 天，{remedy}")
    return Step(label, "ok", f"到{show_date(until.date())}为止。")


def _look_at_address(place: Place, partner: Partner, now: datetime) -> Iterator[Step]:
    """A sign-in is begun as a browser would: one who does not know us mostly says so at once."""
    answer = outside.fetch(_departure(place, partner, "trial").url)
    yield Step("登录地址", "ok", f"{partner.address} 能打开。")
    if not place.settings.get("address"):
        yield from Look(answer, now).steps()
    if answer.status >= BAD_REQUEST:
        text = f"对方不接受本平台的登录请求（回答 {answer.status}）。请在对方登记本平台的元数据：{place.own_id}"
        yield Step("登记", "bad", text)
    else:
        text = f"对方没有拒绝。对方应已登记本平台的元数据 {place.own_id}，以试登录为准。"
        yield Step("登记", "ok", text)
