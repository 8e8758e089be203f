"""Time on sheets: borders in the database, clocks put back, deadlines moved after the fact."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from wangyu.base.audit.models import Entry as AuditRow
from wangyu.base.core.clock import Arrival
from wangyu.base.core.roles import Role
from wangyu.institutions.orgs.models import University
from wangyu.records.ledger import ops, queries
from wangyu.records.ledger.forms import DeadlineForm
from wangyu.records.ledger.logic.deadlines import first_late_instant
from wangyu.records.ledger.models import Decision, Receipt, Sheet, Window

DAY, HOUR, MICROSECOND = timedelta(days=1), timedelta(hours=1), timedelta(microseconds=1)


def again(sheet):
    return Sheet.objects.select_related("window", "organisation").get(pk=sheet.pk)


@pytest.fixture
def hand_in(reporter, leader):
    """Submitted and signed at the instants given."""

    def run(sheet, submitted_at, signed_at):
        ops.submit(sheet=again(sheet), actor=reporter, now=submitted_at)
        ops.sign(sheet=again(sheet), actor=leader, now=signed_at)
        return again(sheet)

    return run


@pytest.fixture
def move(window, officer, now):
    def run(due_at, *, city=""):
        fresh = Window.objects.get(pk=window.pk)
        ops.change_deadline(
            window=fresh, due_at=due_at, reason="平台停用一小时", city=city, actor=officer, now=now
        )

    return run


@pytest.mark.parametrize("grace", [0, 30])
@pytest.mark.parametrize(("off", "late"), [(-MICROSECOND, False), (0 * DAY, True)])
def test_one_microsecond_decides_after_the_database_has_kept_it(
    filled, window, hand_in, grace, off, late
):
    Window.objects.update(grace_minutes=grace)
    at = first_late_instant(window.due_at, grace) + off
    sheet = hand_in(filled, at, at)
    assert sheet.late is late
    assert Receipt.objects.get(verb="sign").at == at


@pytest.mark.parametrize("name", ["Asia/Shanghai", "UTC", "America/New_York"])
def test_the_time_an_officer_types_is_that_of_shanghai_wherever_the_server_stands(
    monkeypatch, name
):
    monkeypatch.setenv("TZ", name)
    time.tzset()
    form = DeadlineForm({"due_at": "2026-11-01T17:00", "reason": "检修", "city": ""}, cities=[])
    assert form.is_valid(), form.errors
    assert form.cleaned_data["due_at"] == datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
    monkeypatch.undo()
    time.tzset()
    assert os.environ["TZ"] == "Asia/Shanghai"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=5)
@given(st.lists(st.integers(-7200, 7200), min_size=4, max_size=4))
def test_receipts_follow_the_log_though_clocks_are_put_back(
    window, university, reporter, leader, officer, fill, now, steps
):
    """Each step reads a clock that was put back or forward by up to two hours since the last."""
    sheet = Sheet.objects.get(window=window, organisation=university)
    sheet = fill(again(sheet))
    read = iter(now + timedelta(seconds=sum(steps[: n + 1])) for n in range(4))
    ops.submit(sheet=sheet, actor=reporter, now=next(read))
    ops.sign(sheet=again(sheet), actor=leader, now=next(read))
    ops.return_sheet(sheet=again(sheet), reason="请核对", actor=officer, now=next(read))
    ops.submit(sheet=again(sheet), actor=reporter, now=next(read))
    ops.recall(sheet=again(sheet), actor=reporter, now=now)
    mine = AuditRow.objects.filter(target_id=sheet.pk, details__has_key="receipt").order_by("seq")
    given_out = dict(Receipt.objects.values_list("number", "at"))
    along_the_log = [given_out[row.details["receipt"]] for row in mine]
    assert along_the_log == sorted(along_the_log)
    taken = list(Decision.objects.filter(sheet=sheet).order_by("pk").values_list("at", flat=True))
    assert taken == sorted(taken)
    Sheet.objects.filter(pk=sheet.pk).update(state="filling", signed_at=None)


def test_a_signature_that_began_before_the_submission_follows_it(filled, hand_in, now):
    """The leader's slow request began earlier than the quick one that it waited for."""
    hand_in(filled, now + HOUR, now)
    assert set(Receipt.objects.values_list("at", flat=True)) == {now + HOUR}


