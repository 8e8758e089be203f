"""``/demo/``: everyone by one button, and where to begin."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import factories
from wangyu.base.core.roles import Role
from wangyu.institutions.people.models import User
from wangyu.institutions.people.queries import demo_personas
from wangyu.portal.demo import tour
from wangyu.records.ledger.enums import SheetState, WindowState
from wangyu.records.ledger.models import Entry, Sheet, Window


@pytest.fixture
def company(province, university, other_university, settings):
    """The province's and two universities' personas, as the demo plants them."""
    settings.DEMO = True
    for org in (province, university, other_university):
        org.demo = True
        org.save()
    for org, roles in (
        (province, [Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER]),
        (university, [Role.UNIVERSITY_REPORTER, Role.UNIVERSITY_LEADER]),
        (other_university, [Role.UNIVERSITY_OFFICER, Role.UNIVERSITY_REPORTER]),
    ):
        for role in roles:
            factories.officer(role, org)
    User.objects.update(demo=True)


@pytest.fixture
def sheets(province, university, other_university, now):
    window = Window.objects.create(
        title="2025年度填报", owner=province, pack="hunan-2021-07", period_key="Y2025", opens_at=now,
        due_at=now + timedelta(days=9), created_at=now, state=WindowState.OPEN,
    )  # fmt: skip
    return [
        Sheet.objects.create(window=window, organisation=org)
        for org in (university, other_university)
    ]


def begin(client):
    return [
        (s.title, s.persona.role, s.persona.university)
        for s in client.get("/demo/").context["stops"]
    ]


def test_the_tour_begins_at_the_sheet_that_is_fullest(client, company, sheets, now):
    Entry.objects.create(sheet=sheets[1], key="students", value=1, source="typed", updated_at=now)
    assert begin(client) == [
        ("填一张表", "高校填报人", "云梦师范学院"),
        ("看落实情况", "省中心负责人", ""),
        ("管好本校", "高校中心管理员", "云梦师范学院"),
    ]


def test_each_step_is_offered_to_whom_it_waits_for(client, company, sheets):
    for sheet, state in zip(sheets, (SheetState.SUBMITTED, SheetState.SIGNED), strict=True):
        Sheet.objects.filter(pk=sheet.pk).update(state=state)
    assert begin(client)[:2] == [
        ("签批上报", "高校分管领导", "云梦大学"),
        ("核实或退回", "省中心工作人员", ""),
    ]


def test_a_step_nobody_can_take_is_left_out(company, sheets):
    """The other university has no leader who could sign."""
    Sheet.objects.filter(pk=sheets[0].pk).delete()
    Sheet.objects.filter(pk=sheets[1].pk).update(state=SheetState.SUBMITTED)
    titles = [stop.title for stop in tour.stops(demo_personas(on=factories.TODAY))]
    assert titles == ["看落实情况", "管好本校"]


def test_the_page_has_a_button_for_each_step(client, company, sheets):
    page = client.get("/demo/").content.decode()
    assert "以高校填报人进入" in page
    assert page.count('aria-label="填一张表') == 1


def test_there_is_no_such_page_outside_a_demo(client, company, settings):
    settings.DEMO = False
    assert client.get("/demo/").status_code == 404
