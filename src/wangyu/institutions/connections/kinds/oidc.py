"""OpenID Connect: authorization code with PKCE, state and nonce; the identity token's signature checked."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

import jwt

from wangyu.base.core import outside
from wangyu.base.core.outside import Answer, OutsideError
from wangyu.base.lib.foreign import read_json
from wangyu.institutions.connections.kinds.base import (
    SKEW,
    Arrival,
    ArrivalError,
    Ask,
    Departure,
    Kind,
    Look,
    Place,
    Step,
    opaque,
)
from wangyu.institutions.connections.kinds.remembered import asked, fetch, remembered
from wangyu.institutions.connections.logic.begun import Begun

WELL_KNOWN = "/.well-known/openid-configuration"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""Signed with the provider's own key: never "none", never with the shared secret."""
CLAIMS = ["exp", "iat", "iss", "aud", "sub", "nonce"]
OK, BAD_REQUEST = 200, 400


class Oidc(Kind):
    key = "oidc"
    label = "OIDC"
    hint = "开放身份连接(OpenID Connect)。较新的统一身份认证平台多用这一种。"
    asks = (
        Ask(
            "issuer", "发行者地址",
            f"对方给的 issuer，例如 https://sso.example.edu.cn/oidc；它后面接 {WELL_KNOWN} 应能打开。",
            address=True, partner=True,
        ),
        Ask("client_id", "应用编号", "在对方登记本平台后得到的 client_id。"),
        Ask("client_secret", "应用密钥", "登记后得到的 client_secret。", secret=True),
        Ask("scope", "申请的信息", "一般不用改。", default="openid profile email"),
    )  # fmt: skip

    def start(self, place: Place, begun: Begun) -> Departure:
        config = configuration(place, fresh=begun.trial)
        digest = hashlib.sha256(begun.verifier.encode()).digest()
        return Departure(
            _with(
                config["authorization_endpoint"],
                response_type="code", client_id=place.settings["client_id"],
                redirect_uri=place.back, scope=place.settings["scope"], state=begun.state,
                nonce=begun.nonce, code_challenge=_unpadded(digest), code_challenge_method="S256",
            )
        )  # fmt: skip

    def finish(self, place: Place, begun: Begun, given: Mapping[str, str]) -> Arrival:
        if error := given.get("error"):
            raise ArrivalError(_refusal(error))
        config = configuration(place, fresh=begun.trial)
        if given.get("iss", config["issuer"]) != config["issuer"]:
            raise ArrivalError("回来的不是出发时去的那个登录服务，没有登录。")
        tokens = _tokens(place, config, begun, given.get("code", ""))
        claims = _checked(place, config, begun, str(tokens.get("id_token", "")))
        told = _userinfo(place, config, begun, claims, str(tokens.get("access_token", "")))
        claims = told | claims
        return Arrival(
            str(claims["sub"]), str(claims.get("name") or claims.get("preferred_username") or ""),
            str(claims.get("email") or ""), claims.get("email_verified") is True,
            tuple(sorted(set(claims) - set(CLAIMS) | {"sub"})),
        )  # fmt: skip

    def look(self, place: Place, now: datetime) -> Iterator[Step]:
        url = place.settings["issuer"].rstrip("/") + WELL_KNOWN
        answer = outside.fetch(url)
        yield Step("地址", "ok", f"{url} 能打开。")
        yield from Look(answer, now).steps()
        config = read_configuration(place, answer)
        yield Step("配置", "ok", "发行者与填写的一致，各个地址齐全。")
        keys = _keys(config, fresh=True)
        yield Step("签名公钥", "ok", f"读到 {len(keys.keys)} 把。")
        yield _look_at_secret(place, config)
        yield _look_at_back(place, config)


def configuration(place: Place, *, fresh: bool) -> dict[str, Any]:
    """The provider's own description, remembered for a few minutes."""
    issuer = place.settings["issuer"]
    url = issuer.rstrip("/") + WELL_KNOWN
    return remembered(f"oidc:{issuer}", lambda: read_configuration(place, fetch(url)), fresh=fresh)


def read_configuration(place: Place, answer: Answer) -> dict[str, Any]:
    config = _json(answer, "配置")
    if config.get("issuer") != place.settings["issuer"]:
        told = str(config.get("issuer", ""))[:200]
        raise ArrivalError(f"对方自称的发行者是“{told}”，与填写的不一致，请照它填写。")
    for name in ENDPOINTS:
        if not isinstance(config.get(name), str):
            raise ArrivalError(f"对方的配置里没有 {name}，不是完整的 OIDC 服务。")
        _allowed(config[name])
    return config


def _tokens(place: Place, config: Mapping[str, Any], begun: Begun, code: str) -> dict[str, Any]:
    answer = _exchange(place, config, begun.verifier, opaque(code), fresh=begun.trial)
    if answer.status != OK:
        raise ArrivalError(_token_problem(answer))
    return _json(answer, "登录凭据")


def _exchange(
    place: Place, config: Mapping[str, Any], verifier: str, code: str, *, fresh: bool
) -> Answer:
    client, secret = place.settings["client_id"], place.secrets.get("client_secret", "")
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": place.back,
        "code_verifier": verifier,
    }  # fmt: skip
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    methods = config.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if "client_secret_basic" in methods:
        pair = f"{quote(client, safe='')}:{quote(secret, safe='')}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    else:
        form |= {"client_id": client, "client_secret": secret}
    url = str(config["token_endpoint"])
    return asked(place, url, url, urlencode(form).encode(), headers, fresh=fresh)


