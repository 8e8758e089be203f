"""The two password policies: what each asks of a new password, and what it does with an old one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from tests import factories
from tests.institutions.people.conftest import token_of
from tests.institutions.people.test_sign_in import PASSWORD, sign_in
from wangyu.base.core.policies import POLICIES
from wangyu.base.core.roles import Role
from wangyu.institutions.people.models import OldPassword, User


@pytest.fixture
def asvs(settings):
    settings.PASSWORD_POLICY = POLICIES["asvs"]


@pytest.fixture
def djbh(settings):
    settings.PASSWORD_POLICY = POLICIES["djbh"]


@pytest.fixture
def person(university):
    return factories.officer(Role.STUDENT, university, "学生甲")


def problem(password: str, user=None) -> str:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


@pytest.mark.parametrize(
    "password",
    [
        "a quite new phrase",
        "云梦大学的樱花三月就开了真早",
        "onlyletters in it",
        "x" * 7 + "yzabc" * 12,
    ],
)
def test_asvs_asks_for_length_and_no_kinds(asvs, password):
    assert problem(password) == ""


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("Ab1!Ab1!Xy", "至少要 12 个字符"),
        ("a quite new phrase", "只有 2 类字符"),
        ("alllowercaseletters", "只有 1 类字符"),
        ("Upper and lower 9", ""),
        ("UPPER lower only", ""),
        ("云梦大学的樱花Abc三月开", ""),
    ],
)
def test_djbh_asks_for_three_kinds_of_four_too(djbh, password, word):
    assert (word in problem(password)) if word else problem(password) == ""


@pytest.mark.parametrize("policy", ["asvs", "djbh"])
@pytest.mark.parametrize(
    "password",
    ["Password1234!", "passwordpassword", "aaaaaaaaaaaaaaaa", "Qwerty123456!", "111111111111"],
)
def test_a_common_password_in_a_coat_is_refused_by_both(settings, policy, password):
    settings.PASSWORD_POLICY = POLICIES[policy]
    assert "太常见" in problem(password)


def change(client, old, new):
    cache.clear()  # a person has minutes between two changes
    data = {"oldpassword": old, "password1": new, "password2": new}
    return client.post("/account/password/change/", data)


def test_under_djbh_the_last_five_do_not_come_again_and_the_sixth_does(client, djbh, person):
    sign_in(client, person.username)
    used = [f"Phrase number {n}" for n in range(6)]
    now = PASSWORD
    for one in used:
        assert change(client, now, one).status_code == 302
        now = one
    for one in used[1:]:
        assert "用过" in change(client, now, one).content.decode()
    assert change(client, now, used[0]).status_code == 302
    assert OldPassword.objects.filter(user=person).count() == 5


def test_under_asvs_no_old_password_is_kept(client, asvs, person):
    OldPassword.objects.create(user=person, hash="x", at=timezone.now())
    sign_in(client, person.username)
    change(client, PASSWORD, "a quite new phrase")
    assert not OldPassword.objects.exists()
    person.refresh_from_db()
    assert person.password_at is not None


def aged(person, days):
    User.objects.filter(pk=person.pk).update(password_at=timezone.now() - timedelta(days=days))


def test_under_djbh_a_password_of_181_days_is_changed_first(client, djbh, person):
    aged(person, 181)
    sign_in(client, person.username)
    assert client.get("/desk/").url == "/account/password/change/"
    assert client.get("/desk/", headers={"HX-Request": "true"}).status_code == 204
    page = client.get("/account/password/change/").content.decode()
    assert "密码已用满 180 天" in page
    change(client, PASSWORD, "A quite new phrase 9")
    assert client.get("/desk/").status_code == 200


def test_under_djbh_a_younger_one_is_left_alone(client, djbh, person):
    aged(person, 179)
    sign_in(client, person.username)
    assert client.get("/desk/").status_code == 200


def test_under_asvs_a_password_is_never_too_old(client, asvs, person):
    aged(person, 5000)
    sign_in(client, person.username)
    assert client.get("/desk/").status_code == 200


def test_whoever_came_in_otherwise_is_not_asked_for_a_password(djbh, person):
    aged(person, 5000)
    other = Client()
    factories.sign_in(other, person)
    session = other.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "webauthn", "at": 0}]
    session.save()
    assert other.get("/desk/").status_code == 200
    assert Client().get("/").status_code == 200


def test_a_new_account_counts_from_its_first_day(client, djbh, live):
    page = client.get(f"/people/invitation/{token_of(live.link)}/").content.decode()
    assert "至少三类" in page
    new = {
        "name": "新人甲",
        "username": "xinren",
        "password": "A quite new phrase 9",
        "again": "A quite new phrase 9",
    }
    client.post(f"/people/invitation/{token_of(live.link)}/", new)
    assert User.objects.get(username="xinren").password_at is not None
