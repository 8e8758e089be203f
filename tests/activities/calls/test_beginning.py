"""The review begins for all at once, and everybody knows by when reviews are due."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.activities.calls.panel import assign, give, make_round, work
from wangyu.activities.calls import queries
from wangyu.activities.calls.models import BlindCopy, Call, Entry, Review, ReviewStep, Step
from wangyu.activities.calls.ops import CallError, assigning, beginning
from wangyu.base.core.access import Refused
from wangyu.base.lib.dates import show_time
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.notify.models import Notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(province, now):
    return make_round(province, now, state="screening", entries="format_ok")


class TestBeginning:
    @pytest.fixture
    def due(self, now):
        return now + timedelta(days=14)

    def test_all_begin_at_once_and_reviewers_are_told_of_no_work(self, ready, officer, now, due):
        assign(ready, officer, now)
        Notification.objects.all().delete()
        beginning.begin_review_of_call(call=ready.call, due_at=due, actor=officer, now=now)
        assert Call.objects.get(pk=ready.call.pk).state == "review"
        assert set(Entry.objects.values_list("state", flat=True)) == {"in_review"}
        assert Step.objects.filter(verb="review").count() == 6
        told = Notification.objects.filter(recipient__in=ready.people)
        busy = set(Review.objects.values_list("panelist__user_id", flat=True))
        assert set(told.values_list("recipient_id", flat=True)) == busy
        assert {(n.title, n.url) for n in told} == {("评审任务：第二届推选", "/calls/reviews/")}

    def test_a_later_work_follows_by_the_same_step(self, ready, officer, now, due):
        assign(ready, officer, now)
        beginning.begin_review_of_call(call=ready.call, due_at=due, actor=officer, now=now)
        late = work(ready.call, ready.schools[0], 9, now)
        assigning.refill_entry(entry=late, actor=officer, now=now)
        beginning.begin_review_of_call(call=ready.call, due_at=due, actor=officer, now=now)
        assert Entry.objects.get(pk=late.pk).state == "in_review"

    @pytest.mark.parametrize(
        ("spoil", "words"),
        [
            (lambda r: BlindCopy.objects.filter(entry=r.works[0]).update(frozen_at=None), "匿名副本没有冻结"),
            (lambda r: Entry.objects.filter(pk=r.works[0].pk).update(revision=9), "又交过"),
            (lambda r: Review.objects.filter(entry=r.works[0]).delete(), "评委不足 2 名"),
            (lambda r: Entry.objects.filter(pk=r.works[0].pk).update(state="completing"), "没有审查完"),
            (lambda _: Entry.objects.update(state="format_rejected"), "没有形式审查通过"),
            (lambda _: Call.objects.update(state="deciding"), "定级以前"),
        ],
        ids=["thawed", "stale", "unassigned", "unscreened", "none", "late"],
    )  # fmt: skip
    def test_what_is_missing_keeps_all_back(self, ready, officer, now, due, spoil, words):
        for entry in ready.works:
            for one in ready.panel[:2]:
                give(entry, one, now)
        assert not ReviewStep.objects.exists()
        spoil(ready)
        with pytest.raises(CallError, match=words):
            beginning.begin_review_of_call(call=ready.call, due_at=due, actor=officer, now=now)
        assert not Entry.objects.filter(state="in_review").exists()

    def test_only_the_province_begins(self, ready, now, due):
        for entry in ready.works:
            for one in ready.panel[:2]:
                give(entry, one, now)
        with pytest.raises(IllegalMoveError):
            beginning.begin_review_of_call(
                call=ready.call, due_at=due, actor=ready.actors[0], now=now
            )

    @pytest.mark.parametrize(("days", "words"), [(None, "请写明评审截止时间"), (0, "应在现在之后")])
    def test_it_is_said_by_when(self, ready, officer, now, days, words):
        assign(ready, officer, now)
        due = None if days is None else now + timedelta(days=days)
        with pytest.raises(CallError, match=words):
            beginning.begin_review_of_call(call=ready.call, due_at=due, actor=officer, now=now)
        assert Call.objects.get(pk=ready.call.pk).state == "screening"

    def test_a_later_work_is_due_when_the_others_are(self, ready, officer, now, due):
        assign(ready, officer, now)
        beginning.begin_review_of_call(call=ready.call, due_at=due, actor=officer, now=now)
        late = work(ready.call, ready.schools[0], 9, now)
        assigning.refill_entry(entry=late, actor=officer, now=now)
        other = due + timedelta(days=9)
        beginning.begin_review_of_call(call=ready.call, due_at=other, actor=officer, now=now)
        assert Call.objects.get(pk=ready.call.pk).review_due_at == due
        late = work(ready.call, ready.schools[0], 10, now)
        assigning.refill_entry(entry=late, actor=officer, now=now)
        with pytest.raises(CallError, match="请先改到将来"):
            beginning.begin_review_of_call(call=ready.call, actor=officer, now=due)

    def test_reviewers_are_told_by_when(self, ready, officer, now, due):
        assign(ready, officer, now - timedelta(days=1))
        beginning.begin_review_of_call(call=ready.call, due_at=due, actor=officer, now=now)
        told = Notification.objects.filter(recipient__in=ready.people)
        assert any(one.body.endswith(f"请在 {show_time(due)} 前提交。") for one in told)


class TestDue:
    @pytest.fixture
    def under_way(self, province, now):
        """Somebody has one to hand in, somebody has handed in, somebody has left."""
        made = make_round(province, now)
        Call.objects.filter(pk=made.call.pk).update(review_due_at=now + timedelta(days=3))
        give(made.works[2], made.panel[0], now)
        give(made.works[0], made.panel[1], now, "done")
        give(made.works[0], made.panel[2], now, "declined")
        return made

    def move(self, made, actor, now, reason="样片迟到"):
        due = now + timedelta(days=9)
        return beginning.move_review_due(
            call=made.call, due_at=due, reason=reason, actor=actor, now=now
        )

    def test_moved_with_a_reason_told_to_everybody_who_reviews(self, under_way, officer, now):
        assert self.move(under_way, officer, now) == 2
        due = now + timedelta(days=9)
        assert Call.objects.get(pk=under_way.call.pk).review_due_at == due
        told = Notification.objects.filter(title__contains="评审截止时间改为")
        assert {one.recipient_id for one in told} == {one.pk for one in under_way.people[:2]}
        assert {(one.body, one.url) for one in told} == {("样片迟到", "/calls/reviews/")}
        assert show_time(due) in told[0].title
        last = queries.steps_of_call(under_way.call)[-1]
        assert (last["title"], last["text"]) == (
            "调整评审截止时间",
            f"改为 {show_time(due)}：样片迟到",
        )

    def test_not_without_a_reason_into_the_past_or_by_others(self, under_way, officer, now):
        with pytest.raises(CallError, match="必须写明理由"):
            self.move(under_way, officer, now, reason=" ")
        with pytest.raises(CallError, match="应在现在之后"):
            beginning.move_review_due(
                call=under_way.call, due_at=now, reason="因", actor=officer, now=now
            )
        with pytest.raises(Refused):
            self.move(under_way, under_way.actors[0], now)
        Call.objects.update(state="deciding")
        with pytest.raises(CallError, match="评审期间"):
            self.move(under_way, officer, now)

    @pytest.mark.parametrize(("days", "words"), [(1, "前提交。"), (4, "已过，请尽快提交。")])
    def test_a_reminder_names_it(self, under_way, officer, now, days, words):
        at = now + timedelta(days=days)
        assigning.remind_reviewers(call=under_way.call, actor=officer, now=at)
        told = Notification.objects.get(recipient=under_way.people[0])
        assert told.body.startswith("还有 1 件没有提交。")
        assert told.body.endswith(words)
        assert show_time(now + timedelta(days=3)) in told.body
