"""Files at the borders of their limits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wangyu.activities.calls.kinds import editions
from wangyu.activities.calls.logic.filerules import MEGABYTE, Given, check_file, length
from wangyu.activities.calls.logic.likeness import likeness_of, plain_title
from wangyu.activities.calls.logic.naming import file_name

RULE = next(f for f in editions()["hunan_2025"].edition.files if f.title == "微视频")
FILM = Given("片.mp4", "video/mp4", 5 * MEGABYTE, {"seconds": 300})


def tones(rule, given):
    return [found.tone for found in check_file(rule, given)]


@pytest.mark.parametrize(
    ("seconds", "expected"), [(300, []), (300.001, ["bad"]), (301, ["bad"]), (1, [])]
)
def test_the_last_second_is_within(seconds, expected):
    assert tones(RULE, replace(FILM, measured={"seconds": seconds})) == expected


def test_what_is_over_says_by_how_much():
    (found,) = check_file(RULE, replace(FILM, measured={"seconds": 300.2}))
    assert found.sentence == "“片.mp4”时长是 5 分 01 秒，不应超过 5 分 00 秒。"


def test_an_edition_may_only_mark_what_is_over():
    rule = replace(RULE, over="mark")
    assert tones(rule, replace(FILM, measured={"seconds": 999})) == ["doubt"]


def test_what_was_not_measured_is_for_a_person():
    assert tones(RULE, replace(FILM, measured={})) == ["doubt"]


def test_a_limit_that_was_not_read_is_not_checked():
    assert tones(replace(RULE, max_seconds=None), replace(FILM, measured={})) == []


def test_format_is_by_content():
    (found,) = check_file(RULE, replace(FILM, media_type="image/png"))
    assert found.sentence == "“片.mp4”的内容是 PNG，“微视频”只收 MP4、MOV。"
    (found,) = check_file(RULE, replace(FILM, media_type="font/woff"))
    assert "font/woff" in found.sentence


@pytest.mark.parametrize(
    ("limits", "megabytes", "expected"),
    [
        ({"max_mb": 5}, 5, []), ({"max_mb": 4}, 5, ["bad"]),
        ({"advised_mb": 4}, 5, ["doubt"]), ({"advised_mb": 5}, 5, []),
    ],
)  # fmt: skip
def test_sizes(limits, megabytes, expected):
    assert tones(replace(RULE, **limits), replace(FILM, size=megabytes * MEGABYTE)) == expected


@pytest.mark.parametrize(
    ("limits", "measured", "words"),
    [
        ({"min_seconds": 60}, {"seconds": 59}, "不应少于 1 分 00 秒"),
        ({"min_width": 1920}, {"seconds": 1, "width": 1280}, "画面宽是 1280 像素，不应少于 1920 像素"),
        ({"min_height": 1080}, {"seconds": 1, "height": 720}, "画面高"),
        ({"max_pages": 4}, {"seconds": 1, "pages": 5}, "页数是 5 页"),
        ({"max_chars": 5000}, {"seconds": 1, "chars": 5001}, "字数是 5001 字，不应超过 5000 字"),
    ],
)  # fmt: skip
def test_every_measure_has_its_limit(limits, measured, words):
    (found,) = check_file(replace(RULE, **limits), replace(FILM, measured=measured))
    assert (found.tone, words in found.sentence) == ("bad", True)


@pytest.mark.parametrize(
    ("seconds", "shown"), [(59.1, "1 分 00 秒"), (9, "9 秒"), (61, "1 分 01 秒")]
)
def test_a_begun_second_is_shown_whole(seconds, shown):
    assert length(seconds) == shown


def test_marks_blanks_and_width_make_no_other_work():
    assert plain_title("《我 的·家乡Ａ》") == plain_title("我的家乡a")
    assert likeness_of("《》") == ""
    assert likeness_of("甲") != likeness_of("乙")


@pytest.mark.parametrize(
    ("pattern", "made"),
    [
        ("序号.类别《作品名称》", "3.微视频《a_b_c》.mp4"),
        ("序号+类别+《作品名称》", "3+微视频+《a_b_c》.mp4"),
        ("学校 序号", "学校 3.mp4"),
    ],
)
def test_a_name_follows_the_pattern_and_is_safe(pattern, made):
    assert file_name(pattern, number=3, track="微视频", title="a/b:c", suffix="mp4") == made


def test_a_title_that_speaks_of_a_part_of_the_name_stays_as_it_is():
    made = file_name("序号.作品名称", number=1, track="", title="类别与序号", suffix="")
    assert made == "1.类别与序号"