def test_a_page_decides_by_the_first_byte_and_not_by_the_last(
    as_, reporter_user, filled, window, monkeypatch
):
    """It took an hour to arrive, begun a minute before the end: in time, and so says the receipt."""
    came = window.due_at - timedelta(minutes=1)
    monkeypatch.setattr(Arrival, "__call__", lambda _: came)
    as_(reporter_user).post(f"/ledger/sheets/{filled.pk}/move/submit/")
    assert (again(filled).late, again(filled).submitted_at) == (False, came)
    assert Receipt.objects.get().at == came
    assert AuditRow.objects.get(action="ledger.sheet.submit").at == came


def test_who_came_before_the_moved_deadline_is_not_late_any_more(
    filled, other_sheet, window, hand_in, move
):
    """The platform was down for the last hour; the deadline is moved when it is up again."""
    assert hand_in(filled, window.due_at + HOUR, window.due_at + 2 * HOUR).late
    move(window.due_at + DAY)
    assert not again(filled).late


def test_who_came_after_the_moved_deadline_stays_late(filled, window, hand_in, move):
    hand_in(filled, window.due_at + HOUR, window.due_at + 2 * HOUR)
    move(window.due_at + HOUR)
    assert again(filled).late


def test_the_first_time_it_reached_the_province_counts_and_not_the_last(
    filled, window, hand_in, move, officer
):
    sheet = hand_in(filled, window.due_at + HOUR, window.due_at + HOUR)
    ops.return_sheet(sheet=sheet, reason="核对", actor=officer, now=window.due_at + 9 * DAY)
    hand_in(sheet, window.due_at + 10 * DAY, window.due_at + 10 * DAY)
    assert again(sheet).late
    move(window.due_at + DAY)
    assert not again(sheet).late


def test_what_waits_for_its_leader_counts_by_its_submission(filled, window, reporter, move):
    ops.submit(sheet=filled, actor=reporter, now=window.due_at + HOUR)
    assert again(filled).late
    move(window.due_at + DAY)
    assert not again(filled).late


def test_what_reached_the_province_after_the_moved_deadline_stays_late(
    filled, window, hand_in, move
):
    """Handed to the leader in time, signed too late: it counts by the signature."""
    hand_in(filled, window.due_at - HOUR, window.due_at + 2 * HOUR)
    move(window.due_at + HOUR)
    assert again(filled).late


def test_the_first_signature_is_told_of_the_sheets_asked_for_alone(
    filled, other_sheet, hand_in, fill, stranger, other_university, now
):
    hand_in(filled, now, now + HOUR)
    other = fill(other_sheet, actor=stranger)
    ops.submit(sheet=other, actor=stranger, now=now)
    leader = factories.actor(Role.UNIVERSITY_LEADER, other_university)
    ops.sign(sheet=again(other), actor=leader, now=now)
    assert queries.first_signed([filled.pk]) == {filled.pk: now + HOUR}


def test_nobody_becomes_late_by_a_deadline_that_is_moved_forward(
    filled, window, hand_in, move, now
):
    hand_in(filled, now + 10 * DAY, now + 10 * DAY)
    move(now + 5 * DAY)
    assert not again(filled).late


def test_a_move_for_one_city_takes_the_mark_there_alone(filled, other_sheet, window, hand_in, move):
    University.objects.filter(organisation=filled.organisation).update(city="洞庭市")
    hand_in(filled, window.due_at + HOUR, window.due_at + HOUR)
    Sheet.objects.filter(pk=other_sheet.pk).update(
        late=True, submitted_at=window.due_at + HOUR, state="submitted"
    )
    move(window.due_at + DAY, city="洞庭市")
    assert (again(filled).late, again(other_sheet).late) == (False, True)


def test_one_school_given_longer_after_the_fact_is_not_late(filled, window, hand_in, officer, now):
    sheet = hand_in(filled, window.due_at + HOUR, window.due_at + HOUR)
    ops.extend_sheet(
        sheet=sheet, due_at=window.due_at + DAY, reason="校区停电", actor=officer, now=now
    )
    assert not again(sheet).late


def test_a_window_opened_again_takes_the_mark_of_who_came_before_its_new_end(
    filled, window, hand_in, officer, now
):
    hand_in(filled, window.due_at + HOUR, window.due_at + HOUR)
    ops.close_window(window=window, actor=officer, now=now)
    ops.reopen_window(
        window=window, due_at=window.due_at + DAY, reason="补报", actor=officer, now=now
    )
    assert not again(filled).late
