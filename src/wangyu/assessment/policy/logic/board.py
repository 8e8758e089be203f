"""The whole board: universities × clauses, and what it adds up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wangyu.assessment.policy.logic.fulfilment import Finding, Values, clause_status, find
from wangyu.assessment.policy.logic.pack import Requirement, Standard


@dataclass(frozen=True, slots=True)
class Line:
    """One university: clause number -> state."""

    org_id: int
    states: dict[int, str]


def findings(
    requirements: Iterable[Requirement],
    values: Values,
    standards: Mapping[str, Standard],
    offered: frozenset[str],
) -> dict[int, list[Finding]]:
    """Clause number -> findings, for one university."""
    found: dict[int, list[Finding]] = {}
    for requirement in requirements:
        one = find(requirement, values, standards, offered)
        found.setdefault(requirement.clause, []).append(one)
    return found


def line(
    org_id: int,
    clauses: Sequence[int],
    requirements: Sequence[Requirement],
    values: Values,
    standards: Mapping[str, Standard],
    offered: frozenset[str],
) -> Line:
    found = findings(requirements, values, standards, offered)
    return Line(org_id, {number: clause_status(found.get(number, [])) for number in clauses})


def count_states(lines: Iterable[Line], clauses: Sequence[int]) -> dict[int, Counter[str]]:
    """Clause number -> how many universities in each state."""
    counted: dict[int, Counter[str]] = {number: Counter() for number in clauses}
    for one in lines:
        for number, state in one.states.items():
            counted[number][state] += 1
    return counted
