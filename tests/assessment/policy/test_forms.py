"""What an address asks for."""

from __future__ import annotations

import pytest

from tests import factories
from wangyu.assessment.policy.forms import BoardFilter, SchoolFilter, read_period
from wangyu.assessment.policy.logic.board import Line
from wangyu.base.lib.periods import Period

DEFAULT = Period.parse("Y2025")
CITIES = ["云梦市", "泽城市"]


@pytest.mark.parametrize(
    ("asked", "key"),
    [("Y2024", "Y2024"), ("A2024", "A2024"), ("P2023", "P2023"), ("", "Y2025"), ("2024", "Y2025"),
     ("Y20245", "Y2025"), ("y2024", "Y2025")],
)  # fmt: skip
def test_a_period_that_makes_no_sense_is_the_default(asked, key):
    assert read_period({"period": asked}, DEFAULT).key == key
    assert read_period({}, DEFAULT) == DEFAULT


def test_what_makes_no_sense_narrows_nothing():
    odd = {"level": "硕士", "ownership": "公私合营", "city": "京城", "clause": "x", "state": "y", "order": "z"}  # fmt: skip
    assert BoardFilter.read(odd, CITIES, [1, 2]) == BoardFilter()


def test_what_makes_sense_is_kept():
    asked = {"q": "  农林  ", "level": "本科", "ownership": "unknown", "city": "云梦市", "clause": "2", "state": "met", "order": "open"}  # fmt: skip
    assert BoardFilter.read(asked, CITIES, [1, 2]) == BoardFilter(
        SchoolFilter("农林", "本科", "unknown", "云梦市"), clause="2", state="met", order="open"
    )
    assert len(SchoolFilter.read({"q": "长" * 99}, CITIES).query) == 40


@pytest.mark.parametrize(
    ("filtered", "kept"),
    [
        (SchoolFilter(), True),
        (SchoolFilter(query="梦大"), True),
        (SchoolFilter(query="农林"), False),
        (SchoolFilter(ownership="unknown"), True),
        (SchoolFilter(ownership="公办"), False),
        (SchoolFilter(city="云梦市", level="本科"), True),
        (SchoolFilter(city="泽城市", level="本科"), False),
    ],
)
def test_a_university_is_kept_when_all_is_as_asked(province, filtered, kept):
    org = factories.university(province, "云梦大学", ownership="", city="云梦市")
    assert filtered.keeps(org) is kept


@pytest.mark.parametrize(
    ("clause", "state", "kept"),
    [("", "", True), ("", "partly", True), ("1", "partly", False), ("2", "partly", True), ("1", "", True), ("", "not_met", False)],
)  # fmt: skip
def test_a_line_is_kept_by_the_state_of_the_clause_or_of_any(university, clause, state, kept):
    line = Line(university.pk, {1: "met", 2: "partly"})
    assert BoardFilter(clause=clause, state=state).keeps(university, line) is kept
