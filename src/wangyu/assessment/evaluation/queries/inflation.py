"""What the visits say of all self-checks: the estimate that a conclusion records."""

from __future__ import annotations

from wangyu.assessment.evaluation.logic.inflation import Inflation
from wangyu.assessment.evaluation.models import Cycle
from wangyu.assessment.evaluation.queries.combined import round_of
from wangyu.assessment.evaluation.queries.draws import find_draw


def inflation_of(cycle: Cycle) -> Inflation | None:
    """None as long as nobody has been drawn."""
    draw = find_draw(cycle)
    if draw is None or draw.result is None:
        return None
    return round_of(cycle).outcome.inflation
