"""Opening the answers of a round, with what the round before knew (fill in once)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wangyu.assessment.evaluation.models import Answer, Cycle, Member
from wangyu.assessment.evaluation.queries.carrying import earlier_answers


def open_answers(
    cycle: Cycle, members: Sequence[Member], leaves: Callable[[Member], list[str]]
) -> None:
    """One for each leaf a university is asked; what is carried over waits to be looked at."""
    earlier = earlier_answers(cycle, [member.organisation_id for member in members])
    rows = []
    for member in members:
        for leaf in leaves(member):
            row = Answer(member=member, indicator=leaf)
            if before := earlier.get((member.organisation_id, leaf)):
                row.values, row.words, row.carried = before.values, before.words, True
            rows.append(row)
    Answer.objects.bulk_create(rows, batch_size=1000)
