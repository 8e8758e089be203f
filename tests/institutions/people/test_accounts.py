"""Leaving, sessions and the reads about people."""

from datetime import date, timedelta

import pytest
from django.test import Client

from tests import factories
from tests.said import said
from wangyu.base.core.access import NotVisible, Refused
from wangyu.base.core.roles import Role
from wangyu.institutions.people import access, ops, queries
from wangyu.institutions.people.models import Delegation, Session
from wangyu.institutions.people.queries import actor_for

TODAY = factories.TODAY


@pytest.fixture
def leave(now):
    return lambda actor, user: ops.leave(actor=actor, now=now, user=user)


def test_leaving_ends_everything_at_once(leave, boss, head, head_user, reporter, invited, now):
    client = Client()
    factories.sign_in(client, head_user)
    ops.lend(
        actor=head, now=now, grant=head_user.grants.get(), delegate=reporter,
        since=TODAY, until=TODAY, reason="出差",
    )  # fmt: skip
    leave(boss, head_user)
    head_user.refresh_from_db()
    invited.invitation.refresh_from_db()
    assert (head_user.is_active, head_user.grants.get().ended_at) == (False, now)
    assert (invited.invitation.revoked_at, Delegation.objects.get().revoked_at) == (now, now)
    assert client.get("/people/me/").status_code == 302


def test_leaving_is_one_row_of_the_log(leave, head, reporter):
    leave(head, reporter)
    assert said()[-1] == "为填报甲办理离任：收回全部角色，停用账号"


def test_somebody_who_also_serves_elsewhere_cannot_be_sent_away(
    leave, head, reporter, other_university
):
    factories.grant(reporter, Role.UNIVERSITY_REPORTER, other_university)
    with pytest.raises(Refused, match="不归您授予"):
        leave(head, reporter)
    reporter.refresh_from_db()
    assert reporter.is_active


def test_nobody_sends_themself_away(leave, head, head_user):
    with pytest.raises(Refused, match="不能给自己"):
        leave(head, head_user)


def test_nobody_leaves_twice(leave, head, reporter):
    leave(head, reporter)
    with pytest.raises(ops.AccountError, match="办理过离任"):
        leave(head, reporter)


def test_somebody_without_a_role_is_nobodys_to_send_away(leave, head):
    with pytest.raises(Refused, match="没有您管理的角色"):
        leave(head, factories.user())


def test_the_last_officer_cannot_leave(leave, boss, boss_user, second_boss):
    leave(boss, second_boss)
    third = actor_for(second_boss, on=TODAY)
    assert not third.held
    with pytest.raises(Refused):
        leave(third, boss_user)


@pytest.fixture
def two(reporter):
    """Two devices of one person."""
    clients = Client(HTTP_USER_AGENT="Chrome Windows"), Client()
    for client in clients:
        factories.sign_in(client, reporter)
    return clients


def test_an_ended_session_opens_nothing(two, reporter, now):
    here, there = two
    handle = Session.objects.get(session_key=there.session.session_key).handle
    ops.end_session(actor=actor_for(reporter, on=TODAY), now=now, handle=handle)
    assert there.get("/people/me/").status_code == 302
    assert here.get("/people/me/").status_code == 200


def test_ending_the_others_keeps_this_one(two, reporter, now):
    here, there = two
    keep = Session.objects.get(session_key=here.session.session_key).handle
    assert ops.end_other_sessions(actor=actor_for(reporter, on=TODAY), now=now, keep=keep) == 1
    assert here.get("/people/me/").status_code == 200
    assert there.get("/people/me/").status_code == 302


def test_nobody_ends_anothers_session(two, stranger, now):
    handle = Session.objects.first().handle
    with pytest.raises(ops.AccountError, match="已经结束"):
        ops.end_session(actor=actor_for(stranger, on=TODAY), now=now, handle=handle)
    assert Session.objects.count() == 2


def test_a_session_keeps_no_address_and_no_agent_string(two):
    two[0].get("/people/me/", HTTP_USER_AGENT="Secret/9 Chrome Windows", REMOTE_ADDR="10.9.8.7")
    for session in Session.objects.all():
        kept = str(vars(session)) + str(session.get_decoded())
        assert "10.9.8.7" not in kept
        assert "Secret" not in kept


def test_an_actor_costs_one_query(reporter, django_assert_num_queries):
    with django_assert_num_queries(1):
        actor_for(reporter, on=TODAY)


@pytest.fixture
def tree(province, university, other_university, boss_user, head_user, reporter, stranger):
    return {"boss": boss_user, "head": head_user, "reporter": reporter, "stranger": stranger}


def test_people_with_a_role_in_subtrees(tree, province, university, now):
    roles = {Role.UNIVERSITY_OFFICER}
    assert queries.people_with(roles, [university.path], TODAY) == [tree["head"].pk]
    assert set(queries.people_with(roles, [province.path], TODAY)) == {
        tree["head"].pk,
        tree["stranger"].pk,
    }
    assert queries.people_with(roles, [], TODAY) == []
    assert queries.people_with(roles, [university.path], date(2019, 1, 1)) == []


def test_people_are_found_among_more_subtrees_than_one_query_takes(tree, university, now):
    elsewhere = [f"{number:08d}" for number in range(90_000_000, 90_001_100)]
    roles = [Role.UNIVERSITY_OFFICER]
    alone = queries.people_with(roles, [university.path], TODAY)
    assert alone
    assert queries.people_with(roles, [*elsewhere, university.path], TODAY) == alone


def test_holders_are_those_at_the_organisation_itself(tree, university, province):
    assert queries.holders({Role.UNIVERSITY_OFFICER}, province, TODAY) == []
    assert queries.holders({Role.UNIVERSITY_OFFICER}, university, TODAY) == [tree["head"].pk]


