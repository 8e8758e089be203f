from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangyu.base.core.books import first_sheet
from wangyu.institutions.orgs.logic.cells import TableError
from wangyu.institutions.orgs.logic.roster import (
    CHANGED,
    CONFLICT,
    MISSING,
    NEW,
    RENAMED,
    School,
    diff,
    parse,
)

HEAD = ["school_code", "name", "level", "ownership", "check_note"]
REAL = Path(__file__).resolve().parents[1] / "data" / "hunan_universities.csv"
KNOWN = School("云梦大学", "4199010001", city="云泽市", level="本科", ownership="公办", id=1)
OTHER = School("云梦学院", "4199010002", level="专科", id=2)


def kinds(lines):
    return [line.kind for line in lines]


def test_the_whole_roster_of_the_province_is_read():
    found = parse(first_sheet(REAL.read_bytes()))
    assert (len(found.schools), found.problems) == (139, ())
    assert sum(not school.code for school in found.schools) == 12
    assert sum(bool(school.former_name) for school in found.schools) == 7
    assert kinds(diff([], found.schools)) == [NEW] * 139


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["", "", "本科"], "没有填写学校名称"),
        (["123", "云梦大学", "本科"], "应是 10 位数字"),
        (["", "云梦大学", "中专"], "应是本科或专科"),
        (["", "云梦大学", "本科", "合办"], "应是公办、民办或留空"),
        (["", "云" * 81, "本科"], "学校名称超过 80 个字"),
    ],
)
def test_a_wrong_row_is_left_out_and_explained(row, words):
    found = parse([HEAD, row])
    assert found.schools == ()
    assert words in found.problems[0].sentence


def test_a_doubled_name_names_the_first_line():
    found = parse([HEAD, ["", "云梦大学", "本科"], [], ["", "云梦大学", "本科"]])
    assert [(p.line, p.sentence) for p in found.problems] == [(4, "“云梦大学”与第 2 行重复")]


def test_of_two_schools_with_one_code_both_are_kept_and_the_second_says_so():
    code = "4199010001"
    rows = [HEAD, [code, "云梦大学", "本科"], [code, "云梦学院", "高职", "", "待查"]]
    second = parse(rows).schools[1]
    assert (second.code, second.level) == ("", "专科")
    assert second.check_note == f"待查；标识码 {code} 与“云梦大学”相同，暂不采用，待核对"


@pytest.mark.parametrize(("rows", "words"), [([], "是空的"), ([["name", "地址"]], "地址")])
def test_a_file_that_is_no_roster_is_refused(rows, words):
    with pytest.raises(TableError, match=words):
        parse(rows)


def row(school, **changes):
    return replace(school, id=0, former_names=(), line=2, **changes)


def test_the_same_roster_again_differs_in_nothing():
    assert diff([KNOWN, OTHER], [row(KNOWN), row(OTHER)]) == []


def test_a_blank_cell_erases_nothing():
    assert diff([KNOWN], [row(KNOWN, city="", code="", ownership="")]) == []


def test_a_changed_field_shows_before_and_after():
    (line,) = diff([KNOWN], [row(KNOWN, city="梦泽市")])
    assert (line.kind, line.label, line.can_apply) == (CHANGED, "信息变化", True)
    assert [(c.label, c.before, c.after) for c in line.changes] == [
        ("所在市州", "云泽市", "梦泽市")
    ]


@pytest.mark.parametrize(
    "said",
    [
        row(KNOWN, name="云梦理工大学"),
        row(KNOWN, name="云梦理工大学", code="", former_name="云梦大学"),
    ],
)
def test_a_rename_is_seen_by_code_or_by_former_name(said):
    (line,) = diff([KNOWN], [said])
    assert (line.kind, line.known) == (RENAMED, KNOWN)


def test_a_file_older_than_a_rename_still_finds_the_school():
    known = replace(KNOWN, former_names=("云梦专科学校",))
    (line,) = diff([known], [row(KNOWN, name="云梦专科学校", code="")])
    assert (line.kind, line.known) == (RENAMED, known)


def test_a_code_of_one_and_a_name_of_another_is_left_to_people():
    lines = diff([KNOWN, OTHER], [row(KNOWN, name="云梦学院")])
    assert kinds(lines) == [CONFLICT, MISSING]
    assert "现属“云梦大学”" in lines[0].note
    assert not lines[0].can_apply


def test_two_lines_for_one_school_are_left_to_people():
    lines = diff([KNOWN], [row(KNOWN), replace(row(KNOWN), name="云梦新校", line=3)])
    assert kinds(lines) == [CONFLICT]
    assert "与第 2 行都指向" in lines[0].note


def test_a_school_the_file_does_not_mention_is_only_shown():
    (line,) = diff([KNOWN], [])
    assert (line.kind, line.key, line.can_apply) == (MISSING, "k1", False)


def test_a_closed_school_is_not_brought_back_by_a_file():
    closed = replace(KNOWN, closed=True)
    lines = diff([closed, replace(OTHER, closed=True)], [row(KNOWN)])
    assert kinds(lines) == [CONFLICT]
    assert "已撤销" in lines[0].note


def test_an_open_school_is_found_before_a_closed_one_of_the_same_name():
    closed = replace(KNOWN, id=9, code="", closed=True)
    assert diff([KNOWN, closed], [row(KNOWN, code="")]) == []


def test_schools_that_swap_names_are_left_to_people():
    said = [row(KNOWN, name="云梦学院"), replace(row(OTHER), name="云梦大学", line=3)]
    assert kinds(diff([KNOWN, OTHER], said)) == [CONFLICT, CONFLICT]


NAMES = st.sampled_from(["甲大学", "乙大学", "丙大学", "丁学院"])
CODES = st.sampled_from(["", "4199010001", "4199010002", "4199010003"])
SCHOOLS = st.lists(
    st.builds(
        School, name=NAMES, code=CODES, city=st.sampled_from(["", "云泽市"]), level=st.just("本科")
    ),
    max_size=4,
    unique_by=lambda s: s.name,
)


@given(SCHOOLS, SCHOOLS)
def test_every_line_is_one_of_the_file_or_of_the_known(known, said):
    known = [replace(s, id=n) for n, s in enumerate(known, 1)]
    said = [replace(s, line=n) for n, s in enumerate(said, 2)]
    lines = diff(known, said)
    assert len({line.key for line in lines}) == len(lines)
    assert all(line.kind in {NEW, RENAMED, CHANGED, CONFLICT, MISSING} for line in lines)


def test_a_column_that_is_not_there_says_nothing():
    known = replace(KNOWN, source="2025 年名录", check_note="待查")
    read = parse([["name", "level"], ["云梦大学", "本科"]])
    assert diff([known], read.schools) == []
    blank = parse([["name", "level", "source"], ["云梦大学", "本科", ""]])
    assert [c.field for c in diff([known], blank.schools)[0].changes] == ["source"]
