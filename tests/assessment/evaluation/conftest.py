"""A round of two universities, and those who work on it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests import factories
from tests.assessment.evaluation import checking, paneling, rounds
from tests.assessment.evaluation.schemes import small
from wangyu.assessment.evaluation.kinds import charters
from wangyu.assessment.evaluation.models import Cycle, Draw, Scheme, Version, Visit
from wangyu.assessment.evaluation.ops import concluding as concluding_ops
from wangyu.assessment.evaluation.ops import cycles as ops
from wangyu.assessment.evaluation.ops import noticing, panels, visits
from wangyu.assessment.evaluation.queries import checks as queries
from wangyu.assessment.evaluation.queries.visits import visits_of
from wangyu.base.core.roles import Role
from wangyu.institutions.people.queries import actor_for


def actor_of(user):
    return actor_for(user, on=factories.TODAY)


@pytest.fixture
def officer_user(province):
    return factories.officer(Role.PROVINCE_OFFICER, province, "省员甲")


@pytest.fixture
def officer(officer_user):
    """Of the province: holds the round."""
    return actor_of(officer_user)


@pytest.fixture
def reporter_user(university):
    return factories.officer(Role.UNIVERSITY_REPORTER, university, "填报甲")


@pytest.fixture
def reporter(reporter_user):
    return actor_of(reporter_user)


@pytest.fixture
def leader_user(university):
    return factories.officer(Role.UNIVERSITY_LEADER, university, "校领导甲")


@pytest.fixture
def leader(leader_user):
    return actor_of(leader_user)


@pytest.fixture
def other_university(province):
    return factories.university(province, "云梦师范学院", level="专科", city="云梦二市")


@pytest.fixture
def stranger(other_university):
    """Reports for another university."""
    return factories.actor(Role.UNIVERSITY_REPORTER, other_university)


@pytest.fixture
def version(province, now):
    """A scheme that is published."""
    scheme = Scheme.objects.create(owner=province, title="七项综合评价", created_at=now)
    return Version.objects.create(
        scheme=scheme, number=1, data=small(), sha256="0" * 64, made_at=now,
        state="published", changed_at=now, published_at=now,
    )  # fmt: skip


@pytest.fixture
def facts(version, now):
    return ops.Facts("2024—2025 年综合评价", "", version, 2024, 2025, now + timedelta(days=30))


@pytest.fixture
def draft(province, facts, officer, now):
    return ops.create_cycle(
        owner=province, charter=charters()["two_years"], facts=facts, actor=officer, now=now
    )


@pytest.fixture
def cycle(draft, university, other_university, officer, now):
    """Begun: both universities fill in."""
    return ops.begin_cycle(cycle=draft, actor=officer, now=now)


@pytest.fixture
def member(cycle, university):
    return cycle.members.get(organisation=university)


@pytest.fixture
def eight(province, facts, officer, now):
    return checking.round_of_eight(province, facts, officer, now)


@pytest.fixture
def mutual(eight, officer, now):
    return checking.paired(eight, officer, now)


@pytest.fixture
def check(mutual):
    """One of the sixteen pairs."""
    return queries.checks_of(mutual).first()


@pytest.fixture
def checker(check):
    return checking.reporter_of(check.checker)


@pytest.fixture
def checked(province, draft, university, other_university, officer, now):
    """Eight universities, seven of one peer group, have checked each other; one was visited."""
    rounds.six(province)
    begun = ops.begin_cycle(cycle=draft, actor=officer, now=now)
    rounds.checked(begun, now)
    return Cycle.objects.get(pk=begun.pk)


@pytest.fixture
def concluding(checked, officer, now):
    return concluding_ops.conclude_cycle(cycle=checked, actor=officer, now=now)


@pytest.fixture
def noticed(concluding, officer, now):
    """Everybody is decided and told."""
    for member in concluding.members.all():
        concluding_ops.decide(
            member=member, grade="model" if member.level == "专科" else "passed", reason="会议讨论",
            actor=officer, now=now,
        )  # fmt: skip
    return noticing.publicize(cycle=concluding, actor=officer, now=now)


@pytest.fixture
def spot(mutual, now):
    """第3大学 and 第5大学 were drawn."""
    Cycle.objects.filter(pk=mutual.pk).update(state="spot")
    names = ("第3大学", "第5大学")
    members = [mutual.members.get(organisation__name=name) for name in names]
    frame = [
        {"unit": one.organisation.name, "member": one.pk, "weight": 1 + one.pk % 2}
        for one in mutual.members.select_related("organisation")
    ]
    result = {
        "drawn": list(names),
        "strata": {"全部": {"size": 2, "units": 8, "drawn": list(names)}},
    }
    Draw.objects.create(cycle=mutual, size=2, state="drawn", frame=frame, result=result)
    for one in members:
        Visit.objects.create(member=one, why=visits.DRAWN, created_at=now)
    return Cycle.objects.get(pk=mutual.pk)


@pytest.fixture
def visit(spot):
    return visits_of(spot).get(member__organisation__name="第3大学")


@pytest.fixture
def reviewer_user(province):
    return factories.officer(Role.REVIEWER, province, "评审丁")


@pytest.fixture
def inspector(visit, reviewer_user, officer, now):
    visits.plan_visit(
        visit=visit, planned_on=date(2026, 4, 1), inspectors=[reviewer_user.pk], actor=officer,
        now=now,
    )  # fmt: skip
    return actor_of(reviewer_user)


@pytest.fixture
def visited(visit):
    """Leads the university visited."""
    return factories.officer(Role.UNIVERSITY_LEADER, visit.member.organisation)


@pytest.fixture
def judged(province, university, other_university, officer, now):
    """Eight universities; a panel of at least two."""
    rounds.six(province)
    return paneling.round_of(province, officer, now)


@pytest.fixture
def reviewer(province):
    """An expert and what they act as."""
    return paneling.reviewer(province, "评审甲")


@pytest.fixture
def expert(judged, reviewer, officer, now):
    """The first of the panel."""
    return panels.name_expert(
        cycle=judged, seat=paneling.seat(reviewer[0], now), actor=officer, now=now
    )
