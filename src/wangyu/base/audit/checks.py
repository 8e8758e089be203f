"""What ``wangyu check`` looks at in the sealing of the log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 -- Django's names
from django.db import DatabaseError
from django.utils import timezone

from wangyu.base.audit.health import sealing
from wangyu.base.core.checks import finding


@register("installation", deploy=True)
def check_sealing(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:  # noqa: ARG001 -- Django's signature
    if not settings.AUDIT_MAIL and not settings.DEMO:
        yield finding(
            Warning, "W030", "审计日志根没有寄往外面", "设置 WANGYU_AUDIT_MAIL，最好是外单位的邮箱"
        )
    try:
        found = sealing(timezone.now())
    except DatabaseError:  # E005 says why
        return
    if found.tone == "bad":
        yield finding(Error, "E030", found.text, "运行 wangyu audit_seal，再看它的说明")
