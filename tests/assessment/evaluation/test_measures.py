"""What evaluations tell the board: who was checked by others, and whether anybody could have been."""

from __future__ import annotations

from decimal import Decimal

import pytest

from wangyu.assessment.evaluation.kinds import charters
from wangyu.assessment.evaluation.logic.charter import plain
from wangyu.assessment.evaluation.measures import CHECKED, ROUNDS
from wangyu.assessment.evaluation.models import Cycle
from wangyu.base.lib import measures
from wangyu.base.lib.periods import Period

pytestmark = pytest.mark.django_db
Y2025 = Period.parse("Y2025")


def read(org, period=Y2025):
    found = measures.read([CHECKED, ROUNDS], [org.pk], period)
    return {key: one[org.pk].value for key, one in found.items() if org.pk in one}


def released(cycle, now, **more):
    Cycle.objects.filter(pk=cycle.pk).update(state="released", released_at=now, **more)


def test_before_a_round_is_concluded_nobody_could_have_been_checked(cycle, university):
    assert read(university) == {ROUNDS: 0}


def test_a_concluded_round_counts_for_each_of_its_years(cycle, university, now):
    released(cycle, now)
    for year in ("Y2024", "Y2025"):
        assert read(university, Period.parse(year)) == {CHECKED: 1, ROUNDS: 1}
    assert read(university, Period.parse("Y2023")) == {ROUNDS: 0}


def test_it_says_by_what_and_since_when(cycle, university, now):
    released(cycle, now)
    one = measures.read([CHECKED], [university.pk], Y2025)[CHECKED][university.pk]
    assert one.value == Decimal(1)
    assert one.source == f"“{cycle.title}”，2026年3月5日公布结论"
    assert one.ref == f"evaluation.member:{cycle.members.get(organisation=university).pk}"


def test_a_round_without_the_checks_of_others_is_none(cycle, university, now):
    released(cycle, now, charter=plain(charters()["commendation"]))
    assert read(university) == {ROUNDS: 0}


def test_who_took_no_part_is_unknown(cycle, university, now, django_assert_num_queries):
    cycle.members.filter(organisation=university).delete()
    released(cycle, now)
    with django_assert_num_queries(1):
        assert read(university) == {ROUNDS: 1}
    assert measures.label_of(CHECKED) == "接受互查和抽查的综合评价已形成结论"
