"""Invitations and their links."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from tests import factories
from tests.institutions.people.conftest import token_of
from wangyu.base.audit.models import Entry
from wangyu.base.core.access import Actor, Refused
from wangyu.base.core.roles import Role
from wangyu.institutions.people import access, ops
from wangyu.institutions.people.models import Grant, Invitation, User
from wangyu.institutions.people.queries import actor_for

PASSWORD = "correct horse battery"


@pytest.fixture
def accept(now):
    def run(invitation, username="newcomer", when=now):
        return ops.accept_with_new_account(
            actor=Actor.anonymous(), now=when, invitation=invitation, username=username,
            name="新人甲", password=PASSWORD,
        )  # fmt: skip

    return run


def test_the_token_itself_is_never_stored(invited, token):
    row = Invitation.objects.get()
    assert token not in str(vars(row))
    assert token not in str(Entry.objects.get().details) + Entry.objects.get().sentence


def test_a_link_makes_an_account_with_the_role(invited, accept, university):
    user = accept(invited.invitation)
    assert user.check_password(PASSWORD)
    assert user.email == "new@example.cn"
    assert actor_for(user, on=factories.TODAY).has({Role.UNIVERSITY_REPORTER}, university.path)
    assert user.grants.get().granted_by.name == "校管甲"


def test_a_used_link_says_when_it_was_used(invited, accept, token, now):
    accept(invited.invitation)
    with pytest.raises(ops.InvitationError, match="2026年3月5日 17:00用过"):
        accept(invited.invitation, "another")
    with pytest.raises(Refused, match="用过"):
        access.access_link(token, now)
    assert User.objects.filter(username="another").count() == 0


def test_an_expired_link_is_refused(invited, accept, token, now):
    late = now + timedelta(days=7)
    with pytest.raises(ops.InvitationError, match="2026年3月12日 17:00过期"):
        accept(invited.invitation, when=late)
    with pytest.raises(Refused, match="过期"):
        access.access_link(token, late)


def test_a_revoked_link_is_refused(invited, head, accept, token, now):
    ops.revoke(actor=head, now=now, invitation=invited.invitation)
    with pytest.raises(ops.InvitationError, match="已被撤销"):
        accept(invited.invitation)
    with pytest.raises(Refused, match="已被撤销"):
        access.access_link(token, now)
    with pytest.raises(ops.InvitationError, match="已经撤销"):
        ops.revoke(actor=head, now=now, invitation=invited.invitation)


def test_an_unknown_link_says_to_copy_it_whole(now, db):
    with pytest.raises(Refused, match="不完整"):
        access.access_link("half", now)


def test_a_new_link_kills_the_old_one(invited, head, accept, token, now):
    again = ops.reissue(actor=head, now=now, invitation=invited.invitation)
    with pytest.raises(Refused):
        access.access_link(token, now)
    with pytest.raises(ops.InvitationError, match="换成新的"):
        accept(invited.invitation)
    assert access.access_link(token_of(again.link), now).pk == invited.invitation.pk


def test_a_revoked_invitation_lives_again_with_a_new_link(invited, head, accept, now):
    ops.revoke(actor=head, now=now, invitation=invited.invitation)
    again = ops.reissue(actor=head, now=now, invitation=invited.invitation)
    assert accept(again.invitation).grants.count() == 1


def test_an_accepted_invitation_cannot_be_changed(invited, head, accept, now):
    accept(invited.invitation)
    with pytest.raises(ops.InvitationError, match="接受邀请，不能再改动"):
        ops.reissue(actor=head, now=now, invitation=invited.invitation)


def test_a_person_with_an_account_accepts_with_it(invited, reporter, now, university):
    other = factories.user("旧人")
    ops.accept(
        actor=actor_for(other, on=factories.TODAY),
        now=now,
        invitation=invited.invitation,
        user=other,
    )
    assert other.grants.get().organisation == university
    assert Invitation.objects.get().used_by == other


def test_a_role_already_held_leaves_the_link_unused(invited, reporter, now):
    with pytest.raises(ops.GrantError, match="已是"):
        ops.accept(actor=Actor.anonymous(), now=now, invitation=invited.invitation, user=reporter)
    assert Invitation.objects.get().used_at is None


@pytest.mark.parametrize("username", ["ab", "有汉字", "a b c", "x" * 31, "bad\x00name", ""])
def test_an_odd_sign_in_name_is_refused(invited, accept, username):
    with pytest.raises(ops.InvitationError, match="3 到 30 个字母"):
        accept(invited.invitation, username)


def test_a_sign_in_name_is_taken_whatever_its_case(invited, accept):
    User.objects.create_user("Newcomer", "某人")
    with pytest.raises(ops.InvitationError, match="已被使用"):
        accept(invited.invitation)


def test_a_name_taken_at_the_same_moment_is_the_same_sentence(invited, accept, monkeypatch):
    def taken(**_):
        raise IntegrityError

    monkeypatch.setattr(User.objects, "create", taken)
    with pytest.raises(ops.InvitationError, match="已被使用"):
        accept(invited.invitation)
    assert Invitation.objects.get().used_at is None


def test_the_same_person_is_not_invited_twice(invited, head, wanted, now):
    with pytest.raises(ops.InvitationError, match="换新链接"):
        ops.invite(actor=head, now=now, wanted=wanted)


def test_nobody_invites_into_another_university(head, other_university, now):
    wanted = ops.Wanted("某人", Role.UNIVERSITY_REPORTER, other_university)
    with pytest.raises(Refused):
        ops.invite(actor=head, now=now, wanted=wanted)


def test_an_invitation_at_the_wrong_tier_is_refused(boss, province, now):
    with pytest.raises(ops.GrantError, match="只能授在"):
        ops.invite(
            actor=boss, now=now, wanted=ops.Wanted("某人", Role.UNIVERSITY_OFFICER, province)
        )


def test_an_invitation_for_a_past_term_is_refused(head, university, now):
    wanted = ops.Wanted("某人", Role.UNIVERSITY_REPORTER, university, until=date(2026, 3, 4))
    with pytest.raises(ops.GrantError, match="早于开始日期"):
        ops.invite(actor=head, now=now, wanted=wanted)


def test_a_list_is_invited_whole_or_not_at_all(head, university, other_university, now):
    good = ops.Wanted("甲", Role.UNIVERSITY_REPORTER, university)
    bad = ops.Wanted("乙", Role.UNIVERSITY_REPORTER, other_university)
    with pytest.raises(Refused):
        ops.invite_many(actor=head, now=now, wanted=[good, bad])
    assert not Invitation.objects.exists()
    assert len(ops.invite_many(actor=head, now=now, wanted=[good])) == 1
    assert Entry.objects.get().sentence == "按名单邀请1人"


def test_setup_gives_the_first_officer_a_link(province, accept, now):
    link = ops.first_officer_link(now)
    user = accept(access.access_link(token_of(link), now))
    assert actor_for(user, on=factories.TODAY).has({Role.PROVINCE_OFFICER}, province.path)
    assert user.grants.get().granted_by is None
    with pytest.raises(ops.InvitationError, match="已有省中心工作人员"):
        ops.first_officer_link(now)


def test_setup_run_again_replaces_the_unused_link(province, now):
    first, second = ops.first_officer_link(now), ops.first_officer_link(now)
    with pytest.raises(Refused, match="撤销"):
        access.access_link(token_of(first), now)
    assert access.access_link(token_of(second), now).role == Role.PROVINCE_OFFICER


def test_setup_without_a_province_says_so(db, now):
    with pytest.raises(ops.InvitationError, match="还没有省中心"):
        ops.first_officer_link(now)


def test_setup_gives_the_first_security_administrator_a_link(province, accept, now):
    user = accept(access.access_link(token_of(ops.first_security_link(now)), now))
    assert user.grants.get().role == Role.SECURITY_ADMIN


def _use(invitation, username, now):
    try:
        ops.accept_with_new_account(
            actor=Actor.anonymous(), now=now, invitation=invitation,
            username=username, name="新人", password=PASSWORD,
        )  # fmt: skip
    except ops.InvitationError as error:
        return str(error)
    return "made"


@pytest.mark.django_db(transaction=True)
def test_a_link_used_twice_at_once_gives_one_grant(invited, now):
    """At once on PostgreSQL; SQLite lets one writer in at a time, so there one after the other."""
    results, at_once = [], connection.vendor == "postgresql"

    def click(username):
        results.append(_use(invited.invitation, username, now))
        connection.close() if at_once else None

    threads = [threading.Thread(target=click, args=(f"racer{n}",)) for n in range(2)]
    for run in threads:
        run.start() if at_once else click(f"racer{len(results)}")
    [run.join() for run in threads if at_once]
    assert results.count("made") == 1
    assert any("用过" in result for result in results)
    assert Grant.objects.filter(role=Role.UNIVERSITY_REPORTER).count() == 1


def test_today_is_shanghais_day(head, university, now):
    """At 17:00 UTC it is already tomorrow here."""
    late = now.replace(hour=17)
    made = ops.invite(
        actor=head, now=late, wanted=ops.Wanted("夜人", Role.UNIVERSITY_REPORTER, university)
    )
    user = factories.user()
    grant = ops.accept(actor=Actor.anonymous(), now=late, invitation=made.invitation, user=user)
    assert grant.since == timezone.localdate(late) == date(2026, 3, 6)
