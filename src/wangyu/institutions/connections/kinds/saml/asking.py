"""Our request to a SAML sign-in service, signed where the organisation has switched that on."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from wangyu.base.core import outside
from wangyu.base.core.outside import OutsideError
from wangyu.institutions.connections.kinds.base import ArrivalError, Departure, Pair, Place
from wangyu.institutions.connections.kinds.saml import metadata
from wangyu.institutions.connections.kinds.saml.metadata import Partner
from wangyu.institutions.connections.logic.flow import CURRENT, NEXT

POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
SIGN = "sign"
UNSIGNABLE = "设置了登录请求要签名，但还没有证书，请先在连接设置里生成。"
UNREADABLE = "本平台的私钥读不出来（换过数据目录的 keys/），请在连接设置里更换证书。"


def partner_of(place: Place, *, fresh: bool = False) -> Partner:
    return metadata.read(metadata.text_of(place.settings, fresh=fresh))


def departure(place: Place, partner: Partner, state: str, *, trial: bool) -> Departure:
    """Whoever is known by an attribute needs no lasting NameID, and it is not asked for.

    A trial goes with the newest key, everybody else with the one that has been tried.
    """
    settings = settings_of(place, partner, _signing(place, trial=trial))
    auth = OneLogin_Saml2_Auth(here(place), settings)
    url = auth.login(return_to=state, set_nameid_policy=not place.settings.get("subject"))
    try:
        outside.check(url)
    except OutsideError as error:
        raise ArrivalError(str(error)) from error
    return Departure(url, str(auth.get_last_request_id()))


def _signing(place: Place, *, trial: bool) -> Pair | None:
    if not place.settings.get(SIGN):
        return None
    found = place.pair(NEXT, CURRENT) if trial else place.pair(CURRENT)
    if found is None or not found.secret:
        raise ArrivalError(UNSIGNABLE if found is None else UNREADABLE)
    return found


def settings_of(
    place: Place, partner: Partner, signing: Pair | None = None
) -> OneLogin_Saml2_Settings:
    idp = {
        "entityId": partner.name,
        "singleSignOnService": {"url": partner.address, "binding": metadata.REDIRECT},
        "x509certMulti": {"signing": list(partner.certificates)},
    }
    ours = own(place)
    if signing:
        ours["sp"] |= {"privateKey": signing.secret, "x509cert": signing.certificate}
        ours["security"] |= {"authnRequestsSigned": True}
    return OneLogin_Saml2_Settings(ours | {"idp": idp})


def own(place: Place) -> dict[str, Any]:
    return {
        "strict": True,
        "sp": {
            "entityId": place.own_id,
            "assertionConsumerService": {"url": place.back, "binding": POST},
            "NameIDFormat": PERSISTENT,
        },
        "security": {
            "wantAssertionsSigned": False, "wantNameId": not place.settings.get("subject"),
            "wantAttributeStatement": False, "rejectDeprecatedAlgorithm": True,
            "requestedAuthnContext": False, "allowRepeatAttributeName": True,
            "allowSingleLabelDomains": True,
        },
    }  # fmt: skip


def here(place: Place) -> dict[str, Any]:
    """Where we are, by our own address and never by what a request claims."""
    back = urlsplit(place.back)
    return {
        "https": "on" if back.scheme == "https" else "off", "http_host": back.netloc,
        "script_name": back.path, "get_data": {}, "post_data": {},
    }  # fmt: skip
