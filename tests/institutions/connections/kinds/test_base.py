from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from wangyu.base.core.outside import Answer
from wangyu.institutions.connections.kinds.base import Look

NOW = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


def steps(*, days: float | None = 90, apart: float = 0, **headers: str):
    told = {"date": format_datetime(NOW + timedelta(seconds=apart), usegmt=True)} | headers
    until = None if days is None else (NOW + timedelta(days=days)).timestamp()
    return {s.label: (s.tone, s.text) for s in Look(Answer(200, b"", told, until), NOW).steps()}


@pytest.mark.parametrize(
    ("days", "tone", "word"),
    [(90, "ok", "2026年6月3日"), (29, "warn", "只剩 29 天"), (None, "warn", "没有用 https")],
)
def test_the_end_of_a_certificate_is_told_in_time(days, tone, word):
    found = steps(days=days)["证书"]
    assert found[0] == tone
    assert word in found[1]


@pytest.mark.parametrize(
    ("apart", "tone"), [(0, "ok"), (60, "ok"), (-60, "ok"), (61, "bad"), (-3600, "bad")]
)
def test_clocks_apart_are_told(apart, tone):
    assert steps(apart=apart)["时钟"][0] == tone


@pytest.mark.parametrize("date", ["", "yesterday"])
def test_a_server_without_a_clock_is_told(date):
    assert steps(date=date)["时钟"][0] == "warn"
