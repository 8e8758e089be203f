"""Registering, correcting and ending the dated facts of clauses 7–9 on the pages."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from tests import factories
from wangyu.base.core.roles import Role
from wangyu.institutions.orgs.models import FACTS, Appointment, Budget, GroupMember, Meeting, Room

GOOD = {
    "leading_group": {"name": "领导小组", "established_on": "2024-03-05"},
    "meeting": {"held_on": "2025-03-05", "topics": "年度计划"},
    "office": {"name": "网络思政科", "staffing": "3", "duties": "统筹"},
    "appointment": {"title": "网络思政专员", "full_time": "on", "since": "2024-03-05"},
    "room": {"name": "活动室", "use": "活动", "area_m2": "80.5", "independent": "on"},
    "budget": {"year": "2025", "level": "校级", "allocated": "30000"},
}


def text(answer):
    return answer.content.decode()


def post(client, org, kind, data, **options):
    return client.post(f"/orgs/{org.pk}/facts/{kind}/new/", data, **options)


@pytest.mark.parametrize("kind", GOOD)
def test_every_kind_is_registered_and_shown(as_officer, university, kind):
    assert as_officer.get(f"/orgs/{university.pk}/facts/{kind}/new/").status_code == 200
    page = text(post(as_officer, university, kind, GOOD[kind], follow=True))
    assert f"已登记{FACTS[kind].LABEL}" in page
    assert "有效" in page
    fact = FACTS[kind].objects.get()
    shown = text(as_officer.get(f"/orgs/facts/{kind}/{fact.pk}/"))
    assert str(fact) in shown


@pytest.fixture
def group(as_officer, university):
    post(as_officer, university, "leading_group", GOOD["leading_group"])


def test_the_group_is_held_against_the_clause(as_officer, university, group):
    path = f"/orgs/{university.pk}/?tab=group"
    assert "还没有登记" in text(as_officer.get(path))
    head = {"role": "组长", "name": "甲", "department": "宣传部"}
    post(as_officer, university, "group_member", head)
    page = text(as_officer.get(path))
    assert "未注明是校领导" in page
    assert page.count("已有成员") == 1
    GroupMember.objects.update(is_school_leader=True)
    assert "未注明是校领导" not in text(as_officer.get(path))


def test_a_member_who_left_counts_no_more(as_officer, university, group):
    post(
        as_officer, university, "group_member", {"role": "成员", "name": "甲", "department": "团委"}
    )
    GroupMember.objects.update(until=date(2025, 1, 1))
    page = text(as_officer.get(f"/orgs/{university.pk}/?tab=group"))
    assert "2025年1月1日卸任" in page
    assert "已有成员" not in page


def test_a_member_before_the_group_is_refused_on_the_form(as_officer, university):
    page = text(post(as_officer, university, "group_member", {"role": "组长", "name": "甲"}))
    assert "请先登记领导小组" in page
    assert 'value="甲"' in page


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("room", {"area_m2": "-1"}, "不能小于 0"),
        ("room", {"area_m2": "八十"}, "数字"),
        ("room", {"area_m2": "1e400"}, "数字太大"),
        ("room", {"area_m2": "NaN"}, "数字"),
        ("room", {"use": "仓库"}, "从列表中选择"),
        ("room", {"since": "去年"}, "日期读不懂"),
        ("budget", {"year": "99999999999999999999"}, "不能大于 2100"),
        ("budget", {"year": "去年"}, "整数"),
        ("budget", {"allocated": ""}, "至少填一项"),
        ("budget", {"allocated": "9" * 30}, "数字太大"),
        ("budget", {"level": "院级"}, "从列表中选择"),
        ("meeting", {"held_on": ""}, "请填写"),
        ("meeting", {"held_on": "2199-01-01"}, "会议日期还没有到"),
        ("meeting", {"topics": "长" * 201}, "200 字以内，现在是 201 字"),
        ("office", {"staffing": "10001"}, "不能大于 10000"),
        ("appointment", {"since": "2024年2月30日"}, "日期读不懂"),
    ],
)
def test_a_wrong_entry_is_one_sentence_and_nothing_is_saved(
    as_officer, university, kind, data, words
):
    page = post(as_officer, university, kind, GOOD[kind] | data)
    assert page.status_code == 200
    assert words in text(page)
    assert not FACTS[kind].objects.exists()


def test_nothing_entered_is_not_nought(as_officer, university):
    post(as_officer, university, "budget", GOOD["budget"] | {"received": "0"})
    page = text(as_officer.get(f"/orgs/{university.pk}/?tab=budgets"))
    assert "30,000" in page
    assert "未填" in page
    row = Budget.objects.get()
    assert (row.received, row.spent) == (0, None)


@pytest.fixture
def room(university):
    return Room.objects.create(organisation=university, name="活动室", use="活动")


def test_a_fact_is_corrected_and_the_correction_is_in_the_history(as_officer, university, room):
    path = f"/orgs/facts/room/{room.pk}/edit/"
    assert 'value="活动室"' in text(as_officer.get(path))
    page = as_officer.post(path, GOOD["room"] | {"name": "新活动室"}, follow=True)
    assert "修改前的内容留在变更记录里" in text(page)
    history = text(as_officer.get(f"/orgs/{university.pk}/?tab=history"))
    assert "修改场地：新活动室" in history
    assert "名称：活动室 → 新活动室；面积(㎡)：未填 → 80.5；相对独立：否 → 是" in history


def test_a_contradiction_is_said_and_what_was_typed_stays(as_officer, university):
    for year in ("2024", "2025"):
        post(as_officer, university, "budget", GOOD["budget"] | {"year": year})
    first = Budget.objects.get(year=2024)
    page = text(as_officer.post(f"/orgs/facts/budget/{first.pk}/edit/", GOOD["budget"]))
    assert "已经登记过" in page
    assert Budget.objects.filter(year=2024).exists()


def test_a_fact_is_ended_with_a_day_and_stays_to_be_read(as_officer, university, room):
    path = f"/orgs/facts/room/{room.pk}/end/"
    assert "停用" in text(as_officer.get(path))
    data = {"on": timezone.localdate(), "reason": "搬迁"}
    assert "记录仍可查阅" in text(as_officer.post(path, data, follow=True))
    page = as_officer.get(path)
    assert page.status_code == 403
    assert "只供查阅" in text(page)
    shown = text(as_officer.get(f"/orgs/facts/room/{room.pk}/"))
    assert "搬迁" in shown
    assert f"{room.pk}/edit/" not in shown


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("", "请填写"),
        ("明天", "日期读不懂"),
        ("2200-01-01", "还没有到"),
        ("2019-01-01", "早于开始日期"),
    ],
)
def test_an_odd_last_day_ends_nothing(as_officer, room, on, words):
    Room.objects.update(since=date(2020, 1, 1))
    page = as_officer.post(f"/orgs/facts/room/{room.pk}/end/", {"on": on})
    assert words in text(page)
    assert Room.objects.get().until is None


def test_minutes_are_attached_to_a_meeting_but_not_to_a_person(as_officer, university):
    meeting = Meeting.objects.create(organisation=university, held_on="2025-03-05", topics="计划")
    page = text(as_officer.get(f"/orgs/facts/meeting/{meeting.pk}/"))
    assert f"/evidence/for/orgs.meeting/{meeting.pk}/" in page
    assert as_officer.get(f"/evidence/for/orgs.meeting/{meeting.pk}/").status_code == 200
    post_ = Appointment.objects.create(organisation=university, title="专员")
    assert (
        "佐证" not in text(as_officer.get(f"/orgs/facts/appointment/{post_.pk}/")).split("<main")[1]
    )


@pytest.mark.parametrize("page", ["", "edit/", "end/"])
def test_another_universitys_fact_looks_missing(as_officer, other_university, page):
    strange = Room.objects.create(organisation=other_university, name="外校密室", use="办公")
    path = f"/orgs/facts/room/{strange.pk}/{page}"
    assert as_officer.get(path).status_code == 404
    assert as_officer.get(f"/orgs/facts/room/{10**30}/{page}").status_code == 404
    assert as_officer.get(f"/orgs/facts/cellar/1/{page}").status_code == 404


def test_a_reader_sees_and_changes_nothing(client, university, room):
    factories.sign_in(client, factories.officer(Role.UNIVERSITY_LEADER, university))
    assert "活动室" in text(client.get(f"/orgs/facts/room/{room.pk}/"))
    assert "由本单位的管理员登记" in text(client.get(f"/orgs/{university.pk}/?tab=posts"))
    answer = client.post(f"/orgs/facts/room/{room.pk}/end/", {"on": "2025-01-01"})
    assert answer.status_code == 403
    assert Room.objects.get().until is None


def test_a_kind_that_is_not_there_and_a_tier_that_has_none(as_officer, university, department):
    assert as_officer.get(f"/orgs/{university.pk}/facts/cellar/new/").status_code == 404
    page = post(as_officer, department, "meeting", GOOD["meeting"])
    assert "只在高校中心登记" in text(page)


def test_a_closed_unit_takes_nothing_new(as_officer, department):
    department.closed_on = date(2025, 1, 1)
    department.save()
    answer = as_officer.get(f"/orgs/{department.pk}/facts/room/new/")
    assert answer.status_code == 403
    assert "先恢复" in text(answer)


@pytest.mark.parametrize("count", [1, 3])
def test_a_tab_costs_the_same_for_one_and_three(
    as_officer, university, count, django_assert_num_queries
):
    for number in range(count):
        Room.objects.create(organisation=university, name=f"多室{number}", use="办公")
    path = f"/orgs/{university.pk}/?tab=rooms"
    as_officer.get(path)
    with django_assert_num_queries(6):
        page = text(as_officer.get(path))
    assert sum(f">多室{number}<" in page for number in range(3)) == count
