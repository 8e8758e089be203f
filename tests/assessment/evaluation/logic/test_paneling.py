"""Experts' points become one figure as the charter says, and too few of them become none."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import permutations

import pytest

from tests.assessment.evaluation.schemes import with_panel
from wangyu.assessment.evaluation.kinds import charters
from wangyu.assessment.evaluation.logic.charter import plain, read_charter
from wangyu.assessment.evaluation.logic.concluding import conclude
from wangyu.assessment.evaluation.logic.concluding.case import EXPERT, RULED, Case, Mark, Unit
from wangyu.assessment.evaluation.logic.formulas import PANELS, current
from wangyu.assessment.evaluation.logic.paneling import figure_of
from wangyu.assessment.evaluation.logic.rules import read_rule
from wangyu.assessment.evaluation.logic.scheme import read_scheme

BASE = replace(charters()["commendation"], draws=50)
UNITS = tuple(Unit(f"U{n}", "", "本科·公办", "") for n in range(1, 4))


def charter(way="mean", least=3):
    return replace(BASE, panel_way=way, panel_least=least)


@pytest.mark.parametrize(
    ("way", "points", "value"),
    [
        ("mean", (80, 90, 70), 80),
        ("mean", (80, 81, 81), 80.6667),
        ("median", (80, 99, 70), 80),
        ("median", (80, 90, 70, 100), 85),
        ("trimmed", (0, 80, 82, 84, 100), 82),
        ("trimmed", (0, 80, 80, 100), 65),
    ],
)
def test_points_are_put_together_as_the_charter_says(way, points, value):
    assert figure_of(points, charter(way)).value == value


def test_the_order_in_which_they_come_makes_no_difference():
    points = (0.1, 80.3, 91.7, 33.3, 64.25)
    for way in ("mean", "median", "trimmed"):
        assert len({figure_of(some, charter(way)).value for some in permutations(points)}) == 1


@pytest.mark.parametrize("points", [(), (90,), (90, 80)])
def test_too_few_make_no_figure_and_never_nought(points):
    found = figure_of(points, charter())
    assert math.isnan(found.value)
    assert found.experts == len(points)
    assert f"{len(points)} 位，不足 3 位" in found.how


def test_one_that_agrees_with_itself_is_told_with_its_number():
    assert figure_of((80, 80, 80), charter("trimmed")).how == "3 位专家平均"
    assert "去掉一个最高分" in figure_of((80,) * 5, charter("trimmed")).how


def test_a_charter_without_a_panel_says_nothing_of_one():
    assert "panel_way" not in plain(charter(least=0))
    again = read_charter("办法", plain(charter("median")))
    assert (again.panel_least, again.panel_way) == (3, "median")


def test_levels_are_read_given_back_and_left_out_where_there_are_none():
    said = {"kind": "panel", "scale": 100, "levels": ["90—100 分：好"]}
    assert read_rule("甲", said).plain() == said
    assert read_rule("甲", {"kind": "panel"}).plain() == {"kind": "panel", "scale": 100}


def case(*marks, formulas=None, **more):
    scheme = read_scheme(with_panel(), "小方案")
    chosen = replace(charter(least=2), **more)
    made = Case(scheme, chosen, ("Y2025",), UNITS, (), tuple(marks), 1)
    return replace(made, formulas=formulas) if formulas else made


def given(unit, by, points):
    return Mark(EXPERT, unit, by, "impact", points)


def cell(made, row=0):
    return conclude(made).line(row)["by_leaf"]["impact"]


def test_a_conclusion_takes_what_experts_gave_and_says_how_many_they_were():
    found = cell(case(given("U1", "P1", 80), given("U1", "P2", 60)))
    assert found["points"] == 7.0
    assert (found["panel"], found["experts"]) == (70.0, 2)
    assert found["how"] == "2 位专家平均"
    assert found["self"] is None


def test_what_too_few_rated_is_missing_in_the_conclusion():
    line = conclude(case(given("U1", "P1", 100))).line(0)
    assert line["by_leaf"]["impact"]["points"] is None
    assert "impact" in line["missing"]
    assert line["total_most"] >= line["total"] + 10


def test_experts_are_no_part_of_what_a_university_says_of_itself():
    line = conclude(case(given("U2", "P1", 100), given("U2", "P2", 100))).line(1)
    assert (line["total"], line["self_total"]) == (10.0, 0.0)


def test_a_ruling_after_an_objection_stands_above_the_panel():
    found = cell(
        case(given("U1", "P1", 80), given("U1", "P2", 60), Mark(RULED, "U1", "", "impact", 9))
    )
    assert (found["points"], found["how"]) == (9.0, "异议成立，改定")


def test_what_was_concluded_before_there_were_panels_has_none():
    before = {name: version for name, version in current().items() if name != PANELS}
    found = cell(case(given("U1", "P1", 80), given("U1", "P2", 60), formulas=before))
    assert found["points"] is None
    assert "panel" not in found


def test_beside_other_checks_a_panel_alone_gives_the_points_of_its_leaf():
    """Self, mutual and spot shares are for the rest: nobody waits for a check that nobody makes."""
    shares = {
        "self_share": 20,
        "mutual_share": 30,
        "spot_share": 50,
        "checks_each": 1,
        "spot_size": 1,
    }
    found = cell(case(given("U1", "P1", 80), given("U1", "P2", 60), **shares))
    assert found["points"] == 7.0
    assert found["mutual"] is None
