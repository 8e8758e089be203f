"""By when a university's self-check is in time, to the second."""

from datetime import timedelta

from wangyu.assessment.evaluation.models import Cycle, Member
from wangyu.assessment.evaluation.queries.sheet import deadline, is_late

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def test_a_university_has_the_rounds_deadline_or_its_own_and_its_minute_whole(now):
    own = now + timedelta(days=1)
    for due_at, ends in ((None, now), (own, own)):
        part = Member(cycle=Cycle(due_at=now), due_at=due_at)
        assert deadline(part) == ends
        assert not is_late(part, ends + MINUTE - SECOND)
        assert is_late(part, ends + MINUTE)
