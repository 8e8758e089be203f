"""The province drafts a round, begins it, gives it up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests import factories
from wangyu.assessment.evaluation import access, queries
from wangyu.assessment.evaluation.kinds import charters
from wangyu.assessment.evaluation.models import Answer, Cycle, Member, Version
from wangyu.assessment.evaluation.ops import cycles as ops
from wangyu.base.audit.models import Entry as Line
from wangyu.base.core.access import Actor, NotVisible, Refused
from wangyu.base.core.roles import Role
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.notify.models import Notification

pytestmark = pytest.mark.django_db


def notices(user):
    return list(Notification.objects.filter(recipient=user).values_list("title", flat=True))


def test_a_round_keeps_its_own_copy_of_the_charter(draft):
    assert queries.charter_of(draft) == charters()["two_years"]
    draft.charter["self_share"], draft.charter["spot_share"] = 30, 40
    assert queries.charter_of(draft).self_share == 30
    assert charters()["two_years"].self_share == 20


def test_years_the_wrong_way_round_are_told(province, facts, officer, now):
    wrong = replace(facts, last_year=2023)
    with pytest.raises(ops.EvaluationError, match="截止年度 2023 早于起始年度 2024"):
        ops.create_cycle(
            owner=province, charter=charters()["two_years"], facts=wrong, actor=officer, now=now
        )


def test_a_scheme_of_another_province_is_refused(facts, officer, now):
    elsewhere = factories.province("他省中心")
    with pytest.raises(ops.EvaluationError, match="本省中心的指标方案"):
        ops.create_cycle(
            owner=elsewhere, charter=charters()["two_years"], facts=facts, actor=officer, now=now
        )


def test_a_draft_is_changed_and_what_has_begun_is_not(draft, facts, officer, university, now):
    new = replace(facts, title="改名")
    ops.change_cycle(
        cycle=draft, charter=charters()["commendation"], facts=new, actor=officer, now=now
    )
    found = Cycle.objects.get(pk=draft.pk)
    assert (found.title, found.form) == ("改名", "commendation")
    ops.begin_cycle(cycle=found, actor=officer, now=now)
    with pytest.raises(ops.EvaluationError, match="不能再改"):
        ops.change_cycle(
            cycle=found, charter=charters()["two_years"], facts=facts, actor=officer, now=now
        )


def test_only_a_draft_nobody_has_seen_is_discarded(draft, cycle, officer, now):
    with pytest.raises(ops.EvaluationError, match="已公布的可以取消"):
        ops.discard_cycle(cycle=cycle, actor=officer, now=now)
    Cycle.objects.filter(pk=draft.pk).update(state="draft")
    with pytest.raises(ops.EvaluationError, match="没有公布过"):
        ops.discard_cycle(cycle=draft, actor=officer, now=now)


def test_a_draft_is_discarded(draft, officer, now):
    ops.discard_cycle(cycle=draft, actor=officer, now=now)
    assert not Cycle.objects.exists()


def test_beginning_gives_every_university_its_part_and_tells_it(
    cycle, university, other_university, reporter_user, officer, now
):
    parts = {m.organisation: m for m in cycle.members.all()}
    assert set(parts) == {university, other_university}
    assert parts[other_university].group == "专科·公办"
    leaves = len(queries.scheme_of(cycle.version).leaves)
    assert Answer.objects.count() == 2 * leaves
    assert Line.objects.filter(action="evaluation.cycle.begin").count() == 1


def test_those_who_report_are_told(draft, university, reporter_user, officer, now):
    ops.begin_cycle(cycle=draft, actor=officer, now=now)
    assert notices(reporter_user) == [f"自查开始：{draft.title}"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda c, now: Cycle.objects.filter(pk=c.pk).update(due_at=now), "已经过了"),
        (lambda c, _: Version.objects.filter(pk=c.version_id).update(state="draft"), "还没有发布"),
        (lambda _, __: None, "还没有高校"),
    ],
    ids=["too late", "unpublished", "nobody"],
)
def test_what_stands_in_the_way_of_the_beginning_is_told(draft, officer, now, change, sentence):
    change(draft, now)
    with pytest.raises(ops.EvaluationError, match=sentence):
        ops.begin_cycle(cycle=draft, actor=officer, now=now)
    assert Cycle.objects.get(pk=draft.pk).state == "draft"
    assert not Member.objects.exists()


def test_groups_stay_as_they_were_when_the_round_began(cycle, university):
    university.university.level = "专科"
    university.university.save()
    assert cycle.members.get(organisation=university).level == "本科"


def test_cancelling_needs_a_reason_and_tells_it(cycle, reporter_user, officer, now):
    with pytest.raises(IllegalMoveError, match="理由"):
        ops.cancel_cycle(cycle=cycle, actor=officer, now=now)
    ops.cancel_cycle(cycle=cycle, actor=officer, now=now, reason="计划有变")
    assert Notification.objects.get(recipient=reporter_user, body="计划有变")


def test_a_university_sees_what_has_begun_and_its_own_part(cycle, member, reporter, stranger):
    assert access.access_cycle(reporter, cycle.pk) == cycle
    assert access.access_member(reporter, member.pk) == member
    with pytest.raises(NotVisible):
        access.access_member(stranger, member.pk)
    with pytest.raises(NotVisible):
        access.access_own_member(stranger, member.pk)
    assert access.access_own_member(reporter, member.pk) == member


def test_nobody_but_the_province_sees_a_draft(draft, university, reporter, officer):
    assert access.access_cycle(officer, draft.pk) == draft
    with pytest.raises(NotVisible):
        access.access_cycle(reporter, draft.pk)


def test_nobody_but_the_province_runs_a_round(cycle, reporter, province):
    with pytest.raises(Refused, match="省中心"):
        access.access_own_cycle(reporter, cycle.pk)
    with pytest.raises(Refused, match="省中心"):
        access.access_overseen_cycle(reporter, cycle.pk)
    auditor = factories.actor(Role.AUDITOR, province)
    assert access.access_overseen_cycle(auditor, cycle.pk) == cycle
    with pytest.raises(Refused, match="省中心"):
        access.access_own_cycle(auditor, cycle.pk)


def test_a_leader_signs_and_does_not_type(member, leader):
    with pytest.raises(Refused, match="填报人和管理员"):
        access.access_own_member(leader, member.pk)


def test_strangers_see_nothing(cycle):
    assert not access.visible_cycles(Actor.anonymous()).exists()
    assert not access.visible_members(Actor.anonymous()).exists()
