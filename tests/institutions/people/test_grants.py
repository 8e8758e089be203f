"""Giving and ending roles."""

from datetime import date, timedelta

import pytest

from tests import factories
from tests.said import said
from wangyu.base.audit.models import Entry
from wangyu.base.core.access import Actor, Refused
from wangyu.base.core.roles import Role, Tier
from wangyu.institutions.people import ops
from wangyu.institutions.people.models import Grant, User
from wangyu.institutions.people.queries import actor_for

TODAY = factories.TODAY


@pytest.fixture
def give(now):
    def run(actor, user, role, org, since=TODAY, until=None):
        return ops.give(
            actor=actor, now=now, user=user, role=role, organisation=org, since=since, until=until
        )

    return run


def test_a_grant_holds_from_its_day_and_is_in_the_log(give, head, university, now):
    user = factories.officer(Role.STUDENT, university, "新人")
    give(head, user, Role.UNIVERSITY_REPORTER, university)
    assert actor_for(user, on=TODAY).has({Role.UNIVERSITY_REPORTER}, university.path)
    entry = Entry.objects.get()
    assert entry.action == "people.grant.give"
    assert said()[-1] == "授予新人“云梦大学”的“高校填报人”"
    assert (entry.actor_id, entry.org_path) == (head.user_id, university.path)


def test_a_grant_ends_by_itself_after_its_last_day(give, head, university):
    user = factories.officer(Role.STUDENT, university)
    give(head, user, Role.UNIVERSITY_REPORTER, university, until=TODAY)
    there = {Role.UNIVERSITY_REPORTER}
    assert actor_for(user, on=TODAY).has(there)
    assert not actor_for(user, on=TODAY + timedelta(days=1)).has(there)


def test_nobody_grants_in_another_university(give, head, other_university):
    with pytest.raises(Refused, match="云梦师范学院"):
        give(head, factories.user(), Role.UNIVERSITY_REPORTER, other_university)


def test_a_university_cannot_grant_a_provincial_role(give, head, province):
    with pytest.raises(Refused, match="省中心工作人员"):
        give(head, factories.user(), Role.PROVINCE_OFFICER, province)


def test_nobody_grants_to_themself(give, head, head_user, university):
    with pytest.raises(Refused, match="不能给自己"):
        give(head, head_user, Role.UNIVERSITY_REPORTER, university)


def test_a_role_stands_only_at_its_tier(give, boss, province):
    with pytest.raises(ops.GrantError, match="只能授在高校中心一级"):
        give(boss, factories.user(), Role.UNIVERSITY_OFFICER, province)


def test_a_closed_organisation_takes_no_role(give, boss, university):
    university.closed_on = date(2026, 1, 1)
    university.save()
    with pytest.raises(ops.GrantError, match="2026年1月1日撤销"):
        give(boss, factories.user(), Role.UNIVERSITY_OFFICER, university)


def test_until_before_since_is_refused_naming_both(give, boss, university):
    with pytest.raises(ops.GrantError, match="2026年3月6日早于开始日期2026年3月7日"):
        give(
            boss,
            factories.user(),
            Role.UNIVERSITY_OFFICER,
            university,
            date(2026, 3, 7),
            date(2026, 3, 6),
        )


def test_a_term_already_over_is_refused(give, boss, university):
    with pytest.raises(ops.GrantError, match="已经过去"):
        give(
            boss,
            factories.user(),
            Role.UNIVERSITY_OFFICER,
            university,
            date(2026, 1, 1),
            date(2026, 3, 4),
        )


def test_the_same_role_is_not_held_twice_at_once(give, head, university, reporter):
    with pytest.raises(ops.GrantError, match="这段时间已是"):
        give(head, reporter, Role.UNIVERSITY_REPORTER, university, until=date(2026, 4, 1))


def test_the_same_role_may_follow_an_earlier_term(give, head, university):
    user = factories.officer(Role.STUDENT, university)
    factories.grant(user, Role.UNIVERSITY_REPORTER, university, until=date(2026, 3, 4))
    give(head, user, Role.UNIVERSITY_REPORTER, university)
    assert user.grants.count() == 3


def test_the_three_administrators_are_three_people(give, guard, province):
    user = factories.officer(Role.SYSTEM_ADMIN, province)
    with pytest.raises(ops.GrantError, match="必须由不同的人担任"):
        give(guard, user, Role.AUDITOR, province)


def test_someone_who_left_gets_no_role(give, head, university):
    with pytest.raises(ops.GrantError, match="已停用"):
        give(head, factories.user(is_active=False), Role.UNIVERSITY_REPORTER, university)


