"""Comparisons between figures: judged only where every figure is known."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangyu.records.ledger.logic.items import COMPARISONS, Change, Check, run_changes, run_checks

LABELS = {"students": "在校生总数"}


def check(op="<=", left=("a",), right=("b",), level="error"):
    return Check("id", level, left, op, right, "被采用篇数不应大于供稿篇数。")


def values(**figures):
    return {key: None if value is None else Decimal(value) for key, value in figures.items()}


@pytest.mark.parametrize(
    ("op", "left", "right", "holds"),
    [
        ("<=", 1, 2, True), ("<=", 2, 2, True), ("<=", 3, 2, False),
        (">=", 3, 2, True), (">=", 2, 2, True), (">=", 1, 2, False),
        ("==", 2, 2, True), ("==", 0, 0, True), ("==", 1, 2, False),
    ],
)  # fmt: skip
def test_a_comparison_holds_or_is_a_problem_at_its_first_figure(op, left, right, holds):
    found = run_checks([check(op, level="warn")], values(a=left, b=right))
    told = [(p.key, p.level, p.message) for p in found]
    assert told == ([] if holds else [("a", "warn", "被采用篇数不应大于供稿篇数。")])


def test_sums_are_compared():
    sums = check("==", ("a", "b"), ("c", "d"))
    assert not run_checks([sums], values(a=1, b=2, c=3, d=0))
    assert run_checks([sums], values(a=1, b=2, c=2, d=0))


@given(op=st.sampled_from(sorted(COMPARISONS)), known=st.integers(), blank=st.booleans())
def test_with_an_unknown_figure_nothing_is_judged(op, known, blank):
    figures = values(a=known, c=None) if blank else values(a=known)
    assert run_checks([check(op, ("a", "c"), ("a",))], figures) == []
    assert run_checks([check(op, ("a",), ("a", "c"))], figures) == []


def change(now, before, percent=30):
    rules = {"students": Change("students", percent)}
    return run_changes(rules, values(students=now), values(students=before), LABELS)


def test_a_figure_that_jumped_is_asked_about_with_both_values():
    (found,) = change(14_000, 10_000)
    assert (found.key, found.level) == ("students", "warn")
    assert found.message == "“在校生总数”上期 10,000，本期 14,000，变化 40%，请写明原因。"


@pytest.mark.parametrize(
    ("now", "before"), [(13_000, 10_000), (7_000, 10_000), (10_000, 10_000), (-7, -10)]
)
def test_up_to_the_limit_nothing_is_asked(now, before):
    assert change(now, before) == []


@pytest.mark.parametrize(("now", "before"), [(13_001, 10_000), (6_999, 10_000), (0, 5), (5, -5)])
def test_beyond_it_in_either_direction_it_is(now, before):
    assert len(change(now, before)) == 1


@pytest.mark.parametrize(("now", "before"), [(None, 10), (10, None), (10, 0), (0, 0)])
def test_from_nothing_or_to_nothing_known_there_is_no_percentage(now, before):
    assert change(now, before) == []


def test_an_item_without_a_label_is_named_by_its_key():
    rules = {"other": Change("other", 1)}
    (found,) = run_changes(rules, values(other=2), values(other=1), {})
    assert found.message.startswith("“other”")
