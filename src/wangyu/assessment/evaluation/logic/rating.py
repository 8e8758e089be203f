"""Points no university gives itself: experts give them, or where there are none, checkers and visitors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from wangyu.assessment.evaluation.logic.charter import Charter
from wangyu.assessment.evaluation.logic.nodes import Indicator
from wangyu.assessment.evaluation.logic.scheme import PANEL

NOBODY = "没有人给这一项评分，按缺项计，不当 0 分。"
SHOWN_LATER = "分数、理由和日期在公示以后写在这里。"
BEFORE, DURING, TOLD = ("draft", "self_check"), ("mutual", "spot", "concluding"), ("noticed", "released")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rating:
    """``who`` as what they are to the round, never by name."""

    who: str
    points: Decimal | None
    words: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Rated:
    given: tuple[Rating, ...]
    to_come: str
    """By whom points are still to be given; "" where they are there."""


def is_rated(leaf: Indicator) -> bool:
    """Others' points are all it has: no figure of the university is read."""
    return leaf.measures == (PANEL + leaf.key,)


def to_come(charter: Charter, state: str, given: int) -> str:
    """Who is still to give points, as far as the round has come."""
    who = raters(charter)
    if charter.panel_least:
        return _by_panel(charter, state, given)
    if not who:
        return f"这一轮的办法没有互查和抽查，{NOBODY}"
    if state in BEFORE:
        return f"由{who}评分，自查时没有分数，也不用填。"
    if state in DURING:
        return f"由{who}评分，{SHOWN_LATER}"
    return "" if given else NOBODY


def _by_panel(charter: Charter, state: str, given: int) -> str:
    if state in TOLD:
        return "" if given else NOBODY
    who = f"专家组（每项至少 {charter.panel_least} 位）"
    if state in BEFORE:
        return f"由{who}评分，自查时没有分数，也不用填。"
    return f"由{who}评分，{SHOWN_LATER}"


def raters(charter: Charter) -> str:
    """互查的 2 所高校和抽到时的抽查人员."""
    mutual = [f"互查的 {charter.checks_each} 所高校"] if charter.checks_each else []
    return "和".join([*mutual, *(["抽到时的抽查人员"] if charter.spot_size else [])])
