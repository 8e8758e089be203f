"""Totals, what is missing, what vetoes, and what is refused before anything is computed."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from tests.assessment.evaluation.logic.making import data, leaf, made, scored
from wangyu.assessment.evaluation.logic.scheme import read_scheme
from wangyu.assessment.evaluation.logic.scoring import explain, score
from wangyu.assessment.evaluation.logic.spans import over_years
from wangyu.base.lib.given import WrongInput

NAN = np.nan
NEWS = {"kind": "step", "steps": [{"at_least": 20, "points": 10}, {"at_least": 10, "points": 4}]}
SHARE = {"kind": "ratio_to_target", "target": {"constant": 10}}


def tree(**head):
    return made(
        {"key": "work", "title": "工作", "points": 40},
        {"key": "news", "title": "新闻", "points": 30, "parent": "work"},
        leaf("a", 10, NEWS, parent="news"),
        leaf("b", 20, SHARE, parent="news"),
        leaf("c", 10, SHARE, parent="work"),
        leaf("d", 60, {"kind": "panel"}),
        leaf("e", 0, {"kind": "veto", "at_least": 1}),
        **head,
    )


FACTS = {
    "m.a": [25, 12, 3, 25],
    "m.b": [10, 5, NAN, 10],
    "m.c": [5, 5, NAN, 10],
    "m.d": [100, 50, 80, 90],
    "m.e": [0, 0, 0, 1],
}


def test_a_small_province_by_hand():
    found = scored(tree(), FACTS)
    np.testing.assert_allclose(found.total, [95, 49, 48, 0])
    np.testing.assert_allclose(found.total_most, [95, 49, 78, 0])
    assert found.missing == ((), (), ("b", "c"), ())
    assert found.vetoed == (None, None, None, "e")
    np.testing.assert_allclose(found.earned, [[35, 60, 0], [19, 30, 0], [0, 48, 0], [40, 54, 0]])
    np.testing.assert_allclose(found.by_indicator("news"), [30, 14, 0, 30])
    np.testing.assert_allclose(found.by_indicator("c"), [5, 5, NAN, 10])


def test_what_is_missing_may_be_counted_otherwise_where_the_scheme_says_so():
    rescaled = scored(tree(missing="rescaled"), FACTS)
    np.testing.assert_allclose(rescaled.total, [95, 49, 48 / 70 * 100, 0])
    np.testing.assert_allclose(rescaled.total_most, rescaled.total)
    zero = scored(tree(missing="zero"), FACTS)
    np.testing.assert_allclose(zero.total, [95, 49, 48, 0])
    np.testing.assert_allclose(zero.total_most, zero.total)
    assert zero.missing == rescaled.missing == ((), (), ("b", "c"), ())


def test_who_reported_nothing_is_missing_everywhere_and_nowhere_zero():
    for missing in ("open", "rescaled"):
        found = scored(tree(missing=missing), {key: [NAN] for key in FACTS})
        assert found.missing == (("a", "b", "c", "d", "e"),)
        assert found.total.tolist() == [0]
        assert np.isnan(found.by_indicator("work")).all()
    assert scored(tree(), {key: [NAN] for key in FACTS}).total_most.tolist() == [100]


def test_a_measure_nobody_has_is_missing_for_all():
    found = scored(tree(), {"m.a": [25, 3]})
    assert found.missing[0] == ("b", "c", "d", "e")
    np.testing.assert_allclose(found.total, [10, 0])


def test_points_are_explained_with_the_words_of_the_measure():
    found = scored(tree(), FACTS)
    first, second, *_ = found.scheme.leaves
    assert (
        explain(found, first, 1, {"m.a": "供稿篇数"})
        == "供稿篇数为 12，在“10 及以上”一档，得 4 分（满分 10 分）。"
    )
    assert explain(found, second, 2) == f"缺 {second.title}，没有计分（满分 20 分）。"
    assert explain(found, second, 2, {"m.b": "文章"}) == "缺 文章，没有计分（满分 20 分）。"
    assert explain(found, found.scheme.tops[0], 0) == ""


def test_what_a_form_asks_is_missed_by_its_question_never_by_its_key():
    leaf = replace(tree().leaves[1], asked=("承办了几次？",))
    found = scored(tree(), FACTS)
    assert explain(found, leaf, 2).startswith("缺 承办了几次？，没有计分")


@pytest.mark.parametrize(
    ("units", "groups", "values", "sentence"),
    [
        (["甲", "甲"], ["", ""], {}, "单位 甲 出现了两次，应只有一次。"),
        (["甲"], [], {}, "有 1 个单位、0 个组，应逐个对应。"),
        (["甲"], [""], {"m.x": [1]}, "没有用到指标 m.x，应为 m.a、m.b、m.c、m.d、m.e 之一。"),
        (["甲"], [""], {"m.a": [1, 2]}, "指标 m.a 有 2 个值，应与单位数 1 相同。"),
        (["甲"], [""], {"m.a": [np.inf]}, "指标 m.a 里有太大的数，应在正负 1e+15 以内。"),
        (["甲"], [""], {"m.d": [101]}, "甲 的 m.d 是 101，应为 0 到 100 的数。"),
    ],
)
def test_wrong_facts_are_one_sentence(units, groups, values, sentence):
    with pytest.raises(WrongInput) as error:
        score(tree(), units, groups, {key: np.array(one, float) for key, one in values.items()})
    assert sentence in str(error.value)


def test_a_tier_is_a_whole_number():
    rule = {
        "kind": "evidence_tier",
        "tiers": [{"title": "无", "points": 0}, {"title": "有", "points": 10}],
    }
    for wrong in (0.5, 2, -1):
        with pytest.raises(WrongInput, match="应为 0 到 1 的整数"):
            scored(made(leaf("a", 10, rule)), {"m.a": [wrong]})


def test_an_expert_may_give_half_a_point():
    assert scored(made(leaf("a", 10, {"kind": "panel"})), {"m.a": [79.5]}).total[0] == 7.95


def test_years_make_one_value_and_a_missing_year_is_not_zero():
    years = np.array([[1.0, NAN, 3], [5, 4, NAN]])
    np.testing.assert_array_equal(over_years(years, "last"), [5, 4, NAN])
    np.testing.assert_array_equal(over_years(years, "sum"), [6, NAN, NAN])
    np.testing.assert_array_equal(over_years(years, "mean"), [3, NAN, NAN])


cell = st.floats(0, 20, allow_nan=False) | st.just(NAN)
FIVE = 5
tables = st.fixed_dictionaries({key: st.lists(cell, min_size=FIVE, max_size=FIVE) for key in FACTS})


@drawn(tables)
def test_totals_are_the_sum_of_what_a_reader_adds_up(table):
    found = scored(tree(), table)
    for row in range(FIVE):
        known = [p for p in found.points[row] if not np.isnan(p)]
        lost = [leaf.points for leaf in found.scheme.leaves if leaf.key in found.missing[row]]
        veto = found.vetoed[row] is not None
        assert found.total[row] == (0 if veto else pytest.approx(sum(known)))
        assert found.total_most[row] == (0 if veto else pytest.approx(sum(known) + sum(lost)))


@drawn(tables, st.permutations(range(FIVE)))
def test_the_order_of_the_units_moves_rows_and_nothing_else(table, order):
    found = scored(tree(), table)
    moved = scored(tree(), {key: np.array(row)[order] for key, row in table.items()})
    np.testing.assert_array_equal(moved.total, found.total[order])
    np.testing.assert_array_equal(moved.points, found.points[order])


@drawn(tables, st.integers(0, FIVE - 1), st.sampled_from(sorted(FACTS)))
def test_a_fact_that_becomes_known_lands_between_the_two_totals(table, row, key):
    known = {k: np.array(v) for k, v in table.items()}
    known["m.e"][:] = 0
    known[key][row] = 0.0
    hidden = {k: v.copy() for k, v in known.items()}
    hidden[key][row] = NAN
    before, after = scored(tree(), hidden), scored(tree(), known)
    assert before.total[row] - 1e-9 <= after.total[row] <= before.total_most[row] + 1e-9


@drawn(tables, st.sampled_from([0.5, 2.0, 10.0]))
def test_all_points_times_as_many_make_totals_times_as_many(table, times):
    def panels(k):
        return made(leaf("a", 30 * k), leaf("b", 70 * k), points=100 * k)

    two = {key: table[key] for key in ("m.a", "m.b")}
    one, more = scored(panels(1), two), scored(panels(times), two)
    np.testing.assert_allclose(more.total, one.total * times)


def test_the_scheme_says_what_is_read():
    with pytest.raises(WrongInput, match=r"方案 big 没有用到指标 x，应为 m.l0.* 等 12 个之一"):
        score(
            read_scheme(data(*(leaf(f"l{n}") for n in range(12)), key="big"), "大"),
            ["甲"], [""], {"x": np.zeros(1)},
        )  # fmt: skip
