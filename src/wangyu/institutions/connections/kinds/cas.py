"""CAS 3: a ticket that is good once, asked about over a connection of our own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from urllib.parse import urlencode

from lxml import etree

from wangyu.base.core import outside
from wangyu.base.core.outside import Answer
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
    opaque,
)
from wangyu.institutions.connections.kinds.remembered import asked
from wangyu.institutions.connections.logic.begun import Begun

SPACE = "{http://www.yale.edu/tp/cas}"
OK = 200
REFUSALS = {
    "INVALID_TICKET": "这次登录的凭据已经用过或过期，请重新登录一次。",
    "INVALID_SERVICE": "学校说这张登录凭据不是给本平台的，没有登录。",
    "UNAUTHORIZED_SERVICE": "学校没有登记本平台的服务地址，请学校管理员核对连接设置。",
}
UNKNOWN_SERVICE = {"INVALID_SERVICE", "UNAUTHORIZED_SERVICE"}


class Cas(Kind):
    key = "cas"
    label = "CAS"
    hint = "CAS 3.0。高校用得最多的统一身份认证协议。"
    asks = (
        Ask(
            "base", "CAS 地址", "后面接 /login 应能打开学校的登录页，例如 https://cas.example.edu.cn/cas。",
            address=True, partner=True,
        ),
        Ask("name", "姓名属性", "对方返回的属性里哪一个是姓名，没有就不填，例如 cn。", required=False),
        Ask(
            "mail", "邮箱属性", "哪一个是学校核实过的邮箱；由本人自己填写、学校没有核实的，不要填。",
            required=False,
        ),
    )  # fmt: skip

    def start(self, place: Place, begun: Begun) -> Departure:
        return Departure(_at(place, "login", service=_service(place, begun.state)))

    def finish(self, place: Place, begun: Begun, given: Mapping[str, str]) -> Arrival:
        ticket = opaque(given.get("ticket", ""))
        answer = _ask(place, _service(place, begun.state), ticket, fresh=begun.trial)
        told = _told(answer)
        failure = told.find(f"{SPACE}authenticationFailure")
        if failure is not None:
            code = failure.get("code", "")
            raise ArrivalError(
                REFUSALS.get(code, f"学校的登录服务没有承认这次登录（{code[:40]}）。")
            )
        return _arrival(place, told)

    def look(self, place: Place, now: datetime) -> Iterator[Step]:
        service = _service(place, "trial")
        answer = outside.fetch(_at(place, "login", service=service))
        yield Step("地址", "ok", f"{place.settings['base']} 能打开。")
        yield from Look(answer, now).steps()
        told = _told(_ask(place, service, "ST-trial-of-the-connection", fresh=True))
        yield Step("协议", "ok", "对方按 CAS 3.0 回答。")
        failure = told.find(f"{SPACE}authenticationFailure")
        code = "" if failure is None else failure.get("code", "")
        yield _look_at_service(place, code, answer.status)


def _look_at_service(place: Place, code: str, status: int) -> Step:
    if code in UNKNOWN_SERVICE or status != OK:
        text = f"对方不认。请在对方登记服务地址：{place.back}，并允许后面带参数。"
        return Step("服务地址", "bad", text)
    if code != "INVALID_TICKET":
        return Step("服务地址", "bad", f"对方对一张假凭据回答“{code[:40]}”，应拒绝它。")
    return Step("服务地址", "ok", f"对方没有拒绝 {place.back}，以试登录为准。")


def _service(place: Place, state: str) -> str:
    return f"{place.back}?{urlencode({'state': state})}"


def _at(place: Place, what: str, **query: str) -> str:
    return f"{place.settings['base'].rstrip('/')}/{what}?{urlencode(query)}"


def _ask(place: Place, service: str, ticket: str, *, fresh: bool) -> Answer:
    url = _at(place, "p3/serviceValidate", service=service, ticket=ticket)
    return asked(place, place.settings["base"], url, fresh=fresh)


def _told(answer: Answer) -> etree._Element:
    if answer.status != OK:
        raise ArrivalError(
            f"对方没有 CAS 3.0 的核对地址（/p3/serviceValidate 回答 {answer.status}），请检查地址。"
        )
    root = markup.read(answer.body)
    if root.tag != f"{SPACE}serviceResponse":
        raise ArrivalError("对方的回答不是 CAS 3.0 的，请检查地址。")
    return root


def _arrival(place: Place, told: etree._Element) -> Arrival:
    """Exactly one success, of which exactly one user; a document with more is no answer."""
    success = told.findall(f"{SPACE}authenticationSuccess")
    users = success[0].findall(f"{SPACE}user") if len(success) == 1 else []
    if len(users) != 1 or len(users[0]):
        raise ArrivalError("学校登录服务的回答说不清是谁，没有登录。")
    facts: dict[str, list[str]] = {}
    for one in success[0].iterfind(f"{SPACE}attributes/*"):
        facts.setdefault(etree.QName(one).localname, []).append((one.text or "").strip())
    name, mail = (_only(facts, place.settings.get(key, "")) for key in ("name", "mail"))
    claims = ("user", *sorted(facts))
    return Arrival((users[0].text or "").strip(), name, mail, bool(mail), claims)


def _only(facts: Mapping[str, list[str]], key: str) -> str:
    found = facts.get(key, [])
    return found[0] if len(found) == 1 else ""
