"""Who reaches which person, role, invitation, request, delegation and session."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import factories
from wangyu.base.core.access import Actor, NotVisible, Refused
from wangyu.base.core.roles import Role
from wangyu.institutions.people import access, ops
from wangyu.institutions.people.models import Delegation, Recovery, Session
from wangyu.institutions.people.queries import actor_for

TODAY = factories.TODAY
MANAGE = {
    Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER, Role.UNIVERSITY_OFFICER, Role.UNIVERSITY_LEADER,
    Role.DEPARTMENT_OFFICER, Role.SECURITY_ADMIN, Role.AUDITOR,
}  # fmt: skip


def holding(*held):
    """One person with these roles at these places."""
    user = factories.user()
    for role, org in held:
        factories.grant(user, role, org)
    return actor_for(user, on=TODAY)


@pytest.mark.parametrize("role", Role)
def test_people_are_seen_by_those_who_manage_or_lead_them(role, university, department):
    factories.officer(Role.DEPARTMENT_OFFICER, department, "院系乙")
    actor = holding((role, department if role == Role.DEPARTMENT_OFFICER else university))
    seen = "院系乙" in access.visible_people(actor).values_list("name", flat=True)
    assert seen is access.may_manage(actor) is (role in MANAGE)


def test_who_invites_here_and_reports_there_invites_here_alone(university, other_university):
    actor = holding(
        (Role.UNIVERSITY_OFFICER, university), (Role.UNIVERSITY_REPORTER, other_university)
    )
    assert access.invitation_paths(actor) == [university.path]
    assert list(access.visible_organisations(actor)) == [university]


def test_roles_are_offered_at_open_units_of_their_own_tier(
    boss, province, university, other_university, department, now
):
    assert set(access.visible_organisations(boss)) == {province, university, other_university}
    university.closed_on = now.date()
    university.save()
    assert set(access.visible_organisations(boss)) == {province, other_university}


def test_of_several_just_the_one_asked_for(head, university, now):
    made = [
        ops.invite(actor=head, now=now, wanted=ops.Wanted(name, Role.UNIVERSITY_REPORTER, university))
        for name in ("甲", "乙")
    ]  # fmt: skip
    for one in made:
        assert access.access_invitation(head, one.invitation.pk) == one.invitation


def test_the_sheet_of_lines_is_for_those_who_invite(head, reporter, now):
    lines = access.lines_to_fill(head, now)
    assert (Role.UNIVERSITY_REPORTER, "云梦大学") not in lines
    assert (Role.UNIVERSITY_LEADER, "云梦大学") in lines
    with pytest.raises(Refused, match="不能邀请"):
        access.lines_to_fill(actor_for(reporter, on=TODAY), now)


def test_where_nothing_is_vacant_each_role_has_a_line_at_a_place_of_its_tier(
    head, university, department, reporter, now
):
    factories.officer(Role.UNIVERSITY_LEADER, university)
    factories.officer(Role.DEPARTMENT_OFFICER, department)
    assert access.lines_to_fill(head, now) == [
        (Role.UNIVERSITY_OFFICER, "云梦大学"),
        (Role.UNIVERSITY_REPORTER, "云梦大学"),
        (Role.UNIVERSITY_LEADER, "云梦大学"),
        (Role.DEPARTMENT_OFFICER, "云梦大学文学院"),
    ]


def test_a_role_without_any_place_has_no_line(head, university, reporter, now):
    factories.officer(Role.UNIVERSITY_LEADER, university)
    assert [role for role, _ in access.lines_to_fill(head, now)] == [
        Role.UNIVERSITY_OFFICER, Role.UNIVERSITY_REPORTER, Role.UNIVERSITY_LEADER,
    ]  # fmt: skip


@pytest.fixture
def request_of(now):
    def make(user, asked_by, state="asked"):
        return Recovery.objects.create(
            user=user, asked_by=asked_by, asked_at=now, reason="当面", state=state
        )

    return make


@pytest.fixture
def judge_user(province):
    return factories.officer(Role.SECURITY_ADMIN, province, "安全乙")


def test_requests_are_seen_by_who_decides_who_audits_and_who_asked(
    request_of, head, head_user, boss, reporter, judge_user, province
):
    made = request_of(reporter, head_user)
    judge, auditor = actor_for(judge_user, on=TODAY), factories.actor(Role.AUDITOR, province)
    for actor in (judge, auditor, head):
        assert list(access.access_recoveries(actor)) == [made]
    assert list(access.access_recoveries(boss)) == []


def test_of_several_requests_just_the_one_asked_for(request_of, reporter, head_user, head):
    first, second = (request_of(reporter, head_user, state) for state in ("asked", "refused"))
    assert access.access_recovery(head, first.pk) == first
    assert access.access_recovery(head, second.pk) == second


def test_what_waits_for_a_judge_is_neither_decided_nor_about_nor_by_that_judge(
    request_of, reporter, head_user, judge_user, head, boss_user
):
    request_of(reporter, head_user, "agreed")
    request_of(judge_user, head_user)
    request_of(boss_user, judge_user)
    waits = request_of(reporter, head_user)
    assert list(access.recoveries_to_judge(actor_for(judge_user, on=TODAY))) == [waits]
    assert list(access.recoveries_to_judge(head)) == []


def test_of_several_delegations_just_the_one_asked_for(head_user, reporter, head, now):
    first, second = (
        Delegation.objects.create(
            grant=head_user.grants.get(), delegate=reporter, since=TODAY, until=TODAY,
            reason="出差", created_at=now,
        )
        for _ in range(2)
    )  # fmt: skip
    for one in (first, second):
        assert access.access_delegation(head, one.pk) == one
        assert access.access_delegation(actor_for(reporter, on=TODAY), one.pk) == one


def test_sessions_are_ones_own_and_live_until_the_moment_they_expire(reporter, stranger, now):
    for key, user, seconds in (
        ("mine", reporter, 1), ("over", reporter, 0), ("theirs", stranger, 1), ("nobodys", None, 1),
    ):  # fmt: skip
        Session.objects.create(
            session_key=key, handle=key, user=user, expire_date=now + timedelta(seconds=seconds)
        )
    own = access.visible_sessions(actor_for(reporter, on=TODAY), now)
    assert [session.handle for session in own] == ["mine"]


def test_a_role_to_be_lent_is_ones_own_and_anothers_looks_missing(head, head_user, reporter):
    own, anothers = head_user.grants.get(), reporter.grants.get()
    assert access.access_own_grant(head, own.pk) == own
    assert access.access_grant(head, anothers.pk) == anothers
    with pytest.raises(NotVisible):
        access.access_own_grant(head, anothers.pk)


def test_of_all_people_oneself_is_found(head, head_user, stranger):
    assert access.access_self(head) == head_user
    with pytest.raises(NotVisible):
        access.access_person(head, stranger.pk)


def test_what_is_not_lent_shows_nobody_whom_it_could_go_to(head, head_user, province):
    assert access.access_lending(head, head_user.grants.get().pk)
    reviewer = factories.officer(Role.REVIEWER, province)
    with pytest.raises(Refused, match="“评审专家”不能委托"):
        access.access_lending(actor_for(reviewer, on=TODAY), reviewer.grants.get().pk)


def test_without_being_asked_is_appointed_who_serves_here_or_nowhere(
    head, reporter, stranger, university
):
    platform = Actor.system()
    for user, here in ((reporter, True), (factories.user(), True), (stranger, False)):
        assert access.may_appoint(head, user, TODAY) is here
        assert access.may_appoint_at(head, user, Role.UNIVERSITY_LEADER, university, TODAY) is here
        assert access.may_appoint(platform, user, TODAY)
        assert access.may_appoint_at(platform, user, Role.UNIVERSITY_LEADER, university, TODAY)


def test_a_role_reaches_as_far_as_the_one_it_is_given_from(
    boss_user, reporter, province, university
):
    """The province's officer serves the whole province, but gives departments' roles nowhere."""
    both = holding((Role.PROVINCE_OFFICER, province), (Role.DEPARTMENT_OFFICER, university))
    appoint = access.may_appoint_at
    assert appoint(both, reporter, Role.UNIVERSITY_LEADER, university, TODAY)
    assert not appoint(both, boss_user, Role.STATION_OFFICER, university, TODAY)
    assert appoint(both, boss_user, Role.UNIVERSITY_LEADER, university, TODAY)
