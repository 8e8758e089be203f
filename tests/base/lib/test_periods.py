from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangyu.base.lib.periods import Period, PeriodKind

PERIODS = st.builds(Period, st.sampled_from(PeriodKind), st.integers(1900, 2998))


@pytest.mark.parametrize(
    ("key", "start", "end", "label"),
    [
        ("Y2025", date(2025, 1, 1), date(2025, 12, 31), "2025年"),
        ("A2025", date(2025, 9, 1), date(2026, 8, 31), "2025—2026学年"),
        ("P2025", date(2025, 1, 1), date(2025, 12, 31), "2025年末"),
    ],
)
def test_a_key_gives_first_day_last_day_and_label(key, start, end, label):
    period = Period.parse(key)
    assert (period.start, period.end, period.label, str(period)) == (start, end, label, label)


@pytest.mark.parametrize(
    "key", ["", "2025", "Y25", "Y2025\n", "y2025", "Y２０２５", "Y0000", "A9999", "Q2025", "Y2025 "]
)
def test_a_wrong_key_is_refused_with_the_right_form(key):
    with pytest.raises(ValueError, match=r"应写作 Y2025（自然年）"):
        Period.parse(key)


@pytest.mark.parametrize(("kind", "label"), [("Y", "自然年"), ("A", "学年"), ("P", "时点")])
def test_each_kind_has_its_word(kind, label):
    assert PeriodKind(kind).label == label


@given(PERIODS)
def test_a_key_is_read_back_as_the_same_period(period):
    assert Period.parse(period.key) == period


@given(PERIODS)
def test_periods_of_a_kind_join_without_gap_or_overlap(period):
    assert period.previous().end + timedelta(days=1) == period.start
    assert period.covers(period.start)
    assert period.covers(period.end)
    assert not period.covers(period.previous().end)
