"""The province opens a call, corrects it, extends it, pauses it, ends it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import factories
from wangyu.activities.calls import ops, queries
from wangyu.activities.calls.kinds import editions
from wangyu.activities.calls.models import Call, Entry, Roll
from wangyu.base.audit.models import Entry as Line
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Role
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.notify.models import Notification

pytestmark = pytest.mark.django_db


def notices(user):
    return list(Notification.objects.filter(recipient=user).values_list("title", flat=True))


def test_a_call_keeps_its_own_copy_of_the_rules(draft_call):
    known = editions()["hunan_2025"].edition
    assert [t.key for t in queries.rules_of(draft_call).tracks] == [t.key for t in known.tracks]
    first, *others = draft_call.rules["track"]
    draft_call.rules = draft_call.rules | {"track": [first | {"quota": 9}, *others]}
    assert queries.rules_of(draft_call).tracks[0].quota == 9
    assert editions()["hunan_2025"].edition.tracks[0].quota == 2


def test_opening_tells_the_universities_and_the_log(draft_call, campus_user, officer, now):
    ops.open_call(call=draft_call, actor=officer, now=now)
    assert notices(campus_user) == ["征集开始：第二届推选"]
    assert Line.objects.filter(action="calls.call.open").count() == 1
    assert Call.objects.get(pk=draft_call.pk).state == "open"


def test_a_call_whose_deadline_has_passed_is_not_opened(draft_call, officer, now):
    with pytest.raises(ops.CallError, match="已经过了"):
        ops.open_call(call=draft_call, actor=officer, now=now + timedelta(days=31))
    assert Call.objects.get(pk=draft_call.pk).state == "draft"


def test_the_deadline_comes_after_the_beginning(province, officer, now):
    facts = ops.Facts("反了", "", now, now - timedelta(days=1))
    with pytest.raises(ops.CallError, match="太早"):
        ops.create_call(
            owner=province, rules=editions()["hunan_2025"].data, facts=facts, actor=officer, now=now
        )


def test_a_draft_is_changed_without_a_reason_and_nobody_is_told(
    draft_call, facts, officer, campus_user, now
):
    cells = {"track-0-quota": 5, "file-0-max_seconds": None}
    ops.change_call(
        call=draft_call, facts=facts, cells=cells, reason="", actor=officer, now=now
    )  # fmt: skip
    edition = queries.rules_of(Call.objects.get(pk=draft_call.pk))
    assert edition.tracks[0].quota == 5
    assert edition.files[0].max_seconds is None
    assert notices(campus_user) == []


def test_a_correction_needs_a_reason_and_is_told_with_it(call, facts, officer, campus_user, now):
    change = {"call": call, "facts": facts, "cells": {"track-0-quota": 3}, "actor": officer}
    with pytest.raises(ops.CallError, match="写明理由"):
        ops.change_call(**change, reason=" ", now=now)
    ops.change_call(**change, reason="上级通知调整名额", now=now)
    assert "“第二届推选”有更正" in notices(campus_user)
    assert queries.steps_of_call(call)[-1]["title"] == "更正"


def test_rules_that_contradict_themselves_are_refused(draft_call, facts, officer, now):
    with pytest.raises(ops.CallError, match="authors"):
        ops.change_call(
            call=draft_call, facts=facts, cells={"track-0-authors": 0}, reason="", actor=officer,
            now=now,
        )  # fmt: skip


def test_what_is_over_is_not_corrected(call, facts, officer, now):
    ops.cancel_call(call=call, actor=officer, now=now, reason="改期")
    with pytest.raises(ops.CallError, match="已经结束"):
        ops.change_call(call=call, facts=facts, cells={}, reason="改", actor=officer, now=now)


def test_only_a_draft_is_discarded(call, officer, now):
    with pytest.raises(ops.CallError, match="没有公布过"):
        ops.discard_call(call=call, actor=officer, now=now)


def test_a_draft_leaves_nothing(draft_call, officer, now):
    ops.discard_call(call=draft_call, actor=officer, now=now)
    assert not Call.objects.exists()


def test_pausing_needs_a_reason_and_resuming_none(call, officer, now):
    with pytest.raises(IllegalMoveError, match="理由"):
        ops.pause_call(call=call, actor=officer, now=now)
    ops.pause_call(call=call, actor=officer, now=now, reason="系统维护")
    ops.resume_call(call=call, actor=officer, now=now)
    assert Call.objects.get().state == "open"


def test_a_university_does_not_open_calls(draft_call, campus, now):
    with pytest.raises(IllegalMoveError, match="您的角色"):
        ops.open_call(call=draft_call, actor=campus, now=now)


def test_the_end_waits_for_the_last_deadline(call, university, officer, now):
    later = call.due_at + timedelta(days=3)
    Roll.objects.create(call=call, organisation=university, due_at=later)
    with pytest.raises(ops.CallError, match="还没有到"):
        ops.close_call(call=call, actor=officer, now=call.due_at + timedelta(days=1))
    ops.close_call(call=call, actor=officer, now=later + timedelta(minutes=1))
    assert Call.objects.get().state == "screening"


def move(call, officer, now, **more):
    facts = {"due_at": call.due_at + timedelta(days=5), "reason": "学校放假"} | more
    return ops.move_deadline(call=call, actor=officer, now=now, **facts)


def test_moving_the_deadline_for_all_overtakes_shorter_ones(call, university, officer, now):
    Roll.objects.create(call=call, organisation=university, due_at=call.due_at + timedelta(days=2))
    move(call, officer, now)
    assert Roll.objects.get().due_at is None
    assert Call.objects.get().due_at == call.due_at + timedelta(days=5)


def test_one_city_may_be_given_longer(call, province, university, campus_user, officer, now):
    there = factories.university(province, "云梦水利学院", city="云中市")
    theirs = factories.officer(Role.UNIVERSITY_OFFICER, there, "校员乙")
    assert move(call, officer, now, city="云中市") == 1
    assert Roll.objects.get().organisation == there
    assert Call.objects.get().due_at == call.due_at
    assert len(notices(campus_user)) == 0
    title = notices(theirs)[-1]
    assert "为云中市延期至" in title
    line = Line.objects.get(action="calls.call.deadline")
    assert (line.sentence, line.private.values) == (title, {"理由": "学校放假"})


def test_who_was_given_longer_keeps_it_when_its_city_moves(call, province, officer, now):
    there = factories.university(province, "云梦水利学院", city="云中市")
    longest = call.due_at + timedelta(days=30)
    move(call, officer, now, organisation=there, due_at=longest)
    move(call, officer, now, city="云中市")
    assert Roll.objects.get().due_at == longest


@pytest.mark.usefixtures("university")
def test_no_city_has_less_time_than_all(call, province, officer, now):
    factories.university(province, "云梦水利学院", city="云中市")
    with pytest.raises(ops.CallError, match="为云中市延期应晚于全体的截止时间"):
        move(call, officer, now, city="云中市", due_at=call.due_at - timedelta(hours=1))
    assert not Roll.objects.exists()


def test_one_university_may_be_given_longer(call, university, campus_user, officer, now):
    assert move(call, officer, now, organisation=university) == 1
    assert "延期至" in notices(campus_user)[-1]


@pytest.mark.parametrize(
    ("more", "words"),
    [({"reason": ""}, "写明理由"), ({"due_at": None}, "在现在之后")],
)
def test_a_deadline_moves_forward_and_with_a_reason(call, officer, now, more, words):
    if "due_at" in more:
        more = {"due_at": now}
    with pytest.raises(ops.CallError, match=words):
        move(call, officer, now, **more)


def test_a_closed_call_has_no_deadline_to_move(call, officer, now):
    Call.objects.update(state="screening")
    with pytest.raises(ops.CallError, match="征集中的"):
        move(call, officer, now)


def test_who_was_late_by_the_old_deadline_is_not_by_the_new(call, filled, student, officer, now):
    late = call.due_at + timedelta(days=1)
    ops.submit_entry(entry=filled, actor=student, now=late)
    assert Entry.objects.get().late
    move(call, officer, late)
    assert not Entry.objects.get().late


def test_who_is_late_by_the_new_one_too_stays_late(call, filled, student, officer, now):
    ops.submit_entry(entry=filled, actor=student, now=call.due_at + timedelta(days=9))
    move(call, officer, call.due_at)
    assert Entry.objects.get().late


def test_the_platform_itself_announces_nothing(draft_call, now):
    with pytest.raises(IllegalMoveError):
        ops.open_call(call=draft_call, actor=Actor.system(), now=now)


def test_a_call_that_ended_too_early_is_taken_up_again_with_a_reason(call, officer, campus_user, now):  # fmt: skip
    ops.close_call(call=call, actor=officer, now=call.due_at + timedelta(days=1))
    with pytest.raises(IllegalMoveError, match="理由"):
        ops.reopen_call(call=call, actor=officer, now=now)
    assert ops.reopen_call(call=call, actor=officer, now=now, reason="有校漏报").state == "open"
    told = Notification.objects.filter(recipient=campus_user, title__contains="重新征集")
    assert [one.body for one in told] == ["有校漏报"]
