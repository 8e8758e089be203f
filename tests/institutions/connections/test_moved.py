"""A department is moved to another university: what the first said of its people opens nothing there."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection as db
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import factories
from tests.institutions.connections.conftest import bind, go, is_in, sign_in
from tests.institutions.connections.test_elsewhere import mark_own, set_up
from tests.institutions.people.test_reset import NEW, link_in
from tests.institutions.people.test_reset import ask as ask_by_mail
from tests.institutions.people.test_sign_in import totp_code
from wangyu.base.audit.models import Entry
from wangyu.base.core.roles import Role, Tier
from wangyu.base.notify.models import Notification
from wangyu.institutions.orgs import ops as orgs
from wangyu.institutions.people import ops as people
from wangyu.institutions.people.models import Delegation, Grant, Session


@pytest.fixture
def station(department):
    return factories.organisation(department, Tier.STATION, "文学2401班")


@pytest.fixture
def bound(connection, station, subject):
    """Somebody of the department's class, whose account at the university opens the account here."""
    return bind(connection, factories.officer(Role.STATION_OFFICER, station, "班级甲"), subject)


@pytest.fixture
def move(province, department, now):
    boss = factories.actor(Role.PROVINCE_OFFICER, province)

    def run(parent, org=department):
        return orgs.move(org=org, parent=parent, actor=boss, now=now)

    return run


def test_the_session_by_the_university_ends_with_the_class_below_and_the_one_by_password_stays(
    through, bound, other_university, move
):
    by_password = Client()
    sign_in(by_password, bound)
    move(other_university)
    assert not is_in(through)
    assert is_in(by_password)
    entry = Entry.objects.latest("pk")
    assert entry.action == "orgs.unit.move"
    assert entry.details["sessions"] == 1
    told = Notification.objects.get(recipient=bound, kind="sign_in")
    assert told.title == "您的单位划归了另一所学校，请用登录名和密码登录"
    assert "第二步验证已移除" not in told.body
    assert "忘记密码" not in told.body


def test_within_the_university_nothing_ends(through, bound, station, university, move):
    second = factories.organisation(university, Tier.DEPARTMENT, "云梦大学史学院")
    move(second, org=station)
    assert is_in(through)
    assert not Notification.objects.filter(kind="sign_in").exists()
    assert "sessions" not in Entry.objects.latest("pk").details


def test_who_serves_elsewhere_in_the_university_stays(
    connection, subject, through, bound, university, department, other_university, move
):
    other = factories.organisation(university, Tier.DEPARTMENT, "云梦大学史学院")
    Grant.objects.filter(user=bound).update(organisation=other)
    gone = factories.officer(Role.DEPARTMENT_OFFICER, department, "院系乙")
    sign_in(Client(), gone)
    move(other_university)
    assert is_in(through)
    assert not Notification.objects.filter(kind="sign_in").exists()


def test_whose_role_there_is_over_stays(
    through, bound, university, department, other_university, move, now
):
    other = factories.organisation(university, Tier.DEPARTMENT, "云梦大学史学院")
    Grant.objects.filter(user=bound).update(ended_at=now)
    factories.grant(bound, Role.DEPARTMENT_OFFICER, other)
    move(other_university)
    assert is_in(through)


def test_who_was_lent_a_role_there_is_out_as_well(
    connection, subject, through, bound, university, department, other_university, move, now
):
    """They stay at the university themselves, and act now at another one, too."""
    other = factories.organisation(university, Tier.DEPARTMENT, "云梦大学史学院")
    Grant.objects.filter(user=bound).update(organisation=other)
    lender = factories.officer(Role.DEPARTMENT_OFFICER, department, "院系丙")
    today = timezone.localdate()
    Delegation.objects.create(
        grant=lender.grants.get(), delegate=bound, since=today, until=today, reason="出差",
        created_at=now, confirmed_at=now,
    )  # fmt: skip
    move(other_university)
    assert not is_in(through)


@pytest.mark.django_db(transaction=True)
def test_a_factor_set_up_by_the_universitys_word_goes_with_its_codes_and_every_session(
    without_password, through, other_university, move
):
    set_up(through)
    user = without_password
    assert Authenticator.objects.filter(user=user).count() == 2
    move(other_university)
    assert not Authenticator.objects.filter(user=user).exists()
    assert not Session.objects.filter(user=user).exists()
    assert Entry.objects.latest("pk").details["factors"] == 2
    told = Notification.objects.get(kind="sign_in")
    assert "第二步验证已移除" in told.body
    assert "忘记密码" in told.body
    assert told.url == "/account/password/reset/"


@pytest.fixture
def officer(bound, department):
    """With a role that asks for a second factor."""
    Grant.objects.filter(user=bound).update(role=Role.DEPARTMENT_OFFICER, organisation=department)
    bound.email = "yuanxi@example.edu.cn"
    bound.save()
    return bound