def _token_problem(answer: Answer) -> str:
    try:
        error = str(read_json(answer.body).get("error", ""))
    except (ValueError, AttributeError):
        error = ""
    if error == "invalid_client":
        return "学校的登录服务不认本平台的应用编号或密钥，请学校管理员核对连接设置。"
    if error == "invalid_grant":
        return "这次登录的凭据已经用过或过期，请重新登录一次。"
    return f"学校的登录服务没有交出身份（{error[:40] or answer.status}），请稍后再试。"


def _checked(place: Place, config: Mapping[str, Any], begun: Begun, token: str) -> dict[str, Any]:
    """The claims of an identity token, once everything about it is right."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token, _key(config, token, fresh=begun.trial), algorithms=ALGORITHMS, leeway=SKEW,
            audience=place.settings["client_id"], issuer=config["issuer"],
            options={"require": CLAIMS},
        )  # fmt: skip
    except jwt.ExpiredSignatureError as error:
        raise ArrivalError(
            "学校给出的身份已经过期，请重新登录；反复出现时请学校核对服务器时钟。"
        ) from error
    except jwt.InvalidAudienceError as error:
        raise ArrivalError("学校给出的身份不是发给本平台的，没有登录。") from error
    except jwt.PyJWTError as error:
        raise ArrivalError("学校给出的身份没有通过签名核对，没有登录。") from error
    if claims.get("azp", place.settings["client_id"]) != place.settings["client_id"]:
        raise ArrivalError("学校给出的身份不是发给本平台的，没有登录。")
    if not hmac.compare_digest(str(claims["nonce"]).encode(), begun.nonce.encode()):
        raise ArrivalError("学校给出的身份不是为这一次登录发的，没有登录。")
    return claims


def _key(config: Mapping[str, Any], token: str, *, fresh: bool) -> Any:
    """The provider's key of the token; asked for anew when it has changed keys."""
    name = jwt.get_unverified_header(token).get("kid")
    for anew in (False, True):
        keys = [
            k
            for k in _keys(config, fresh=fresh, anew=anew).keys
            if k.public_key_use in {None, "sig"}
        ]
        found = [k for k in keys if k.key_id == name] if name else keys[:1]
        if found:
            return found[0].key
    raise jwt.InvalidKeyError(name)


def _keys(config: Mapping[str, Any], *, fresh: bool, anew: bool = False) -> jwt.PyJWKSet:
    url = str(config["jwks_uri"])
    known = remembered(f"jwks:{url}", lambda: _json(fetch(url), "签名公钥"), fresh=fresh, anew=anew)
    try:
        return jwt.PyJWKSet.from_dict(known)
    except jwt.PyJWTError as error:
        raise ArrivalError("对方公布的签名公钥读不懂，不能核对身份。") from error


def _userinfo(
    place: Place, config: Mapping[str, Any], begun: Begun, claims: Mapping[str, Any], token: str
) -> dict[str, Any]:
    """What the token does not say of name and mail, from the same provider about the same person."""
    url = str(config.get("userinfo_endpoint") or "")
    if not url or not token or {"name", "email", "email_verified"} <= set(claims):
        return {}
    headers = {"Authorization": f"Bearer {token}"}
    answer = asked(place, url, url, headers=headers, fresh=begun.trial)
    told = _json(answer, "个人信息") if answer.status == OK else {}
    if told and told.get("sub") != claims["sub"]:
        raise ArrivalError("学校给出的个人信息不是同一个人的，没有登录。")
    return told


def _look_at_secret(place: Place, config: Mapping[str, Any]) -> Step:
    """A code that cannot be right: a provider that knows us complains of it, not of us."""
    answer = _exchange(place, config, "x" * 43, "trial-of-the-connection", fresh=True)
    if b"invalid_client" in answer.body or answer.status == 401:  # noqa: PLR2004 -- HTTP's number
        return Step("应用编号与密钥", "bad", "对方不认这个应用编号或密钥，请核对后重新填写。")
    if answer.status == OK or b"invalid_grant" not in answer.body:
        return Step("应用编号与密钥", "warn", "对方的回答看不出密钥对不对，以试登录为准。")
    return Step("应用编号与密钥", "ok", "对方认得。")


def _look_at_back(place: Place, config: Mapping[str, Any]) -> Step:
    url = _with(
        str(config["authorization_endpoint"]),
        response_type="code", client_id=place.settings["client_id"], redirect_uri=place.back,
        scope=place.settings["scope"], state="trial", nonce="trial",
    )  # fmt: skip
    if fetch(url).status >= BAD_REQUEST:
        return Step("回调地址", "bad", f"对方不接受。请在对方登记这个回调地址：{place.back}")
    return Step("回调地址", "ok", f"对方接受 {place.back}")


def _refusal(error: str) -> str:
    if error == "access_denied":
        return "您在学校的登录页取消了登录。"
    return f"学校的登录服务没有让您登录（{error[:40]}），请重新登录一次。"


def _with(url: str, **query: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"


def _unpadded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _allowed(url: str) -> None:
    try:
        outside.check(url)
    except OutsideError as error:
        raise ArrivalError(str(error)) from error


def _json(answer: Answer, what: str) -> dict[str, Any]:
    try:
        found = read_json(answer.body)
    except ValueError:
        found = None
    if answer.status != OK or not isinstance(found, dict):
        raise ArrivalError(f"学校登录服务的{what}读不懂，请检查地址（对方回答 {answer.status}）。")
    return found
