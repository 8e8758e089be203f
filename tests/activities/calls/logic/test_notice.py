"""How long a proposed result is shown."""

from datetime import UTC, date, datetime

import pytest

from wangyu.activities.calls.logic import notice as calls
from wangyu.assessment.evaluation.logic import notice as evaluation


@pytest.mark.parametrize("notice_end", [calls.notice_end, evaluation.notice_end])
@pytest.mark.parametrize(
    ("day", "days", "ends"),
    [
        (date(2026, 3, 5), 5, datetime(2026, 3, 10, 15, 59, 59, tzinfo=UTC)),
        (date(2026, 12, 30), 2, datetime(2027, 1, 1, 15, 59, 59, tzinfo=UTC)),
        (date(2028, 2, 28), 1, datetime(2028, 2, 29, 15, 59, 59, tzinfo=UTC)),
    ],
)
def test_the_day_it_begins_does_not_count_and_the_last_one_does_whole(notice_end, day, days, ends):
    assert notice_end(day, days) == ends
