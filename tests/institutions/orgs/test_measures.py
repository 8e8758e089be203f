"""The numbers of clauses 7–9. No rows is unknown (left out), a blank is not 0."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests import factories
from wangyu.base.core.roles import Tier
from wangyu.base.lib import measures
from wangyu.base.lib.periods import Period
from wangyu.institutions.orgs.models import (
    Appointment,
    Budget,
    GroupMember,
    LeadingGroup,
    Meeting,
    Office,
    Organisation,
    Room,
)

Y2025 = Period.parse("Y2025")
KEYS = [spec.key for spec in measures.specs() if spec.key.startswith("orgs.")]


@pytest.fixture
def read(university, other_university):
    def _read(key):
        ids = [university.pk, other_university.pk]
        found = measures.read([key], ids, Y2025)[key]
        return {pk: measure.value for pk, measure in found.items()}

    return _read


def row(model, org, **values):
    return model.objects.create(organisation=org, **values)


def test_sixteen_numbers_are_offered():
    assert len(KEYS) == 16


@pytest.mark.parametrize("key", KEYS)
def test_a_university_without_rows_is_unknown(read, key):
    assert read(key) == {}


def test_full_time_staff_counts_posts_in_force_at_the_end(read, university, other_university):
    row(Appointment, university, title="甲", full_time=True)
    row(Appointment, university, title="乙", full_time=True, since=date(2025, 12, 31))
    row(Appointment, university, title="丙", full_time=True, until=date(2025, 12, 31))
    row(Appointment, university, title="丁", full_time=True, since=date(2026, 1, 1))
    row(Appointment, other_university, title="戊", full_time=False)
    assert read("orgs.full_time_staff") == {university.pk: 2, other_university.pk: 0}


def test_space_adds_up_by_use_and_says_what_is_blank(read, university, department):
    row(Room, university, name="甲", use="办公", area_m2=Decimal("80.5"))
    row(Room, university, name="乙", use="活动", area_m2=Decimal(100))
    row(Room, university, name="丙", use="活动")
    row(Room, department, name="丁", use="办公", area_m2=Decimal(999))
    assert read("orgs.space_m2") == {university.pk: Decimal("180.5")}
    assert read("orgs.space_office_m2") == {university.pk: Decimal("80.5")}
    found = measures.read(["orgs.space_activity_m2"], [university.pk], Y2025)
    source = found["orgs.space_activity_m2"][university.pk].source
    assert source.endswith("（共 2 条记录，另有 1 条未填数）")


def test_rooms_that_are_all_blank_are_unknown_and_none_left_is_zero(
    read, university, other_university
):
    row(Room, university, name="甲", use="办公")
    row(Room, other_university, name="乙", use="办公", area_m2=Decimal(50), until=date(2025, 6, 1))
    assert read("orgs.space_m2") == {other_university.pk: 0}


def test_the_leading_group_and_its_head(read, university, other_university):
    row(LeadingGroup, university, name="甲")
    row(LeadingGroup, other_university, name="乙", until=date(2025, 3, 1))
    row(GroupMember, university, name="张", role="组长", is_school_leader=True)
    row(GroupMember, other_university, name="李", role="组长")
    assert read("orgs.leading_group") == {university.pk: 1, other_university.pk: 0}
    assert read("orgs.group_head_is_leader") == {university.pk: 1, other_university.pk: 0}
    row(GroupMember, other_university, name="赵", role="成员", is_school_leader=True)
    assert read("orgs.group_head_is_leader") == {university.pk: 1, other_university.pk: 0}


def test_departments_of_the_group_are_counted_against_the_five(university, read):
    row(GroupMember, university, name="张", role="成员", department="党委宣传部")
    row(GroupMember, university, name="李", role="成员", title="校团委书记")
    row(
        GroupMember,
        university,
        name="王",
        role="成员",
        department="研究生院",
        until=date(2025, 1, 1),
    )
    assert read("orgs.group_departments") == {university.pk: 2}
    found = measures.read(["orgs.group_departments"], [university.pk], Y2025)
    assert found["orgs.group_departments"][university.pk].denominator == 5


def test_meetings_count_in_their_year_unless_void(read, university, other_university):
    row(Meeting, university, held_on=date(2025, 4, 1), topics="甲")
    row(Meeting, university, held_on=date(2025, 5, 1), topics="乙", until=date(2025, 5, 2))
    row(Meeting, other_university, held_on=date(2024, 12, 31), topics="丙")
    row(Meeting, other_university, held_on=date(2026, 1, 1), topics="丁")
    assert read("orgs.meetings_held") == {university.pk: 1, other_university.pk: 0}


def test_the_first_and_the_last_day_of_a_year_belong_to_it(read, university):
    for day in (date(2025, 1, 1), date(2025, 12, 31)):
        row(Meeting, university, held_on=day, topics="甲")
    assert read("orgs.meetings_held") == {university.pk: 2}


def test_an_office_is_there_or_not(read, university):
    row(Office, university, name="网络思政科")
    row(Office, university, name="易班发展中心")
    assert read("orgs.office") == {university.pk: 1}


def test_units_are_counted_in_the_tree(read, university, department, station):
    for name in ("外语学院", "法学院"):
        factories.organisation(university, Tier.DEPARTMENT, name)
    Organisation.objects.filter(pk=department.pk).update(established_on=date(2024, 1, 1))
    assert read("orgs.departments") == {university.pk: 3}
    assert read("orgs.department_studios") == {university.pk: 1}
    assert read("orgs.stations") == {university.pk: 1}
    found = measures.read(["orgs.department_studios"], [university.pk], Y2025)
    assert found["orgs.department_studios"][university.pk].denominator == 3
    Organisation.objects.filter(name="外语学院").update(closed_on=date(2025, 12, 31))
    assert read("orgs.departments") == {university.pk: 2}
    found = measures.read(["orgs.department_studios"], [university.pk], Y2025)
    assert found["orgs.department_studios"][university.pk].denominator == 2


def test_departments_with_a_room_of_their_own(read, university, department):
    other = factories.organisation(university, Tier.DEPARTMENT, "外语学院")
    row(Room, department, name="甲", use="办公", independent=True)
    row(Room, department, name="乙", use="办公", independent=True)
    row(Room, other, name="丙", use="办公")
    row(Room, other, name="丁", use="办公", independent=True, until=date(2025, 12, 31))
    third = factories.organisation(university, Tier.DEPARTMENT, "法学院")
    row(Room, third, name="戊", use="办公")
    row(Room, university, name="己", use="办公", independent=True)
    assert read("orgs.rooms_department_independent") == {university.pk: 1}
    found = measures.read(["orgs.rooms_department_independent"], [university.pk], Y2025)
    assert found["orgs.rooms_department_independent"][university.pk].denominator == 3


def test_money_of_school_and_departments_adds_up_once(read, university, department):
    row(Budget, university, year=2025, level="校级", allocated=100, received=0)
    row(Budget, department, year=2025, level="院系", allocated=30)
    row(Budget, university, year=2024, level="校级", allocated=999)
    assert read("orgs.fund_allocated") == {university.pk: 130}
    assert read("orgs.fund_received") == {university.pk: 0}
    assert read("orgs.fund_spent") == {}
    row(Budget, university, year=2025, level="院系", allocated=50)
    assert read("orgs.fund_allocated") == {university.pk: 150}


def test_money_of_departments_counts_while_the_school_has_left_their_sum_blank(
    read, university, department
):
    row(Budget, university, year=2025, level="院系")
    row(Budget, department, year=2025, level="院系", allocated=30)
    assert read("orgs.fund_allocated") == {university.pk: 30}
    found = measures.read(["orgs.fund_allocated"], [university.pk], Y2025)
    source = found["orgs.fund_allocated"][university.pk].source
    assert source.endswith("（共 2 条记录，另有 1 条未填数）")


def test_money_that_was_struck_out_does_not_count(read, university):
    row(Budget, university, year=2025, level="校级", allocated=100, until=date(2025, 6, 1))
    assert read("orgs.fund_allocated") == {}


def test_whoever_is_not_asked_for_is_not_read(university, other_university):
    office = factories.organisation(other_university, Tier.DEPARTMENT, "外校学院")
    factories.organisation(office, Tier.STATION, "外校班")
    for org in (other_university, office):
        row(Appointment, org, title="甲", full_time=True)
        row(Room, org, name="甲", use="办公", area_m2=1, independent=True)
        row(LeadingGroup, org, name="甲")
        row(GroupMember, org, name="张", role="组长", department="宣传部", is_school_leader=True)
        row(Meeting, org, held_on=date(2025, 4, 1), topics="甲")
        row(Office, org, name="甲")
        row(Budget, org, year=2025, level="校级", allocated=1, received=1, spent=1)
    assert {k: v for k, v in measures.read(KEYS, [university.pk], Y2025).items() if v} == {}


def test_every_number_opens_to_its_university(university, department):
    found = measures.read(["orgs.departments"], [university.pk], Y2025)["orgs.departments"]
    assert found[university.pk].ref == f"orgs.detail:{university.pk}"


@pytest.mark.parametrize("schools", [1, 3])
def test_the_numbers_take_as_many_queries_for_three_schools_as_for_one(
    province, django_assert_num_queries, schools
):
    ids = [factories.university(province).pk for _ in range(schools)]
    for pk in ids:
        row(Room, Organisation.objects.get(pk=pk), name="甲", use="办公", area_m2=1)
    with django_assert_num_queries(24):
        found = measures.read(KEYS, ids, Y2025)
    assert len(found["orgs.space_m2"]) == schools
