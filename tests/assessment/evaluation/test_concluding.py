"""From the checks to a verdict: combining, moving on, deciding."""

from __future__ import annotations

import pytest

from tests.assessment.evaluation import rounds
from wangyu.assessment.evaluation.models import Cycle, Member, Verdict, VerdictChange, Visit
from wangyu.assessment.evaluation.ops import concluding as ops
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.queries import scores
from wangyu.assessment.evaluation.queries.combined import round_of
from wangyu.base.core.access import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def spot(province, draft, university, other_university, officer, now):
    from wangyu.assessment.evaluation.ops import cycles

    rounds.six(province)
    cycle = cycles.begin_cycle(cycle=draft, actor=officer, now=now)
    rounds.checked(cycle, now)
    return Cycle.objects.get(pk=cycle.pk)


@pytest.fixture
def concluding(spot, officer, now):
    return ops.conclude_cycle(cycle=spot, actor=officer, now=now)


def test_self_points_are_those_of_the_self_check(spot):
    found, other = round_of(spot), scores.scores_of(spot)
    for member in spot.members.all():
        mine = found.outcome.own.points[found.row(member.pk)]
        assert mine.tolist() == other.points[scores.row_of(other, member)].tolist()
