"""What each move of a round is done by. A room that adds a move adds its line."""

from __future__ import annotations

from collections.abc import Callable

from wangyu.assessment.evaluation.models import Cycle
from wangyu.assessment.evaluation.ops import concluding, cycles, noticing, pairs, visits

MOVES: dict[str, Callable[..., Cycle]] = {
    "begin": cycles.begin_cycle,
    "cancel": cycles.cancel_cycle,
    "check": pairs.begin_checks,
    "reopen_self": pairs.reopen_self,
    "spot": visits.begin_spot,
    "conclude": concluding.conclude_cycle,
    "spot_again": concluding.spot_again,
    "publicize": noticing.publicize,
    "withdraw_notice": noticing.withdraw_notice,
    "release": noticing.release,
}
