"""A conclusion as files: the whole of it, or what one university needs to recompute its own part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from wangyu.assessment.evaluation.logic.bundle import tables
from wangyu.assessment.evaluation.logic.bundle.container import dumped, pack
from wangyu.assessment.evaluation.logic.charter import plain as plain_charter
from wangyu.assessment.evaluation.logic.concluding import FEW, Outcome, number
from wangyu.assessment.evaluation.logic.concluding.case import MUTUAL, Case, Fact, Unit
from wangyu.assessment.evaluation.logic.concluding.checking import Checker
from wangyu.assessment.evaluation.logic.formulas import FORMAT
from wangyu.assessment.evaluation.logic.rules.percentile import Percentile
from wangyu.assessment.evaluation.logic.scheme import plain as plain_scheme

WHOLE, OWN = "whole", "own"
PEER = "peer"


@dataclass(frozen=True, slots=True)
class Verdict:
    unit: str
    grade: str
    reason: str


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a conclusion besides its numbers."""

    title: str
    number: int
    reason: str
    program: str
    libraries: Mapping[str, str]
    verdicts: Sequence[Verdict] = ()
    draw: Mapping[str, Any] | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


def whole(outcome: Outcome, about: About) -> bytes:
    case = outcome.case
    files = {
        **_head(case, about), "case.json": dumped(_case(case) | _drawn_as(case)), "units.csv": _units(case.units),
        "facts.csv": _facts(case.facts), "ratings.csv": _ratings(case),
        "verdicts.csv": _verdicts(about.verdicts), "results.json": dumped(outcome.document()),
    }  # fmt: skip
    return pack(files, _about(about, WHOLE))


def own(outcome: Outcome, row: int, about: About) -> bytes:
    """Others stand in it under codes, with totals by top indicator only.

    Only in a peer group of five or more; and where a rule compares, others' values of that measure,
    in an order of its own.
    """
    case, unit = outcome.case, outcome.case.units[row]
    peers, facts = _pool(outcome, row)
    common = outcome.common
    own_marks = [mark for mark in case.marks if mark.unit == unit.code]
    checkers = sorted({mark.by for mark in own_marks if mark.kind == MUTUAL})
    group = case.peer_groups[unit.group]
    about_case = _case(case) | {
        "unit": unit.code, "place": group.index(row), "rest": common.rest,
        "correction": [number(one) for one in common.gap.correction],
        "gap_error": number(common.gap.error), "first": outcome.firsts[unit.group],
        "group_number": list(case.peer_groups).index(unit.group),
    }  # fmt: skip
    files = {
        **_head(case, about), "case.json": dumped(about_case), "units.csv": _units((unit, *peers)),
        "facts.csv": _facts(facts),
        "ratings.csv": tables.written(tables.RATINGS, map(_mark, own_marks)),
        "severities.csv": tables.written(
            tables.SEVERITIES,
            [_checker(common.checkers[by]) for by in checkers],
        ),
        "verdicts.csv": _verdicts([one for one in about.verdicts if one.unit == unit.code]),
    }  # fmt: skip
    result = outcome.score_line(row)
    if len(group) >= FEW:
        files["standing.csv"] = _standing(outcome, row)
        result |= outcome.brief(row)
    return pack(files | {"results.json": dumped(result)}, _about(about, OWN))


def _about(about: About, kind: str) -> dict[str, Any]:
    head = {"format": FORMAT, "kind": kind, "title": about.title, "conclusion": about.number}
    return head | {"reason": about.reason} | dict(about.more)


def _head(case: Case, about: About) -> dict[str, str]:
    versions = {
        "program": about.program,
        "libraries": dict(about.libraries),
        "formulas": dict(case.formulas),
    }
    found = {
        "versions.json": dumped(versions), "scheme.json": dumped(plain_scheme(case.scheme)),
        "charter.json": dumped(plain_charter(case.charter)),
    }  # fmt: skip
    return found | ({"draw.json": dumped(about.draw)} if about.draw else {})


def _case(case: Case) -> dict[str, Any]:
    return {"periods": list(case.periods), "seed": case.seed}


def _drawn_as(case: Case) -> dict[str, Any]:
    """What the published frame calls each unit: a university may have got another name since."""
    pairs = (pair for one in case.layers for pair in zip(one.units, one.names, strict=True))
    return {"drawn_as": dict(pairs)} if case.layers else {}


def _units(units: Sequence[Unit]) -> str:
    rows = [(one.code, one.name, one.group, one.compared) for one in units]
    return tables.written(tables.UNITS, rows)


def _facts(facts: Sequence[Fact]) -> str:
    rows = [(one.unit, one.measure, one.period, one.value) for one in facts]
    return tables.written(tables.FACTS, rows)


def _ratings(case: Case) -> str:
    return tables.written(tables.RATINGS, map(_mark, case.marks))


def _mark(mark: Any) -> tuple[str | float, ...]:
    return mark.kind, mark.unit, mark.by, mark.leaf, mark.points


def _checker(one: Checker) -> tuple[str | float, ...]:
    return one.by, one.severity, one.se, one.checks


def _verdicts(verdicts: Sequence[Verdict]) -> str:
    rows = [(one.unit, one.grade, one.reason) for one in verdicts]
    return tables.written(tables.VERDICTS, rows)


def standing_head(tops: Sequence[str]) -> tuple[str, ...]:
    parts = [f"{part}.{top}" for part in ("least", "most") for top in tops]
    return ("unit", *parts, "error", "vetoed", "total")


def _standing(outcome: Outcome, row: int) -> str:
    case, peers = outcome.case, outcome.peers
    rows = []
    for place in case.peer_groups[case.units[row].group]:
        numbers = [*map(float, peers.least_by_top[place]), *map(float, peers.most_by_top[place])]
        end = (float(peers.errors[place]), int(peers.out[place]), float(peers.total[place]))
        row_of: list[str | float] = [case.units[place].code, *numbers, *end]
        rows.append(row_of)
    return tables.written(standing_head([top.key for top in case.scheme.tops]), rows)


def _pool(outcome: Outcome, row: int) -> tuple[list[Unit], list[Fact]]:
    """One's own facts, and what rules compare them with: each measure's values in an order of its own."""
    case, unit = outcome.case, outcome.case.units[row]
    facts = [fact for fact in case.facts if fact.unit == unit.code]
    leaves = [leaf for leaf in case.scheme.leaves if isinstance(leaf.rule, Percentile)]
    measures = list(dict.fromkeys(key for leaf in leaves for key in leaf.measures))
    joint = {key for leaf in leaves if len(leaf.measures) > 1 for key in leaf.measures}
    peers: dict[str, Unit] = {}
    for nth, key in enumerate(measures):
        seed = [case.seed, 2, 0 if key in joint else nth + 1]
        order = np.random.default_rng(seed).permutation(len(case.units))
        for place, at in enumerate(order):
            one = case.units[at]
            if at != row:
                code = f"{PEER}{nth if key not in joint else 'all'}-{place + 1}"
                peers[code] = Unit(code, "", "", one.compared)
                facts += [Fact(code, key, f.period, f.value) for f in _of(case, one.code, key)]
    return list(peers.values()), facts


def _of(case: Case, unit: str, measure: str) -> list[Fact]:
    return [fact for fact in case.facts if fact.unit == unit and fact.measure == measure]
