"""Formal examination: the machine checks, a person rules the doubtful, works pass or go back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import factories
from tests.activities.calls.conftest import again
from tests.activities.calls.rolling import plant, roll_of, states
from wangyu.activities.calls import ops as entering
from wangyu.activities.calls.access import recommending
from wangyu.activities.calls.models import Call, Check, Entry
from wangyu.activities.calls.ops import screening as ops
from wangyu.activities.calls.ops.choosing import RollError
from wangyu.activities.calls.queries import screening
from wangyu.base.core.access import NotVisible
from wangyu.base.core.roles import Role
from wangyu.base.notify.models import Notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(call, university, now):
    return roll_of(call, university, "signed", signed_at=now)


@pytest.fixture
def checked(call, university, signed, student_user):
    """A work whose track has a rule that was not read: one doubt, nothing else."""
    work = plant(call, university, "recommended", title="家乡的桥", rank=1, entrant=student_user)
    ops.write_checks([again(work)])
    return again(work)


@pytest.fixture
def rule(officer, now):
    def run(check, ruling="ok", reason="看过", **more):
        return ops.rule_check(
            check=check, ruling=ruling, reason=reason, actor=officer, now=now, **more
        )

    return run


@pytest.fixture
def decide(officer, now):
    def run(verb, *works, **more):
        return ops.screen(works=works, verb=verb, actor=officer, now=now, **more)

    return run


def doubt(entry):
    return entry.checks.get(tone="doubt")


def stage(entry, now):
    return screening.stage_of(screening.to_screen(entry.call).get(pk=entry.pk), now)


def test_every_aspect_is_listed_with_its_reason(checked):
    found = {row["aspect"]: (row["tone"], row["open"]) for row in screening.checks_of(checked)}
    assert found == {
        "填写内容": ("ok", False), "发表时间": ("ok", False), "作者和指导教师": ("ok", False),
        "文件": ("ok", False), "提交时限": ("ok", False), "唯一性": ("ok", False),
        "推荐": ("ok", False), "没有读到的规则": ("doubt", True),
    }  # fmt: skip


def test_a_doubt_ruled_lets_the_work_pass(checked, rule, decide, now):
    assert stage(checked, now) == "doubt"
    with pytest.raises(RollError, match="不能通过"):
        decide("format_pass", checked)
    assert rule(doubt(checked)) == 1
    assert stage(checked, now) == "ready"
    decide("format_pass", checked)
    assert states(checked) == ["format_ok"]


def test_a_doubt_ruled_against_the_work_stops_it(checked, rule, decide, now):
    rule(doubt(checked), "bad")
    assert stage(checked, now) == "bad"
    with pytest.raises(RollError, match="不能通过"):
        decide("format_pass", checked)


@pytest.mark.parametrize(
    ("which", "more", "words"),
    [
        ("doubt", {"reason": " "}, "写明认定的理由"),
        ("doubt", {"ruling": "doubt"}, "符合或不符合"),
        ("ok", {}, "只有待人工认定的"),
    ],
)
def test_a_ruling_is_of_a_doubt_and_with_a_reason(checked, rule, which, more, words):
    with pytest.raises(RollError, match=words):
        rule(checked.checks.filter(tone=which).first(), **more)


def test_nothing_is_ruled_of_a_work_that_does_not_wait(checked, rule):
    Entry.objects.update(state="format_ok")
    with pytest.raises(RollError, match="不在审查中"):
        rule(doubt(checked))


def test_the_same_words_are_answered_once_for_all(call, university, checked, rule):
    works = [plant(call, university, "recommended") for _ in range(2)]
    elsewhere = plant(call, university, "recommended", track="articles")
    ops.write_checks([again(one) for one in [*works, elsewhere]])
    (found, *_) = screening.doubts(call)
    assert (found.works, found.first) == (3, doubt(checked).pk)
    assert rule(doubt(checked), all_alike=True) == 3
    assert [doubt(one).ruling for one in (checked, *works)] == ["ok"] * 3
    assert elsewhere.checks.filter(ruling="").filter(tone="doubt").exists()


def test_all_that_have_nothing_against_them_pass_in_one_press(
    call, university, checked, rule, decide, now
):
    other = plant(call, university, "recommended", track="articles")
    ops.write_checks([again(other)])
    rule(doubt(checked))
    done = decide("format_pass", *screening.to_screen(call))
    assert states(checked, other) == ["format_ok", "recommended"]
    assert done.left_out == [f"“{other}”：还有不符合或待认定的检查，不能通过。"]
    assert screening.progress(call, now) == {
        "ready": 0, "doubt": 0, "bad": 1, "completing": 0, "overdue": 0, "passed": 1, "rejected": 0,
        "all": 2,
    }  # fmt: skip


def test_a_return_for_completion_has_a_date_and_tells(
    checked, decide, student_user, campus_user, now
):
    by = now + timedelta(days=3)
    for wrong in (None, now):
        with pytest.raises(RollError, match="补齐期限"):
            decide("complete", checked, reason="缺字幕", complete_by=wrong)
    decide("complete", checked, reason="缺字幕", complete_by=by)
    kept = again(checked)
    assert (kept.state, kept.complete_by) == ("completing", by)
    for user in (student_user, campus_user):
        body = Notification.objects.get(recipient=user).body
        assert "请在 2026年3月8日 17:00 前补齐。缺字幕" in body
    assert stage(kept, now) == "completing"
    assert stage(kept, by + timedelta(seconds=1)) == "overdue"


class TestCompletion:
    @pytest.fixture
    def completing(self, submitted, call, university, decide, now):
        roll_of(call, university, "signed", signed_at=now)
        Entry.objects.update(state="recommended", rank=1)
        decide("complete", again(submitted), reason="补", complete_by=now + timedelta(days=3))
        return again(submitted)

    def test_what_comes_back_is_checked_anew(self, completing, student, now):
        entering.submit_entry(entry=completing, actor=student, now=now)
        assert states(completing) == ["recommended"]
        assert completing.checks.filter(key="time-0", tone="ok").exists()

    def test_what_comes_back_late_is_received_and_asks_a_person(self, completing, student):
        late = completing.complete_by + timedelta(minutes=1)
        entering.submit_entry(entry=completing, actor=student, now=late)
        told = completing.checks.get(key="time-1")
        assert (told.tone, told.sentence) == (
            "doubt", "补齐于 2026年3月8日 17:01，晚于期限 2026年3月8日 17:00。",
        )  # fmt: skip

    def test_what_never_comes_back_is_rejected(self, completing, decide):
        decide("format_reject", completing, reason="逾期未补")
        assert states(completing) == ["format_rejected"]


def test_a_rejection_has_a_reason_and_can_be_taken_back(checked, decide, student_user, now):
    with pytest.raises(RollError, match="写明理由"):
        decide("format_reject", checked)
    decide("format_reject", checked, reason="超时")
    assert stage(checked, now) == "rejected"
    decide("restore", checked, reason="看错了")
    assert states(checked) == ["recommended"]
    titles = Notification.objects.filter(recipient=student_user).order_by("pk")
    assert [n.title for n in titles] == ["“家乡的桥”形式审查未通过", "“家乡的桥”恢复审查"]


def test_a_ruling_outlives_a_new_check_as_long_as_its_sentence_does(
    call, checked, rule, officer, now
):
    rule(doubt(checked), reason="规格看过")
    assert ops.check_call(call=call, actor=officer, now=now) == 1
    assert (doubt(checked).ruling, doubt(checked).reason) == ("ok", "规格看过")
    call.rules["track"][2]["unread"] = ["字幕要求没有读到"]
    call.save()
    ops.check_call(call=Call.objects.get(), actor=officer, now=now)
    assert doubt(checked).ruling == ""


def test_a_ruling_goes_with_its_sentence_to_another_place(call, checked, rule, officer, now):
    def check(*unread):
        call.rules["track"][2]["unread"] = list(unread)
        call.save()
        ops.check_call(call=Call.objects.get(), actor=officer, now=now)

    check("尺寸没有读到", "字幕要求没有读到")
    second = checked.checks.get(sentence__contains="字幕要求没有读到")
    rule(second, reason="看过字幕")
    check("字幕要求没有读到")
    moved = doubt(checked)
    assert (moved.ruling, moved.reason, moved.ruled_by_id) == ("ok", "看过字幕", officer.user_id)
    assert (moved.key, moved.pk) != (second.key, second.pk)


def test_what_is_found_again_stays_the_same_row(call, checked, officer, now):
    before = dict(checked.checks.values_list("key", "pk"))
    ops.check_call(call=call, actor=officer, now=now)
    assert dict(checked.checks.values_list("key", "pk")) == before
    call.rules["track"][2]["unread"] = ["字幕要求没有读到"]
    call.save()
    ops.check_call(call=Call.objects.get(), actor=officer, now=now)
    after = dict(checked.checks.values_list("key", "pk"))
    renewed = {key for key in before if before[key] != after[key]}
    assert renewed == {doubt(checked).key}, (
        "a page still open on the old sentence rules nothing new"
    )
    shown = [one["check"].key.partition("-")[0] for one in screening.checks_of(checked)]
    assert shown == sorted(shown, key=list(screening.ASPECTS).index)


def test_whom_another_signed_work_is_a_twin_of_is_checked_again(
    call, university, other_university, checked
):
    roll_of(call, other_university, "signed")
    twin = plant(call, other_university, "recommended", title="家乡的桥", rank=1)
    twin.contributors.update(name=checked.contributors.get().name)
    ops.check_anew([again(twin)])
    for one, where in ((twin, "云梦大学"), (checked, other_university.name)):
        told = one.checks.get(key="unique-1")
        assert told.tone == "doubt"
        assert where in told.sentence


def test_late_is_a_question_for_a_person(call, university, signed, now):
    work = plant(call, university, "recommended", late=True)
    signed.late = True
    signed.save()
    ops.write_checks([again(work)])
    sentences = [c.sentence for c in work.checks.filter(key__startswith="time")]
    assert [s.partition("于")[0] for s in sentences] == ["提交", "学校签发"]


def test_what_stands_beyond_the_quota_does_not_pass(call, university, signed):
    works = [plant(call, university, "recommended", rank=n) for n in (1, 2, 3)]
    ops.write_checks([again(one) for one in works])
    tones = [one.checks.get(key__startswith="roll").tone for one in works]
    assert tones == ["ok", "ok", "bad"]


def test_nothing_picked_says_so(decide):
    with pytest.raises(RollError, match="还没有选作品"):
        decide("format_pass")


def test_a_call_under_review_is_not_screened_any_more(checked, decide):
    Call.objects.update(state="review")
    with pytest.raises(RollError, match="不能再改"):
        decide("format_reject", again(checked), reason="晚了")


def test_only_works_of_signed_rolls_are_screened(call, other_university, checked):
    roll_of(call, other_university, "noticed")
    plant(call, other_university, "recommended")
    assert list(screening.to_screen(call)) == [checked]


def test_the_province_alone_screens_and_the_auditor_reads(
    checked, campus, student, officer, other_university, call
):
    assert recommending.access_screening(officer, checked.pk) == checked
    assert recommending.access_check(officer, doubt(checked).pk).entry == checked
    auditor = factories.actor(Role.AUDITOR, call.owner)
    assert recommending.access_screening(auditor, checked.pk) == checked
    with pytest.raises(NotVisible):
        recommending.access_check(auditor, doubt(checked).pk)
    for actor in (campus, student):
        with pytest.raises(NotVisible):
            recommending.access_screening(actor, checked.pk)
    hidden = plant(call, other_university, "recommended")
    for pk in (hidden.pk, 0):
        with pytest.raises(NotVisible):
            recommending.access_screening(officer, pk)
    with pytest.raises(NotVisible):
        recommending.access_check(officer, 0)


@pytest.mark.parametrize("stage_key", [key for key, _ in screening.STAGES])
def test_filter_and_label_agree(call, university, signed, now, stage_key):
    for state in ("recommended", "completing", "format_ok", "format_rejected", "in_review"):
        plant(call, university, state, complete_by=now - timedelta(days=1))
        plant(call, university, state, complete_by=now + timedelta(days=1))
    for number, work in enumerate(Entry.objects.filter(state="recommended")):
        for tone in ("ok", "doubt", "bad")[: number + 1]:
            Check.objects.create(entry=work, key=f"{tone}-1", tone=tone, sentence=tone)
    rows = screening.to_screen(call)
    found = set(screening.at_stage(rows, stage_key, now).values_list("pk", flat=True))
    labels = {one.pk for one in rows if screening.stage_of(one, now) == stage_key}
    if stage_key == "completing":
        labels |= {one.pk for one in rows if screening.stage_of(one, now) == "overdue"}
    assert found == labels


def test_checking_costs_the_same_for_one_and_for_three(
    call, university, signed, django_assert_num_queries
):
    for _ in range(3):
        plant(call, university, "recommended")
    for count in (1, 3):
        works = [again(one) for one in Entry.objects.order_by("pk")[:count]]
        with django_assert_num_queries(11):
            ops.write_checks(works)
