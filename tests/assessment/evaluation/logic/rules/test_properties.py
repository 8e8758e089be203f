"""What holds of every kind of rule, whatever the numbers."""

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from tests.assessment.evaluation.logic.making import STANDARD, given, rule_of
from wangyu.assessment.evaluation.logic.rules import KINDS

FULL = 10.0
TIERS = [{"title": str(n), "points": n * 2.5} for n in range(5)]
RULES = {
    "step up": ({"kind": "step", "steps": [{"at_least": 6, "points": 10}, {"at_least": 2, "points": 4}], "otherwise": 1}, 2),
    "step down": ({"kind": "step", "steps": [{"at_most": 2, "points": 10}, {"at_most": 6, "points": 4}]}, 1),
    "count one": ({"kind": "count_met", "scores": [0, 1, 5, 10]}, 1),
    "count many": ({"kind": "count_met", "scores": [0, 5, 10], "at_least": 3}, 2),
    "checklist": ({"kind": "checklist_sum", "items": [{"title": "甲", "points": 3, "at_least": 2}, {"title": "乙", "points": 7}]}, 2),
    "per n": ({"kind": "per_n_capped", "per": 1.5, "each": [1, 2], "rounding": "half_up"}, 2),
    "per n, open": ({"kind": "per_n_capped", "per": 3, "rounding": "ceil", "capped": False}, 1),
    "deduct": ({"kind": "deduct_only", "each": [1, 2]}, 2),
    "tier": ({"kind": "evidence_tier", "tiers": TIERS}, 1),
    "to a measure": ({"kind": "ratio_to_target", "target": {"measure": "m.t"}}, 2),
    "to a standard": ({"kind": "ratio_to_target", "target": {"standard": "space", "heads": ["m.s", "m.t"]}}, 1),
    "more is better": ({"kind": "percentile", "least": 2}, 1),
    "less is better": ({"kind": "percentile", "better": "less"}, 2),
    "panel": ({"kind": "panel", "scale": 20}, 1),
    "veto": ({"kind": "veto", "at_least": 3}, 1),
}  # fmt: skip
UNITS = 6
numbers = st.integers(0, 20).map(float) | st.just(np.nan)
whole = st.integers(0, 4).map(float) | st.just(np.nan)


def cells(rule, own):
    """A table of values: a list a measure, those a rule reads besides included."""
    one = whole if rule.choices else numbers
    return st.lists(st.lists(one, min_size=UNITS, max_size=UNITS), min_size=own + len(rule.reads), max_size=own + len(rule.reads))  # fmt: skip


def read(name):
    rule, own = RULES[name]
    full = 0 if rule["kind"] == "veto" else FULL
    return rule_of(rule, full, own, standard=[STANDARD]), own, full


def points(rule, own, full, table, groups=None):
    return rule.points(given(*table[:own], further=table[own:], full=full, groups=groups))


def test_every_kind_is_among_them():
    assert {rule["kind"] for rule, _ in RULES.values()} == set(KINDS)


@pytest.mark.parametrize("name", RULES)
@drawn(data=st.data())
def test_points_are_missing_exactly_where_a_measure_is_and_within_full_marks(name, data):
    rule, own, full = read(name)
    table = np.array(data.draw(cells(rule, own)))
    found = points(rule, own, full, table)
    absent = np.isnan(table).any(axis=0)
    assert np.isnan(found[absent]).all()
    known = found[~np.isnan(found)]
    assert (known >= 0).all()
    if getattr(rule, "capped", True):
        assert (known <= full).all()
    if rule.KIND != "ratio_to_target":  # whose target may be 0
        assert not np.isnan(found[~absent]).any()


@pytest.mark.parametrize("name", RULES)
@drawn(data=st.data())
def test_more_of_a_measure_moves_points_only_the_way_the_rule_says(name, data):
    rule, own, full = read(name)
    table = np.nan_to_num(np.array(data.draw(cells(rule, own))), nan=1.0)
    place, row = data.draw(st.integers(0, len(table) - 1)), data.draw(st.integers(0, UNITS - 1))
    step = 1.0 if rule.choices else data.draw(st.sampled_from([0.5, 1.0, 4.0]))
    more = table.copy()
    more[place, row] = (
        min(table[place, row] + step, 4.0) if rule.choices else table[place, row] + step
    )
    before, after = (points(rule, own, full, one)[row] for one in (table, more))
    trend = rule.trend(own)[place]
    assert len(rule.trend(own)) == len(table)
    if not np.isnan(before) and not np.isnan(after):
        assert (after - before) * trend >= -1e-9
        assert trend or after == before


TRENDS = {
    "step up": (1, 1), "step down": (-1,), "count one": (1,), "count many": (1, 1),
    "checklist": (1, 1), "per n": (1, 1), "per n, open": (1,), "deduct": (-1, -1), "tier": (1,),
    "to a measure": (1, 1, -1), "to a standard": (1, -1, -1), "more is better": (1,),
    "less is better": (-1, -1), "panel": (1,), "veto": (0,),
}  # fmt: skip


@pytest.mark.parametrize("name", RULES)
def test_which_way_each_measure_helps_is_said(name):
    rule, own, _ = read(name)
    assert rule.trend(own) == TRENDS[name]


@pytest.mark.parametrize("name", RULES)
@drawn(data=st.data())
def test_the_order_of_the_units_changes_nothing(name, data):
    rule, own, full = read(name)
    table = np.array(data.draw(cells(rule, own)))
    groups = np.array(data.draw(st.lists(st.integers(0, 2), min_size=UNITS, max_size=UNITS)))
    order = np.array(data.draw(st.permutations(range(UNITS))))
    found = points(rule, own, full, table, groups)
    moved = points(rule, own, full, table[:, order], groups[order])
    np.testing.assert_array_equal(moved, found[order])


SCALED = {
    "step up": lambda k: {"kind": "step", "steps": [{"at_least": round(6 * k, 4), "points": 10}, {"at_least": round(2 * k, 4), "points": 4}], "otherwise": 1},
    "per n": lambda k: {"kind": "per_n_capped", "per": round(1.5 * k, 4), "each": [1, 2], "rounding": "half_up"},
    "per n, open": lambda k: {"kind": "per_n_capped", "per": round(3 * k, 4), "rounding": "ceil", "capped": False},
    "count many": lambda k: {"kind": "count_met", "scores": [0, 5, 10], "at_least": round(3 * k, 4)},
    "panel": lambda k: {"kind": "panel", "scale": round(20 * k, 4)},
    "to a measure": lambda _: RULES["to a measure"][0],
    "more is better": lambda _: RULES["more is better"][0],
}  # fmt: skip


@pytest.mark.parametrize("name", SCALED)
@drawn(data=st.data(), times=st.sampled_from([0.1, 0.25, 3.0, 100.0, 10000.0]))
def test_another_unit_of_measure_with_its_thresholds_gives_the_same_points(name, data, times):
    rule, own, full = read(name)
    other = rule_of(SCALED[name](times), full, own)
    table = np.array(data.draw(cells(rule, own)))
    grown = np.round(table * times, 6)
    np.testing.assert_allclose(points(other, own, full, grown), points(rule, own, full, table))


@pytest.mark.parametrize("name", RULES)
def test_every_case_has_its_sentence(name):
    rule, own, full = read(name)
    for value in (0.0, 1.0, 3.0, 4.0):
        table = np.full((own + len(rule.reads), UNITS), value)
        sentence = rule.explain(given(*table[:own], further=table[own:], full=full), 0)
        assert sentence.endswith("。")
        assert "nan" not in sentence