@pytest.mark.django_db(transaction=True)
def test_an_officer_who_loses_their_only_factor_comes_in_and_sets_up_another(
    officer, connection, other_university, move
):
    path = connection.organisation.path
    Authenticator.objects.create(user=officer, type="totp", data={"secret": "x", "campus": path})
    move(other_university)
    assert not Authenticator.objects.exists()
    client = Client()
    sign_in(client, officer)
    assert client.get("/desk/").url == "/people/me/second-factor/"
    set_up(client)
    assert client.get("/desk/").status_code == 200
    assert set(Authenticator.objects.values_list("data__campus", flat=True)) == {""}


@pytest.mark.django_db(transaction=True)
def test_one_without_a_password_too_gets_back_by_two_people_as_they_were_told(
    officer, without_password, through, other_university, move, province, mailoutbox
):
    set_up(through)
    move(other_university)
    told = Notification.objects.get(kind="sign_in")
    assert "安全管理员同意后" in told.body
    visitor = Client()
    ask_by_mail(visitor, officer.email)
    assert "不能只凭邮件重设" in mailoutbox[-1].body
    boss = factories.actor(Role.UNIVERSITY_OFFICER, other_university)
    asked = people.ask(actor=boss, now=timezone.now(), user=officer, reason="当面")
    guard = factories.actor(Role.SECURITY_ADMIN, province)
    people.agree(actor=guard, now=timezone.now(), recovery=asked)
    assert "忘了密码的，3 天以内" in Notification.objects.latest("pk").body
    ask_by_mail(visitor, officer.email)
    form = visitor.get(link_in(mailoutbox[-1].body), follow=True).redirect_chain[-1][0]
    visitor.post(form, {"password1": NEW, "password2": NEW})
    visitor.post("/account/login/", {"login": officer.username, "password": NEW})
    assert visitor.get("/desk/").url == "/people/me/second-factor/"
    set_up(visitor)
    assert visitor.get("/desk/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_factor_without_a_mark_goes_where_the_university_could_have_said_so(
    through, bound, other_university, move
):
    Authenticator.objects.create(user=bound, type="totp", data={"secret": "x"})
    move(other_university)
    assert not Authenticator.objects.filter(user=bound).exists()


@pytest.mark.django_db(transaction=True)
def test_a_factor_set_up_with_ones_password_stays(bound, other_university, move):
    client = Client()
    sign_in(client, bound)
    set_up(client)
    move(other_university)
    assert Authenticator.objects.filter(user=bound).count() == 2
    assert Session.objects.filter(user=bound).exists()


def test_who_is_bound_and_not_signed_in_is_told_too(bound, other_university, move):
    move(other_university)
    assert Notification.objects.get(kind="sign_in").recipient == bound
    assert "sessions" not in Entry.objects.latest("pk").details


def test_a_second_step_that_is_still_to_come_comes_too_late(
    connection, bound, subject, other_university, move
):
    mark_own(TOTP.activate(bound, "JBSWY3DPEHPK3PXP"))
    half = Client()
    assert go(half, connection, subject).url.startswith("/account/2fa/authenticate/")
    move(other_university)
    code = totp_code("JBSWY3DPEHPK3PXP")
    assert half.post("/account/2fa/authenticate/", {"code": code}).status_code == 403
    assert not is_in(half)


def test_it_takes_no_longer_for_those_who_never_came(
    university, department, other_university, move
):
    department = move(other_university)
    counts = []
    for where in (university, other_university):
        factories.officer(Role.DEPARTMENT_OFFICER, department)
        with CaptureQueriesContext(db) as found:
            department = move(where, org=department)
        counts.append(len(found))
    assert counts[0] == counts[1]
    assert Grant.objects.filter(organisation=department).count() == 2


@pytest.fixture
def close(province, now):
    boss = factories.actor(Role.PROVINCE_OFFICER, province)

    def run(org):
        return orgs.close(org=org, on=timezone.localdate(now), reason="并入", actor=boss, now=now)

    return run


def test_a_university_that_is_closed_has_let_its_people_in_for_the_last_time(
    through, bound, university, close
):
    by_password = Client()
    sign_in(by_password, bound)
    close(university)
    assert not is_in(through)
    assert is_in(by_password)
    assert Entry.objects.latest("pk").details["sessions"] == 1


def test_closing_another_ends_nothing(through, other_university, department, close):
    close(other_university)
    assert is_in(through)
    assert "sessions" not in Entry.objects.latest("pk").details


def test_while_its_settings_are_being_changed_as_well(through, connection, university, close):
    connection.state = "draft"
    connection.save()
    close(university)
    assert not is_in(through)
