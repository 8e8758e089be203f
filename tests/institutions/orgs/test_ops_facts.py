from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.said import said
from wangyu.base.audit.models import Entry
from wangyu.base.audit.telling import tell
from wangyu.institutions.orgs import ops
from wangyu.institutions.orgs.models import (
    Appointment,
    Budget,
    GroupMember,
    LeadingGroup,
    Meeting,
    Room,
)


@pytest.fixture
def run(officer, now):
    return {"actor": officer, "now": now}


@pytest.fixture
def add(university, run):
    def _add(model, org=university, **values):
        return ops.add_fact(model=model, org=org, values=values, **run)

    return _add


def test_a_fact_is_added_with_one_row_in_the_log(add, university):
    room = add(Room, name="网络育人中心", use="办公", area_m2=Decimal("120.5"))
    assert Room.objects.get() == room
    entry = Entry.objects.get()
    assert (said(), entry.org_path) == (["登记场地：网络育人中心"], university.path)


def test_a_fact_is_refused_where_its_kind_does_not_belong(add, department):
    with pytest.raises(ops.OrgError, match="领导小组只在高校中心登记"):
        add(LeadingGroup, department, name="小组")


def test_a_closed_unit_gets_no_more_facts(add, department, run, now):
    ops.close(org=department, on=now.date(), reason="合并", **run)
    with pytest.raises(ops.OrgError, match="已撤销"):
        add(Room, department, name="办公室", use="办公")


def test_a_change_keeps_before_and_after_in_the_log(add, run):
    post = add(Appointment, title="专职干部", full_time=False)
    ops.change_fact(fact=post, values={"full_time": True, "title": "专职干部"}, **run)
    assert Appointment.objects.get().full_time
    assert tell(Entry.objects.all())[0].changes == {"专职": ["否", "是"]}


def test_a_fact_ends_with_a_day_and_stays(add, run, now):
    room = add(Room, name="旧室", use="办公", since=date(2024, 1, 1))
    ops.end_fact(fact=room, on=now.date(), reason="搬迁", **run)
    assert (Room.objects.get().until, Room.objects.get().end_reason) == (now.date(), "搬迁")
    with pytest.raises(ops.OrgError, match="不必重复办理"):
        ops.end_fact(fact=room, on=now.date(), reason="", **run)


def test_an_end_has_a_day_that_makes_sense(add, run, now):
    room = add(Room, name="旧室", use="办公", since=date(2024, 1, 1))
    with pytest.raises(ops.OrgError, match="还没有到"):
        ops.end_fact(fact=room, on=now.date() + timedelta(days=2), reason="", **run)
    with pytest.raises(ops.OrgError, match="早于开始日期"):
        ops.end_fact(fact=room, on=date(2023, 12, 31), reason="", **run)


def test_a_fact_that_began_at_an_unknown_time_may_end_any_day(add, run):
    budget = add(Budget, year=2025, level="校级", spent=Decimal(0))
    assert ops.end_fact(fact=budget, on=date(2020, 1, 1), reason="", **run).until


def test_a_meeting_is_registered_once_it_was_held(add, now):
    assert add(Meeting, held_on=now.date(), topics="网络育人")
    with pytest.raises(ops.OrgError, match="还没有到"):
        add(Meeting, held_on=now.date() + timedelta(days=2), topics="预告")


def test_there_is_one_leading_group_at_a_time(add, run, now):
    group = add(LeadingGroup, name="领导小组")
    with pytest.raises(ops.OrgError, match="已登记一个现任领导小组"):
        add(LeadingGroup, name="又一个")
    ops.change_fact(fact=group, values={"name": "网络思政领导小组"}, **run)
    ops.end_fact(fact=group, on=now.date(), reason="换届", **run)
    assert add(LeadingGroup, name="新一届")


def test_a_group_has_one_head_at_a_time(add, run, now):
    with pytest.raises(ops.OrgError, match="先登记领导小组"):
        add(GroupMember, name="张三", role="组长")
    add(LeadingGroup, name="领导小组")
    head = add(GroupMember, name="张三", role="组长", is_school_leader=True)
    assert add(GroupMember, name="王五", role="成员")
    with pytest.raises(ops.OrgError, match="已有一位组长"):
        add(GroupMember, name="李四", role="组长")
    ops.end_fact(fact=head, on=now.date(), reason="换届", **run)
    assert add(GroupMember, name="李四", role="组长")


def test_money_is_registered_once_a_year_and_level(add):
    add(Budget, year=2025, level="校级", allocated=Decimal(300000))
    assert add(Budget, year=2025, level="院系", allocated=Decimal(0))
    with pytest.raises(ops.OrgError, match="2025年的校级经费已经登记过"):
        add(Budget, year=2025, level="校级", allocated=Decimal(1))


def test_money_needs_a_figure_and_nothing_is_not_zero(add):
    with pytest.raises(ops.OrgError, match="至少填一项"):
        add(Budget, year=2025, level="校级")
    assert add(Budget, year=2025, level="校级", received=Decimal(0)).allocated is None
    assert add(Budget, year=2024, level="校级", spent=Decimal(0))


def test_a_department_registers_only_its_own_money(add, department):
    with pytest.raises(ops.OrgError, match="只登记院系经费"):
        add(Budget, department, year=2025, level="校级", allocated=Decimal(1))
    assert add(Budget, department, year=2025, level="院系", allocated=Decimal(1))
