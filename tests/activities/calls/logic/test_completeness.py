"""What keeps a work from being handed in, place by place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wangyu.activities.calls.kinds import editions
from wangyu.activities.calls.logic.changes import cells_of, with_changes
from wangyu.activities.calls.logic.completeness import Person, Work, look_over
from wangyu.activities.calls.logic.edition import read_edition
from wangyu.activities.calls.logic.filerules import Given

EDITION = editions()["hunan_2025"].edition
FILM = Given("片.mp4", "video/mp4", 10, {"seconds": 100})
WHOLE = Work(
    "light", "微视频", "桥", {"summary": "简介", "published_on": "2024-01-15"},
    [Person("甲", "author", confirmed=True)], {"film": [FILM]},
)  # fmt: skip


def bad(work, edition=EDITION):
    return [(p.where, p.sentence) for p in look_over(edition, work) if p.tone == "bad"]


def test_a_whole_work_has_nothing_to_mend_and_what_was_not_read_is_a_doubt():
    assert bad(WHOLE) == []
    assert [p.where for p in look_over(EDITION, WHOLE)] == ["rules"]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"title": " "}, "title"), ({"subtype": ""}, "subtype"), ({"subtype": "舞蹈"}, "subtype"),
        ({"answers": {"published_on": "2024-01-15"}}, "summary"),
        ({"answers": WHOLE.answers | {"summary": "字" * 801}}, "summary"),
        ({"answers": WHOLE.answers | {"published_on": "2024-01-14"}}, "published_on"),
        ({"answers": WHOLE.answers | {"published_on": "昨天"}}, "published_on"),
        ({"answers": WHOLE.answers | {"link": "example.com"}}, "link"),
        ({"people": []}, "people"), ({"people": [Person("甲", "author", confirmed=True)] * 7}, "people"),
        ({"people": [Person("甲", "author", confirmed=False)]}, "people"),
        ({"people": [*WHOLE.people, Person("乙", "author", confirmed=False, refused=True)]}, "people"),
        ({"people": [*WHOLE.people, *[Person("师", "adviser", confirmed=True)] * 2]}, "people"),
        ({"pieces": {}}, "film"), ({"pieces": {"film": [FILM, FILM]}}, "film"),
        ({"pieces": {"film": [replace(FILM, measured={"seconds": 301})]}}, "film"),
    ],
    ids=str,
)  # fmt: skip
def test_each_fault_is_told_where_it_is(change, where):
    assert {place for place, _ in bad(replace(WHOLE, **change))} == {where}


def test_the_window_ends_too():
    edition = replace(EDITION, made_until=EDITION.made_from)
    assert bad(WHOLE, edition) == []
    late = replace(WHOLE, answers=WHOLE.answers | {"published_on": "2024-01-16"})
    assert bad(late, edition) == [
        ("published_on", "发表日期 2024年1月16日 晚于规定的 2024年1月15日，不能参加这一届。")
    ]


@pytest.mark.parametrize(
    ("field", "typed", "count"),
    [("theme", "网络", 0), ("theme", "唱歌", 1)],
)
def test_a_choice_is_one_of_those_given(field, typed, count):
    lesson = replace(
        WHOLE, track="lessons", subtype="", answers=WHOLE.answers | {field: typed},
        pieces={"lesson": [FILM]},
    )  # fmt: skip
    assert len(bad(lesson)) == count


@pytest.mark.parametrize(("typed", "count"), [("24", 0), ("两年", 1), ("１２", 1)])
def test_a_number_is_digits(typed, count):
    edition = editions()["projects_2022"].edition
    paper = Given("书.pdf", "application/pdf", 10, {})
    project = Work(
        "key", "", "题", {"months": typed, "reason": "因"}, WHOLE.people,
        {"form": [paper], "proof": [paper]},
    )  # fmt: skip
    assert len(bad(project, edition)) == count


def test_cells_change_only_what_they_name_and_none_lifts_a_limit():
    rules = editions()["hunan_2025"].data
    cells = cells_of(rules)
    assert with_changes(rules, {}) == rules
    assert cells["track-0-quota"] == 2
    changed = read_edition("试", with_changes(rules, {"track-0-quota": None, "doc": "新文号"}))
    assert (changed.tracks[0].quota, changed.tracks[1].quota, changed.doc) == (None, 2, "新文号")
    assert rules["track"][0]["quota"] == 2
