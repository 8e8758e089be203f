"""What a SAML sign-in service tells about itself: pasted by the officer, or read at its address."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from lxml import etree

from wangyu.base.core.outside import Answer
from wangyu.institutions.connections.kinds import markup
from wangyu.institutions.connections.kinds.base import ArrivalError
from wangyu.institutions.connections.kinds.remembered import fetch, remembered

M = "{urn:oasis:names:tc:SAML:2.0:metadata}"
D = "{http://www.w3.org/2000/09/xmldsig#}"
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
DECLARATION = re.compile(r"\A\ufeff?\s*<\?xml[^>]*\?>")
"""Says how the text was once encoded, which it is no more."""
OK = 200


@dataclass(frozen=True, slots=True)
class Partner:
    """The sign-in service, as far as we deal with it."""

    name: str
    address: str
    certificates: tuple[str, ...]
    valid_until: datetime | None = None
    wants_signed: bool = False


def text_of(settings: Mapping[str, str], *, fresh: bool = False) -> str:
    """The metadata, those at an address remembered for a few minutes."""
    if pasted := settings.get("metadata", ""):
        return pasted
    url = settings.get("address", "")
    return remembered(f"saml:{url}", lambda: told(fetch(url)), fresh=fresh)


def told(answer: Answer) -> str:
    if answer.status != OK:
        raise ArrivalError(f"元数据地址回答 {answer.status}，没有给出元数据，请检查地址。")
    return answer.text


def read(text: str) -> Partner:
    """The one identity provider. Raises ArrivalError with what is wrong."""
    root = _root(text)
    found = list(root.iter(f"{M}IDPSSODescriptor"))
    if len(found) != 1 or found[0] is root:
        raise ArrivalError(
            "元数据里应当恰好有一个身份提供者（IDPSSODescriptor），请只用本校的那一段。"
        )
    one = found[0]
    entity = next(one.iterancestors(f"{M}EntityDescriptor"), one)
    ways = [w.get("Location") for w in one.iter(f"{M}SingleSignOnService") if w.get("Binding") == REDIRECT]  # fmt: skip
    keys = [k for k in one.iter(f"{M}KeyDescriptor") if k.get("use") != "encryption"]
    certificates = ["".join((c.text or "").split()) for k in keys for c in k.iter(f"{D}X509Certificate")]  # fmt: skip
    name, address = (entity.get("entityID") or "").strip(), (ways or [""])[0] or ""
    lacking = {
        "标识（entityID）": name, "HTTP-Redirect 登录地址": address, "签名证书": any(certificates),
    }  # fmt: skip
    if missing := [label for label, value in lacking.items() if not value]:
        raise ArrivalError(f"元数据里缺少{'、'.join(missing)}，请向学校信息中心索取完整的一份。")
    signed = one.get("WantAuthnRequestsSigned") in {"true", "1"}
    return Partner(name, address, tuple(filter(None, certificates)), _until(root), signed)


def is_same(before: str, after: str) -> bool:
    """Whether nobody speaks by the one who did not by the other: a key more is another voice."""
    try:
        old, new = read(before), read(after)
    except ArrivalError:
        return False
    return old.name == new.name and set(new.certificates) <= set(old.certificates)


def _root(text: str) -> etree._Element:
    try:
        return markup.read(DECLARATION.sub("", text).encode())
    except ArrivalError as error:
        what = "有不该有的声明（DOCTYPE）" if "声明" in str(error) else "读不懂（不是 XML）"
        raise ArrivalError(f"元数据{what}，请向学校信息中心索取完整的一份。") from error


def _until(root: etree._Element) -> datetime | None:
    """When the shortest of the terms it gives itself ends."""
    terms = [e.get("validUntil") for e in root.iter(f"{M}EntityDescriptor", f"{M}IDPSSODescriptor")]
    try:
        ends = [datetime.fromisoformat(term) for term in terms if term]
    except ValueError as error:
        raise ArrivalError("元数据的有效期（validUntil）读不懂。") from error
    return min((e if e.tzinfo else e.replace(tzinfo=UTC) for e in ends), default=None)


def ends_at(certificate: str) -> datetime:
    """When a certificate ends. Raises ValueError for what is none."""
    return x509.load_der_x509_certificate(base64.b64decode(certificate)).not_valid_after_utc
