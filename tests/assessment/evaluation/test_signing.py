"""A self-check on its way: submitted, signed with its facts frozen, returned, reminded of."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from tests import factories
from tests.assessment.evaluation.reporting import report
from wangyu.assessment.evaluation.logic.freezing import Row, facts_digest
from wangyu.assessment.evaluation.models import Answer, Cycle, Frozen, Member, MemberStep
from wangyu.assessment.evaluation.ops import signing
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.ops.deadlines import move_deadline
from wangyu.assessment.evaluation.queries import scores
from wangyu.assessment.evaluation.queries.sheet import member_steps, sheet_of
from wangyu.base.audit.models import Entry as Line
from wangyu.base.core.roles import Role
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.notify.models import Notification
from wangyu.records.evidence import ops as evidence

pytestmark = pytest.mark.django_db
ANSWERS = {"plans": ["2"], "exchange": ["1", "0"]}


def answer_all(member):
    for leaf, values in ANSWERS.items():
        Answer.objects.filter(member=member, indicator=leaf).update(values=values)


def attach(member, leaf, actor, now):
    row = Answer.objects.get(member=member, indicator=leaf)
    return evidence.bring(
        organisation=member.organisation, upload=ContentFile("会议纪要".encode(), "纪要.txt"),
        kind="evaluation.answer", subject_id=row.pk, actor=actor, now=now, note="第 3 页",
    )  # fmt: skip


def titles(user):
    return list(
        Notification.objects.filter(recipient=user).order_by("pk").values_list("title", flat=True)
    )


@pytest.fixture
def filled(member, university):
    report(university, "Y2025", group_meetings=0)
    answer_all(member)
    return member


@pytest.fixture
def submitted(filled, leader_user, reporter, now):
    return signing.submit(member=filled, actor=reporter, now=now)


@pytest.fixture
def signed(submitted, leader, now):
    return signing.sign(member=submitted, actor=leader, now=now)


def test_what_is_missing_is_said_item_by_item(member, university, reporter, now):
    report(university, "Y2025", group_meetings=2)
    with pytest.raises(EvaluationError) as refused:
        signing.submit(member=member, actor=reporter, now=now)
    said = str(refused.value)
    assert said.startswith("还有 4 处需要处理，暂时不能提交：")
    assert "“专题研究”应附佐证" in said
    assert "“承办了几次全省交流？”还没有填" in said
    assert Member.objects.get(pk=member.pk).state == "filling"


def test_evidence_at_the_indicator_is_enough(filled, university, reporter, now):
    report(university, "Y2025", group_meetings=2)
    attach(filled, "meetings", reporter, now)
    assert signing.submit(member=filled, actor=reporter, now=now).state == "submitted"


def test_the_leader_is_told_and_takes_the_next_step(submitted, leader_user):
    assert titles(leader_user)[-1] == f"“{submitted.cycle.title}”自查表待您签批"


def test_who_reports_may_take_it_back(submitted, reporter, now):
    assert signing.recall(member=submitted, actor=reporter, now=now).state == "filling"


def test_the_leader_sends_it_back_with_a_reason(submitted, reporter_user, leader, now):
    with pytest.raises(IllegalMoveError, match="理由"):
        signing.send_back(member=submitted, reason=" ", actor=leader, now=now)
    signing.send_back(member=submitted, reason="次数不对", actor=leader, now=now)
    told = Notification.objects.get(recipient=reporter_user, body="次数不对")
    assert told.title == f"“{submitted.cycle.title}”自查表被退回修改"


def test_signing_freezes_what_the_score_stands_on(signed, university, member, leader_user, now):
    assert (signed.state, signed.revision, signed.late) == ("signed", 1, False)
    assert (signed.signed_by, signed.signed_at) == (leader_user, now)
    rows = Frozen.objects.filter(member=member)
    assert {(r.measure, r.period_key): r.value for r in rows} == {
        ("fact.group_meetings", "Y2025"): Decimal(0), ("self.plans", ""): Decimal(2),
        ("self.exchange.1", ""): Decimal(1), ("self.exchange.2", ""): Decimal(0),
    }  # fmt: skip
    before = scores.own_scores(signed).total
    report(university, "Y2025", group_meetings=3)
    assert scores.own_scores(signed).total == before


def test_the_fingerprint_is_that_of_the_frozen_rows(signed):
    rows = Frozen.objects.filter(member=signed).values_list(*Row._fields)
    assert facts_digest(Row(*row) for row in rows) == signed.facts_sha256
    assert Line.objects.get(action="evaluation.member.sign").details["facts"] == signed.facts_sha256


def test_a_signed_figure_still_opens_to_its_fact(signed, university):
    fact = university.facts.get(key="group_meetings")
    row = sheet_of(signed).facts["fact.group_meetings", "Y2025"]
    assert row.ref == f"ledger.fact:{fact.pk}"


def test_the_province_is_told_of_it(submitted, officer_user, leader, now):
    signing.sign(member=submitted, actor=leader, now=now)
    assert titles(officer_user)[-1].endswith(f"上报“{submitted.cycle.title}”自查表")


@pytest.mark.parametrize(("after", "late"), [(59, False), (61, True)])
def test_the_deadlines_minute_is_given_whole(submitted, cycle, leader, after, late):
    at = cycle.due_at.replace(second=0, microsecond=0) + timedelta(seconds=after)
    assert signing.sign(member=submitted, actor=leader, now=at).late is late


def test_a_longer_deadline_of_ones_own_counts(submitted, member, cycle, leader, officer, now):
    later = cycle.due_at + timedelta(days=5)
    move_deadline(cycle=cycle, due_at=later, reason="迁址", actor=officer, now=now, member=member)
    at = cycle.due_at + timedelta(days=2)
    assert not signing.sign(member=submitted, actor=leader, now=at).late
    assert [step["title"] for step in member_steps(member)][-1] == "签批上报"
    assert "迁址" in MemberStep.objects.get(verb="deadline").reason


def test_who_came_late_is_forgiven_by_a_later_deadline(submitted, cycle, leader, officer, now):
    at = cycle.due_at + timedelta(days=2)
    assert signing.sign(member=submitted, actor=leader, now=at).late
    move_deadline(cycle=cycle, due_at=at + timedelta(days=1), reason="疫情", actor=officer, now=now)  # fmt: skip
    assert not Member.objects.get(pk=submitted.pk).late


def test_longer_for_one_is_longer_than_for_all(cycle, member, officer, now):
    with pytest.raises(EvaluationError, match="单独延期应晚于全体的截止时间"):
        move_deadline(
            cycle=cycle, due_at=cycle.due_at, reason="迁址", actor=officer, now=now, member=member
        )


def test_mending_what_was_returned_is_a_new_revision_and_not_late(
    signed, university, cycle, reporter, reporter_user, leader, officer, now
):
    signing.return_member(member=signed, reason="会议次数存疑", actor=officer, now=now)
    assert titles(reporter_user)[-1].endswith("被省中心退回补正")
    report(university, "Y2025", articles_adopted=4)
    after = cycle.due_at + timedelta(days=3)
    again = signing.submit(member=signed, actor=reporter, now=after)
    again = signing.sign(member=again, actor=leader, now=after)
    assert (again.revision, again.late) == (2, False)
    assert Frozen.objects.filter(member=signed, revision=1).count() == 4
    assert Frozen.objects.filter(member=signed, revision=2).count() == 5


def test_only_the_province_returns_and_with_a_reason(signed, leader, officer, now):
    with pytest.raises(IllegalMoveError, match="您的角色不能"):
        signing.return_member(member=signed, reason="再看", actor=leader, now=now)
    with pytest.raises(IllegalMoveError, match="理由"):
        signing.return_member(member=signed, reason="", actor=officer, now=now)


def test_after_the_self_check_nothing_moves(submitted, cycle, leader, now):
    Cycle.objects.filter(pk=cycle.pk).update(state="mutual")
    with pytest.raises(EvaluationError, match="自查已经结束"):
        signing.sign(member=submitted, actor=leader, now=now)
    submitted.cycle.refresh_from_db()
    assert signing.moves_of(submitted, ["university_leader"]) == []


def test_who_has_not_reported_is_reminded_once_a_day(
    cycle, member, reporter_user, leader_user, officer, now
):
    assert signing.remind(cycle=cycle, actor=officer, now=now) == 1
    assert titles(reporter_user)[-1] == f"提醒：“{cycle.title}”自查表还没有上报"
    assert signing.remind(cycle=cycle, actor=officer, now=now) == 0
    Member.objects.filter(pk=member.pk).update(state="submitted")
    assert signing.remind(cycle=cycle, actor=officer, now=now + timedelta(days=1)) == 1
    assert titles(leader_user)[-1].startswith("提醒")


def test_nobody_is_reminded_of_what_is_over(cycle, officer, now):
    cycle.state = "mutual"
    with pytest.raises(EvaluationError, match="只有自查期间可以提醒"):
        signing.remind(cycle=cycle, actor=officer, now=now)


def test_each_step_stands_on_the_time_line(signed):
    assert [(step["title"], step["who"]) for step in member_steps(signed)] == [
        ("提交校内签批", "填报甲"), ("签批上报", "校领导甲"),
    ]  # fmt: skip
    MemberStep.objects.create(member=signed, verb="recall", at=signed.signed_at)
    assert member_steps(signed)[-1]["who"] == "系统"


def test_a_leader_of_another_university_signs_nothing(submitted, other_university, now):
    other = factories.actor(Role.UNIVERSITY_LEADER, other_university)
    with pytest.raises(IllegalMoveError, match="您的角色不能"):
        signing.sign(member=submitted, actor=other, now=now)
