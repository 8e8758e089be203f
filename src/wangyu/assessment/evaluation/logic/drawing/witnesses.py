"""Witnesses bind themselves to a value before anybody knows the others', and say it afterwards."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping

from wangyu.assessment.evaluation.logic.drawing.marks import COMMITMENT, digest, plain
from wangyu.base.lib.given import WrongInput

SHORTEST, LONGEST = 16, 1000
HASH = re.compile("[0-9a-f]{64}")


def checked_value(value: str, whose: str) -> str:
    """Long enough that nobody finds it by trying, and the same whoever copies it."""
    found = plain(value)
    if len(found) < SHORTEST:
        raise WrongInput(f"{whose}只有 {len(found)} 个字，别人试得出来，应至少 {SHORTEST} 个字。")
    if len(found) > LONGEST or found != found.strip() or not found.isprintable():
        raise WrongInput(
            f"{whose}应为不超过 {LONGEST} 个字的一行文字，首尾没有空格，里面没有换行和看不见的字符。"
        )
    return found


def commitment_of(value: str, whose: str = "承诺的值") -> str:
    """What is published beforehand: it tells nothing of the value and fits no other."""
    return digest([COMMITMENT, checked_value(value, whose)]).hex()


def checked_reveals(
    reveals: Mapping[str, str], commitments: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Names and values as they go into the seed; one word of doubt and nothing is drawn."""
    if not reveals:
        raise WrongInput("没有见证人公开的值，抽签就能事先算出；应至少有一名见证人，最好两名以上。")
    found = {name: checked_value(value, f"见证人“{name}”的值") for name, value in reveals.items()}
    names = list(found)
    for place, name in enumerate(names):
        same = next((one for one in names[:place] if found[one] == found[name]), None)
        if same is not None:
            raise WrongInput(f"见证人“{same}”与“{name}”的值相同，应各出各的。")
    if commitments:
        check_commitments(found, commitments)
    return found


def check_commitments(reveals: Mapping[str, str], commitments: Mapping[str, str]) -> None:
    for name, said in commitments.items():
        if not HASH.fullmatch(said.lower()):
            raise WrongInput(f"见证人“{name}”的承诺应为 64 个十六进制数字，即承诺时算出的值。")
        if name not in reveals:
            raise WrongInput(
                f"见证人“{name}”作了承诺，没有公开值；应公开，或者换见证人重新承诺、重新抽签。"
            )
        if not hmac.compare_digest(commitment_of(reveals[name]), said.lower()):
            raise WrongInput(f"见证人“{name}”公开的值与承诺不符，应为承诺时的那个值，一字不差。")
    late = next((name for name in reveals if name not in commitments), None)
    if late is not None:
        raise WrongInput(f"见证人“{late}”没有事先承诺，应与其他见证人一样先承诺、再公开。")
