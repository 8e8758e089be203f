"""Who sees and edits what. Another university's unit and a missing one look the same."""

from __future__ import annotations

import pytest

from tests import factories
from wangyu.base.core.access import Actor, NotVisible, Refused
from wangyu.base.core.roles import Role
from wangyu.institutions.orgs import access
from wangyu.institutions.orgs.models import Organisation, Room

ALL = {"province", "university", "department", "station", "other_university", "stranger_department"}
OWN = {"university", "department", "station"}
SEES = {
    Role.PROVINCE_OFFICER: ("province", ALL),
    Role.PROVINCE_LEADER: ("province", ALL),
    Role.AUDITOR: ("province", ALL),
    Role.SYSTEM_ADMIN: ("province", ALL),
    Role.UNIVERSITY_OFFICER: ("university", OWN),
    Role.UNIVERSITY_REPORTER: ("university", OWN),
    Role.UNIVERSITY_LEADER: ("university", OWN),
    Role.DEPARTMENT_OFFICER: ("department", {"department", "station"}),
    Role.STATION_OFFICER: ("station", {"station"}),
    Role.REVIEWER: ("province", set()),
    Role.STUDENT: ("university", set()),
}
EDITS = {Role.UNIVERSITY_OFFICER: OWN, Role.DEPARTMENT_OFFICER: {"department", "station"}}
STRUCTURES = {
    Role.PROVINCE_OFFICER: {"university", "other_university"},
    Role.SYSTEM_ADMIN: {"university", "other_university"},
    Role.UNIVERSITY_OFFICER: {"department", "station"},
    Role.DEPARTMENT_OFFICER: {"station"},
}
PLANTS = {
    Role.PROVINCE_OFFICER: {"province"},
    Role.SYSTEM_ADMIN: {"province"},
    Role.UNIVERSITY_OFFICER: {"university", "department"},
    Role.DEPARTMENT_OFFICER: {"department"},
}


@pytest.fixture
def units(province, university, department, station, other_university, stranger_department):
    return {
        "province": province, "university": university, "department": department,
        "station": station, "other_university": other_university,
        "stranger_department": stranger_department,
    }  # fmt: skip


def allowed(check, actor, units):
    """Names of the units for which ``check`` gives the object instead of raising."""
    found = set()
    for name, org in units.items():
        try:
            check(actor, org.pk)
        except (NotVisible, Refused):
            continue
        found.add(name)
    return found


@pytest.mark.parametrize("role", list(SEES))
def test_every_role_meets_exactly_its_own(units, role):
    where, seen = SEES[role]
    actor = factories.actor(role, units[where])
    assert allowed(access.access_organisation, actor, units) == seen
    listed = set(access.visible_organisations(actor).values_list("pk", flat=True))
    assert listed == {units[name].pk for name in seen}


@pytest.mark.parametrize("role", list(SEES))
def test_every_role_does_exactly_its_own(units, role):
    actor = factories.actor(role, units[SEES[role][0]])
    assert allowed(access.access_editable, actor, units) == EDITS.get(role, set())
    assert allowed(access.access_structure, actor, units) == STRUCTURES.get(role, set())
    assert allowed(access.access_plantable, actor, units) == PLANTS.get(role, set())
    roster = {"university", "other_university"} if role in access.PROVINCE_OFFICE else set()
    assert allowed(access.access_roster_entry, actor, units) == roster


def test_nobody_sees_nothing(units):
    assert allowed(access.access_organisation, Actor.anonymous(), units) == set()


def test_a_strangers_unit_and_a_missing_one_look_the_same(officer, stranger_department):
    for pk in (stranger_department.pk, 99_999_999):
        with pytest.raises(NotVisible):
            access.access_organisation(officer, pk)


@pytest.mark.parametrize(
    ("check", "name", "words"),
    [
        (access.access_editable, "university", "请与他们联系"),
        (access.access_structure, "department", "请与上级单位联系"),
        (access.access_plantable, "station", "最低一级"),
        (access.access_plantable, "university", "请与他们联系"),
        (access.access_roster_entry, "department", "只有高校列入名录"),
    ],
)
def test_a_refusal_says_whom_to_ask(units, province_officer, check, name, words):
    with pytest.raises(Refused, match=words):
        check(province_officer, units[name].pk)


def test_a_provincial_leader_is_told_that_the_office_keeps_the_roster(province):
    leader = factories.actor(Role.PROVINCE_LEADER, province)
    with pytest.raises(Refused, match="由省中心工作人员维护"):
        access.access_plantable(leader, province.pk)


def test_below_a_station_nothing_is_offered(officer, department, station):
    assert access.may_plant(officer, department)
    assert not access.may_plant(officer, station)


def test_a_closed_unit_takes_no_units(officer, university, now):
    Organisation.objects.update(closed_on=now.date())
    with pytest.raises(Refused, match="请先恢复"):
        access.access_plantable(officer, university.pk)


def test_the_roster_belongs_to_the_provinces_office(officer, province, province_officer):
    assert access.access_roster(province_officer) == province
    with pytest.raises(Refused, match="告知省中心"):
        access.access_roster(officer)


@pytest.mark.django_db
def test_there_is_no_roster_without_a_province():
    with pytest.raises(NotVisible):
        access.access_roster(Actor.system())


def test_anybody_may_read_an_open_school_of_the_roster(university, department, now):
    assert access.access_public_school(university.pk).name == "云梦大学"
    Organisation.objects.filter(pk=university.pk).update(closed_on=now.date())
    for pk in (university.pk, department.pk, 99_999_999):
        with pytest.raises(NotVisible):
            access.access_public_school(pk)


@pytest.fixture
def room(department):
    return Room.objects.create(organisation=department, name="院系独有室", use="办公")


def test_a_fact_is_met_where_its_unit_is(officer, department_officer, room, other_university):
    assert access.access_fact(officer, "room", room.pk) == room
    assert access.access_own_fact(department_officer, "room", room.pk) == room
    second = Room.objects.create(organisation=room.organisation, name="二室", use="办公")
    assert access.access_fact(officer, "room", second.pk) == second
    stranger = factories.actor(Role.UNIVERSITY_OFFICER, other_university)
    for actor, kind in ((stranger, "room"), (officer, "planet"), (officer, "budget")):
        with pytest.raises(NotVisible):
            access.access_fact(actor, kind, room.pk)


def test_a_fact_is_changed_by_its_own_people_while_it_holds(officer, province_officer, room, now):
    with pytest.raises(Refused, match="请与他们联系"):
        access.access_own_fact(province_officer, "room", room.pk)
    Room.objects.update(until=now.date())
    with pytest.raises(Refused, match="只供查阅"):
        access.access_own_fact(officer, "room", room.pk)


def test_units_are_moved_only_into_ones_own(officer, units):
    names = set(access.visible_plantable(officer).values_list("pk", flat=True))
    assert names == {units[name].pk for name in OWN}
