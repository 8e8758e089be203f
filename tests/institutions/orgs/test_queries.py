from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests import factories
from tests.said import said
from wangyu.base.audit.telling import tell
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Role, Tier
from wangyu.institutions.orgs import access, ops, queries
from wangyu.institutions.orgs.models import LeadingGroup, Meeting, Organisation, Room
from wangyu.institutions.people import ops as invitations

DAY = date(2026, 3, 5)


def test_the_way_up_is_read_from_the_root_down(province, university, department, station):
    assert queries.ancestors(station) == [province, university, department]
    assert queries.ancestors(province) == []


def test_children_are_listed_open_ones_first(university, now):
    for name in ("乙院", "甲院"):
        factories.organisation(university, Tier.DEPARTMENT, name)
    Organisation.objects.filter(name="乙院").update(closed_on=now.date())
    assert [o.name for o in queries.children_of(university)] == ["甲院", "乙院"]
    assert queries.child_counts([university]) == {university.pk: 1}


@pytest.mark.parametrize(
    ("founded", "closed", "is_open"),
    [
        (None, None, True),
        (DAY, None, True),
        (DAY + timedelta(days=1), None, False),
        (None, DAY, False),
        (None, DAY + timedelta(days=1), True),
    ],
)
def test_open_on_a_day_is_founded_and_not_yet_closed(province, founded, closed, is_open):
    Organisation.objects.update(established_on=founded, closed_on=closed)
    assert Organisation.objects.filter(queries.open_on(DAY)).exists() is is_open


def test_departments_are_known_with_their_open_classes(university, department, station, now):
    other = factories.organisation(university, Tier.DEPARTMENT, "外语学院")
    closed = factories.organisation(university, Tier.DEPARTMENT, "旧学院")
    factories.organisation(closed, Tier.STATION, "旧班")
    Organisation.objects.filter(pk=closed.pk).update(closed_on=now.date())
    assert queries.departments_with_stations(university) == {
        department.name: frozenset({station.name}),
        other.name: frozenset(),
    }


def test_a_tree_begins_at_the_highest_units_of_a_person(university, department, station):
    seen = Organisation.objects.all()
    paths = [department.path, university.path, station.path]
    assert list(queries.topmost(seen, paths)) == [university]
    assert [o.tier for o in queries.topmost(seen, [""])] == [Tier.PROVINCE]


def test_a_class_may_move_to_another_open_department(university, department, station, officer):
    other = factories.organisation(university, Tier.DEPARTMENT, "外语学院")
    assert list(queries.destinations(station, access.visible_plantable(officer))) == [other]


def test_facts_in_force_come_first(university, now):
    old = Room.objects.create(organisation=university, name="旧", use="办公", until=now.date())
    new = Room.objects.create(organisation=university, name="新", use="办公")
    assert list(queries.facts_of(university, "room")) == [new, old]


def test_the_history_tells_of_the_unit_and_its_facts(university, other_university, officer, now):
    run = {"actor": officer, "now": now}
    ops.edit_details(org=university, details={"duties": "育人"}, **run)
    values = {"name": "网络育人室", "use": "办公"}
    ops.add_fact(model=Room, org=university, values=values, **run)
    ops.edit_details(org=other_university, details={"duties": "邻校独有"}, **run)
    told = [one.text for one in tell(queries.history_of(university))]
    assert told == ["登记场地：网络育人室", "修改“云梦大学”的基本情况"]


def test_a_group_is_overdue_when_it_is_old_and_has_not_met(university, other_university):
    since = DAY - timedelta(days=365)
    for org in (university, other_university):
        LeadingGroup.objects.create(organisation=org, name="领导小组")
    Meeting.objects.create(organisation=other_university, held_on=DAY, topics="网络育人")
    overdue = queries.overdue_groups([university.path, other_university.path], since)
    assert [group.organisation for group in overdue] == [university]
    LeadingGroup.objects.update(established_on=DAY)
    assert not queries.overdue_groups([university.path], since).exists()


def test_the_documents_of_search_know_parents_cities_and_former_names(university, station, now):
    ops.rename(org=university, name="云梦理工大学", reason="", actor=Actor.system(), now=now)
    found = {d.id: d for d in queries.every_document()}
    assert found[university.pk].body == "曾用名 云梦大学 云梦省高校网络思想政治工作中心"
    assert found[university.pk].scope == "public"
    assert (found[station.pk].body, found[station.pk].scope) == ("计算机学院", station.path)


def test_the_history_of_a_unit_does_not_tell_of_people(university, officer, now):
    wanted = invitations.Wanted("新人绝密", Role.UNIVERSITY_REPORTER, university)
    invitations.invite(actor=officer, now=now, wanted=wanted)
    assert "新人绝密" in said()[-1]
    assert not queries.history_of(university).exists()
