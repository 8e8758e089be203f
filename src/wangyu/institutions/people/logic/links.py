"""One-time links: how a token is kept, and why a link no longer works."""

from __future__ import annotations

import hashlib
from datetime import datetime

from wangyu.base.lib.dates import show_time

_ASK = "如仍需要账号，请联系邀请您的管理员重新发送。"


def hash_of(token: str) -> str:
    """All that is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def problem_of(
    *, used_at: datetime | None, revoked_at: datetime | None, expires_at: datetime, now: datetime
) -> str:
    """Why a link does not work any more; empty when it does."""
    if used_at is not None:
        return f"这个邀请链接已于{show_time(used_at)}用过。如果是您本人，请直接登录。"
    if revoked_at is not None:
        return f"这个邀请已被撤销。{_ASK}"
    if expires_at <= now:
        return f"这个邀请链接已于{show_time(expires_at)}过期。{_ASK}"
    return ""
