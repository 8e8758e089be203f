"""Who came late, and who does not count as late any more."""

from __future__ import annotations

from collections.abc import Iterable

from wangyu.assessment.evaluation.models import Member
from wangyu.assessment.evaluation.queries.sheet import is_late


def forgive(members: Iterable[Member]) -> None:
    """After a deadline has moved: nobody becomes late by it, and who is in time now is not late."""
    in_time = [one.pk for one in members if one.signed_at and not is_late(one, one.signed_at)]
    Member.objects.filter(pk__in=in_time).update(late=False)
