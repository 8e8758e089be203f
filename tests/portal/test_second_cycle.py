"""Fill in once, measured: what the shipped scheme asks a person for when it comes round a second time."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest

from wangyu.assessment.evaluation.models import Answer, Cycle
from wangyu.assessment.evaluation.ops import signing
from wangyu.assessment.evaluation.ops.selfcheck import confirm_carried
from wangyu.assessment.evaluation.ops.taking import take_over
from wangyu.assessment.evaluation.queries.burden import burden_of
from wangyu.assessment.evaluation.queries.offering import offers_of
from wangyu.assessment.evaluation.queries.sheet import sheet_of
from wangyu.base.core.keys import ensure_keys
from wangyu.base.core.roles import Role
from wangyu.portal.demo import SEED, land, people, rounds
from wangyu.portal.demo.evaluation import selfcheck
from wangyu.portal.demo.evaluation.stage import DAY, Stage, hold, members_of, publish_schemes
from wangyu.portal.demo.papers import Papers
from wangyu.records.ledger.kinds import catalogue

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
NOW = datetime(2028, 3, 5, 9, 0, tzinfo=UTC)
SCHOOLS, YEARS, PROMISED = 3, (2024, 2025, 2026, 2027), 0.30


@pytest.fixture
def stage(monkeypatch, settings, tmp_path):
    """Three schools of the demo whose ledger is signed and verified for two rounds of two years."""
    ensure_keys(tmp_path)
    monkeypatch.setattr(land, "SCHOOLS", SCHOOLS)
    monkeypatch.setattr(land, "REGISTERED", 1)
    random = Random(SEED)
    planted = land.plant(random, NOW)
    company = people.plant(planted, random, land.founding_day(NOW))
    papers = Papers()
    kept = {
        org.pk: papers.keep(
            org, company.by_school[org.pk][Role.UNIVERSITY_REPORTER], NOW - 1500 * DAY
        )
        for org in planted.universities
    }
    strengths = [rounds.Strength(random.uniform(0.25, 1.0), 0.05) for _ in planted.schools]
    playing = rounds.Stage(planted, company, kept, strengths, random)
    for number, year in enumerate(YEARS):
        begun = NOW - (1300 - 365 * number) * DAY
        rounds._finished(playing, year, list(catalogue(settings.PACK).items), begun)
    return Stage(planted, company, kept, random)


def second_of(stage):
    """The round that follows one that is over."""
    scheme = publish_schemes(stage, NOW - 700 * DAY)["seven_fields"]
    first = hold(stage, scheme, "two_years", YEARS[1], NOW - 690 * DAY)
    for member in members_of(first):
        selfcheck.check_itself(stage, member, NOW - 680 * DAY)
    Cycle.objects.filter(pk=first.pk).update(state="released")
    before = Cycle.objects.get(pk=first.pk)
    return hold(stage, scheme, "two_years", YEARS[3], NOW, follows=before)


def test_it_asks_for_less_than_a_third(stage):
    second = second_of(stage)
    for member in members_of(second):
        cost = burden_of(sheet_of(member))
        assert cost.share <= PROMISED
        assert (cost.asked, cost.lacking, cost.waiting, cost.items) == (0, 0, 3, 88)
        assert cost.absent == 18, "征集在这里一次也没有办"
        assert cost.absent <= PROMISED * cost.items, "就是全算作要人填的，也不过三成"


def test_two_presses_fill_it_in(stage):
    """What was proved and what was said is taken over by a press each, and nothing is typed."""
    member = members_of(second_of(stage))[0]
    reporter = stage.acting(member)[Role.UNIVERSITY_REPORTER]
    said = {"member": member, "actor": reporter, "now": NOW}
    sheet = sheet_of(member)
    wanted = [end.message for end in sheet.open_ends if "应附佐证" in end.message]
    assert wanted
    offers = offers_of(sheet)
    papers = [one.use.pk for offer in offers.values() for one in offer.papers]
    words = [leaf for leaf, offer in offers.items() if offer.words]
    taken = take_over(papers=papers, words=words, **said)
    assert (taken.papers, taken.words) == (len(papers), 1)
    carried = Answer.objects.filter(member=member, carried=True)
    confirm_carried(leaves=list(carried.values_list("indicator", flat=True)), **said)
    assert sheet_of(member).open_ends == []
    signing.submit(**said)
