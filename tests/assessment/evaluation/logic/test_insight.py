"""What trying a scheme out shows: what carries, what repeats, what is flat, and how it can be gamed."""

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from tests.assessment.evaluation.logic.making import leaf, made, scored
from wangyu.assessment.evaluation.logic.gaming import cliffs, on_a_word, unverified
from wangyu.assessment.evaluation.logic.insight import (
    clauses_without,
    moves,
    ranks,
    redundant,
    weights,
)

NAN = np.nan
STEPS = {"kind": "step", "steps": [{"at_least": 30, "points": 10}, {"at_least": 20, "points": 9}, {"at_least": 10, "points": 3}]}  # fmt: skip


def three(**head):
    return made(leaf("a", 50), leaf("b", 30), leaf("c", 20), **head)


FACTS = {"m.a": [0, 20, 40, 60, 100], "m.b": [10, 20, 30, 40, 60], "m.c": [50, 50, 50, 50, NAN]}


def test_the_parts_of_the_variance_add_up_and_tell_who_carries():
    found = {one.key: one for one in weights(scored(three(), FACTS))}
    assert sum(one.importance for one in found.values()) == pytest.approx(1)
    assert found["a"].nominal == 0.5
    assert found["a"].importance > 0.7
    assert found["c"].importance < 0
    assert found["a"].correlation > 0.95


def test_what_tells_nobody_apart_and_what_is_missing_is_said():
    found = {one.key: one for one in weights(scored(three(), FACTS))}
    assert found["c"].tells_nobody_apart
    assert found["c"].missing == 0.2
    assert not found["a"].tells_nobody_apart
    assert found["a"].same == 0.2
    nothing = weights(scored(three(), {key: [NAN] * 3 for key in FACTS}))[0]
    assert (nothing.missing, nothing.same, nothing.importance, nothing.correlation) == (
        1,
        0,
        None,
        None,
    )


def test_leaves_that_say_the_same_are_paired():
    facts = {"m.a": [0, 20, 40, NAN], "m.b": [100, 80, 60, 0], "m.c": [5, 90, 20, 70]}
    pairs = redundant(scored(three(), facts))
    assert [(one.one, one.other) for one in pairs] == [("a", "b")]
    assert pairs[0].correlation == pytest.approx(-1)
    more = redundant(scored(three(), facts), least=0.3)
    assert len(more) == 2
    assert more[0].one + more[0].other == "ab"


@drawn(st.lists(st.lists(st.integers(0, 100), min_size=3, max_size=3), min_size=3, max_size=8))
def test_importances_always_add_up_to_one_where_totals_differ(rows):
    facts = dict(zip(("m.a", "m.b", "m.c"), np.array(rows, float).T, strict=True))
    scores = scored(three(), facts)
    found = weights(scores)
    if np.ptp(scores.total) > 1e-9:
        assert sum(one.importance for one in found) == pytest.approx(1)
    assert all(one.correlation is None or -1 <= one.correlation <= 1 for one in found)
    plain = np.corrcoef(scores.points.T) if all(np.ptp(scores.points, axis=0)) else None
    if plain is not None:
        close = {("a", "b"): plain[0, 1], ("a", "c"): plain[0, 2], ("b", "c"): plain[1, 2]}
        expected = {pair for pair, r in close.items() if abs(r) >= 0.9 + 1e-9}
        assert expected <= {(one.one, one.other) for one in redundant(scores)}


def test_clauses_nothing_looks_at_are_named():
    assert clauses_without(three(), [1, 2, 3]) == [2, 3]


def test_moves_are_those_of_the_ranks():
    facts = {"m.a": [100, 50, 0], "m.b": [0, 50, 100], "m.c": [0, 0, 0]}
    before = scored(three(), facts)
    other = made(leaf("a", 10), leaf("b", 70), leaf("c", 20))
    found = {one.unit: one for one in moves(before, scored(other, facts))}
    assert (found["校0"].before, found["校0"].after, found["校0"].up) == (1, 3, -2)
    assert found["校2"].up == 2
    assert found["校1"].up == 0
    assert found["校0"].total_after == 10
    gone = scored(other, {key: row[:2] for key, row in facts.items()})
    assert {one.unit for one in moves(before, gone)} == {"校0", "校1"}


def test_who_is_vetoed_is_ranked_behind():
    scheme = made(leaf("a", 10), leaf("v", 0, {"kind": "veto", "at_least": 1}))
    assert ranks(scored(scheme, {"m.a": [5, 9, 1], "m.v": [0, 1, 0]})).tolist() == [1, 3, 2]


def test_the_cheapest_jump_of_a_step_is_found_with_who_stands_before_it():
    found = cliffs(scored(made(leaf("a", 10, STEPS)), {"m.a": [19, 19, 5, NAN]}))
    assert len(found) == 1
    one = found[0]
    assert (one.leaf, one.measure, one.by, one.at, one.points, one.near) == (
        "a",
        "m.a",
        1,
        19,
        6,
        2,
    )


def test_fewer_are_better_jumps_the_other_way():
    rule = {"kind": "step", "steps": [{"at_most": 0, "points": 10}, {"at_most": 2, "points": 7}]}
    one = cliffs(scored(made(leaf("a", 10, rule)), {"m.a": [3]}))[0]
    assert (one.by, one.at, one.points, one.near) == (-1, 3, 7, 1)


def test_counts_and_each_so_many_have_jumps_and_smooth_rules_none():
    scheme = made(
        leaf("count", 10, {"kind": "count_met", "scores": [0, 0, 3, 5, 10]}),
        leaf("many", 10, {"kind": "count_met", "scores": [0, 2, 10]}, measures=["m.x", "m.y"]),
        leaf("each", 10, {"kind": "per_n_capped", "per": 100, "each": 2, "rounding": "floor"}),
        leaf("panel", 10),
        leaf("place", 10, {"kind": "percentile"}),
        leaf("ratio", 10, {"kind": "ratio_to_target", "target": {"constant": 1000}}),
    )
    facts = {"m.count": [3], "m.x": [0], "m.y": [1], "m.each": [199], "m.panel": [1], "m.place": [1], "m.ratio": [1]}  # fmt: skip
    found = {(one.leaf, one.measure): one for one in cliffs(scored(scheme, facts))}
    assert {key for key, _ in found} == {"count", "many", "each"}
    assert (found["count", "m.count"].at, found["count", "m.count"].points) == (3, 5)
    assert found["each", "m.each"].points == 2
    assert found["many", "m.x"].points == 2


def test_a_flat_rule_has_no_jump():
    rule = {"kind": "step", "steps": [{"at_least": 1, "points": 10}], "otherwise": 10}
    assert cliffs(scored(made(leaf("a", 10, rule)), {"m.a": [0, 5]})) == []


def test_what_rests_on_a_word_is_named():
    scheme = made(leaf("a", 10, asked="有吗"), leaf("b", 10, asked="有吗", evidence="required"), leaf("c", 10))  # fmt: skip
    assert [(one.leaf, one.points) for one in on_a_word(scheme)] == [("a", 10)]
    states = {"m.c": "reported", "self.a": "reported", "self.b": "verified"}
    assert [one.leaf for one in unverified(scheme, states)] == ["a", "c"]
    assert unverified(scheme, {}) == []
