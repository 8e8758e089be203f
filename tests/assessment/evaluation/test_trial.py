"""What a trial tells: from the port's figures, by group, and of each indicator."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import numpy as np
import pytest

from tests.assessment.evaluation.logic.making import leaf, made, scored
from wangyu.assessment.evaluation.forms.indicators import parents_of
from wangyu.assessment.evaluation.kinds import clauses, schemes
from wangyu.assessment.evaluation.logic.faults import read_all
from wangyu.assessment.evaluation.logic.scheme import plain
from wangyu.assessment.evaluation.logic.toml import toml_of
from wangyu.assessment.evaluation.logic.workbook import data_of, sheets_of
from wangyu.assessment.evaluation.queries import tryout as reading
from wangyu.assessment.evaluation.queries.cycles import tree_of
from wangyu.assessment.evaluation.tables import insight, tryout
from wangyu.base.lib import measures
from wangyu.base.lib.grids import grid
from wangyu.base.lib.measures import Measure
from wangyu.base.lib.periods import Period

STEP = {"kind": "step", "steps": [{"at_least": 3, "points": 10}]}


@pytest.fixture
def offered(monkeypatch, university, other_university):
    """Two measures of the port: one of them reported by one university only."""
    told = {
        "m.a": {university.pk: Measure(Decimal(4), state="reported"), other_university.pk: Measure(None)},
        "m.b": {university.pk: Measure(Decimal(1)), other_university.pk: Measure(Decimal(2))},
    }  # fmt: skip

    def read(keys, ids, period):
        return (
            {key: told[key] for key in keys} if period.year == 2025 else {key: {} for key in keys}
        )

    monkeypatch.setattr(measures, "is_offered", told.__contains__)
    monkeypatch.setattr(measures, "read", read)


def tree(**more):
    return made(
        leaf("a", 10, STEP), leaf("b", 10, {"kind": "panel", "scale": 2}, **more),
        leaf("own", 5, {"kind": "panel"}, measures=[]),
    )  # fmt: skip


@pytest.mark.django_db
def test_figures_of_the_port_are_scored_for_every_university(offered, province):
    found = reading.tried(province, tree(), 2025, 2025)
    assert found.scores.units == tuple(str(one.organisation_id) for one in found.universities)
    assert found.scores.points[0].tolist()[:2] == [10, 5]
    assert found.scores.missing[1] == ("a", "own")
    assert found.states == {"m.a": "reported"}


@pytest.mark.django_db
def test_years_are_put_together_as_the_scheme_says(offered, province):
    assert reading.tried(province, tree(), 2024, 2025).scores.values["m.b"].tolist() == [1, 2]
    found = reading.tried(province, tree(span="sum"), 2024, 2025).scores.values["m.b"]
    assert np.isnan(found).all()


@pytest.mark.django_db
def test_what_a_rule_cannot_read_is_missing(offered, province):
    narrow = made(leaf("b", 10, {"kind": "panel", "scale": 1}))
    assert reading.tried(province, narrow, 2025, 2025).scores.missing == ((), ("b",))


@pytest.mark.django_db
def test_universities_are_grouped_as_the_scheme_says(province, university, other_university):
    rows = list(reading.universities_for(province))
    assert [reading.group_of(made(leaf("a")), one) for one in rows] == ["本科·公办", "专科·公办"]
    assert [reading.group_of(made(leaf("a"), groups=["city"]), one) for one in rows] == ["未分组", "云梦二市"]  # fmt: skip


def test_the_latest_year_reported_on_is_suggested(monkeypatch):
    monkeypatch.setattr(measures, "reported_periods", set)
    assert reading.last_year(2025) == 2025
    told = {Period.parse("Y2023"), Period.parse("A2026"), Period.parse("Y2022")}
    monkeypatch.setattr(measures, "reported_periods", lambda: told)
    assert reading.last_year(2025) == 2023


def test_each_indicator_is_marked_for_what_it_does():
    scheme = made(
        leaf("a", 50, {"kind": "panel"}), leaf("b", 10, {"kind": "panel"}), leaf("c", 10, {"kind": "panel"}),
        leaf("d", 30, {"kind": "panel"}), leaf("e", 30, {"kind": "panel"}, clause=3),
    )  # fmt: skip
    values = {
        "m.a": [50, 50, 50, 50], "m.b": [0, 30, 60, 100], "m.c": [0, 30, 60, 90],
        "m.d": [float("nan")] * 4, "m.e": [9, 6, 3, 0],
    }  # fmt: skip
    scores = scored(scheme, values)
    rows = {row.key: row for row in insight.leaves(scores)}
    marks = {key: [mark.label for mark in row.marks] for key, row in rows.items()}
    assert marks["a"] == ["几乎都一样"]
    assert marks["b"] == ["比分值更起作用"]
    assert marks["d"] == ["缺得多"]
    assert marks["e"] == ["与总分反着走"]
    assert "指标b 与 指标c：一起变，相关 1.00" in insight.pairs(scores)
    assert any("反着变" in sentence for sentence in insight.pairs(scores))
    chart = insight.weights_chart(insight.leaves(scores))
    assert chart["yAxis"]["data"][-1] == "指标a"
    assert sum(chart["series"][1]["data"]) == pytest.approx(100, abs=1)
    assert insight.unseen_clauses(scheme, [3, 2, 1]) == [2]


def test_ways_to_game_it_are_told():
    scheme = made(
        leaf("a", 10, STEP), leaf("w", 5, {"kind": "panel"}, asked=["问？"]),
        leaf("r", 5, {"kind": "panel"}),
    )  # fmt: skip
    scores = scored(scheme, {"m.a": [2, 3], "self.w": [1, 1], "m.r": [1, 1]})
    found = insight.weaknesses(scores, {"m.r": "reported"})
    assert found[0] == ("指标a", "m.a从 2 到 3，一下多得 10 分，现在有 1 所正好在前一格")
    assert ("指标w", "由高校自己填写，不要求佐证，5 分全凭一句话") in found
    assert found[-1] == ("数据由高校上报、还没有都核实的", "指标r")
    assert insight.weaknesses(scored(made(leaf("a", 10, STEP)), {"m.a": [0, 0]}), {}) == [
        ("指标a", "m.a从 2 到 3，一下多得 10 分")
    ]


def test_those_who_change_places_in_their_group_are_listed():
    names = ("丙", "甲", "乙", "丁")
    scores = scored(made(leaf("a", 10, STEP)), {"m.a": [1, 2, 3, 4]}, ["本科"] * 3 + ["专科"])
    rows = [SimpleNamespace(organisation=SimpleNamespace(name=name)) for name in names]
    trial = reading.Tried(rows, scores, {})
    found = tryout.moves(trial, np.array([3.0, 2, 1, np.nan]), np.array([3.0, 1, 2, 5]))
    assert [(row.name, row.up, row.place_after) for row in found] == [("丁", None, 1), ("乙", 1, 2), ("甲", -1, 3)]  # fmt: skip


def test_a_row_tells_its_way_up_or_down():
    row = tryout.Row(0, "本科", "甲", 60.0, 61.5, 3, 1, vetoed=False, missing=0)
    assert (row.change, row.up, row.down) == (1.5, 2, -2)
    gone = tryout.Row(0, "本科", "甲", None, 61.5, None, 1, vetoed=False, missing=0)
    assert (gone.change, gone.up, gone.down) == (None, None, 0)


def test_the_clauses_of_the_policy_are_those_of_the_pack():
    assert clauses() == list(range(1, 13))


@pytest.mark.parametrize("key", schemes())
def test_a_scheme_of_the_pack_goes_home_and_comes_back_the_same(key):
    data = schemes()[key]
    found, faults = data_of([grid(name, rows) for name, rows in sheets_of(data, {}).items()])
    assert faults == []
    assert plain(read_all(found)[0]) == data
    assert toml_of(data).startswith("[scheme]")
    assert tree_of(data).leaves


def test_nothing_hangs_below_itself():
    rows = [{"key": "a", "title": "甲"}, {"key": "b", "title": "乙", "parent": "a"}, {"key": "c", "title": "丙"}]  # fmt: skip
    assert parents_of(rows, "a") == [("", "（一级指标）"), ("c", "丙")]
