from datetime import UTC, date, datetime, timedelta

import pytest

from wangyu.base.lib.dates import local_day, show_date, show_span, show_time


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


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-5, "0 秒"), (59, "59 秒"), (60, "1 分钟"), (7_300, "2 小时"), (200_000, "2 天")],
)
def test_a_time_that_has_passed_is_said_in_its_largest_unit(seconds, text):
    assert show_span(timedelta(seconds=seconds)) == text


@pytest.mark.parametrize(("hour", "day"), [(15, 5), (16, 6), (23, 6)])
def test_a_day_begins_at_midnight_in_shanghai(hour, day):
    moment = datetime(2026, 3, 5, hour, 59, tzinfo=UTC)
    assert local_day(moment) == date(2026, 3, day)
