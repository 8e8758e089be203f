"""The scores of a meeting as a file from which ``wangyu compute calibrate`` gives the same standing."""

from __future__ import annotations

from wangyu.activities.calls.models import Call
from wangyu.activities.calls.queries.ratings import ratings_of
from wangyu.activities.calls.queries.sheets import numeral

HEADS = ("item", "reviewer", "criterion", "score", "weight")


def rating_rows(call: Call, track: str) -> list[tuple[str, str, str, float, int]]:
    """One line a score, of works and reviewers that are known by a code only."""
    return [
        (one.code, f"评委{numeral(one.reviewer)}", one.criterion, one.score, one.weight)
        for one in ratings_of(call, track)
    ]
