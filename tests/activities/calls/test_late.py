"""By when a university and an author are in time, to the second."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.activities.calls.rolling import plant, roll_of
from wangyu.activities.calls import queries
from wangyu.activities.calls.models import Piece, Roll
from wangyu.activities.calls.ops import rolls

pytestmark = pytest.mark.django_db
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


def test_a_university_has_the_calls_deadline_or_its_own(call, university):
    own = call.due_at + DAY
    assert queries.deadline(call) == call.due_at
    assert queries.deadline(call, Roll(call=call)) == call.due_at
    assert queries.deadline(call, Roll(call=call, due_at=own)) == own


def test_the_minute_of_the_deadline_and_the_grace_are_given_whole(call):
    call.grace_minutes = 5
    for start, roll in ((call.due_at, None), (call.due_at + DAY, Roll(due_at=call.due_at + DAY))):
        ends = start + 6 * MINUTE
        assert not queries.is_late(call, ends - SECOND, roll)
        assert queries.is_late(call, ends, roll)


def test_a_notice_inside_lasts_to_the_last_minute_of_its_day(call, university, campus, now):
    plant(call, university, "recommended")
    roll = rolls.notice_roll(call=call, organisation=university, days=5, actor=campus, now=now)
    assert roll.notice_until == datetime(2026, 3, 10, 15, 59, tzinfo=UTC)


@pytest.fixture
def work(call, university, other_university):
    """Of a university with a day more than the others."""
    roll_of(call, other_university, due_at=call.due_at + 9 * DAY)
    roll_of(call, university, due_at=call.due_at + DAY)
    return plant(call, university, "draft")


def test_a_work_is_in_time_by_its_own_universitys_deadline(call, work):
    ends = call.due_at + DAY + MINUTE
    assert not queries.comes_late(work, ends - SECOND)
    assert queries.comes_late(work, ends)


def test_what_was_being_sent_by_then_is_in_time(call, work):
    ends = call.due_at + DAY + MINUTE
    assert queries.comes_late(work, ends + MINUTE)  # what came at once was not being sent
    Piece.objects.filter(entry=work).update(begun_at=ends - SECOND, added_at=ends)
    assert not queries.comes_late(work, ends + MINUTE)
    Piece.objects.filter(entry=work).update(begun_at=ends)
    assert queries.comes_late(work, ends + MINUTE)
