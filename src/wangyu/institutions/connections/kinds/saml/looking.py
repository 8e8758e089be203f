"""What a check of a SAML sign-in service finds in its metadata, of our certificate, and at its address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from wangyu.base.core import outside
from wangyu.base.lib.dates import show_date
from wangyu.institutions.connections.kinds.base import SOON_DAYS, Look, Place, Step
from wangyu.institutions.connections.kinds.saml import metadata
from wangyu.institutions.connections.kinds.saml.asking import SIGN, departure
from wangyu.institutions.connections.kinds.saml.metadata import Partner
from wangyu.institutions.connections.logic.flow import CURRENT, NEXT

ONLY_ENCRYPTED = "only_encrypted"
BAD_REQUEST = 400
WANTS_SIGNED = "学校的登录服务要求登录请求带签名，请在设置里打开“签名登录请求”。"


def at_terms(partner: Partner, now: datetime) -> Iterator[Step]:
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


def at_ours(place: Place, partner: Partner, now: datetime) -> Iterator[Step]:
    """Of our certificate: whether it is needed, whether it is there, and how long it is good."""
    signs = bool(place.settings.get(SIGN))
    if partner.wants_signed:
        yield (
            Step("请求签名", "ok", "对方要求，已打开。")
            if signs
            else Step("请求签名", "bad", WANTS_SIGNED)
        )
    newest = place.pair(NEXT, CURRENT)
    if newest is None:
        if signs or place.settings.get(ONLY_ENCRYPTED):
            yield Step("本平台的证书", "bad", "还没有，请先生成，再把元数据交给对方。")
        return
    until = metadata.ends_at(newest.certificate)
    yield _until("本平台的证书", until, now, "请更换证书。")
    if newest.use == NEXT:
        text = "新证书还没有启用：请对方重新读取元数据，然后试登录。"
        yield Step("更换证书", "warn", text)


def at_address(place: Place, partner: Partner, now: datetime) -> Iterator[Step]:
    """A sign-in is begun as a browser would: one who does not know us mostly says so at once."""
    answer = outside.fetch(departure(place, partner, "trial", trial=True).url)
    yield Step("登录地址", "ok", f"{partner.address} 能打开。")
    if not place.settings.get("address"):
        yield from Look(answer, now).steps()
    if answer.status >= BAD_REQUEST:
        text = f"对方不接受本平台的登录请求（回答 {answer.status}）。请在对方登记本平台的元数据：{place.own_id}"
        yield Step("登记", "bad", text)
    else:
        text = f"对方没有拒绝。对方应已登记本平台的元数据 {place.own_id}，以试登录为准。"
        yield Step("登记", "ok", text)
