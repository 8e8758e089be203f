"""A remark's place, in words and as what follows a file's address."""

from __future__ import annotations

import pytest

from wangyu.activities.calls.logic.opening import PDF, opened_at, place_of


@pytest.mark.parametrize(
    ("title", "media", "at", "said"),
    [
        ("微视频", "video/mp4", 80, "微视频 1 分 20 秒"),
        ("正文", PDF, 3, "正文第 3 页"),
        ("图片 2", "image/png", 1, "图片 2 第 1 页"),
        ("正文", PDF, None, "正文"),
        ("", "", 3, "第 3 页"),
    ],
)
def test_a_place_is_said_by_what_it_lies_in(title, media, at, said):
    assert place_of(title, media, at) == said


@pytest.mark.parametrize(
    ("media", "at", "follows"),
    [
        (PDF, 3, "?inline#page=3"),
        (PDF, None, "?inline"),
        ("video/mp4", 85, "?inline#t=85"),
        ("audio/mpeg", 0, "?inline#t=0"),
        ("image/png", 2, "?inline"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", 2, ""),
        ("text/plain", None, ""),
    ],
)
def test_a_browser_opens_what_it_shows_at_the_page_or_second(media, at, follows):
    assert opened_at(media, at) == follows
