"""While a window is open: deadlines, grace, reminders, closing, opening again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from wangyu.base.audit.models import Entry as AuditRow
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.notify.models import Notification
from wangyu.institutions.orgs.models import University
from wangyu.records.ledger import ops, queries
from wangyu.records.ledger.enums import SheetState, WindowState
from wangyu.records.ledger.models import Sheet, Window
from wangyu.records.ledger.ops.deadlines import WindowError
from wangyu.records.ledger.ops.entries import NotEditableError
from wangyu.records.ledger.ops.signing import moves_of

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def move(window, officer, now):
    def run(due_at, *, reason="系统检修", city=""):
        return ops.change_deadline(
            window=window, due_at=due_at, reason=reason, city=city, actor=officer, now=now
        )

    return run


@pytest.fixture
def extend(officer, now):
    def run(sheet, due_at, reason="校区停电"):
        ops.extend_sheet(sheet=sheet, due_at=due_at, reason=reason, actor=officer, now=now)
        return Sheet.objects.select_related("window", "organisation").get(pk=sheet.pk)

    return run


@pytest.fixture
def close(window, officer, now):
    return lambda: ops.close_window(window=window, actor=officer, now=now)


def again(sheet):
    return Sheet.objects.select_related("window", "organisation").get(pk=sheet.pk)


def told(user):
    rows = Notification.objects.filter(recipient=user).order_by("pk")
    return [(row.title, row.body) for row in rows]


def test_the_deadline_moves_for_all_and_everybody_is_told(
    move, sheet, window, now, reporter_user, stranger_user, province
):
    sent = Notification.objects.count()
    assert move(now + 30 * DAY) == 2
    assert queries.deadline(again(sheet)) == now + 30 * DAY
    title = "“2025年度填报”的截止时间改为 2026年4月4日 17:00"
    assert told(reporter_user)[-1] == (title, "截止 2026年4月4日 17:00")
    assert Notification.objects.count() == sent + 2
    row = AuditRow.objects.get(action="ledger.window.deadline")
    assert row.sentence == f"{title}（全部学校）"
    assert row.private.values == {"理由": "系统检修"}
    assert row.org_path == province.path


def test_the_deadline_moves_for_one_city_alone(
    move, sheet, other_sheet, now, reporter_user, stranger_user
):
    University.objects.filter(organisation=sheet.organisation).update(city="洞庭市")
    before = told(stranger_user)
    assert move(now + 25 * DAY, city="洞庭市") == 1
    assert queries.deadline(again(sheet)) == now + 25 * DAY
    assert queries.deadline(again(other_sheet)) == now + 20 * DAY
    assert told(reporter_user)[-1][1] == "截止 2026年3月30日 17:00"
    assert told(stranger_user) == before


def test_who_was_given_longer_keeps_it_when_its_city_moves(extend, move, sheet, now):
    University.objects.filter(organisation=sheet.organisation).update(city="洞庭市")
    extend(sheet, now + 30 * DAY)
    assert move(now + 25 * DAY, city="洞庭市") == 0
    assert queries.deadline(again(sheet)) == now + 30 * DAY


def test_who_has_just_this_deadline_is_concerned_when_its_city_moves(extend, move, sheet, now):
    University.objects.filter(organisation=sheet.organisation).update(city="洞庭市")
    extend(sheet, due_at=now + 25 * DAY)
    assert move(now + 25 * DAY, city="洞庭市") == 1


def test_no_city_has_less_time_than_all(move, sheet, now):
    University.objects.filter(organisation=sheet.organisation).update(city="洞庭市")
    with pytest.raises(WindowError, match="为洞庭市延期应晚于全体的截止时间"):
        move(now + 10 * DAY, city="洞庭市")
    assert queries.deadline(again(sheet)) == now + 20 * DAY


def test_one_school_is_given_longer(extend, sheet, other_sheet, now, reporter_user, stranger_user):
    before = told(stranger_user)
    assert queries.deadline(extend(sheet, now + 22 * DAY)) == now + 22 * DAY
    assert queries.deadline(again(other_sheet)) == now + 20 * DAY
    title = "“2025年度填报”为云梦大学延期至 2026年3月27日 17:00"
    assert told(reporter_user)[-1] == (title, "截止 2026年3月27日 17:00")
    assert told(stranger_user) == before
    row = AuditRow.objects.get(action="ledger.sheet.deadline")
    assert (row.sentence, row.org_path) == (title, sheet.organisation.path)
    assert row.private.values == {"理由": "校区停电"}


def test_who_was_given_longer_keeps_it_when_all_are_moved(extend, move, sheet, other_sheet, now):
    extend(sheet, now + 40 * DAY)
    assert move(now + 30 * DAY) == 1
    assert queries.deadline(again(sheet)) == now + 40 * DAY
    move(now + 50 * DAY)
    assert {queries.deadline(again(s)) for s in (sheet, other_sheet)} == {now + 50 * DAY}


def test_who_was_given_just_what_all_are_given_is_moved_with_all(extend, move, sheet, now):
    extend(sheet, now + 30 * DAY)
    assert move(now + 30 * DAY) == 2
    assert move(now + 25 * DAY) == 2
    assert queries.deadline(again(sheet)) == now + 25 * DAY


def test_a_move_leaves_what_was_given_in_another_window(
    make_window, extend, move, university, officer, now
):
    ops.open_window(window=make_window(title="补充填报"), actor=officer, now=now)
    elsewhere = Sheet.objects.get(window__title="补充填报", organisation=university)
    extend(again(elsewhere), now + 22 * DAY)
    move(now + 40 * DAY)
    assert queries.deadline(again(elsewhere)) == now + 22 * DAY


def test_a_new_deadline_is_at_least_a_moment_from_now(move, now):
    with pytest.raises(WindowError, match="应在现在之后"):
        move(now)
    move(now + timedelta(microseconds=1))


@pytest.mark.parametrize(
    ("days", "reason", "sentence"),
    [(30, " ", "必须写明理由"), (-1, "检修", "2026年3月4日 17:00 应在现在之后")],
)
def test_a_deadline_without_reason_or_in_the_past_is_refused(
    move, extend, sheet, now, days, reason, sentence
):
    rows = AuditRow.objects.count()
    with pytest.raises(WindowError, match=sentence):
        move(now + days * DAY, reason=reason)
    with pytest.raises(WindowError, match=sentence):
        extend(sheet, now + days * DAY, reason)
    assert AuditRow.objects.count() == rows
    assert queries.deadline(again(sheet)) == now + 20 * DAY


def test_longer_means_longer_than_the_others(extend, sheet, now):
    with pytest.raises(WindowError, match="应晚于全体的截止时间 2026年3月25日 17:00"):
        extend(sheet, now + 20 * DAY)


def test_a_drafts_deadline_is_changed_in_the_draft(draft, officer, now):
    with pytest.raises(WindowError, match="还没有开启，请直接修改"):
        ops.change_deadline(
            window=draft, due_at=now + DAY, reason="检修", actor=officer, now=now
        )  # fmt: skip


def test_a_closed_window_is_opened_again_and_not_just_prolonged(close, move, extend, signed, now):
    close()
    with pytest.raises(WindowError, match="重新开启"):
        move(now + 30 * DAY)
    extend(signed, now + 30 * DAY)
    Sheet.objects.update(signed_at=None)
    with pytest.raises(WindowError, match="重新开启"):
        extend(again(signed), now + 31 * DAY)


@pytest.mark.parametrize(
    ("after", "grace", "late"),
    [
        (timedelta(0), 0, False),
        (timedelta(seconds=59), 0, False),
        (MINUTE, 0, True),
        (30 * MINUTE + timedelta(seconds=59), 30, False),
        (31 * MINUTE, 30, True),
    ],
)
def test_late_begins_after_the_whole_minute_and_the_grace(
    make_window, university, officer, reporter, leader, fill, now, after, grace, late
):
    window = make_window(grace=grace)
    ops.open_window(window=window, actor=officer, now=now)
    sheet = fill(again(Sheet.objects.get()))
    then = window.due_at + after
    ops.submit(sheet=sheet, actor=reporter, now=then)
    assert again(sheet).late is late
    ops.sign(sheet=again(sheet), actor=leader, now=then)
    assert again(sheet).late is late
    said = AuditRow.objects.filter(action="ledger.sheet.sign").get().sentence
    assert ("（逾期）" in said) is late


def test_a_sheet_signed_after_the_deadline_is_received_and_marked_late(
    submitted, window, leader, now
):
    """It reaches the province with the signature, not before."""
    receipt = ops.sign(sheet=submitted, actor=leader, now=window.due_at + DAY)
    sheet = again(submitted)
    assert (sheet.state, sheet.late) == (SheetState.SIGNED, True)
    assert receipt.at == window.due_at + DAY


def test_what_the_province_sent_back_is_not_late_for_that(returned, window, reporter, leader):
    after = window.due_at + 5 * DAY
    ops.submit(sheet=returned, actor=reporter, now=after)
    ops.sign(sheet=again(returned), actor=leader, now=after)
    assert not again(returned).late


def test_a_longer_deadline_counts_for_lateness(extend, filled, window, reporter):
    sheet = extend(filled, window.due_at + 2 * DAY)
    ops.submit(sheet=sheet, actor=reporter, now=window.due_at + DAY)
    assert not again(sheet).late


def test_closing_ends_typing_and_submitting(close, filled, fill, reporter, now):
    close()
    assert (
        AuditRow.objects.get(action="ledger.window.close").sentence == "关闭填报窗口“2025年度填报”"
    )
    with pytest.raises(NotEditableError, match=r"已经关闭.*重新开启窗口"):
        fill(filled)
    with pytest.raises(IllegalMoveError, match="不再接收填写和提交"):
        ops.submit(sheet=filled, actor=reporter, now=now)
    assert again(filled).state == SheetState.FILLING


def test_what_was_handed_in_before_closing_can_still_be_signed_but_not_taken_back(
    close, submitted, reporter, leader, now
):
    close()
    with pytest.raises(IllegalMoveError, match="退回后就不能再提交"):
        ops.recall(sheet=submitted, actor=reporter, now=now)
    with pytest.raises(IllegalMoveError, match="退回后就不能再提交"):
        ops.send_back(sheet=submitted, reason="改", actor=leader, now=now)
    ops.sign(sheet=submitted, actor=leader, now=now)
    assert again(submitted).state == SheetState.SIGNED


def test_what_is_sent_back_after_closing_can_be_put_right(
    close, signed, fill, reporter, leader, officer, now
):
    close()
    ops.return_sheet(sheet=again(signed), reason="请核对", actor=officer, now=now)
    sheet = fill(again(signed), {"staff": "2601"})
    ops.submit(sheet=sheet, actor=reporter, now=now)
    ops.send_back(sheet=again(sheet), reason="再核对", actor=leader, now=now)
    ops.submit(sheet=again(sheet), actor=reporter, now=now)
    ops.sign(sheet=again(sheet), actor=leader, now=now)
    assert again(sheet).state == SheetState.SIGNED


def test_only_an_open_window_is_closed_or_reminded_of(close, window, officer, now):
    close()
    with pytest.raises(WindowError, match="只有填报中的窗口可以关闭"):
        close()
    with pytest.raises(WindowError, match="只有填报中的窗口可以提醒"):
        ops.remind(window=window, actor=officer, now=now)


def test_a_closed_window_is_opened_again_for_those_who_did_not_report(
    close, signed, other_sheet, window, officer, reporter_user, stranger_user, stranger, fill, now
):
    close()
    sent = told(reporter_user)
    count = ops.reopen_window(
        window=window, due_at=now + 40 * DAY, reason="补报", actor=officer, now=now
    )
    assert count == 1
    assert Window.objects.get().state == WindowState.OPEN
    assert told(stranger_user)[-1] == (
        "填报窗口“2025年度填报”重新开启", "截止 2026年4月14日 17:00",
    )  # fmt: skip
    assert told(reporter_user) == sent
    assert fill(again(other_sheet), {"staff": "900"}, actor=stranger).saved_at == now
    row = AuditRow.objects.get(action="ledger.window.reopen")
    assert row.sentence == "填报窗口“2025年度填报”重新开启"
    assert row.private.values == {"理由": "补报"}


def test_only_a_closed_window_is_opened_again(window, officer, now):
    with pytest.raises(WindowError, match="只有已截止的窗口"):
        ops.reopen_window(
            window=window, due_at=now + 40 * DAY, reason="补报", actor=officer, now=now
        )


@pytest.mark.parametrize(
    ("days", "reason", "sentence"), [(40, " ", "必须写明理由"), (0, "补报", "应在现在之后")]
)
def test_a_closed_window_is_not_opened_again_without_reason_or_into_the_past(
    close, window, officer, now, days, reason, sentence
):
    close()
    with pytest.raises(WindowError, match=sentence):
        ops.reopen_window(
            window=window, due_at=now + days * DAY, reason=reason, actor=officer, now=now
        )
    assert Window.objects.get().state == WindowState.CLOSED


def test_a_closed_window_still_offers_to_sign_and_nothing_that_leads_nowhere(close, submitted):
    roles = {"university_leader", "university_reporter"}
    assert [edge.verb for edge in moves_of(again(submitted), roles)] == [
        "recall", "send_back", "sign",
    ]  # fmt: skip
    close()
    assert [edge.verb for edge in moves_of(again(submitted), roles)] == ["sign"]


def test_those_who_have_not_submitted_are_reminded_once_a_day_of_their_own_deadline(
    extend, submitted, other_sheet, window, officer, reporter_user, stranger_user, now
):
    extend(other_sheet, now + 22 * DAY)
    sent = told(reporter_user)
    assert ops.remind(window=window, actor=officer, now=now) == 1
    assert told(stranger_user)[-1] == (
        "提醒：“2025年度填报”还没有提交", "截止 2026年3月27日 17:00",
    )  # fmt: skip
    assert told(reporter_user) == sent
    assert ops.remind(window=window, actor=officer, now=now) == 0
    assert ops.remind(window=window, actor=officer, now=now + DAY) == 1
    rows = AuditRow.objects.filter(action="ledger.window.remind").order_by("pk")
    assert [row.sentence.partition("，")[2] for row in rows] == [
        "通知 1 人",
        "通知 0 人",
        "通知 1 人",
    ]