def test_an_ended_grant_is_kept_and_no_longer_holds(head, reporter, now):
    grant = reporter.grants.get()
    ops.end(actor=head, now=now, grant=grant)
    assert Grant.objects.get(pk=grant.pk).ended_at == now
    assert not actor_for(reporter, on=TODAY).held


def test_a_grant_is_not_ended_twice(head, reporter, now):
    grant = reporter.grants.get()
    ops.end(actor=head, now=now, grant=grant)
    with pytest.raises(ops.GrantError, match="已经收回"):
        ops.end(actor=head, now=now, grant=Grant.objects.get(pk=grant.pk))


def test_another_university_cannot_end_it(reporter, stranger, now):
    with pytest.raises(Refused):
        ops.end(actor=actor_for(stranger, on=TODAY), now=now, grant=reporter.grants.get())


def test_the_last_provincial_officer_cannot_be_removed(boss, boss_user, now):
    with pytest.raises(ops.GrantError, match="最后一位省中心工作人员"):
        ops.end(actor=Actor.system(), now=now, grant=boss_user.grants.get())


def test_a_provincial_officer_who_is_not_the_last_can(boss, second_boss, boss_user, now):
    ops.end(actor=boss, now=now, grant=second_boss.grants.get())
    assert not actor_for(second_boss, on=TODAY).held


def test_a_colleague_who_left_does_not_count_as_another_officer(boss, boss_user, second_boss, now):
    User.objects.filter(pk=second_boss.pk).update(is_active=False)
    with pytest.raises(ops.GrantError, match="最后一位"):
        ops.end(actor=Actor.system(), now=now, grant=boss_user.grants.get())


def test_a_department_officer_grants_stations_only(give, department):
    actor = factories.actor(Role.DEPARTMENT_OFFICER, department)
    station = factories.organisation(department, Tier.STATION)
    give(
        actor, factories.officer(Role.DEPARTMENT_OFFICER, department), Role.STATION_OFFICER, station
    )
    with pytest.raises(Refused):
        give(actor, factories.user(), Role.DEPARTMENT_OFFICER, department)


def test_anonymous_is_not_the_platform(give, province):
    with pytest.raises(Refused):
        give(Actor.anonymous(), factories.user(), Role.PROVINCE_OFFICER, province)


ASKED = r"要本人同意.*请改发邀请，由本人登录后接受"


@pytest.fixture
def moved(reporter, other_university, now):
    """Somebody who served here once and now serves only at another university."""
    reporter.grants.update(ended_at=now)
    factories.grant(reporter, Role.UNIVERSITY_REPORTER, other_university)
    return reporter


def test_who_serves_elsewhere_now_is_asked_first(give, head, moved, university):
    with pytest.raises(ops.GrantError, match=ASKED):
        give(head, moved, Role.UNIVERSITY_LEADER, university)
    assert not actor_for(moved, on=TODAY).has({Role.UNIVERSITY_LEADER})


def test_who_serves_nowhere_now_has_their_term_renewed(give, head, reporter, university):
    reporter.grants.update(until=date(2026, 3, 4))
    give(head, reporter, Role.UNIVERSITY_REPORTER, university)
    assert actor_for(reporter, on=TODAY).has({Role.UNIVERSITY_REPORTER})


def test_who_served_here_till_yesterday_is_asked(give, head, moved, university):
    factories.grant(moved, Role.STUDENT, university, until=date(2026, 3, 4))
    with pytest.raises(ops.GrantError, match=ASKED):
        give(head, moved, Role.UNIVERSITY_LEADER, university)


def test_who_serves_here_too_need_not_be_asked(give, head, moved, university):
    factories.grant(moved, Role.STUDENT, university, until=TODAY)
    give(head, moved, Role.UNIVERSITY_LEADER, university)
    assert actor_for(moved, on=TODAY).has({Role.UNIVERSITY_LEADER}, university.path)


def test_an_officer_of_two_places_asks_where_somebody_does_not_serve(
    give, head_user, university, other_university
):
    """What they serve under the one says nothing of the other."""
    factories.grant(head_user, Role.UNIVERSITY_OFFICER, other_university)
    theirs = factories.officer(Role.STUDENT, other_university)
    both = actor_for(head_user, on=TODAY)
    with pytest.raises(ops.GrantError, match=ASKED):
        give(both, theirs, Role.UNIVERSITY_REPORTER, university)
    give(both, theirs, Role.UNIVERSITY_REPORTER, other_university)


def test_the_province_gives_roles_to_people_of_its_universities(give, boss, moved, university):
    give(boss, moved, Role.UNIVERSITY_OFFICER, university)
    assert actor_for(moved, on=TODAY).has({Role.UNIVERSITY_OFFICER}, university.path)
