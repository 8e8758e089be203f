"""What the machine says of each aspect of a recommended work."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from wangyu.activities.calls.logic.completeness import Person, Work
from wangyu.activities.calls.logic.edition import read_edition
from wangyu.activities.calls.logic.filerules import Given
from wangyu.activities.calls.logic.screening import ASPECTS, Handed, Twin, examine, outcome

NOW = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
DUE = NOW + timedelta(days=1)
RULES = {
    "key": "k", "kind": "festival", "title": "届", "made_from": "2024-01-15", "one_way": True,
    "track": [{"key": "t", "title": "类", "entrant": "student", "quota": 2}],
    "field": [
        {"key": "summary", "title": "简介", "kind": "text"},
        {"key": "published_on", "title": "发表日期", "kind": "day"},
    ],
    "file": [{"key": "work", "title": "作品", "formats": ["png"]}],
}  # fmt: skip
PEOPLE = (Person("甲", "author", confirmed=True),)
PIECES = {"work": [Given("a.png", "image/png", 9, {})]}
WORK = Work("t", "", "桥", {"summary": "好", "published_on": "2025-01-01"}, PEOPLE, PIECES)
HANDED = Handed(NOW, DUE, late=False, signed=NOW, roll_late=False, place=1, quota=2)


def edition(**more):
    return read_edition("届", RULES | more)


def found(work=WORK, handed=HANDED, **more):
    return {(one.key.partition("-")[0], one.tone): one.sentence for one in examine(edition(**more), work, handed)}  # fmt: skip


def test_a_sound_work_says_of_every_aspect_that_it_is_right():
    right = found()
    assert [aspect for aspect, _ in right] == [one for one in ASPECTS if one != "rules"]
    assert {tone for _, tone in right} == {"ok"}
    assert right["roll", "ok"] == "学校在本类中排第 1，名额 2 件。"


def test_what_no_rule_asks_for_is_not_said_to_be_right():
    plain = {k: v for k, v in RULES.items() if k != "made_from"} | {"file": []}
    said = examine(read_edition("届", plain), replace(WORK, pieces={}), replace(HANDED, quota=None))
    by_aspect = {one.key.partition("-")[0]: one.sentence for one in said}
    assert {"window", "files"} & set(by_aspect) == set()
    assert by_aspect["roll"] == "学校在本类中排第 1。"


@pytest.mark.parametrize(
    ("change", "aspect"),
    [
        ({"title": ""}, "content"), ({"answers": {"published_on": "2025-01-01"}}, "content"),
        ({"answers": {"summary": "好", "published_on": "2023-01-01"}}, "window"),
        ({"people": ()}, "people"), ({"pieces": {}}, "files"),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_under_its_aspect(change, aspect):
    wrong = found(replace(WORK, **change))
    assert [one for one, tone in wrong if tone == "bad"] == [aspect]
    assert (aspect, "ok") not in wrong


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"late": True}, "提交于 2026年3月5日 17:00，晚于截止"),
        ({"roll_late": True}, "学校签发于"),
        ({"complete_by": NOW, "completed": DUE}, "补齐于 2026年3月6日 17:00，晚于期限"),
    ],
)
def test_what_came_late_is_a_doubt(change, words):
    assert words in found(handed=replace(HANDED, **change))["time", "doubt"]


def test_what_was_completed_in_time_is_no_doubt():
    in_time = replace(HANDED, complete_by=DUE, completed=NOW)
    assert ("time", "ok") in found(handed=in_time)


@pytest.mark.parametrize(
    ("twin", "one_way", "words"),
    [
        (Twin("别的征集", "某校", NOW, here=False), True, "“别的征集”中已有同一作品（某校，2026年3月5日 17:00提交，"),
        (Twin("本次", "某校", None, here=True), True, "本次征集中已有同一作品（某校，同名"),
        (Twin("本次", "某校", None, here=True), False, "相同文件）。"),
    ],
)  # fmt: skip
def test_the_same_work_elsewhere_is_a_question(twin, one_way, words):
    told = found(handed=replace(HANDED, twins=[twin]), one_way=one_way)["unique", "doubt"]
    assert words in told
    assert ("只能由一条通道参加" in told) is one_way


def test_beyond_the_quota_is_wrong():
    assert (
        found(handed=replace(HANDED, place=3))["roll", "bad"]
        == "在“类”中排第 3，超过每校 2 件的名额。"
    )


@pytest.mark.parametrize(
    ("tones", "comes_to"),
    [([], "ok"), (["ok", "ok"], "ok"), (["ok", "doubt"], "doubt"), (["doubt", "bad"], "bad")],
)
def test_checks_come_to_the_worst_of_them(tones, comes_to):
    assert outcome(tones) == comes_to
