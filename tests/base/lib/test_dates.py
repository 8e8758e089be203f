from datetime import UTC, date, datetime

import pytest

from wangyu.base.lib.dates import show_date, show_time


def test_a_day_is_written_without_leading_zeros():
    assert show_date(date(2026, 3, 5)) == "2026年3月5日"


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 3, 5, 9, 0, tzinfo=UTC), "2026年3月5日 17:00"),
        (datetime(2025, 12, 31, 16, 5, tzinfo=UTC), "2026年1月1日 00:05"),
    ],
)
def test_a_moment_is_read_in_shanghai(moment, text):
    assert show_time(moment) == text
