"""Addresses that take a POST and keep nothing by it, each sent so that it does what it is there for."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.core import signing

from tests.house.entering import PASSWORD, with_codes
from tests.house.way import Way, says
from tests.house.world import World
from tests.house.writing import book, just_signed_in
from wangyu.activities.calls.models import Objection
from wangyu.activities.calls.ops.objections import fingerprint
from wangyu.institutions.people.web.invitations import LINKS

CODE = "ABCD-EFGH-JKLM"


def asked_about(world: World) -> None:
    first = Objection.objects.first()
    Objection.objects.filter(pk=first.pk).update(code=fingerprint(CODE))


def codes_shown(world: World) -> None:
    """For the first time: allauth notes that they were."""
    with_codes(world)
    just_signed_in(world)
    world.send("officer", "GET", "/account/2fa/recovery-codes/")


def links(world: World) -> dict[str, Any]:
    return {"signed": signing.dumps([["新人", "角色", "机构", "https://localhost/a"]], salt=LINKS)}


def rows(*lines: list[str]) -> Callable[[World], dict[str, Any]]:
    return lambda world: {"file": book(*lines)}  # noqa: ARG005 -- a Fill


look = functools.partial(Way, keyed=False)
LOOKING = [
    (look("calls:find_answer", "anonymous", says(code=CODE), asked_about), "异议内容"),
    (look("no_email_page", "officer"), "/people/me/"),
    (look("no_password_page", "officer"), "/people/me/"),
    (look("account_email", "officer"), "/people/me/"),
    (look("account_set_password", "officer", says(password1="x", password2="x")), "/people/me/"),
    (look("account_signup", "anonymous", says(username="xinren", password1="correct horse")), "邀请链接"),
    (look("account_confirm_login_code", "anonymous", says(code="123456")), "/account/login/"),
    (look("account_confirm_email", "anonymous"), "没有找到这个页面"),
    (look("mfa_download_recovery_codes", "officer", prepare=codes_shown), "405 "),
    (look("account_logout", "student"), "302 / "),
    (look("account_reauthenticate", "officer", says(password=PASSWORD)), "/desk/"),
    (look("connections:back", "anonymous", says(SAMLResponse="a reply", RelayState="b")), "a reply"),
    (look("people:invite_links", "officer", links), "attachment"),
    (look("orgs:bulk", "officer", rows(["院系", "班级"], ["网络学院", "一班"])), "确认建立"),
    (look("orgs:roster", "province_officer", rows(["学校名称", "层次"], ["云梦新学院", "本科"])), "云梦新学院"),
]  # fmt: skip
"""With a word of the answer by which it is known to have done that."""
