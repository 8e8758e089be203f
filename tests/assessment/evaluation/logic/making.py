"""Small schemes and facts for the tests."""

from __future__ import annotations

import numpy as np

from wangyu.assessment.evaluation.logic.rules import Given
from wangyu.assessment.evaluation.logic.scheme import read_scheme
from wangyu.assessment.evaluation.logic.scoring import score

HEAD = {"key": "made", "title": "测试方案", "label": "示例·非官方"}
STANDARD = {
    "key": "space", "title": "场地", "clause": 9, "value": "80", "unit": "㎡", "per": "10000",
    "basis": "students_and_staff", "rounding": "none",
}  # fmt: skip
STAFF = STANDARD | {"key": "staff", "value": "1", "per": "8000", "rounding": "ceil"}


def leaf(key="a", points=10, rule=None, **more):
    """An indicator whose measure is ``m.<key>`` unless it says another."""
    own = {} if {"measures", "asked"} & set(more) else {"measures": [f"m.{key}"]}
    found = {"key": key, "title": f"指标{key}", "points": points, "clause": 1, **own, **more}
    return found | {"rule": {"kind": "panel"} if rule is None else rule}


def data(*indicators, points=None, standard=(), **head):
    tops = [one["points"] for one in indicators if not one.get("parent")]
    made = {"scheme": HEAD | head | {"points": sum(tops) if points is None else points}}
    return (
        made | {"indicator": list(indicators)} | ({"standard": list(standard)} if standard else {})
    )


def made(*indicators, **more):
    return read_scheme(data(*indicators, **more), "方案")


def rule_of(rule, points=10, measures=1, **more):
    """A rule read as a scheme reads it."""
    own = [f"m.{n}" for n in range(measures)]
    return made(leaf("a", points, rule, measures=own), leaf("z", 1), **more).leaves[0].rule


def given(*own, further=(), groups=None, full=10.0, names=("稿件",)):
    own = [np.array(one, float) for one in own]
    codes = np.zeros(len(own[0]), np.int64) if groups is None else np.array(groups)
    return Given(tuple(own), tuple(np.array(one, float) for one in further), codes, full, names)


def scored(scheme, values, groups=None, units=None):
    values = {key: np.array(value, float) for key, value in values.items()}
    size = len(next(iter(values.values())))
    names = units or [f"校{n}" for n in range(size)]
    return score(scheme, names, groups or [""] * size, values)
