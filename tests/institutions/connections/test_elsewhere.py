"""Somebody takes on a role elsewhere: what their university said of them opens nothing of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.utils import timezone

from tests import factories
from tests.institutions.connections.conftest import go, is_in, sign_in
from tests.institutions.people.conftest import token_of
from tests.institutions.people.test_sign_in import totp_code
from wangyu.base.audit.models import Entry
from wangyu.base.core.roles import Role
from wangyu.base.notify.models import Notification
from wangyu.institutions.people import ops
from wangyu.institutions.people.models import Delegation, Grant, Session
from wangyu.institutions.people.queries import actor_for

TODAY = factories.TODAY
LEADER = Role.UNIVERSITY_LEADER


@pytest.fixture
def boss(province):
    return factories.actor(Role.PROVINCE_OFFICER, province)


@pytest.fixture
def invite(boss, other_university):
    """A link to a role at another university, alive by the real clock."""

    def run(place=other_university, role=LEADER):
        wanted = ops.Wanted("学生甲", role, place)
        made = ops.invite(actor=boss, now=timezone.now(), wanted=wanted)
        return f"/people/invitation/{token_of(made.link)}/"

    return run


def give(boss, user, place, now, **more):
    facts = {"role": LEADER, "organisation": place, "since": TODAY} | more
    return ops.give(actor=boss, now=now, user=user, **facts)


def test_the_session_by_the_university_ends_and_the_one_by_password_stays(
    through, bound, boss, other_university, now
):
    by_password = Client()
    sign_in(by_password, bound)
    give(boss, bound, other_university, now)
    assert not is_in(through)
    assert is_in(by_password)
    assert Entry.objects.latest("pk").details["sessions"] == 1
    told = Notification.objects.get(recipient=bound, kind="sign_in")
    assert "请用登录名和密码登录" in told.title
    assert "第二步验证已移除" not in told.body


def test_who_accepts_there_is_asked_for_their_own_proof(through, bound, invite):
    link = invite()
    answer = through.post(link)
    assert answer.url == "/account/login/"
    assert "学校不能替别的单位证明身份" in through.get(answer.url).content.decode()
    assert not is_in(through)
    assert bound.grants.filter(role=LEADER).exists()
    sign_in(through, bound)
    assert is_in(through)


def test_a_role_within_the_university_ends_nothing(through, bound, university, department, now):
    head = factories.actor(Role.UNIVERSITY_OFFICER, university)
    give(head, bound, department, now, role=Role.DEPARTMENT_OFFICER)
    assert through.get("/people/me/second-factor/").status_code == 200
    assert not Notification.objects.filter(kind="sign_in").exists()
    assert "sessions" not in Entry.objects.latest("pk").details


def test_one_typed_ones_password_in_is_ones_own(through, bound, boss, other_university, now):
    through.post("/account/reauthenticate/", {"password": "correct horse 9"})
    give(boss, bound, other_university, now)
    assert Session.objects.filter(user=bound).count() == 1


def set_up(client) -> str:
    """A second factor with its recovery codes, in the session there is."""
    secret = client.get("/account/2fa/totp/activate/").context["form"].secret
    client.post("/account/2fa/totp/activate/", {"code": totp_code(secret)})
    return secret


def mark_own(*made) -> None:
    """As if set up by who had typed their password."""
    for one in made:
        one.instance.data["campus"] = ""
        one.instance.save()


def with_password(user) -> None:
    """As by the link that is mailed to who has forgotten theirs."""
    user.set_password("correct horse 9")
    user.save()


@pytest.mark.django_db(transaction=True)
def test_a_factor_set_up_by_the_universitys_word_goes_with_its_codes_and_every_session(
    without_password, through, boss, other_university, now
):
    set_up(through)
    user = without_password
    assert Authenticator.objects.filter(user=user).count() == 2
    with_password(user)
    by_password = Client()
    sign_in(by_password, user)
    give(boss, user, other_university, now)
    assert not Authenticator.objects.filter(user=user).exists()
    assert not Session.objects.filter(user=user).exists()
    assert Entry.objects.latest("pk").details["factors"] == 2
    assert "第二步验证已移除" in Notification.objects.get(kind="sign_in").body


@pytest.mark.django_db(transaction=True)
def test_a_factor_set_up_by_such_a_factor_is_no_better(
    connection, without_password, through, subject, boss, other_university, now
):
    secret = set_up(through)
    user = without_password
    Authenticator.objects.filter(user=user, type="recovery_codes").delete()
    later = Client()
    go(later, connection, subject)
    later.post("/account/2fa/authenticate/", {"code": totp_code(secret)})
    later.post("/account/2fa/recovery-codes/generate/")
    codes = Authenticator.objects.get(user=user, type="recovery_codes")
    assert codes.data["campus"] == connection.organisation.path
    with_password(user)
    give(boss, user, other_university, now)
    assert not Authenticator.objects.filter(user=user).exists()


@pytest.mark.django_db(transaction=True)
def test_a_factor_set_up_with_ones_password_stays(bound, boss, other_university, now):
    client = Client()
    sign_in(client, bound)
    set_up(client)
    give(boss, bound, other_university, now)
    assert Authenticator.objects.filter(user=bound).count() == 2
    assert Session.objects.filter(user=bound).exists()


@pytest.mark.django_db(transaction=True)
def test_at_home_a_factor_set_up_by_the_university_is_as_good_as_any(
    without_password, through, university, now, department
):
    set_up(through)
    head = factories.actor(Role.UNIVERSITY_OFFICER, university)
    give(head, without_password, department, now, role=Role.DEPARTMENT_OFFICER)
    assert is_in(through)


def test_who_has_no_password_gets_one_first(
    without_password, through, boss, invite, other_university, now
):
    with pytest.raises(ops.GrantError, match=r"凭登记的邮箱设好密码.*先由管理员为其申请恢复"):
        give(boss, without_password, other_university, now)
    page = through.post(invite()).content.decode()
    assert "学校不能替别的单位证明身份" in page
    assert is_in(through)
    assert Grant.objects.filter(user=without_password).count() == 1


def test_a_second_step_that_is_still_to_come_comes_too_late(
    connection, bound, subject, boss, other_university, now
):
    mark_own(TOTP.activate(bound, "JBSWY3DPEHPK3PXP"), RecoveryCodes.activate(bound))
    half = Client()
    assert go(half, connection, subject).url.startswith("/account/2fa/authenticate/")
    give(boss, bound, other_university, now)
    code = totp_code("JBSWY3DPEHPK3PXP")
    answer = half.post("/account/2fa/authenticate/", {"code": code})
    assert answer.status_code == 403
    assert "请用登录名和密码登录" in answer.content.decode()
    assert not is_in(half)


def test_a_role_from_a_day_to_come_closes_the_way_at_once(
    connection, through, bound, subject, boss, other_university, now
):
    day = timezone.localdate() + timedelta(days=30)
    give(boss, bound, other_university, now, since=day)
    assert not is_in(through)
    answer = go(Client(), connection, subject, "?next=/people/me/")
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "将要任职" in page
    assert 'href="/account/login/?next=%2Fpeople%2Fme%2F"' in page


def test_a_role_lent_elsewhere_counts_as_well(through, bound, other_university, stranger, now):
    """They served there when it was lent, and serve there no more when they take it on."""
    lent = Delegation.objects.create(
        grant=stranger.grants.get(), delegate=bound, since=TODAY, until=timezone.localdate(),
        reason="出差", created_at=now,
    )  # fmt: skip
    answer = through.post(f"/people/delegations/{lent.pk}/confirm/")
    assert answer.url == "/account/login/"
    assert not is_in(through)
    assert actor_for(bound, on=timezone.localdate()).has({Role.UNIVERSITY_OFFICER})


def test_a_role_lent_elsewhere_is_not_taken_on_without_a_password(
    without_password, through, stranger, now
):
    lent = Delegation.objects.create(
        grant=stranger.grants.get(), delegate=without_password, since=TODAY, reason="出差",
        until=timezone.localdate(), created_at=now,
    )  # fmt: skip
    page = through.post(f"/people/delegations/{lent.pk}/confirm/", follow=True)
    assert "凭登记的邮箱设好密码" in page.content.decode()
    lent.refresh_from_db()
    assert lent.confirmed_at is None
