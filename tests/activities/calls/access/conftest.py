"""Two provinces, a call of each, and one of every kind of people."""

from __future__ import annotations

import pytest

from tests import factories
from tests.activities.calls.conftest import EDITION
from tests.comers import holding
from wangyu.activities.calls.kinds import editions
from wangyu.activities.calls.models import Call
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Role, Tier


@pytest.fixture
def elsewhere(db):
    return factories.province("邻省")


@pytest.fixture
def make_call(province, now):
    def make(state="open", owner=province, **more):
        return Call.objects.create(
            owner=owner, kind="both", title="第二届推选", rules=editions()[EDITION].data,
            state=state, opens_at=now, due_at=now, changed_at=now, created_at=now, **more,
        )  # fmt: skip

    return make


@pytest.fixture
def call(make_call):
    return make_call()


@pytest.fixture
def sister(university):
    return factories.organisation(university, Tier.DEPARTMENT, "云梦大学理学院")


@pytest.fixture
def people(province, university, department, sister, other_university, elsewhere, student_user):
    held = {
        "officer": (Role.PROVINCE_OFFICER, province), "head": (Role.PROVINCE_LEADER, province),
        "auditor": (Role.AUDITOR, province), "judge": (Role.REVIEWER, province),
        "campus": (Role.UNIVERSITY_OFFICER, university),
        "leader": (Role.UNIVERSITY_LEADER, university),
        "reporter": (Role.UNIVERSITY_REPORTER, university),
        "dean": (Role.DEPARTMENT_OFFICER, department), "sister": (Role.DEPARTMENT_OFFICER, sister),
        "other": (Role.UNIVERSITY_OFFICER, other_university),
        "neighbour": (Role.PROVINCE_OFFICER, elsewhere),
    }  # fmt: skip
    mine = {"author": holding((Role.STUDENT, university), who=student_user)}
    return mine | {name: holding(one) for name, one in held.items()} | {"nobody": Actor.anonymous()}
