"""What a newly invited person does before work: an account, and a second factor."""

from __future__ import annotations

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.journeys.visitor import Visitor

PHRASE = "correct horse battery 9"
PERIOD = 30


def code_of(secret: str) -> str:
    """What the authenticator on a phone would show now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD))


def accept(visitor: Visitor, link: str, username: str) -> Visitor:
    visitor.goes_to(link)
    visitor.fills({"登录名": username, "密码": PHRASE, "再输一次密码": PHRASE})
    return visitor.presses("建立账号并接受")


def set_second_factor(visitor: Visitor) -> Visitor:
    visitor.follows("启用验证器应用")
    visitor.page.get_by_text("扫不了码").click()
    secret = visitor.page.locator(".help-body code").inner_text()
    visitor.fills({"验证码": code_of(secret)}).presses("启用")
    return visitor.sees("请抄下或打印").follows("我已保存，进入工作台")
