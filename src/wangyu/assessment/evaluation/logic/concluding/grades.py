"""What the numbers alone suggest. People decide: a suggestion is never a verdict."""

from __future__ import annotations

from dataclasses import dataclass

from wangyu.assessment.evaluation.logic.concluding.ranks import HIGH, LOW

AHEAD, BORDER, BEHIND, EDGE, BELOW, VETOED = "ahead", "border", "behind", "edge", "below", "vetoed"
ZONES = {
    AHEAD: "名额之内", BORDER: "名额边界", BEHIND: "名额之外", EDGE: "合格线边界", BELOW: "合格线以下",
    VETOED: "一票否决",
}  # fmt: skip
MODEL, PASSED, MENDING, OPEN = "model", "passed", "mending", ""
"""OPEN: the numbers do not decide, the meeting does."""
NINETY = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class Advice:
    zone: str
    proposal: str


def advice(
    p_first: float, total: float, total_most: float, se: float, pass_line: float, *, vetoed: bool
) -> Advice:
    if vetoed:
        return Advice(VETOED, MENDING)
    if total_most + NINETY * se < pass_line:
        return Advice(BELOW, MENDING)
    if total - NINETY * se < pass_line:
        return Advice(EDGE, OPEN)
    if p_first >= HIGH:
        return Advice(AHEAD, MODEL)
    return Advice(BEHIND, PASSED) if p_first <= LOW else Advice(BORDER, OPEN)


def needs_reason(one: Advice, grade: str) -> bool:
    """In the border zone and against a veto or the numbers, a decision says why."""
    return one.proposal != grade or one.zone in {BORDER, EDGE, VETOED}
