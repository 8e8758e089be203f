"""The two rules for passwords and sessions, as facts: one of them is in force (WANGYU_PASSWORD_POLICY)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """``kinds`` of the four must stand in it; after ``days`` it is changed; 0 asks nothing."""

    length: int
    help: str
    kinds: int = 0
    days: int = 0
    history: int = 0
    """How many of the last ones may not come again."""
    idle_minutes: int = 240
    """A session that is not used for so long is over."""
    hours: int = 12
    """And any session after so many, however much it is used."""


POLICIES = {
    "asvs": Policy(
        12, "至少 12 个字符，可以是一句好记的话；不能是常见密码，也不要与姓名、登录名相近。"
    ),
    "djbh": Policy(
        12,
        "至少 12 个字符，大写字母、小写字母、数字、符号中至少三类；不能是常见密码，也不要与姓名、登录名相近。"
        "180 天更换一次，不能与最近 5 次相同。",
        kinds=3, days=180, history=5, idle_minutes=30,
    ),
}  # fmt: skip
"""ASVS 5.0 6.2: length and no rule of composition or rotation; 7.3: both ends of a session, chosen so
that nobody is sent away by a meeting or a lunch. 等保三级 8.1.4.1: both rules, and a short rest."""
