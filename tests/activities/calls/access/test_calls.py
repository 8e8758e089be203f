"""Who reaches which call, and for where somebody enters a work."""

from __future__ import annotations

import pytest

from tests import factories
from tests.comers import ask, holding, missing, whose
from wangyu.activities.calls import access
from wangyu.base.core.access import NotVisible, Refused
from wangyu.base.core.roles import Role, Tier

pytestmark = pytest.mark.django_db
NOT_STAFF = "author auditor judge campus leader reporter dean sister other nobody"
TEACHERS = {
    Role.UNIVERSITY_OFFICER, Role.UNIVERSITY_REPORTER, Role.UNIVERSITY_LEADER,
    Role.DEPARTMENT_OFFICER, Role.STATION_OFFICER,
}  # fmt: skip


def test_a_draft_is_its_provinces_and_all_else_everybodys(people, make_call):
    draft, second = make_call("draft"), make_call()
    assert ask(people, access.access_call, draft).let_in == "officer head auditor"
    assert ask(people, access.access_call, second).let_in == " ".join(people)
    assert whose(people, access.visible_calls) == dict.fromkeys(people, 1) | {
        "officer": 2, "head": 2, "auditor": 2,
    }  # fmt: skip


def test_a_call_is_changed_by_the_staff_of_its_province(people, call, make_call):
    make_call()
    found = ask(people, access.access_own_call, call)
    assert found == (
        "officer head",
        "author auditor judge campus leader reporter dean sister other neighbour nobody",
    )
    assert missing(people, access.access_own_call, 0) == NOT_STAFF


def test_ones_own_province_is_where_one_is_of_its_staff(people, province, university):
    both = holding((Role.UNIVERSITY_REPORTER, university), (Role.PROVINCE_OFFICER, province))
    assert access.own_province(both) == province
    with pytest.raises(Refused):
        access.own_province(people["campus"])


@pytest.mark.parametrize("role", Role)
def test_teachers_enter_as_teachers_and_students_as_students(role, university):
    actor = holding((role, university))
    place = (university, None)
    assert access.place_for(actor, "teacher") == (place if role in TEACHERS else None)
    assert access.place_for(actor, "student") == (place if role == Role.STUDENT else None)


def test_a_work_is_entered_for_the_department_one_is_of(university, department, sister):
    station = factories.organisation(sister, Tier.STATION)
    for org, unit in ((department, department), (sister, sister), (station, sister)):
        actor = holding((Role.UNIVERSITY_REPORTER, university), (Role.STATION_OFFICER, org))
        assert access.place_for(actor, "teacher") == (university, unit)


def test_a_track_the_call_does_not_have_is_not_there(call):
    access.require_track(call, "pictures")
    with pytest.raises(NotVisible):
        access.require_track(call, "picture")
