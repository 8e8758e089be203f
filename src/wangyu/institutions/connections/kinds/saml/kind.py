"""SAML 2.0, asked by us only: one assertion, signed, for us, for this sign-in, read by python3-saml."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from wangyu.base.core import outside
from wangyu.institutions.connections.kinds import markup
from wangyu.institutions.connections.kinds.base import (
    Arrival,
    ArrivalError,
    Ask,
    Departure,
    Kind,
    Look,
    Place,
    Step,
)
from wangyu.institutions.connections.kinds.saml import looking, metadata, ours, refusals, signed
from wangyu.institutions.connections.kinds.saml.answer import Answer
from wangyu.institutions.connections.kinds.saml.asking import (
    SIGN,
    departure,
    here,
    own,
    partner_of,
    settings_of,
)
from wangyu.institutions.connections.kinds.saml.encrypted import S
from wangyu.institutions.connections.kinds.saml.looking import ONLY_ENCRYPTED, WANTS_SIGNED
from wangyu.institutions.connections.logic.begun import Begun

TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
LONGEST = 300_000


class Saml(Kind):
    key = "saml"
    keyed = True
    label = "SAML"
    hint = "SAML 2.0。加入 CARSI 等联盟、使用 Shibboleth 或 ADFS 的学校多用这一种。"
    asks = (
        Ask(
            "address", "元数据地址",
            "学校登录服务（IdP）的元数据网址，例如 https://idp.example.edu.cn/idp/shibboleth；对方换证书时平台自己跟上。",
            required=False, address=True, partner=True,
        ),
        Ask("metadata", "元数据全文", "没有网址的，把元数据 XML 全文贴在这里；与网址二选一。", required=False, long=True),
        Ask(
            "subject", "唯一标识属性",
            "哪一个属性是不变的唯一标识，例如 eduPersonPrincipalName；不填则用对方给的持久标识（NameID）。",
            required=False, partner=True,
        ),
        Ask("name", "姓名属性", "没有就不填，例如 displayName。", required=False),
        Ask(
            "mail", "邮箱属性", "哪一个是学校核实过的邮箱；由本人自己填写、学校没有核实的，不要填。",
            required=False,
        ),
        Ask(
            SIGN, "签名登录请求",
            "对方要求登录请求（AuthnRequest）带签名的，打开。要有本平台的证书，保存后在连接页生成。",
            required=False, switch=True,
        ),
        Ask(
            ONLY_ENCRYPTED, "只收加密的断言",
            "不打开时，加密和不加密的都收。要有本平台的证书，对方才能加密。",
            required=False, switch=True,
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

    def is_same(self, before: Mapping[str, str], after: Mapping[str, str]) -> bool:
        texts = [one.get("metadata", "").strip() for one in (before, after)]
        return super().is_same(before, after) and (
            texts[0] == texts[1] or (all(texts) and metadata.is_same(*texts))
        )

    def start(self, place: Place, begun: Begun) -> Departure:
        partner = partner_of(place, fresh=begun.trial)
        if begun.trial and partner.wants_signed and not place.settings.get(SIGN):
            raise ArrivalError(WANTS_SIGNED)
        return departure(place, partner, begun.state, trial=begun.trial)

    def finish(self, place: Place, begun: Begun, given: Mapping[str, str]) -> Arrival:
        text = "".join(given.get("SAMLResponse", "").split())
        if not text or len(text) > LONGEST:
            raise ArrivalError("学校的登录服务没有给出身份，请重新登录一次。")
        try:
            root = markup.read(base64.b64decode(text, validate=True))
        except binascii.Error as error:
            raise ArrivalError("学校给出的身份读不懂，没有登录。") from error
        signed.require_known_methods(root)
        settings = settings_of(place, partner_of(place, fresh=begun.trial))
        answer: Answer | None = None
        try:
            answer = Answer(settings, text, place)
            answer.is_valid(here(place), begun.sent, raise_exceptions=True)
        except ArrivalError:
            raise
        except Exception as error:  # whatever a document makes the library raise, it is no identity
            if answer and getattr(error, "code", None) == refusals.V.WRONG_SUBJECTCONFIRMATION:
                _require_meant(answer, place, begun)  # tells which of its reasons
            raise refusals.of(error, place) from error
        _require_meant(answer, place, begun)
        if place.settings.get(ONLY_ENCRYPTED) and not answer.opened:
            raise refusals.unencrypted()
        return _arrival(place, answer)

    def about(self, place: Place) -> str:
        return ours.metadata(own(place), place.pairs, signs=bool(place.settings.get(SIGN)))

    def look(self, place: Place, now: datetime) -> Iterator[Step]:
        if url := place.settings.get("address", ""):
            answer = outside.fetch(url)
            yield Step("元数据地址", "ok", f"{url} 能打开。")
            yield from Look(answer, now).steps()
            partner = metadata.read(metadata.told(answer))
        else:
            partner = partner_of(place)
        yield Step("元数据", "ok", f"读得懂，对方的标识是 {partner.name}。")
        yield from looking.at_terms(partner, now)
        yield from looking.at_ours(place, partner, now)
        yield from looking.at_address(place, partner, now)


def _require_meant(answer: Answer, place: Place, begun: Begun) -> None:
    """What python3-saml lets pass when it is missing or only alike must be there, and equal.

    All of it within what is signed: the one confirmation of who it is about, and for whom it is.
    """
    assertion = answer.assertion
    if assertion.find(f".//{S}EncryptedID") is not None:
        raise refusals.unreadable()
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


def _arrival(place: Place, answer: Answer) -> Arrival:
    facts: dict[str, list[Any]] = {
        **answer.get_friendlyname_attributes(),
        **answer.get_attributes(),
    }
    key = place.settings.get("subject", "")
    subject = _only(facts, key) if key else _name_id(answer)
    name, mail = (_only(facts, place.settings.get(one, "")) for one in ("name", "mail"))
    claims = ("NameID", *sorted(facts))
    number = str(answer.get_assertion_id())
    return Arrival(subject, name, mail, bool(mail), claims, proof=number, opened=answer.opened)


def _name_id(answer: Answer) -> str:
    if answer.get_nameid_format() == TRANSIENT:
        raise ArrivalError(
            "学校给的标识每次都不同，认不出是同一个人。", "请在设置里写明“唯一标识属性”。"
        )
    return str(answer.get_nameid() or "").strip()


def _only(facts: Mapping[str, list[Any]], key: str) -> str:
    found = facts.get(key, [])
    return found[0] if len(found) == 1 and isinstance(found[0], str) else ""
