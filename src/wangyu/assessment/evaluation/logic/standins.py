"""One pair falls away: who may check instead, with the others' pairs left as they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from wangyu.assessment.evaluation.logic.pairing.problem import MUTUAL, Problem

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class StandIn:
    """``load``: how many it checks now, without this one."""

    id: str
    load: int
    same_group: bool


def stand_ins(problem: Problem, pairs: Sequence[Pair], dropped: Pair) -> list[StandIn]:
    """Whoever may check the one that has lost a checker: the least loaded first, then its own group."""
    place = {one.id: number for number, one in enumerate(problem.members)}
    left = [pair for pair in pairs if pair != dropped]
    loads, taken = Counter(checker for checker, _ in left), set(left)
    checked = dropped[1]
    found = [
        StandIn(one.id, loads[one.id], one.group == problem.members[place[checked]].group)
        for one in problem.members
        if problem.allowed[place[one.id], place[checked]]
        and one.id != dropped[0]
        and (one.id, checked) not in taken
        and not (MUTUAL in problem.rules and (checked, one.id) in taken)
    ]
    return sorted(found, key=lambda one: (one.load, not one.same_group, one.id))
