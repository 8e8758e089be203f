"""The next conclusion of a round, reckoned before anything is held: it takes a second or several."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wangyu.assessment.evaluation.logic import bundle
from wangyu.assessment.evaluation.models import Cycle
from wangyu.assessment.evaluation.queries.combined import Ruling, round_of, standing_of
from wangyu.assessment.evaluation.queries.conclusions import about, latest, verdicts_of

WORDS = 1000
Decided = Mapping[int, tuple[str, str]]
"""Member -> grade and reason."""


@dataclass(frozen=True, slots=True)
class Change:
    """What the conclusion is to say otherwise than what is kept: a grade, points, or nothing."""

    decided: Decided | None = None
    ruling: Ruling | None = None


@dataclass(frozen=True, slots=True)
class Reckoned:
    """``at``: what it stands on besides the change it was reckoned with (see ``stands_on``)."""

    at: tuple[Any, ...]
    number: int
    words: str
    decided: Decided
    data: bytes
    """The bundle."""
    scores: Mapping[int, dict[str, Any]]
    formulas: Mapping[str, Any]


def stands_on(cycle: Cycle) -> tuple[Any, ...]:
    """Another one whenever a conclusion would be."""
    decided = tuple(sorted((pk, *said) for pk, said in _decided(cycle).items()))
    return (_next_number(cycle), decided, *standing_of(cycle))


def _next_number(cycle: Cycle) -> int:
    before = latest(cycle)
    return before.number + 1 if before else 1


def _decided(cycle: Cycle) -> Decided:
    return {pk: (one.grade, one.reason) for pk, one in verdicts_of(cycle).items()}


def reckon(cycle: Cycle, reason: str, change: Change | None = None) -> Reckoned:
    change = change or Change()
    at, number, words = stands_on(cycle), _next_number(cycle), reason.strip()[:WORDS]
    decided = {**_decided(cycle), **(change.decided or {})}
    found = round_of(cycle, change.ruling)
    told = [bundle.Verdict(code, *decided[pk]) for pk, code in found.codes.items() if pk in decided]
    return Reckoned(
        at, number, words, decided,
        bundle.whole(found.outcome, about(cycle, number, words, told)),
        {pk: found.outcome.line(found.row(pk)) for pk in found.codes},
        dict(found.outcome.case.formulas),
    )  # fmt: skip
