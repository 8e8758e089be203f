"""Who sees whose line. Another university's and a missing one look the same."""

from __future__ import annotations

from datetime import date

import pytest

from tests import factories
from wangyu.assessment.policy import access
from wangyu.base.core.access import Actor, NotVisible
from wangyu.base.core.roles import ROLE_TIER, Role, Tier

EVERYBODY = {"own", "other"}
SEES = {
    Role.PROVINCE_OFFICER: EVERYBODY,
    Role.PROVINCE_LEADER: EVERYBODY,
    Role.AUDITOR: EVERYBODY,
    Role.UNIVERSITY_OFFICER: {"own"},
    Role.UNIVERSITY_REPORTER: {"own"},
    Role.UNIVERSITY_LEADER: {"own"},
}


@pytest.fixture
def schools(university, other_university):
    return {"own": university, "other": other_university}


@pytest.fixture
def places(province, university):
    department = factories.organisation(university, Tier.DEPARTMENT)
    return {
        Tier.PROVINCE: province, Tier.UNIVERSITY: university, Tier.DEPARTMENT: department,
        Tier.STATION: factories.organisation(department, Tier.STATION),
    }  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
def test_list_and_single_university_agree_for_every_role(role, schools, places):
    actor = factories.actor(role, places[ROLE_TIER[role]])
    wanted = SEES.get(role, set())
    listed = {o.pk for o in access.visible_universities(actor)}
    assert listed == {schools[name].pk for name in wanted}
    for name, org in schools.items():
        if name in wanted:
            assert access.access_university(actor, org.pk) == org
        else:
            with pytest.raises(NotVisible):
                access.access_university(actor, org.pk)


def test_a_visitor_sees_nobody(university):
    assert not access.visible_universities(Actor.anonymous()).exists()


def test_what_is_no_university_or_closed_or_missing_is_not_there(province, schools, places):
    officer = factories.actor(Role.PROVINCE_OFFICER, province)
    closed = schools["other"]
    closed.closed_on = date(2026, 1, 1)
    closed.save()
    for pk in (province.pk, places[Tier.DEPARTMENT].pk, closed.pk, 999_999):
        with pytest.raises(NotVisible):
            access.access_university(officer, pk)
    assert list(access.visible_universities(officer)) == [schools["own"]]
