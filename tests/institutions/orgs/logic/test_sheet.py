from __future__ import annotations

from datetime import date

import pytest

from wangyu.institutions.orgs.logic import sheet
from wangyu.institutions.orgs.logic.cells import TableError
from wangyu.institutions.orgs.logic.sheet import Problem, UnitRow, parse

HEAD = ["院系", "班级", "成立日期", "成立文号"]


def test_departments_and_classes_are_read_with_their_facts():
    found = parse([HEAD, ["甲院", "", "2024-03-05", "1号"], ["甲院", "一班"]], {})
    assert found.rows == (
        UnitRow(2, "甲院", "", date(2024, 3, 5), "1号"),
        UnitRow(3, "甲院", "一班"),
    )
    assert (found.departments, found.stations, found.problems) == (1, 1, ())


def test_a_class_brings_its_new_department_along_once():
    found = parse([HEAD, ["甲院", "一班"], ["甲院", "二班"], [], ["", ""]], {})
    assert [(r.department, r.station) for r in found.rows] == [
        ("甲院", ""),
        ("甲院", "一班"),
        ("甲院", "二班"),
    ]


def test_what_is_there_already_is_left_out_and_counted():
    found = parse([HEAD, ["甲院", ""], ["甲院", "一班"]], {"甲院": frozenset({"一班"})})
    assert (found.rows, found.known) == ((), 2)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (["", "一班"], "“院系”没有填写"),
        (["甲" * 81], "名称超过 80 个字"),
        (["甲院", "", "昨天"], "日期“昨天”读不懂"),
        (["甲院", "", "", "号" * 61], "成立文号超过 60 个字"),
    ],
)
def test_a_wrong_row_is_explained_by_its_number(line, words):
    found = parse([HEAD, line], {})
    assert [p.line for p in found.problems] == [2]
    assert words in found.problems[0].sentence
    assert found.rows == ()


def test_a_doubled_row_names_the_first():
    found = parse([HEAD, ["甲院"], ["甲院"]], {})
    assert found.problems == (Problem(3, "“甲院”与第 2 行重复，请删去一行"),)


def test_inside_a_department_only_its_own_classes_are_read():
    lines = [HEAD, ["", "一班"], ["乙院", "二班"], ["甲院", ""]]
    found = parse(lines, {"甲院": frozenset()}, inside="甲院")
    assert [(r.department, r.station) for r in found.rows] == [("甲院", "一班")]
    assert [p.line for p in found.problems] == [3, 4]
    assert "只能为“甲院”" in found.problems[0].sentence
    assert "“班级”没有填写" in found.problems[1].sentence


def test_an_empty_sheet_says_what_to_do():
    with pytest.raises(TableError, match="下载模板"):
        parse([], {})


def test_too_many_rows_ask_for_several_files(monkeypatch):
    monkeypatch.setattr(sheet, "ROW_LIMIT", 1)
    with pytest.raises(TableError, match="一次最多导入 1 行"):
        parse([HEAD, ["甲"], ["乙"]], {})
