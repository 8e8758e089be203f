"""Rounds of two universities in any state, and one of every kind of people."""

from __future__ import annotations

import itertools

import pytest

from tests import factories
from tests.assessment.evaluation import checking
from tests.assessment.evaluation.proving import in_ledger
from tests.assessment.evaluation.schemes import with_panel
from tests.comers import holding
from wangyu.assessment.evaluation.kinds import charters
from wangyu.assessment.evaluation.logic.charter import plain
from wangyu.assessment.evaluation.models import Answer, Cycle, Member, Version
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Role
from wangyu.records.evidence.models import Classification, File, Use

serial = itertools.count(1)


@pytest.fixture
def elsewhere(db):
    return factories.province("邻省")


@pytest.fixture
def make_round(version, university, other_university, now):
    """Of the province, with both universities in it; or of another one, with neither."""
    Version.objects.filter(pk=version.pk).update(data=with_panel())

    def make(state="self_check", owner=None, form="full", **charter):
        round_ = Cycle.objects.create(
            owner=owner or version.scheme.owner, form=form, title="综合评价", version=version,
            charter=plain(charters()["two_years"]) | charter, first_year=2024, last_year=2025,
            state=state, due_at=now, changed_at=now, created_at=now,
        )  # fmt: skip
        for place in () if owner else (university, other_university):
            Member.objects.create(cycle=round_, organisation=place)
        return round_

    return make


@pytest.fixture
def of(university, other_university):
    """A round's part of the first university, or of the other."""

    def find(round_, *, other=False):
        rows = Member.objects.select_related("organisation", "cycle__owner")
        return rows.get(cycle=round_, organisation=other_university if other else university)

    return find


@pytest.fixture
def people(province, university, other_university, elsewhere):
    third = factories.university(province, "云梦理工大学")
    held = {
        "officer": (Role.PROVINCE_OFFICER, province), "head": (Role.PROVINCE_LEADER, province),
        "auditor": (Role.AUDITOR, province), "judge": (Role.REVIEWER, province),
        "campus": (Role.UNIVERSITY_OFFICER, university),
        "reporter": (Role.UNIVERSITY_REPORTER, university),
        "leader": (Role.UNIVERSITY_LEADER, university), "student": (Role.STUDENT, university),
        "other": (Role.UNIVERSITY_REPORTER, other_university),
        "third": (Role.UNIVERSITY_OFFICER, third), "neighbour": (Role.PROVINCE_OFFICER, elsewhere),
    }  # fmt: skip
    return {name: holding(one) for name, one in held.items()} | {"nobody": Actor.anonymous()}


@pytest.fixture
def attach(now):
    """A paper of a university to what it is said to prove."""

    def run(org, kind, pk, **more):
        number = next(serial)
        file = File.objects.create(
            organisation=org, title="纪要", original_name="纪要.pdf", stored_name=f"{number:040d}",
            sha256=f"{number:064d}", size=1, media_type="application/pdf", uploaded_at=now, **more,
        )  # fmt: skip
        return Use.objects.create(file=file, subject_kind=kind, subject_id=pk, added_at=now)

    return run


@pytest.fixture
def prove(attach):
    """What a university attached to an answer that others look at."""

    def run(member):
        answer = Answer.objects.create(member=member, indicator="plans")
        return attach(member.organisation, "evaluation.answer", answer.pk)

    return run


@pytest.fixture
def sensitive(attach, now):
    """A paper at a figure of the ledger that only the two sides open."""

    def make(member):
        Member.objects.filter(pk=member.pk).update(state="signed", revision=1)
        checking.freeze(member, group_meetings=3)
        fact = in_ledger(member, "group_meetings", now)
        kept = {"classification": Classification.SENSITIVE}
        return attach(member.organisation, "ledger.entry", fact.entry_id, **kept)

    return make