def test_user_names(tree):
    assert queries.user_names([tree["head"].pk, 999_999]) == {tree["head"].pk: "校管甲"}


@pytest.mark.parametrize(
    ("viewer", "seen"),
    [
        ("boss", {"省员甲", "校管甲", "填报甲", "外校绝密人"}),
        ("head", {"校管甲", "填报甲"}),
        ("reporter", set()),
        ("stranger", {"外校绝密人"}),
    ],
)
def test_who_sees_whom_and_access_agrees(tree, viewer, seen):
    actor = actor_for(tree[viewer], on=TODAY)
    assert {p.name for p in access.visible_people(actor)} == seen
    for person in tree.values():
        if person.name in seen or person.pk == actor.user_id:
            assert access.access_person(actor, person.pk) == person
        else:
            with pytest.raises(NotVisible):
                access.access_person(actor, person.pk)


def test_a_person_is_seen_with_the_roles_of_ones_own_reach_only(tree, other_university, head):
    factories.grant(tree["reporter"], Role.UNIVERSITY_LEADER, other_university)
    assert [g.role for g in access.visible_grants(head, tree["reporter"])] == [
        "university_reporter"
    ]
    own = actor_for(tree["reporter"], on=TODAY)
    assert access.visible_grants(own, tree["reporter"]).count() == 2


def test_a_grant_is_reached_by_its_owner_and_its_managers(tree, head):
    grant = tree["reporter"].grants.get()
    assert access.access_grant(head, grant.pk) == grant
    assert access.access_grant(actor_for(tree["reporter"], on=TODAY), grant.pk) == grant
    for actor, pk in ((actor_for(tree["stranger"], on=TODAY), grant.pk), (head, 999_999)):
        with pytest.raises(NotVisible):
            access.access_grant(actor, pk)


def test_invitations_are_reached_in_ones_own_university_only(invited, head, stranger, reporter):
    assert access.access_invitation(head, invited.invitation.pk) == invited.invitation
    with pytest.raises(NotVisible):
        access.access_invitation(actor_for(stranger, on=TODAY), invited.invitation.pk)
    with pytest.raises(Refused, match="不能邀请"):
        access.access_invitation(actor_for(reporter, on=TODAY), invited.invitation.pk)


def test_people_without_a_managing_role_list_nobody(reporter):
    with pytest.raises(Refused, match="管理员和负责人"):
        access.access_people(actor_for(reporter, on=TODAY))


def test_the_sheet_speaks_only_of_ones_own_units(head, department, other_university, invited, now):
    terms = access.sheet_terms(head, now)
    assert set(terms.orgs) == {"云梦大学", "云梦大学文学院"}
    assert "省中心工作人员" not in terms.roles
    assert ("新人甲", "university_reporter", invited.invitation.organisation_id) in terms.taken


@pytest.mark.parametrize(
    ("facts", "day", "holds"),
    [
        ({}, TODAY, True),
        ({"since": TODAY}, TODAY, True),
        ({"since": TODAY + timedelta(days=1)}, TODAY, False),
        ({"until": TODAY}, TODAY, True),
        ({"until": TODAY - timedelta(days=1)}, TODAY, False),
        ({"ended": True}, TODAY, False),
    ],
)
def test_a_row_in_hand_and_the_query_agree(facts, day, holds, university, now):
    facts = dict(facts)
    ended = {"ended_at": now} if facts.pop("ended", False) else {}
    user = factories.user()
    grant = factories.grant(user, Role.UNIVERSITY_REPORTER, university, **facts, **ended)
    assert queries.in_force(grant, day) is holds
    assert bool(actor_for(user, on=day).held) is holds


def test_personas_are_people_of_the_demo_from_the_province_down(tree, university):
    for key in ("reporter", "boss"):
        tree[key].demo = True
        tree[key].save()
    factories.grant(tree["reporter"], Role.UNIVERSITY_LEADER, university)
    found = queries.demo_personas(on=TODAY)
    assert [(p.name, p.role) for p in found] == [
        ("省员甲", "省中心工作人员"),
        ("填报甲", "高校填报人"),
    ]
    assert queries.find_persona(tree["head"].username) is None
    assert queries.find_persona(tree["boss"].username) == tree["boss"]


def test_who_appoints_somebody_ends_all_their_sessions_and_the_account_stays(
    two, head, reporter, now
):
    assert ops.end_sessions_of(actor=head, now=now, user=reporter) == 2
    reporter.refresh_from_db()
    assert reporter.is_active
    assert all(one.get("/people/me/").status_code == 302 for one in two)
    assert said()[-1] == "结束了填报甲的全部登录"


def test_where_there_is_no_session_nothing_is_ended(head, reporter, now):
    with pytest.raises(ops.AccountError, match="现在没有登录"):
        ops.end_sessions_of(actor=head, now=now, user=reporter)


def test_nobody_else_ends_them(two, stranger, reporter, now):
    with pytest.raises(Refused, match="不归您授予"):
        ops.end_sessions_of(actor=actor_for(stranger, on=TODAY), now=now, user=reporter)
    assert Session.objects.filter(user=reporter).count() == 2


def test_the_button_says_how_many_were_ended(two, head_user, reporter, client):
    factories.sign_in(client, head_user)
    answer = client.post(f"/people/{reporter.pk}/end-sessions/", follow=True)
    assert "已结束填报甲的 2 处登录" in answer.content.decode()
    again = client.post(f"/people/{reporter.pk}/end-sessions/", follow=True)
    assert "现在没有登录" in again.content.decode()
