"""When a sheet is late, at every border a clock and a calendar have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangyu.base.lib.dates import SHANGHAI, show_time
from wangyu.records.ledger.logic.deadlines import (
    came_late,
    first_late_instant,
    not_before,
    why_not_moved,
)

MICROSECOND, MINUTE = timedelta(microseconds=1), timedelta(minutes=1)
ZONES = [ZoneInfo(name) for name in ("Asia/Shanghai", "UTC", "America/New_York", "Asia/Kathmandu")]
DUE = st.datetimes(
    datetime(2000, 1, 1),  # noqa: DTZ001 -- hypothesis adds the zone
    datetime(2100, 1, 1),  # noqa: DTZ001 -- hypothesis adds the zone
    timezones=st.just(UTC),
)
GRACE = st.integers(0, 7 * 24 * 60)


def here(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("due", "grace", "last_in_time"),
    [
        ("2026-03-31T17:00", 0, "2026-03-31T17:00:59.999999"),
        ("2026-03-31T17:00:30", 0, "2026-03-31T17:00:59.999999"),
        ("2026-03-31T17:00", 30, "2026-03-31T17:30:59.999999"),
        ("2026-12-31T23:59", 0, "2026-12-31T23:59:59.999999"),
        ("2026-12-31T23:59", 1, "2027-01-01T00:00:59.999999"),
        ("2028-02-28T23:59", 1440, "2028-02-29T23:59:59.999999"),
        ("2026-02-28T23:59", 1440, "2026-03-01T23:59:59.999999"),
        ("2028-02-29T17:00", 0, "2028-02-29T17:00:59.999999"),
    ],
)
def test_the_last_instant_in_time_and_the_first_late_one(due, grace, last_in_time):
    """The deadline's minute is given whole: who sends at “17:00” by the clock on the wall is in time."""
    last = here(last_in_time)
    assert not came_late(last, here(due), grace)
    assert came_late(last + MICROSECOND, here(due), grace)


@given(DUE, GRACE)
def test_at_the_border_one_microsecond_decides(due, grace):
    border = first_late_instant(due, grace)
    assert came_late(border, due, grace)
    assert not came_late(border - MICROSECOND, due, grace)
    assert due < border <= due + (grace + 1) * MINUTE


@given(DUE, GRACE, st.timedeltas(-timedelta(days=30), timedelta(days=30)))
def test_once_late_always_late_and_a_later_deadline_never_makes_late(due, grace, off):
    at = due + off
    if came_late(at, due, grace):
        assert came_late(at + MICROSECOND, due, grace)
    else:
        assert not came_late(at, due + MINUTE, grace)
        assert not came_late(at, due, grace + 1)


@given(DUE, GRACE, st.sampled_from(ZONES), st.sampled_from(ZONES), st.integers(-2, 2))
def test_the_zone_a_time_is_written_in_never_matters(due, grace, one, other, off):
    at = first_late_instant(due, grace) + off * MICROSECOND
    told = came_late(at.astimezone(one), due.astimezone(other), grace)
    assert told is came_late(at, due, grace) is (off >= 0)


@pytest.mark.parametrize("day", ["2026-03-08", "2026-11-01"])
def test_the_day_new_york_changes_its_clocks_has_the_grace_it_has_everywhere(day):
    """A deadline held in a zone with summer time must not gain or lose an hour of grace."""
    due = datetime.fromisoformat(f"{day}T01:30").replace(tzinfo=ZoneInfo("America/New_York"))
    assert first_late_instant(due, 120) - due.astimezone(UTC) == 121 * MINUTE


@given(DUE)
def test_the_deadline_people_read_is_the_one_that_counts(due):
    """Whatever second is stored, who comes within the minute that is shown is in time."""
    local = due.astimezone(SHANGHAI)
    shown = f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
    assert show_time(due) == shown == show_time(first_late_instant(due, 0) - MICROSECOND)
    assert show_time(first_late_instant(due, 0)) != shown


@given(st.lists(DUE, min_size=1))
def test_steps_of_one_sheet_never_go_back_whatever_clocks_do(read):
    """``read``: what the clock said at each step, put back and forward at will."""
    kept: list[datetime] = []
    for at in read:
        kept.append(not_before(at, kept[-1:]))
    assert kept == sorted(kept)
    assert all(mine >= told for mine, told in zip(kept, read, strict=True))
    assert not_before(read[0], []) == read[0]


NOW = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("moved", "reason", "for_all", "told"),
    [
        (HOUR, "汛期", None, ""), (HOUR, "汛期", NOW, ""),
        (HOUR, " \n", None, "调整截止时间必须写明理由。"),
        (HOUR * 0, "汛期", None, "新的截止时间 2026年3月5日 17:00 应在现在之后。"),
        (HOUR, "汛期", NOW + HOUR, "单独延期应晚于全体的截止时间 2026年3月5日 18:00，现在填的是 2026年3月5日 18:00。"),
        (HOUR, "汛期", NOW + HOUR - timedelta(microseconds=1), ""),
    ],
)  # fmt: skip
def test_a_deadline_moves_with_a_reason_into_the_future_and_for_some_beyond_all(
    moved, reason, for_all, told
):
    assert why_not_moved(NOW + moved, reason, NOW, what="单独延期", for_all=for_all) == told
