"""The second round asks a person for little: what was said before is carried over, to be confirmed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.assessment.evaluation.reporting import report
from tests.assessment.evaluation.schemes import small
from wangyu.assessment.evaluation.kinds import charters
from wangyu.assessment.evaluation.models import Answer, Cycle, Version
from wangyu.assessment.evaluation.ops import cycles as ops
from wangyu.assessment.evaluation.queries.burden import burden_of
from wangyu.assessment.evaluation.queries.sheet import sheet_of

pytestmark = pytest.mark.django_db


def changed(version, now, **leaf):
    """The same scheme, but for one leaf."""
    data = small()
    (row,) = [one for one in data["indicator"] if one["key"] == "exchange"]
    row.update(leaf)
    return Version.objects.create(
        scheme=version.scheme, number=2, data=data, sha256="1" * 64, made_at=now,
        state="published", changed_at=now, published_at=now,
    )  # fmt: skip


@pytest.fixture
def before(cycle, member):
    """Answered and over."""
    Answer.objects.filter(member=member, indicator="plans").update(values=["2"], words="两份要点")
    Answer.objects.filter(member=member, indicator="exchange").update(values=["1", None])
    Cycle.objects.filter(pk=cycle.pk).update(state="released")
    return Cycle.objects.get(pk=cycle.pk)


@pytest.fixture
def begin(province, facts, before, officer, now):
    def run(**more):
        told = replace(facts, first_year=2026, last_year=2027, follows=before, **more)
        made = ops.create_cycle(
            owner=province, charter=charters()["two_years"], facts=told, actor=officer, now=now
        )
        return ops.begin_cycle(cycle=made, actor=officer, now=now)

    return run


def answers(cycle, university):
    rows = Answer.objects.filter(member__cycle=cycle, member__organisation=university)
    return {row.indicator: row for row in rows}


def test_what_was_said_before_is_carried_over_to_be_confirmed(begin, university):
    found = answers(begin(), university)
    assert (found["plans"].values, found["plans"].words, found["plans"].carried) == (
        ["2"],
        "两份要点",
        True,
    )
    assert (found["exchange"].values, found["exchange"].carried) == (["1", None], True)
    assert (found["meetings"].values, found["meetings"].carried) == ([], False)


def test_nobody_gets_the_answers_of_another(begin, other_university):
    assert not any(row.carried for row in answers(begin(), other_university).values())


def test_a_question_put_otherwise_is_asked_anew(begin, version, university, now):
    found = answers(
        begin(version=changed(version, now, asked=["承办了几次？", "参加了几次？"])), university
    )
    assert found["plans"].carried
    assert not found["exchange"].carried


def test_an_indicator_that_is_new_is_asked(begin, version, university, now):
    found = answers(begin(version=changed(version, now, key="exchanged")), university)
    assert not found["exchanged"].carried


def test_the_second_round_asks_a_person_for_less_than_a_third(begin, university):
    """As the page says it: counted from what is there."""
    report(university, "Y2026", articles_adopted=1)
    report(university, "Y2027", articles_adopted=1, group_meetings=2, office_established=1)
    cycle = begin()
    cost = burden_of(sheet_of(cycle.members.get(organisation=university)))
    assert cost.sentence == "要您填 0 项，已带出 7 项"
    assert cost.waiting == 3
    assert cost.share <= 0.3


def test_the_first_round_asks_for_all_that_is_not_in_the_ledger(cycle, member, university):
    report(university, "Y2025", group_meetings=2)
    cost = burden_of(sheet_of(member))
    assert (cost.asked, cost.lacking, cost.brought, cost.waiting) == (3, 3, 1, 0)


def test_what_is_answered_is_counted(cycle, member):
    Answer.objects.filter(member=member, indicator="exchange").update(values=["1", {"raw": "约"}])
    assert burden_of(sheet_of(member)).answered == 1
