"""When a session is over, whatever is done in it and whenever."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangyu.institutions.people.logic.sessions import BEGAN, ENDS, end_of, must_move, ways_of

HOUR = 3600.0
IDLE, LONGEST = 4 * HOUR, 12 * HOUR
NEAR = 1e-6


def live(steps: list[float]) -> tuple[float, float]:
    """Uses of a session so far apart, as long as it lives. Returns the last use and the end."""
    session = {BEGAN: 0.0, ENDS: IDLE}
    at = 0.0
    for step in steps:
        if at + step >= session[ENDS]:
            break
        at += step
        end = end_of(session, at=at, idle=IDLE, longest=LONGEST)
        if must_move(session, end, idle=IDLE, longest=LONGEST):
            session[ENDS] = end
    return at, session[ENDS]


@given(st.lists(st.floats(0, 5 * HOUR), max_size=200))
def test_a_session_ends_between_three_quarters_of_the_rest_and_the_whole(steps) -> None:
    last, end = live(steps)
    assert end <= LONGEST
    assert end - last <= IDLE + NEAR
    assert end == LONGEST or end - last >= IDLE * 3 / 4 - NEAR


@given(st.lists(st.floats(0, 3 * HOUR - 1), min_size=100, max_size=200))
def test_nobody_at_work_is_sent_away_early(steps) -> None:
    last, end = live(steps)
    assert end - last >= 0
    assert end >= min(LONGEST, sum(steps))


@pytest.mark.parametrize(
    ("session", "end", "moved"),
    [
        ({BEGAN: 0, ENDS: 100}, 122, False),
        ({BEGAN: 0, ENDS: 100}, 125, False),
        ({BEGAN: 0, ENDS: 100}, 125.5, True),
        ({BEGAN: 0, ENDS: 995}, 999, False),
        ({BEGAN: 0, ENDS: 999.5}, 1000, True),
        ({BEGAN: 0, ENDS: 1000}, 1000, False),
        ({BEGAN: 0}, 26, True),
        ({ENDS: 999}, 1000, True),
    ],
)
def test_the_end_is_moved_by_a_quarter_of_the_rest_or_to_the_last_moment(session, end, moved) -> None:  # fmt: skip
    assert must_move(session, end, idle=100, longest=1000) is moved


def test_a_session_of_before_begins_with_its_next_use() -> None:
    assert end_of({}, at=100.0, idle=IDLE, longest=LONGEST) == 100.0 + IDLE


def test_how_somebody_signed_in_is_told_in_words() -> None:
    records = [{"method": "password"}, {"method": "mfa", "type": "totp"}, {"method": "password"}]
    assert ways_of(records) == ["密码", "验证码"]
    assert ways_of([{"method": "campus", "connection": 1}]) == ["统一身份认证"]
    assert ways_of([{"method": "unheard of"}]) == []
