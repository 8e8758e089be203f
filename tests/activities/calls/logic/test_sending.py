"""What was being sent at the deadline, to the second."""

from datetime import UTC, datetime, timedelta

import pytest

from wangyu.activities.calls.logic.sending import was_sending

DUE = datetime(2026, 4, 4, 10, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


def is_late(at):
    return at > DUE


@pytest.mark.parametrize(
    ("begun", "arrived", "handed_in", "counts"),
    [
        (-HOUR, SECOND, SECOND, True),
        (timedelta(0), SECOND, SECOND, True),
        (SECOND, 2 * SECOND, 3 * SECOND, False),  # begun late
        (-HOUR, timedelta(0), SECOND, False),  # it was there in time
        (-HOUR, HOUR, 2 * HOUR, True),
        (-HOUR, HOUR, 2 * HOUR + SECOND, False),  # more than an hour later
        (HOUR - DAY, HOUR, HOUR, True),
        (HOUR - DAY - SECOND, HOUR, HOUR, False),  # more than a day on its way
    ],
)
def test_a_file_begun_in_time_that_arrived_late_and_was_followed_closely(
    begun, arrived, handed_in, counts
):
    sent = DUE + begun, DUE + arrived
    assert was_sending(DUE + handed_in, [sent], is_late) is counts
    in_time = DUE - HOUR, DUE - HOUR
    assert was_sending(DUE + handed_in, [in_time, sent, in_time], is_late) is counts


def test_nothing_sent_is_nothing_on_its_way():
    assert not was_sending(DUE, [], is_late)
