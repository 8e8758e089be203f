"""Self-scores: live until a university has signed, by its frozen facts from then on."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from tests.assessment.evaluation.reporting import report
from wangyu.assessment.evaluation.logic.scheme import plain, read_scheme
from wangyu.assessment.evaluation.models import Answer, Frozen, Member
from wangyu.assessment.evaluation.queries import facts, scheme_of, scores

pytestmark = pytest.mark.django_db


def answer(member, leaf, *values):
    Answer.objects.filter(member=member, indicator=leaf).update(values=list(values))


def points(found, member, leaf):
    place = [one.key for one in found.scheme.leaves].index(leaf)
    return found.points[scores.row_of(found, member), place]


def test_years_are_put_together_as_each_leaf_says(cycle, member, university):
    report(university, "Y2024", articles_adopted=1, group_meetings=3)
    report(university, "Y2025", articles_adopted=1, group_meetings=1)
    found = scores.scores_of(cycle)
    assert points(found, member, "articles") == 20
    assert points(found, member, "meetings") == 10


def test_what_is_not_known_is_missing_and_not_nothing(cycle, member, university):
    report(university, "Y2025", articles_adopted=1, group_meetings=None, office_established=0)
    found = scores.scores_of(cycle)
    assert np.isnan(points(found, member, "articles"))
    assert np.isnan(points(found, member, "meetings"))
    assert points(found, member, "office") == 0
    assert set(found.missing[scores.row_of(found, member)]) == {"meetings", "plans", "articles", "exchange"}  # fmt: skip


def test_answers_count_and_half_an_answer_does_not(cycle, member):
    answer(member, "plans", "2")
    answer(member, "exchange", "1")
    found = scores.scores_of(cycle)
    assert points(found, member, "plans") == 20
    assert np.isnan(points(found, member, "exchange"))
    answer(member, "exchange", "1", "3")
    assert points(scores.own_scores(member), member, "exchange") == 8


def test_units_are_the_members_by_id(cycle):
    found = scores.scores_of(cycle)
    assert found.units == tuple(str(m.pk) for m in cycle.members.order_by("pk"))


def test_who_has_signed_is_scored_by_the_last_frozen_facts(cycle, member, university):
    report(university, "Y2025", group_meetings=3)
    place = {"member": member, "measure": "fact.group_meetings", "period_key": "Y2025"}
    Frozen.objects.create(**place, revision=1, value=Decimal(2), state="reported")
    Frozen.objects.create(**place, revision=2, value=Decimal(1), state="reported")
    Member.objects.filter(pk=member.pk).update(state="signed", revision=2)
    found = scores.scores_of(cycle)
    assert points(found, member, "meetings") == 10
    Member.objects.filter(pk=member.pk).update(state="returned")
    assert points(scores.scores_of(cycle), member, "meetings") == 30


def test_a_measure_nobody_offers_is_missing(cycle, member, monkeypatch):
    tree = scheme_of(cycle.version)
    monkeypatch.setattr(facts.measures, "is_offered", lambda _: False)
    assert facts.live_facts([member], tree, cycle.periods)[member.pk].keys() == {
        ("self.plans", ""), ("self.exchange.1", ""), ("self.exchange.2", ""),
    }  # fmt: skip


@pytest.fixture
def compared(cycle):
    """Another scheme: places among peers, and a grade of evidence."""
    tiers = [{"title": "无", "points": 0}, {"title": "有", "points": 50}]
    rows = [
        {"key": "best", "title": "供稿", "points": 50, "clause": 1, "measures": ["fact.articles_adopted"],
         "rule": {"kind": "percentile", "least": 1}},
        {"key": "proof", "title": "机制", "points": 50, "clause": 1, "measures": ["fact.group_meetings"],
         "rule": {"kind": "evidence_tier", "tiers": tiers}},
    ]  # fmt: skip
    head = {"key": "peers", "title": "比较", "groups": ["level"]}
    cycle.version.data = plain(read_scheme({"scheme": head, "indicator": rows}, "比较"))
    cycle.version.save()
    return cycle


def test_where_places_count_the_others_are_read_too(compared, university, other_university):
    Member.objects.update(level="本科")
    member = Member.objects.get(organisation=university)
    report(university, articles_adopted=1)
    report(other_university, articles_adopted=2)
    found = scores.own_scores(member)
    assert len(found.units) == 2
    assert points(found, member, "best") == 0


def test_peers_are_those_of_the_same_group(compared, university, other_university):
    member = Member.objects.get(organisation=university)
    report(university, articles_adopted=1)
    report(other_university, articles_adopted=2)
    found = scores.own_scores(member)
    assert found.groups == ("本科", "专科")
    assert points(found, member, "best") == 25


def test_what_a_rule_cannot_read_is_missing_to_it(compared, university):
    member = Member.objects.get(organisation=university)
    report(university, group_meetings=9)
    assert np.isnan(points(scores.own_scores(member), member, "proof"))
    report(university, group_meetings=1)
    assert points(scores.own_scores(member), member, "proof") == 50


def test_a_round_is_read_in_few_queries(cycle, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        scores.scores_of(cycle)
