"""What a session is called in the list of one's own sessions: browser and system, nothing finer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

REMOVED = "removed"
"""The method of a sign-in by a second factor that is there no more: who knows whose it was."""
Words = Mapping[int, Sequence[str]]
"""By number of a second factor: the organisations whose word it may be no more than; see ``factors``."""
AUTHENTICATION_RECORDS = "account_authentication_methods"
"""Where allauth keeps, in a session, how somebody has signed in."""


def recently(records: Iterable[Mapping[str, Any]], *, at: float, within: float) -> bool:
    """Whether somebody has proved who they are in the last ``within`` seconds."""
    return any(at - record.get("at", 0) < within for record in records)


def used_second_factor(records: Iterable[Mapping[str, Any]]) -> bool:
    return any(record.get("method") == "mfa" for record in records)


WAYS = {"password": "密码", "totp": "验证码", "webauthn": "通行密钥", "recovery_codes": "恢复代码"}


def ways_of(records: Iterable[Mapping[str, Any]]) -> list[str]:
    """How somebody has signed in, in words, each once and in order."""
    names = [WAYS.get(r.get("type") or r.get("method", ""), "") for r in records]
    campus = ["统一身份认证" for r in records if r.get("method") == CAMPUS]
    return list(dict.fromkeys(name for name in [*campus, *names] if name))


CAMPUS = "campus"
"""The method of a sign-in through an organisation's own sign-in service."""


def came_by(session: Mapping[str, Any], connection: int) -> bool:
    """Whether a session began through that connection."""
    records = session.get(AUTHENTICATION_RECORDS, [])
    return any(r.get("method") == CAMPUS and r.get("connection") == connection for r in records)


def reaches(records: Sequence[Mapping[str, Any]], path: str, words: Words) -> bool:
    """Whether what somebody has proved is good for a role at ``path``.

    What an organisation says is so within it alone; a password typed besides is one's own proof.
    A factor that is gone adds nothing to what the organisation says, and takes nothing from it.
    """
    if any(record.get("method") == "password" for record in records):
        return True
    told = [record.get("path", "") for record in records if record.get("method") == CAMPUS]
    shown = [word for record in records for word in _said(record, words) if word or not told]
    return all(place and path.startswith(place) for place in [*told, *shown])


def word_of(records: Iterable[Mapping[str, Any]], words: Words) -> str | None:
    """On whose word somebody is signed in: a path, "" by a proof of their own; None: who can tell."""
    said: list[str] = []
    for record in records:
        told = _said(record, words)
        if record.get("method") in {"password", "mfa"} and not told:
            return ""
        said += told
    return (said[0] or None) if len(set(said)) == 1 else None


def _said(record: Mapping[str, Any], words: Words) -> Sequence[str]:
    """The organisations whose word a proof may be; "" for one that nobody can name any more."""
    method = record.get("method")
    if method == "mfa":
        return words.get(record.get("id", 0), [""])
    return [record.get("path", "")] if method in {CAMPUS, REMOVED} else []


def without_factors(records: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What a session rests on when the factors that were used in it are there no more."""
    kept = [one for one in records if one.get("method") != "mfa"]
    return [*kept, {"method": REMOVED, "at": 0}]


BEGAN, ENDS = "began", "ends"
"""Where a session keeps when it began and when it will be over, in seconds since 1970."""
STEP = 4
"""Its end is moved when it would move by this part of the rest it is allowed: few writes, and no
record of when somebody was there."""


def end_of(session: Mapping[str, Any], *, at: float, idle: float, longest: float) -> float:
    """When a session used now is over: after a rest, and at last however much it is used."""
    return float(min(at + idle, session.get(BEGAN, at) + longest))


def must_move(session: Mapping[str, Any], end: float, *, idle: float, longest: float) -> bool:
    moves = end - session.get(ENDS, 0)
    return bool(moves > idle / STEP or (moves > 0 and end == session.get(BEGAN, 0) + longest))


_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("QQBrowser", "QQ 浏览器"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "安卓"),
    ("HarmonyOS", "鸿蒙"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def device_label(user_agent: str) -> str:
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return " · ".join(part for part in (browser, system) if part) or "其他设备"
