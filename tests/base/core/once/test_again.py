"""What was typed is given back to whoever comes too late to be let in."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.base.core.once.test_once import OFFICE, key_of
from wangyu.base.core.once import new_key
from wangyu.base.core.roles import Role
from wangyu.institutions.orgs.models import Office
from wangyu.institutions.people.models import Session


@pytest.fixture
def person(university):
    return factories.officer(Role.UNIVERSITY_OFFICER, university)


@pytest.fixture
def strict(person):
    """A browser whose forms are checked as in the world."""
    made = Client(enforce_csrf_checks=True)
    factories.sign_in(made, person)
    return made


@pytest.fixture
def add(university):
    return reverse("orgs:fact_add", args=[university.pk, "office"])


def fields(page):
    text = page.content.decode()
    parts = (
        text.split('<form method="post" action="')[-1]
        .split("</form>")[0]
        .split('<input type="hidden" name="')
    )
    return {p.split('"')[0]: p.split('value="')[1].split('"')[0] for p in parts[1:]}


def test_a_session_that_ended_gives_back_what_was_typed(strict, person, add):
    sent = OFFICE | {
        "once": key_of(strict, add),
        "csrfmiddlewaretoken": strict.cookies["csrf"].value,
    }
    Session.objects.all().delete()
    answer = strict.post(add, sent)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "登录已失效，还没有保存" in page
    assert '<li class="text-break">网络办</li>' in page
    given = fields(answer)
    assert given.items() >= OFFICE.items()
    factories.sign_in(strict, person)
    strict.get(add)
    done = strict.post(add, given | {"csrfmiddlewaretoken": strict.cookies["csrf"].value})
    assert done.status_code == 302
    assert Office.objects.get().name == "网络办"


def test_a_token_of_before_the_sign_in_costs_one_more_press(strict, add, person):
    key = key_of(strict, add)
    answer = strict.post(add, OFFICE | {"once": key, "csrfmiddlewaretoken": "a" * 32})
    assert answer.status_code == 403
    assert "页面放得太久，还没有保存" in answer.content.decode()
    assert strict.post(add, fields(answer)).status_code == 302
    assert Office.objects.count() == 1


@pytest.mark.parametrize(
    "key",
    ["", "made up", new_key(0), new_key(None)],
    ids=["none", "made-up", "anothers", "nobodys"],
)
def test_a_form_that_was_made_elsewhere_is_not_offered_again(strict, add, key):
    answer = strict.post(add, OFFICE | {"once": key})
    assert answer.status_code == 403
    assert "网络办" not in answer.content.decode()


def test_a_stranger_is_offered_nothing(add):
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post(add, OFFICE | {"once": new_key(None)})
    assert answer.status_code == 403
    assert "网络办" not in answer.content.decode()


def test_a_file_must_be_chosen_again_and_a_password_is_not_given_back(client, add):
    sent = {
        "once": "k",
        "file": SimpleUploadedFile("a.txt", b"x"),
        "password": "secret word",
        "a": "b",
    }
    page = client.post(add, sent).content.decode()
    assert "文件不能代您保留" in page
    assert "secret word" not in page


def test_a_script_gets_the_plain_answer(client, add):
    client.get("/account/login/")
    answer = client.post(add, OFFICE | {"once": "k"}, headers={"HX-Request": "true"})
    assert answer.status_code == 302
    assert answer.url.startswith("/account/login/")
