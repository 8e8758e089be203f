"""The roster that anybody may read."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from tests import factories
from wangyu.base.core.roles import Role
from wangyu.base.lib import ports
from wangyu.institutions.orgs.models import Meeting, Organisation, University
from wangyu.institutions.orgs.ops.common import touch

PATH = "/orgs/public/"


def text(answer):
    return answer.content.decode()


@pytest.fixture
def schools(province, university, other_university):
    University.objects.filter(pk=university.pk).update(
        code="4199010001", city="云泽市", former_name="云梦学院"
    )
    University.objects.filter(pk=other_university.pk).update(level="专科", ownership="民办")
    touch()


def test_anybody_reads_the_list_and_a_page(client, schools, university):
    page = text(client.get(PATH))
    assert "云梦大学" in page
    assert "待核对" in page
    assert "打开机构页面" not in text(client.get(f"{PATH}{university.pk}/"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=师范", ["云梦师范学院"]),
        ("q=云梦学院", ["云梦大学"]),
        ("q=4199010001", ["云梦大学"]),
        ("level=专科", ["云梦师范学院"]),
        ("city=云泽市", ["云梦大学"]),
        ("city=别处", ["云梦大学", "云梦师范学院"]),
        ("ownership=民办&q=大学", []),
        ("sort=-name", ["云梦师范学院", "云梦大学"]),
        ("sort=nothing&page=99", ["云梦大学", "云梦师范学院"]),
    ],
)
def test_it_is_searched_filtered_and_sorted(client, schools, query, found):
    page = text(client.get(f"{PATH}?{query}"))
    names = ("云梦大学", "云梦师范学院")
    places = {name: page.find(f">{name}</a>") for name in names}
    seen = sorted((name for name in names if places[name] >= 0), key=places.__getitem__)
    assert seen == found


def test_it_is_exported_as_seen(client, schools):
    answer = client.get(f"{PATH}?level=专科&export=xlsx")
    book = openpyxl.load_workbook(BytesIO(answer.content))
    assert [row[0] for row in book.active.values] == ["学校", "云梦师范学院"]


def test_a_second_visitor_costs_one_query_and_a_change_is_seen_at_once(
    client, schools, university, django_assert_num_queries
):
    client.get(PATH)
    with django_assert_num_queries(1):
        assert "云梦大学" in text(client.get(PATH))
    Organisation.objects.filter(pk=university.pk).update(name="云梦新大学")
    touch()
    assert "云梦新大学" in text(client.get(PATH))


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_costs_the_same_for_one_and_three(
    client, province, count, django_assert_num_queries
):
    for number in range(count):
        factories.university(province, f"多校{number}")
    touch()
    with django_assert_num_queries(2):
        page = client.get(f"{PATH}?q=多校")
    assert text(page).count("多校") >= count


def test_someone_signed_in_gets_the_way_inside_only_at_home(as_officer, schools, university,
                                                            other_university):  # fmt: skip
    assert "打开机构页面" in text(as_officer.get(f"{PATH}{university.pk}/"))
    assert "打开机构页面" not in text(as_officer.get(f"{PATH}{other_university.pk}/"))
    assert "云梦大学" in text(as_officer.get(PATH))


def test_a_closed_school_a_department_and_nothing_look_the_same(client, schools, university,
                                                                department):  # fmt: skip
    Organisation.objects.filter(pk=university.pk).update(closed_on="2026-01-02")
    touch()
    for pk in (university.pk, department.pk, 10**30):
        assert client.get(f"{PATH}{pk}/").status_code == 404
    assert "云梦大学" not in text(client.get(PATH))


def test_the_list_is_only_read(client, db):
    assert client.post(PATH).status_code == 405


@pytest.fixture
def notes(now):
    return lambda actor: list(ports.agenda.get("orgs.meetings")(actor, now))


def test_a_group_that_has_not_met_for_a_year_is_noted(officer, university, notes):
    university.leadinggroups.create(established_on="2020-01-01")
    (note,) = notes(officer)
    assert "没有登记专题研究会议" in note.title
    Meeting.objects.create(organisation=university, held_on="2026-01-05", topics="计划")
    assert notes(officer) == []


def test_nobody_else_is_reminded_of_meetings(university, other_university, notes):
    university.leadinggroups.create(established_on="2020-01-01")
    assert notes(factories.actor(Role.UNIVERSITY_REPORTER, university)) == []
    assert notes(factories.actor(Role.UNIVERSITY_OFFICER, other_university)) == []


def test_minutes_belong_to_those_who_see_the_meeting(officer, university, other_university):
    meeting = Meeting.objects.create(organisation=university, held_on="2026-01-05", topics="计划")
    resolve = ports.attachables.get("orgs.meeting").resolve
    assert resolve(officer, meeting.pk).may_attach
    leader = factories.actor(Role.UNIVERSITY_LEADER, university)
    assert not resolve(leader, meeting.pk).may_attach
    assert resolve(leader, meeting.pk).url == f"/orgs/facts/meeting/{meeting.pk}/"


def test_a_number_opens_to_the_page_of_its_university(officer, university):
    assert ports.openers.get("orgs.detail")(officer, university.pk) == f"/orgs/{university.pk}/"
