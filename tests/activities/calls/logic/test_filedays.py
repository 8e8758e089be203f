"""The day a file tells of itself is a doubt at most."""

from __future__ import annotations

from datetime import date

import pytest

from wangyu.activities.calls.logic.filerules import Given, check_day

FIRST, LAST = date(2024, 1, 1), date(2025, 6, 30)


def made(day: str) -> Given:
    return Given("家乡.mp4", "video/mp4", 1, {"created": day} if day else {})


@pytest.mark.parametrize(
    ("day", "first", "last", "word"),
    [
        ("2023-12-31", FIRST, LAST, "早于"), ("2025-07-01", FIRST, LAST, "晚于"),
        ("2024-01-01", FIRST, LAST, ""), ("2025-06-30", FIRST, LAST, ""),
        ("2023-12-31", None, LAST, ""), ("2025-07-01", FIRST, None, ""), ("", FIRST, LAST, ""),
    ],
)  # fmt: skip
def test_a_file_made_outside_the_time_of_works_is_doubted(day, first, last, word) -> None:
    found = check_day(made(day), first, last)
    assert [one.tone for one in found] == (["doubt"] if word else [])
    assert all(word in one.sentence for one in found)
