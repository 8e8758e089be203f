"""What reviews come to, and what a meeting makes of it: places, reasons, revise and resubmit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.activities.calls import judging
from tests.activities.calls.conftest import again
from wangyu.activities.calls import ops
from wangyu.activities.calls.models import Call, Change, Entry, Review, Standing
from wangyu.activities.calls.ops import deciding
from wangyu.activities.calls.queries import deciding as queries
from wangyu.activities.calls.queries import sheets
from wangyu.base.core.access import Refused
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.notify.models import Notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def propose(officer, now):
    def run(entry, award, reason=""):
        return deciding.propose_award(
            entry=entry, award=award, reason=reason, actor=officer, now=now
        )

    return run


@pytest.fixture
def propose_places(call, officer, now):
    def run(first, last, award, reason="会议讨论"):
        return deciding.propose_places(
            call=call, track=judging.TRACK, first=first, last=last, award=award, reason=reason,
            actor=officer, now=now,
        )  # fmt: skip

    return run


def numbers():
    fields = ("entry", "reviews", "mean", "score", "low", "high", "spread", "zone")
    return list(Standing.objects.order_by("pk").values_list(*fields))


def test_every_work_gets_its_standing_and_computing_again_changes_nothing(
    works, call, officer, now
):
    assert deciding.compute_standings(call=call, actor=officer, now=now) == 6
    before = numbers()
    assert [row[1] for row in before] == [3] * 6
    assert before[0][2] > before[5][2]
    deciding.compute_standings(call=call, actor=officer, now=now + timedelta(hours=1))
    assert numbers() == before


def test_only_reviews_handed_in_count(works, call, officer, now):
    Review.objects.filter(entry=works[0]).update(state="scoring")
    Review.objects.filter(entry=works[1]).update(scores={"direction": 5})
    deciding.compute_standings(call=call, actor=officer, now=now)
    assert [Standing.objects.get(entry=one).reviews for one in works[:3]] == [0, 0, 3]
    assert Standing.objects.get(entry=works[0]).score is None


def test_reviews_that_came_later_are_told(computed, call, now):
    assert queries.stale_reviews(call, judging.TRACK) == 0
    Review.objects.filter(entry=computed[0]).update(submitted_at=now + timedelta(minutes=1))
    assert queries.stale_reviews(call, judging.TRACK) == 3


def test_after_the_notice_nothing_is_computed(noticed, call, officer, now):
    with pytest.raises(ops.CallError, match="不再变动"):
        deciding.compute_standings(call=call, actor=officer, now=now)


def test_the_meeting_begins_with_scores_and_may_go_back(works, call, officer, now):
    Call.objects.update(state="review")
    deciding.decide_call(call=call, actor=officer, now=now)
    assert Standing.objects.count() == 6
    assert not Entry.objects.exclude(award="").exists()  # nothing is decided by the machine
    with pytest.raises(IllegalMoveError, match="理由"):
        deciding.review_again(call=call, actor=officer, now=now)
    deciding.review_again(call=call, actor=officer, now=now, reason="缺一份评审")
    assert Call.objects.get().state == "review"


def test_a_proposal_is_kept_with_who_and_when_and_changing_it_asks_why(
    computed, propose, officer, now
):
    propose(computed[0], "first")
    with pytest.raises(ops.EntryError, match="写明理由"):
        propose(computed[0], "second")
    propose(computed[0], "second", "会议认为立意可再深")
    rows = Change.objects.order_by("pk").values_list("before", "after", "reason", "by")
    assert list(rows) == [
        ("", "first", "", officer.user_id),
        ("first", "second", "会议认为立意可再深", officer.user_id),
    ]
    assert queries.award_title(again(computed[0])) == "二等奖"


def test_against_the_scores_one_says_why(computed, propose):
    Standing.objects.filter(entry=computed[5]).update(zone="below")
    Standing.objects.filter(entry=computed[0]).update(zone="above")
    with pytest.raises(ops.EntryError, match="名额之外"):
        propose(computed[5], "first")
    with pytest.raises(ops.EntryError, match="名额之内"):
        propose(computed[0], queries.NONE)
    propose(computed[5], "merit")  # no border for what has no limit
    propose(computed[0], queries.NONE, "与往届作品雷同")
    assert queries.award_title(again(computed[0])) == "不入选"


def test_without_a_standing_nothing_speaks_against(works, propose):
    propose(works[0], "first")
    assert again(works[0]).award == "first"


def test_an_award_of_another_kind_is_refused(computed, propose):
    with pytest.raises(ops.EntryError, match="本类的奖项"):
        propose(computed[0], "grand")


def test_no_award_is_proposed_more_often_than_it_has_places(computed, propose):
    propose(computed[0], "first")
    propose(computed[1], "first")
    with pytest.raises(ops.CallError, match="2 个名额，已拟 2 个"):
        propose(computed[2], "first", "同样好")
    propose(computed[1], "first", "再次确认")
    propose(computed[1], "second", "改为二等")
    propose(computed[2], "first", "递补")
    assert queries.taken(computed[0].call, judging.TRACK)["first"] == 2


def test_places_are_proposed_in_one_go_and_leave_what_is_set(computed, propose, propose_places):
    propose(computed[0], "second")
    assert propose_places(1, 3, "first") == 2
    assert [again(one).award for one in computed[:4]] == ["second", "first", "first", ""]
    with pytest.raises(ops.CallError, match="没有待拟定"):
        propose_places(1, 3, "first")


def test_too_many_at_once_are_refused_as_a_whole(computed, propose_places):
    with pytest.raises(ops.CallError, match="再加 6 个就超了"):
        propose_places(1, 6, "first")
    assert not Change.objects.exists()


def test_only_a_meeting_proposes_and_only_of_works_before_it(computed, propose, now):
    Entry.objects.filter(pk=computed[0].pk).update(state="revising")
    with pytest.raises(ops.EntryError, match="修改后再审"):
        propose(again(computed[0]), "first")
    Call.objects.update(state="review")
    with pytest.raises(ops.CallError, match="专家评审"):
        propose(again(computed[1]), "first")


def test_a_university_proposes_nothing(computed, campus, now):
    with pytest.raises(Refused):
        deciding.propose_award(entry=computed[0], award="first", reason="", actor=campus, now=now)


def test_a_work_is_put_before_the_meeting(computed, officer, now):
    assert (
        deciding.shortlist_entry(entry=computed[0], actor=officer, now=now).state == "shortlisted"
    )


def revise(entry, officer, now, **more):
    facts = {"due_at": now + timedelta(days=7), "reason": "片尾补充出处"} | more
    return deciding.revise_entry(entry=entry, **facts, actor=officer, now=now)


def test_who_has_to_revise_is_told_what_and_until_when(
    computed, propose, officer, student_user, now
):
    propose(computed[0], "first")
    revise(again(computed[0]), officer, now)
    entry = again(computed[0])
    assert (entry.state, entry.award) == ("revising", "")
    assert entry.complete_by == now + timedelta(days=7)
    told = Notification.objects.get(recipient=student_user, title__contains="请修改作品")
    assert "片尾补充出处" in told.body
    assert "2026年3月12日" in told.body


def test_revising_needs_a_reason_a_day_to_come_and_a_panel(computed, officer, now):
    with pytest.raises(ops.EntryError, match="在现在之后"):
        revise(computed[0], officer, now, due_at=now)
    with pytest.raises(IllegalMoveError, match="理由"):
        revise(computed[0], officer, now, reason=" ")
    Call.objects.update(state="screening")
    with pytest.raises(ops.EntryError, match="评审和定级期间"):
        revise(again(computed[0]), officer, now)


def test_what_is_handed_in_again_goes_back_to_its_reviewers(filled, student, call, province, university, officer, now):  # fmt: skip
    ops.submit_entry(entry=filled, actor=student, now=now)
    people = judging.panel(call, province)
    Entry.objects.filter(pk=filled.pk).update(state="in_review")
    done = judging.review(again(filled), people[0], 4, now)
    other = judging.review(again(filled), people[1], 4, now, state="assigned")
    Call.objects.update(state="deciding")
    revise(again(filled), officer, now)
    ops.submit_entry(entry=again(filled), actor=student, now=now + timedelta(days=1))
    entry = again(filled)
    assert (entry.state, entry.revision) == ("in_review", 2)
    done.refresh_from_db()
    other.refresh_from_db()
    assert (done.state, done.version, done.scores["direction"]) == ("scoring", 2, 4)
    assert other.state == "assigned"
    step = done.steps.get()
    assert (step.verb, step.by) == ("again", None)  # whose work it is stays unknown
    told = Notification.objects.get(recipient=people[0].user)
    assert "作品" not in told.title + told.body
    assert Notification.objects.filter(recipient=officer.user_id, title__contains="修改稿").exists()
    assert "退回重看的评审还没有提交" in queries.in_the_way(call)


def test_what_did_not_come_in_time_gets_no_award(computed, officer, student_user, now):
    revise(computed[0], officer, now)
    with pytest.raises(ops.EntryError, match="还没有到"):
        deciding.lapse_entry(entry=again(computed[0]), reason="逾期", actor=officer, now=now)
    late = now + timedelta(days=8)
    deciding.lapse_entry(entry=again(computed[0]), reason="逾期", actor=officer, now=late)
    assert again(computed[0]).state == "not_awarded"
    assert Notification.objects.filter(recipient=student_user, body="逾期").exists()


def test_only_what_is_being_revised_lapses(computed, officer, now):
    with pytest.raises(ops.EntryError, match="没有在修改"):
        deciding.lapse_entry(entry=computed[0], reason="逾期", actor=officer, now=now)


def test_opinions_are_without_names_and_with_their_places(computed, now):
    entry = computed[0]
    first = Review.objects.filter(entry=entry).order_by("pk").first()
    judging.remark(first, now)
    judging.remark(first, now, at=3, media="application/pdf")
    judging.remark(first, now, at=None)
    found = sheets.opinions_of(entry)
    assert [one.alias for one in found] == ["评审一", "评审二", "评审三"]
    places = {said.place for one in found for said in one.remarks}
    assert places == {"作品文件 1 分 20 秒", "作品文件第 3 页", "作品文件"}
    assert sorted(one.score for one in found) == [75, 100, 100]
    assert found[0].marks[0].words in entry.call.rules["criterion"][0]["levels"]
    assert not any(name in str(found) for name in judging.REVIEWERS)


def test_a_remark_on_the_whole_and_an_unfinished_score_are_shown_as_such(computed, now):
    first = Review.objects.filter(entry=computed[0]).order_by("pk").first()
    first.remarks.create(text="整体不错", written_at=now)
    Review.objects.filter(pk=first.pk).update(scores={"direction": 5})
    found = next(one for one in sheets.opinions_of(computed[0]) if one.remarks)
    assert (found.remarks, found.score, len(found.marks)) == (
        [sheets.Said("整体", "整体不错")],
        None,
        1,
    )


def test_more_reviewers_than_numerals_are_counted_on():
    assert [sheets.numeral(at) for at in (0, 9, 10)] == ["一", "十", "11"]
