"""Nothing lost: what is typed is kept for its owner alone, until its form is done."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.base.core.once.test_once import OFFICE, key_of
from wangyu.base.core import drafts
from wangyu.base.core.models import Draft
from wangyu.base.core.roles import Role
from wangyu.base.lib.ports import rounds
from wangyu.institutions.orgs.models import Office

DRAFT = "/draft/"
FIELDS = [["name", "网络办"], ["duties", "第一行\n第二行"]]


@pytest.fixture
def person(university):
    return factories.officer(Role.UNIVERSITY_OFFICER, university)


@pytest.fixture
def officer(client, person):
    factories.sign_in(client, person)
    return client


@pytest.fixture
def add(university):
    return reverse("orgs:fact_add", args=[university.pk, "office"])


def keep(client, place, key="k", fields=FIELDS):
    return client.post(DRAFT, {"place": place, "key": key, "fields": json.dumps(fields)})


def given(client, place, key=""):
    answer = client.get(DRAFT, {"place": place, "key": key})
    assert answer.status_code == 200
    assert "no-cache" in answer["Cache-Control"]
    return answer.json()


def test_what_was_typed_is_given_back_on_another_machine(officer, person, add):
    assert keep(officer, add).status_code == 200
    elsewhere = Client()
    factories.sign_in(elsewhere, person)
    assert given(elsewhere, add)["fields"] == FIELDS
    assert not given(elsewhere, add)["done"]


def test_the_newest_is_kept_and_each_form_has_its_own(officer, add):
    keep(officer, add)
    keep(officer, add, fields=[["name", "改过"]])
    keep(officer, "/elsewhere/")
    assert given(officer, add)["fields"] == [["name", "改过"]]
    assert given(officer, "/elsewhere/")["fields"] == FIELDS


def test_nobody_else_is_given_it_and_the_database_does_not_tell(officer, university, add):
    keep(officer, add)
    other = Client()
    factories.sign_in(other, factories.officer(Role.UNIVERSITY_OFFICER, university))
    assert given(other, add) == {"done": False}
    assert "网络办" not in Draft.objects.get().said
    assert "fields" in given(officer, add)


def test_who_is_not_signed_in_is_told_so(client, add):
    assert client.get(DRAFT, {"place": add}).status_code == 403
    assert keep(client, add).status_code == 403
    assert not Draft.objects.exists()


def test_a_draft_is_gone_when_its_form_is_done(officer, add):
    key = key_of(officer, add)
    keep(officer, add, key)
    assert officer.post(add, OFFICE | {"once": key}).status_code == 302
    assert not Draft.objects.exists()
    assert given(officer, add, key) == {"done": True}


def test_a_draft_stays_when_its_form_was_wrong(officer, add):
    key = key_of(officer, add)
    keep(officer, add, key)
    officer.post(add, OFFICE | {"once": key, "name": ""})
    assert given(officer, add, key)["fields"] == FIELDS


def test_what_arrives_after_its_form_is_done_is_no_draft(officer, add):
    """The browser's last word overtaken by the form, or a server killed between the two."""
    key = key_of(officer, add)
    officer.post(add, OFFICE | {"once": key})
    keep(officer, add, key)
    assert given(officer, add) == {"done": False}
    assert Office.objects.count() == 1


def test_a_form_is_done_though_its_draft_cannot_be_removed(officer, add, person, monkeypatch):
    def fail(*_):
        raise DatabaseError

    key = key_of(officer, add)
    keep(officer, add, key)
    monkeypatch.setattr(Draft.objects.all().__class__, "delete", fail)
    assert officer.post(add, OFFICE | {"once": key}).status_code == 302
    assert Draft.objects.exists()
    assert given(officer, add) == {"done": False}


def test_its_owner_throws_it_away(officer, add):
    keep(officer, add)
    assert officer.post(DRAFT, {"place": add}).status_code == 204
    assert given(officer, add) == {"done": False}


@pytest.mark.parametrize(
    "rubbish",
    [
        "x",
        "1",
        "null",
        "{}",
        '{"ab": 1}',
        "[1]",
        "[" * 60_000,
        '["ab"]',
        "[[1, 2]]",
        '[["a", null]]',
    ],
)
def test_rubbish_is_not_kept(officer, add, rubbish):
    answer = officer.post(DRAFT, {"place": add, "fields": rubbish})
    assert answer.status_code == 400
    assert not Draft.objects.exists()


def test_what_is_too_long_is_not_kept(officer, add):
    assert keep(officer, add, fields=[["a", "x" * drafts.LONGEST]]).status_code == 400
    assert keep(officer, add, fields=[["a", "x" * (drafts.LONGEST - 20)]]).status_code == 200


def test_one_person_keeps_only_the_newest(person, now, university):
    for number in range(drafts.MOST + 2):
        drafts.keep(person.pk, f"/{number}/", "k", [("a", "b")], now + timedelta(minutes=number))
    other = factories.officer(Role.UNIVERSITY_OFFICER, university)
    drafts.keep(other.pk, "/0/", "k", [("a", "b")], now)
    assert Draft.objects.filter(owner=person).count() == drafts.MOST
    assert drafts.find(person.pk, "/1/") is None
    assert drafts.find(person.pk, "/2/")
    assert drafts.find(other.pk, "/0/")


def test_drafts_are_forgotten_after_thirty_days(person, now):
    for days in (31, 29):
        drafts.keep(person.pk, f"/{days}/", "k", [("a", "b")], now - timedelta(days=days))
    rounds.get("core.drafts")(now)
    assert [row.place for row in Draft.objects.all()] == ["/29/"]
