"""Public notice, objections, release: nothing earlier than it should be, and nobody named."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import factories
from tests.activities.calls.conftest import again
from wangyu.activities.calls import ops
from wangyu.activities.calls.models import Call, Change, Entry, Objection
from wangyu.activities.calls.ops import deciding, objections, publishing
from wangyu.activities.calls.queries import deciding as queries
from wangyu.activities.calls.queries import results
from wangyu.base.audit.models import Entry as Line
from wangyu.base.core.access import Actor, Refused
from wangyu.base.lib.dates import show_time
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.notify.models import Notification

pytestmark = pytest.mark.django_db
TEXT = "作品03 的画面取自他人作品"


def states(entries):
    return [again(one).state for one in entries]


def test_what_is_in_the_way_of_the_notice_is_listed(computed, call, officer, now):
    Entry.objects.filter(pk=computed[0].pk).update(state="revising")
    Entry.objects.filter(pk=computed[1].pk).update(state="format_ok")
    with pytest.raises(ops.CallError) as caught:
        publishing.publicize_call(call=call, actor=officer, now=now)
    assert str(caught.value) == (
        "还不能公示：1 件形式审查还没有办完，1 件正在修改，等交修改稿，4 件还没有拟定结果。"
    )
    assert Call.objects.get().state == "deciding"


def test_a_notice_without_any_award_is_none(computed, call, officer, now):
    Entry.objects.update(award=queries.NONE)
    with pytest.raises(ops.CallError, match="没有可以公示的"):
        publishing.publicize_call(call=call, actor=officer, now=now)


def test_only_proposed_awards_become_public_and_for_whole_days(noticed, call):
    assert states(noticed) == ["publicized"] * 2 + ["in_review"] * 4
    assert show_time(call.notice_until) == "2026年3月10日 23:59"
    told = Notification.objects.filter(title="“第二届推选”开始公示")
    assert "公示 2 件" in told.first().body


def test_a_notice_can_be_taken_back(noticed, call, officer, now):
    publishing.withdraw_notice(call=call, actor=officer, now=now, reason="名单有误")
    call.refresh_from_db()
    assert (call.state, call.notice_until) == ("deciding", None)
    assert states(noticed) == ["shortlisted"] * 2 + ["in_review"] * 4
    assert again(noticed[0]).award == "first"


def test_the_result_waits_for_the_end_of_the_notice(noticed, call, officer, now):
    with pytest.raises(ops.CallError, match="2026年3月10日 23:59"):
        publishing.release_call(call=call, actor=officer, now=call.notice_until)
    Call.objects.update(notice_until=None)
    with pytest.raises(ops.CallError, match="公示期满"):
        publishing.release_call(call=call, actor=officer, now=now)


def test_a_university_releases_nothing(noticed, call, campus, now):
    with pytest.raises(IllegalMoveError):
        publishing.release_call(call=call, actor=campus, now=now + timedelta(days=9))


def test_everybody_learns_the_result_at_once(campus_user, released, call, student_user):
    assert states(released) == ["awarded"] * 2 + ["not_awarded"] * 4
    assert call.released_at is not None
    titles = list(
        Notification.objects.filter(recipient=student_user).values_list("title", flat=True)
    )
    assert titles.count("“第二届推选”结果公布") == 1
    assert "作品“作品01”获一等奖" in titles
    assert Notification.objects.filter(recipient=campus_user, title="“第二届推选”结果公布").exists()
    assert Line.objects.filter(action="calls.call.release").count() == 1


def test_what_may_be_said_of_a_result_follows_the_call(noticed, call, officer, now):
    assert results.result_of(noticed[0]).words == "拟定结果，公示中"
    assert results.result_of(noticed[5]) is None
    assert not results.is_told(noticed[5])
    publishing.release_call(call=call, actor=officer, now=now + timedelta(days=9))
    assert results.result_of(again(noticed[0])) == results.Outcome("一等奖", "获奖")
    assert results.result_of(again(noticed[5])) == results.Outcome("", "未入选")


@pytest.fixture
def object_to(call, now):
    def run(entry=None, text=TEXT, at=None):
        return objections.make_objection(
            call=call, entry=entry, text=text, actor=Actor.anonymous(), now=at or now
        )

    return run


def test_an_objection_keeps_nobody_and_its_code_only_as_a_fingerprint(
    noticed, object_to, officer_user
):
    code = object_to(noticed[0])
    kept = Objection.objects.get()
    assert code not in str(vars(kept))
    assert results.find_objection(objections.fingerprint(code.lower().replace("-", " "))) == kept
    assert results.find_objection(objections.fingerprint("AAAA-AAAA-AAAA-AAAA")) is None
    line = Line.objects.get(action="calls.objection.make")
    assert line.actor_id is None
    assert TEXT not in str(vars(line))
    assert Notification.objects.filter(recipient=officer_user, title__contains="收到异议").exists()


def test_codes_differ():
    assert len({objections.new_code() for _ in range(50)}) == 50


def test_after_the_notice_nothing_is_received(noticed, call, object_to):
    with pytest.raises(objections.ObjectionError, match="已经结束"):
        object_to(at=call.notice_until + timedelta(seconds=1))
    Call.objects.update(state="released")
    with pytest.raises(objections.ObjectionError, match="已经结束"):
        object_to()
    Call.objects.update(state="publicized", notice_until=None)
    with pytest.raises(objections.ObjectionError, match="已经结束"):
        object_to()


def test_a_flood_is_held_back_without_counting_people(noticed, object_to, monkeypatch):
    monkeypatch.setattr(objections, "MOST_WAITING", 2)
    object_to(text="一")
    object_to(text="二")
    with pytest.raises(objections.ObjectionError, match="收不下"):
        object_to(text="三")
    assert Objection.objects.count() == 2


def answer(officer, now, **more):
    facts = {"objection": Objection.objects.get(), "answer": "经核实属实", "upheld": True} | more
    return objections.answer_objection(**facts, actor=officer, now=now)


def test_found_right_the_work_loses_its_award_and_its_entrant_is_told(
    noticed, call, object_to, officer, student_user, now
):
    object_to(noticed[0])
    late = now + timedelta(days=9)
    with pytest.raises(ops.CallError, match="1 条异议没有答复"):
        publishing.release_call(call=call, actor=officer, now=late)
    answer(officer, now)
    entry = again(noticed[0])
    assert (entry.state, entry.award) == ("not_awarded", "")
    assert Change.objects.filter(entry=entry).last().reason == "经核实属实"
    assert Notification.objects.filter(recipient=student_user, title__contains="已取消").exists()
    publishing.release_call(call=call, actor=officer, now=late)
    assert states(noticed)[:2] == ["not_awarded", "awarded"]


def test_found_wrong_nothing_changes(noticed, object_to, officer, now):
    object_to(noticed[0])
    answer(officer, now, answer="查无此事", upheld=False)
    assert again(noticed[0]).state == "publicized"
    with pytest.raises(objections.ObjectionError, match="已于 2026年3月5日"):
        answer(officer, now)


def test_about_the_whole_list_or_a_work_struck_before_no_work_is_struck(
    noticed, object_to, officer, now
):
    object_to(None)
    answer(officer, now)
    assert states(noticed)[:2] == ["publicized"] * 2
    Objection.objects.all().delete()
    object_to(noticed[0])
    Entry.objects.filter(pk=noticed[0].pk).update(state="not_awarded")
    answer(officer, now)
    assert again(noticed[0]).award == "first"


def test_answers_are_the_provinces_and_of_the_notice(
    noticed, call, object_to, officer, campus, now
):
    object_to(noticed[0])
    with pytest.raises(Refused):
        answer(campus, now)
    publishing.withdraw_notice(call=call, actor=officer, now=now, reason="重议")
    with pytest.raises(ops.CallError, match="公示期间"):
        answer(officer, now)


def test_a_call_is_released_with_struck_works_left_out_of_the_count(released, call, province):
    found = results.statistics_of(call)
    assert (found.total.entered, found.total.recommended, found.total.won) == (6, 6, 2)
    assert [line.label for line in found.universities] == ["公办本科"]
    assert sum(line.won for line in found.tracks) == 2
    assert found.total.by_award[0] == ("一等奖", 2)
    assert sum(count for _, count in results.score_bins(call)) == 6
    assert factories.university(province).pk  # another one without works is no line
    assert results.kind_of_university(None, None) == "未载明"


def test_deciding_again_after_taking_the_notice_back(noticed, call, officer, now):
    publishing.withdraw_notice(call=call, actor=officer, now=now, reason="名单有误")
    deciding.propose_award(
        entry=again(noticed[1]), award="second", reason="改为二等", actor=officer, now=now
    )
    publishing.publicize_call(call=call, actor=officer, now=now + timedelta(days=1))
    assert [again(one).award for one in noticed[:2]] == ["first", "second"]
