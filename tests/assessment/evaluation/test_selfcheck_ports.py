"""What self-checks put on desks, let evidence hang on, and tell other apps."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import factories
from wangyu.assessment.evaluation.access import selfcheck as access
from wangyu.assessment.evaluation.models import Answer, Cycle, Member
from wangyu.assessment.evaluation.ports.selfcheck import todo
from wangyu.base.core.access import Actor, NotVisible, Refused
from wangyu.base.core.roles import Role
from wangyu.base.lib import measures
from wangyu.base.lib.periods import Period
from wangyu.base.lib.ports import attachables, naming, openers

pytestmark = pytest.mark.django_db


def desk(actor, now):
    return [(item.title, item.note, item.tone) for item in todo(actor, now)]


def state(member, name, **more):
    Member.objects.filter(pk=member.pk).update(state=name, **more)


def answer_of(member, leaf="plans"):
    return Answer.objects.get(member=member, indicator=leaf)


def test_who_reports_sees_what_is_left_and_by_when(cycle, member, reporter, now):
    (item,) = todo(reporter, now)
    assert item.title == f"填写“{cycle.title}”自查表"
    assert (item.note, item.due, item.minutes) == ("还有 3 项", cycle.due_at, 6)
    assert item.url == f"/evaluation/members/{member.pk}/fill/"
    answer = answer_of(member, "exchange")
    answer.values = ["1", "1"]
    answer.save()
    Answer.objects.filter(pk=answer_of(member).pk).update(values=["1"])
    assert desk(reporter, now)[0][1] == "已填齐，请提交"


def test_what_was_returned_is_to_be_mended(cycle, member, reporter, now):
    state(member, "returned", revision=1)
    assert desk(reporter, now + timedelta(days=400))[0][0].startswith("补正")
    state(member, "filling", revision=0)
    assert desk(reporter, now + timedelta(days=400))[0][2] == "bad"


def test_the_leader_sees_what_waits_for_a_signature(cycle, member, leader, now):
    assert desk(leader, now) == []
    state(member, "submitted")
    assert desk(leader, now) == [(f"签批“{cycle.title}”自查表", member.organisation.name, "info")]


def test_the_province_sees_who_is_late_and_what_is_out(cycle, member, officer, now):
    assert desk(officer, now) == []
    state(member, "returned", revision=1)
    after = cycle.due_at + timedelta(days=1)
    assert desk(officer, after) == [
        ("1 所高校逾期未上报自查表", cycle.title, "bad"),
        ("1 所高校的自查表正在补正", cycle.title, "warn"),
    ]


def test_after_the_self_check_nothing_is_to_be_done(cycle, member, reporter, officer, now):
    Cycle.objects.filter(pk=cycle.pk).update(state="mutual")
    assert desk(reporter, now) == desk(officer, now) == desk(Actor.anonymous(), now) == []


def test_evidence_hangs_on_an_indicator_while_it_is_filled_in(member, reporter, leader, stranger):
    resolve, answer = attachables.get("evaluation.answer").resolve, answer_of(member)
    subject = resolve(reporter, answer.pk)
    assert subject.may_attach
    assert subject.title.endswith(" · 工作要点")
    assert subject.url == f"/evaluation/members/{member.pk}/#leaf-plans"
    assert not resolve(leader, answer.pk).may_attach
    state(member, "submitted")
    assert not resolve(reporter, answer.pk).may_attach
    with pytest.raises(NotVisible):
        resolve(stranger, answer.pk)


def test_an_indicator_that_is_not_in_the_scheme_takes_no_evidence(member, reporter):
    made = Answer.objects.create(member=member, indicator="gone")
    with pytest.raises(NotVisible):
        attachables.get("evaluation.answer").resolve(reporter, made.pk)
    assert naming.get("evaluation.answer").names([made.pk, answer_of(member).pk]) == {
        made.pk: f"{member.organisation.name}“gone”",
        answer_of(member).pk: f"{member.organisation.name}“工作要点”",
    }


def test_only_the_province_that_holds_the_round_gives_longer(member, reporter, officer, province):
    assert access.access_kept_member(officer, member.pk) == member
    with pytest.raises(Refused, match="省中心"):
        access.access_kept_member(reporter, member.pk)
    elsewhere = factories.actor(Role.PROVINCE_OFFICER, factories.province("他省中心"))
    with pytest.raises(NotVisible):
        access.access_kept_member(elsewhere, member.pk)


def test_who_holds_two_roles_gives_longer_only_where_they_are_staff(member, province):
    both = factories.officer(Role.AUDITOR, province)
    factories.grant(both, Role.PROVINCE_OFFICER, factories.province("他省中心"))
    from wangyu.institutions.people.queries import actor_for

    with pytest.raises(Refused, match="省中心"):
        access.access_kept_member(actor_for(both, on=factories.TODAY), member.pk)


def checked(org, year):
    return measures.read(["evaluation.checked"], [org.pk], Period.parse(f"Y{year}"))["evaluation.checked"].get(org.pk)  # fmt: skip


def test_a_concluded_round_with_both_checks_is_a_measure(cycle, member, university, now):
    assert checked(university, 2025) is None
    Cycle.objects.filter(pk=cycle.pk).update(state="released", released_at=now)
    found = checked(university, 2024)
    assert (found.value, found.ref) == (1, f"evaluation.member:{member.pk}")
    assert found.source.startswith(f"“{cycle.title}”，2026年")
    assert checked(university, 2026) is None
    Cycle.objects.filter(pk=cycle.pk).update(released_at=None)
    assert checked(university, 2024).source.endswith("已公布结论")
    assert openers.get("evaluation.member")(None, member.pk) == f"/evaluation/members/{member.pk}/"


def test_a_round_without_mutual_checks_is_none(cycle, university, now):
    charter = {
        key: value
        for key, value in cycle.charter.items()
        if key not in {"mutual_share", "checks_each"}
    }
    charter["self_share"] = 50
    Cycle.objects.filter(pk=cycle.pk).update(state="released", released_at=now, charter=charter)
    assert checked(university, 2025) is None
