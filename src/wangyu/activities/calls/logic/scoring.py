"""What a review still lacks before it can be handed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wangyu.activities.calls.logic.edition import Criterion

LEAST_REASON = 5
"""Letters of a reason that says something."""


@dataclass(frozen=True, slots=True)
class Lack:
    """``where`` is the criterion's key."""

    where: str
    sentence: str


def needs_reason(criterion: Criterion, level: int) -> bool:
    """The ends of the scale are only given with a reason."""
    return level in {1, len(criterion.levels)}


def lacks(
    criteria: Sequence[Criterion], scores: Mapping[str, int], reasons: Mapping[str, str]
) -> list[Lack]:
    found = []
    for one in criteria:
        level = scores.get(one.key, 0)
        if not 1 <= level <= len(one.levels):
            found.append(Lack(one.key, f"“{one.title}”还没有评分。"))
        elif needs_reason(one, level) and len(reasons.get(one.key, "").strip()) < LEAST_REASON:
            end = "最低" if level == 1 else "最高"
            found.append(
                Lack(
                    one.key, f"“{one.title}”给了{end}档，请写明理由（不少于 {LEAST_REASON} 个字）。"
                )
            )
    return found
