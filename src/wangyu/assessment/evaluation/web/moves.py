"""What each move of a round is done by. A room that adds a move adds its line."""

from __future__ import annotations

from collections.abc import Callable

from wangyu.assessment.evaluation.models import Cycle
from wangyu.assessment.evaluation.ops import cycles, pairs, visits

MOVES: dict[str, Callable[..., Cycle]] = {
    "begin": cycles.begin_cycle,
    "cancel": cycles.cancel_cycle,
    "check": pairs.begin_checks,
    "reopen_self": pairs.reopen_self,
    "spot": visits.begin_spot,
}
