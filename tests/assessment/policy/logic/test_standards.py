"""Need, gap and rate of a standard. Every line says what a person would reckon."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.assessment.policy.logic.cases import STAFF, STUDENTS, money, space, standard
from wangyu.assessment.policy.logic.standards import (
    Judged,
    heads_of,
    judge,
    need_of,
    rate_of,
    readings,
    total_known,
    totals,
)

PEOPLE = st.integers(min_value=0, max_value=90_000)
D = Decimal


@pytest.mark.parametrize(
    ("heads", "people"), [(0, 0), (1, 1), (7_999, 1), (8_000, 1), (8_001, 2), (16_000, 2), (20_911, 3)]
)  # fmt: skip
def test_one_post_for_8000_heads_begun(heads, people):
    assert need_of(standard(), D(heads)) == people


def test_two_posts_for_8000_heads_are_twice_as_many():
    two = standard(value=D(2))
    assert [need_of(two, D(heads)) for heads in (4_000, 4_001, 20_911)] == [1, 2, 6]
    assert rate_of(two, D(20_911), D(5)) == 8_365  # 20 911 × 2 ÷ 5


@pytest.mark.parametrize(
    ("one", "heads", "need"),
    [(space(), 10_000, "80"), (space(), 20_912, "167.296"), (space(), 1, "0.008"),
     (money(), 19_781, "593430"), (money(), 1, "30")],
)  # fmt: skip
def test_square_metres_and_yuan_are_exact(one, heads, need):
    assert need_of(one, D(heads)) == D(need)


@pytest.mark.parametrize(
    ("basis", "students", "staff", "heads"),
    [("students", 100, None, 100), ("students", None, 5, None), ("students_and_staff", 100, 5, 105),
     ("students_and_staff", 100, None, None), ("students_and_staff", None, 5, None),
     ("students_and_staff", 100, 0, 100)],
)  # fmt: skip
def test_heads_are_unknown_while_a_part_of_them_is(basis, students, staff, heads):
    assert heads_of(basis, {STUDENTS: students, STAFF: staff}) == heads
    assert heads_of(basis, {}) is None


@pytest.mark.parametrize(
    ("actual", "status", "gap"),
    [(None, "not_reported", None), ("0", "not_met", "80"), ("0.5", "partly", "79.5"), ("79.999", "partly", "0.001"),
     ("80", "met", "0"), ("95.5", "met", "0")],
)  # fmt: skip
def test_nearly_is_not_met_and_blank_is_not_zero(actual, status, gap):
    values = {STUDENTS: D(9_000), STAFF: D(1_000), "a.office": actual and D(actual), "a.activity": D(0)}  # fmt: skip
    judged = judge(space(), values)
    assert (judged.status, judged.gap, judged.need) == (status, gap and D(gap), D(80))


def test_a_blank_room_makes_the_whole_area_unknown():
    values = {STUDENTS: D(9_000), STAFF: D(1_000), "a.office": D(70), "a.activity": None}
    assert judge(space(), values).actual is None
    assert judge(space(), values).status == "not_reported"


def test_without_students_nothing_can_be_asked_and_with_none_it_does_not_apply():
    unasked = judge(standard(), {"a.posts": D(3)})
    assert unasked == Judged(None, None, D(3), "not_reported")
    assert unasked.gap is None
    nobody = judge(standard(), {STUDENTS: D(0), STAFF: D(0), "a.posts": D(3)})
    assert (nobody.status, nobody.need, nobody.gap) == ("not_applicable", 0, 0)


def test_it_applies_from_the_first_head_on():
    judged = judge(money(), {STUDENTS: D(1), "a.money": D(0)})
    assert (judged.status, judged.need) == ("not_met", 30)


def test_a_standard_that_is_not_in_force_is_not_applicable():
    judged = judge(None, {STUDENTS: D(9_000), STAFF: D(1_000)})
    assert (judged.status, judged.need, judged.gap) == ("not_applicable", None, None)


def test_an_open_denominator_has_two_readings_the_pack_s_first():
    values = {STUDENTS: D(15_900), STAFF: D(900), "a.posts": D(2)}
    found = [
        (basis, one.heads, one.need, one.status) for basis, one in readings(standard(), values)
    ]
    assert found == [
        ("students_and_staff", 16_800, 3, "partly"), ("students", 15_900, 2, "met"),
    ]  # fmt: skip


def test_an_open_denominator_is_read_as_the_pack_does_unless_asked_otherwise():
    values = {STUDENTS: D(8_000), STAFF: D(900), "a.posts": D(1)}
    students = standard(basis="students")
    assert judge(students, values).heads == 8_000
    assert judge(students, values, basis="students_and_staff").heads == 8_900


def test_a_written_denominator_has_one_reading_and_is_not_replaced():
    values = {STUDENTS: D(10_000), STAFF: D(700), "a.money": D(300_000)}
    assert [basis for basis, _ in readings(money(), values)] == ["students"]
    assert judge(money(), values, basis="students_and_staff").heads == 10_000


@pytest.mark.parametrize(
    ("one", "heads", "actual", "rate"),
    [(standard(), 16_001, 2, "8001"), (standard(), 24_001, 3, "8001"), (standard(), 16_000, 2, "8000"),
     (standard(), 16_000, 0, None), (space(), 10_000, "79.9999", "79.99"), (space(), 10_000, 80, "80"),
     (money(), 3, 91, "30.33"), (money(), 0, 91, None), (money(), None, 91, None), (money(), 3, None, None)],
)  # fmt: skip
def test_a_rate_is_shortened_against_the_university(one, heads, actual, rate):
    shown = rate_of(one, None if heads is None else D(heads), None if actual is None else D(actual))
    assert shown == (None if rate is None else D(rate))


@given(heads=PEOPLE, actual=st.integers(min_value=1, max_value=40))
def test_a_rate_reads_within_the_standard_only_when_it_is_met(heads, actual):
    judged = judge(standard(), {STUDENTS: D(heads), STAFF: D(0), "a.posts": D(actual)})
    rate = rate_of(standard(), judged.heads, judged.actual)
    assert rate is None or (rate <= 8_000) == (judged.status == "met")


def test_a_sum_with_a_blank_in_it_is_unknown():
    assert total_known([D(1), None]) is None
    assert total_known([D(1), D("0.5")]) == D("1.5")
    assert total_known([]) == 0


@given(heads=st.lists(PEOPLE, min_size=1, max_size=30))
def test_needs_rounded_up_school_by_school_are_at_least_the_province_s_rounded_once(heads):
    judged = [judge(standard(), {STUDENTS: D(n), STAFF: D(0), "a.posts": D(0)}) for n in heads]
    summed = totals(standard(), judged)
    assert summed.need == sum(ceil(Fraction(n, 8_000)) for n in heads)
    assert summed.need_at_once == ceil(Fraction(sum(heads), 8_000))
    assert summed.need_at_once <= summed.need < summed.need_at_once + len(heads)


def test_both_ways_of_rounding_differ_where_it_is_plain_to_see():
    judged = [judge(standard(), {STUDENTS: D(8_001), STAFF: D(0), "a.posts": D(2)})] * 2
    summed = totals(standard(), judged)
    assert (summed.need, summed.need_at_once) == (4, 3)


@given(rows=st.lists(st.tuples(PEOPLE, st.integers(0, 20)), min_size=1, max_size=20))
def test_a_surplus_never_fills_another_s_gap(rows):
    judged = [judge(standard(), {STUDENTS: D(n), STAFF: D(0), "a.posts": D(k)}) for n, k in rows]
    summed = totals(standard(), judged)
    assert summed.gap == sum(max(ceil(Fraction(n, 8_000)) - k, 0) for n, k in rows)
    assert summed.gap >= max(summed.need - summed.actual, 0)


def test_those_who_did_not_report_are_counted_and_not_summed():
    full = judge(space(), {STUDENTS: D(9_000), STAFF: D(1_000), "a.office": D(60), "a.activity": D(0)})  # fmt: skip
    silent = judge(space(), {STUDENTS: D(5_000)})
    summed = totals(space(), [full, silent, silent])
    assert (summed.universities, summed.reported, summed.met) == (3, 1, 0)
    assert (summed.heads, summed.need, summed.actual, summed.gap) == (10_000, 80, 60, 20)


def test_half_a_report_is_none():
    heads_alone = judge(standard(), {STUDENTS: D(9_000), STAFF: D(0)})
    posts_alone = judge(standard(), {"a.posts": D(3)})
    summed = totals(standard(), [heads_alone, posts_alone])
    assert (summed.universities, summed.reported, summed.need, summed.actual) == (2, 0, None, None)


def test_where_nobody_reported_the_sums_are_unknown_and_not_zero():
    summed = totals(space(), [judge(space(), {})])
    assert (summed.universities, summed.reported) == (1, 0)
    assert {summed.heads, summed.need, summed.actual, summed.gap, summed.need_at_once} == {None}
    assert totals(None, [judge(None, {})]).need_at_once is None


def test_sums_without_a_standard_have_no_need():
    known = Judged(D(5), D(1), D(1), "met")
    assert totals(None, [known]).need_at_once is None


@pytest.mark.parametrize(
    ("day", "holds"),
    [(date(2021, 12, 30), False), (date(2021, 12, 31), True), (date(2025, 1, 1), True),
     (date(2026, 12, 31), True), (date(2027, 1, 1), False)],
)  # fmt: skip
def test_a_standard_holds_from_its_first_day_to_its_last(day, holds):
    assert standard(valid_until=date(2026, 12, 31)).is_in_force(day) is holds


def test_a_standard_without_an_end_holds_on():
    assert standard().is_in_force(date(2999, 1, 1))
