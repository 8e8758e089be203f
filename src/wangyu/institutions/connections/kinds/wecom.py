"""企业微信: its own kind of OAuth. A code is changed into a member's id over a connection of ours."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from wangyu.base.core import outside
from wangyu.base.core.outside import Answer
from wangyu.base.lib.foreign import read_json
from wangyu.institutions.connections.kinds.base import (
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

WRONG = {
    40001: "应用密钥不对，请核对后重新填写。",
    40013: "企业编号不对，请核对后重新填写。",
    40029: "这次登录的凭据已经用过或过期，请重新登录一次。",
    42001: "企业微信的访问凭据过期，请重新登录一次。",
    50001: "回调地址的域名没有登记为可信域名，请在企业微信后台登记。",
    60020: "平台服务器的地址不在企业可信 IP 里，请在企业微信后台加上。",
}
"""By errcode of the documentation."""
STALE = {40014, 42001}
"""The token we came with is good no more."""


class StaleError(ArrivalError):
    """To be asked once again with another token."""


class Wecom(Kind):
    key = "wecom"
    label = "企业微信"
    hint = "学校在企业微信后台建一个自建应用，用扫码登录。"
    asks = (
        Ask("corp", "企业编号", "企业微信后台“我的企业”里的企业 ID。", partner=True),
        Ask("agent", "应用编号", "自建应用的 AgentId。"),
        Ask("secret", "应用密钥", "自建应用的 Secret。", secret=True),
        Ask(
            "login", "登录页地址", "一般不用改；私有部署的填自己的。", address=True,
            default="https://login.work.weixin.qq.com",
        ),
        Ask(
            "api", "接口地址", "一般不用改；私有部署的填自己的。", address=True, partner=True,
            default="https://qyapi.weixin.qq.com",
        ),
    )  # fmt: skip

    def start(self, place: Place, begun: Begun) -> Departure:
        query = {
            "login_type": "CorpApp", "appid": place.settings["corp"],
            "agentid": place.settings["agent"], "redirect_uri": place.back, "state": begun.state,
        }  # fmt: skip
        return Departure(
            f"{place.settings['login'].rstrip('/')}/wwlogin/sso/login?{urlencode(query)}"
        )

    def finish(self, place: Place, begun: Begun, given: Mapping[str, str]) -> Arrival:
        if not given.get("code"):
            raise ArrivalError("您在企业微信里取消了登录。")
        code, token = opaque(given["code"]), _token(place, fresh=begun.trial)
        ask = partial(_ask, place, begun)
        try:
            found = _told(ask("auth/getuserinfo", access_token=token, code=code))
        except StaleError:
            token = _token(place, fresh=begun.trial, anew=True)
            found = _told(ask("auth/getuserinfo", access_token=token, code=code))
        member = str(found.get("userid", ""))
        if not member:
            raise ArrivalError("您不是这个企业的成员，不能用它登录。")
        facts = _told(ask("user/get", access_token=token, userid=member))
        return Arrival(member, str(facts.get("name", "")), claims=("name", "userid"))

    def look(self, place: Place, now: datetime) -> Iterator[Step]:
        answer = outside.fetch(_at(place, "gettoken", **_ourselves(place)))
        yield Step("地址", "ok", f"{place.settings['api']} 能打开。")
        yield from Look(answer, now).steps()
        try:
            _told(answer)
        except ArrivalError as error:
            yield Step("企业编号与密钥", "bad", str(error))
        else:
            yield Step("企业编号与密钥", "ok", "企业微信认得。")
        text = (
            f"请在应用的“企业微信授权登录”里登记回调域名，回调地址是 {place.back}，以试登录为准。"
        )
        yield Step("回调域名", "warn", text)


def _ourselves(place: Place) -> dict[str, str]:
    return {"corpid": place.settings["corp"], "corpsecret": place.secrets.get("secret", "")}


def _token(place: Place, *, fresh: bool, anew: bool = False) -> str:
    """Kept for a while, as is asked of us: who asks for one at every sign-in is soon given none.

    By connection and secret: who does not know the secret is given none by us either.
    """
    url = _at(place, "gettoken", **_ourselves(place))
    key = f"wecom:{place.back}:{hashlib.sha256(url.encode()).hexdigest()}"
    told = remembered(key, lambda: _told(fetch(url)), fresh=fresh, anew=anew)
    return str(told.get("access_token", ""))


def _at(place: Place, what: str, **query: str) -> str:
    return f"{place.settings['api'].rstrip('/')}/cgi-bin/{what}?{urlencode(query)}"


def _ask(place: Place, begun: Begun, what: str, **query: str) -> Answer:
    return asked(place, place.settings["api"], _at(place, what, **query), fresh=begun.trial)


def _told(answer: Answer) -> dict[str, Any]:
    try:
        found = read_json(answer.body)
        wrong = int(found["errcode"])
    except (ValueError, KeyError, TypeError) as error:
        raise ArrivalError(f"企业微信的回答读不懂（{answer.status}），请检查接口地址。") from error
    if wrong:
        kind = StaleError if wrong in STALE else ArrivalError
        raise kind(WRONG.get(wrong, f"企业微信没有让您登录（错误码 {wrong}）。"))
    return dict(found)
