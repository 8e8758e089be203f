"""A clause of the policy as the platform holds and judges it. One file a clause reads like it.

In the files, figures are written by the key of their reporting item; None is a figure reported
blank, and one that is not named was not reported at all. What an app computes is written by its
measure's key with "__" for the point.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pytest

from wangyu.assessment.policy.kinds import pack
from wangyu.assessment.policy.logic.fulfilment import LABELS, clause_status, find
from wangyu.base.lib import measures

YEAR_END = date(2025, 12, 31)


class Duty(NamedTuple):
    """One requirement taken from the clause."""

    words: str
    """As they stand in the clause."""
    strength: str
    how_often: str
    figures: tuple[str, ...]
    papers: tuple[str, ...]
    who: str = "高校中心"
    figure_is_ours: bool = False
    """The policy names no number: ours is an example, 示例·非官方."""
    to_come: bool = False
    """Judged by a measure of an app that is not built yet."""


def _key(said: str) -> str:
    return said.replace("__", ".") if "__" in said else f"fact.{said}"


class Clause:
    def __init__(self, number):
        self.rules = pack("hunan-2021-07")
        self._clause = self.rules.clauses[number]
        self._requirements = self.rules.of_clause(number)
        self.number, self.title, self.text = number, self._clause.title, self._clause.text
        self.part = self._clause.part

    @property
    def duties(self):
        """Requirement -> duty, in the order of the clause."""
        return {
            r.key: Duty(
                r.quote, r.modality_label, r.frequency,
                tuple(key.removeprefix("fact.") for key in r.measures), r.evidence, r.tier_label,
                figure_is_ours=r.unofficial, to_come=r.planned,
            )
            for r in self._requirements
        }  # fmt: skip

    @property
    def missing_apps(self):
        """Measures of the clause that no app offers today."""
        keys = [k for r in self._requirements if r.rule != "standard" for k in r.measures]
        return {key for key in keys if not measures.is_offered(key)}

    @property
    def figures(self):
        """The other numbers the clause states: key -> value and unit."""
        return {f.key: f"{f.value} {f.unit}" for f in self.rules.figures if f.clause == self.number}

    def standard(self, key):
        return self.rules.standards_on(YEAR_END)[key]

    def findings(self, **reported):
        values = {_key(k): None if v is None else Decimal(str(v)) for k, v in reported.items()}
        offered = frozenset(k for k in self.rules.measure_keys if measures.is_offered(k))
        standards = self.rules.standards_on(YEAR_END)
        return {r.key: find(r, values, standards, offered) for r in self._requirements}

    def finding(self, key, **reported):
        return self.findings(**reported)[key]

    def verdict(self, key, **reported):
        """The word a person reads for one duty."""
        return self.finding(key, **reported).label

    def state(self, **reported):
        """The word a person reads in the clause's cell of the board."""
        return LABELS[clause_status(self.findings(**reported).values())]


@pytest.fixture
def clause(request):
    """The clause that the file's name says."""
    return Clause(int(request.module.__name__[-2:]))
