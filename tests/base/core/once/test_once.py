"""Nothing twice: what a form does is done once, however often and from wherever it is sent."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from tests import factories
from wangyu.base.core import once
from wangyu.base.core.models import Sent
from wangyu.base.core.once import middleware
from wangyu.base.core.roles import Role
from wangyu.base.lib.ports import rounds
from wangyu.institutions.orgs.models import Office

OFFICE = {"name": "网络办", "since": "2026-03-01", "staffing": "2"}
DONE = middleware.DONE_BEFORE


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


def key_of(client, url):
    return client.get(url).content.decode().split('name="once" value="')[1].split('"')[0]


def test_a_form_sent_twice_creates_one_thing_and_says_so(officer, add):
    sent = OFFICE | {"once": key_of(officer, add)}
    first, second = officer.post(add, sent), officer.post(add, sent)
    assert Office.objects.count() == 1
    assert second.url == first.url
    assert DONE in officer.get(second.url).content.decode()


def test_a_form_gone_back_to_and_changed_is_another(officer, add):
    key = key_of(officer, add)
    officer.post(add, OFFICE | {"once": key})
    officer.post(add, OFFICE | {"once": key, "name": "另一个科"})
    assert Office.objects.count() == 2


def test_two_forms_that_say_the_same_are_two(officer, add):
    for _ in range(2):
        officer.post(add, OFFICE | {"once": key_of(officer, add)})
    assert Office.objects.count() == 2


def test_a_form_that_was_wrong_can_be_sent_again(officer, add):
    key = key_of(officer, add)
    assert officer.post(add, OFFICE | {"once": key, "name": ""}).status_code == 200
    assert officer.post(add, OFFICE | {"once": key, "name": ""}).status_code == 200
    assert officer.post(add, OFFICE | {"once": key}).status_code == 302


def test_the_same_key_of_somebody_else_is_another(officer, add, university):
    sent = OFFICE | {"once": key_of(officer, add)}
    other = Client()
    factories.sign_in(other, factories.officer(Role.UNIVERSITY_OFFICER, university))
    officer.post(add, sent)
    other.post(add, sent)
    assert Office.objects.count() == 2


def test_what_died_before_its_answer_is_not_done_again(officer, add, monkeypatch):
    """Killed between the commit and the answer: its place is not known, so back to where it came from."""
    monkeypatch.setattr(middleware, "PAUSE", 0)
    monkeypatch.setattr(once, "remember", lambda *_: None)
    sent = OFFICE | {"once": key_of(officer, add)}
    officer.post(add, sent)
    assert officer.post(add, sent).url == "/"
    assert officer.post(add, sent, headers={"referer": f"http://testserver{add}"}).url == add
    assert officer.post(add, sent, headers={"referer": "http://elsewhere.example/x"}).url == "/"
    assert Office.objects.count() == 1


def test_a_place_that_cannot_be_kept_is_no_failure(officer, add, monkeypatch):
    def fail(*_, **__):
        raise DatabaseError

    monkeypatch.setattr(Sent.objects.all().__class__, "update", fail)
    once.remember("0" * 64, "/desk/")


def test_links_shown_once_are_not_made_anew(officer, university):
    url = reverse("people:invite")
    sent = {
        "once": key_of(officer, url), "name": "新人", "role": "university_leader",
        "organisation": university.name,
    }  # fmt: skip
    assert officer.post(url, sent).status_code == 200
    again = officer.post(url, sent)
    assert again.url == reverse("people:invitations")


def test_a_script_is_answered_in_its_own_manner(officer, add):
    sent = OFFICE | {"once": key_of(officer, add)}
    place = officer.post(add, sent).url
    told = officer.post(add, sent, headers={"X-Upload": "1"})
    assert (told.status_code, told["X-Next"]) == (204, place)
    told = officer.post(add, sent, headers={"HX-Request": "true"})
    assert (told.status_code, told["HX-Refresh"]) == (204, "true")


def test_a_twin_that_was_quicker_answers_for_both(officer, add, monkeypatch):
    """It came between looking whether this was done and doing it."""
    sent = OFFICE | {"once": key_of(officer, add)}
    place = officer.post(add, sent).url
    looks = iter([False])
    real = once.is_done
    monkeypatch.setattr(
        once, "is_done", lambda digest: next(looks, None) is not False and real(digest)
    )
    assert officer.post(add, sent).url == place
    assert Office.objects.count() == 1


def test_a_twin_that_closed_the_door_answers_for_both(officer, university, monkeypatch):
    url = reverse("orgs:fact_add", args=[university.pk, "office"])
    sent = OFFICE | {"once": key_of(officer, url), "name": ""}
    digest = {}
    real = once.digest_of

    def note(*facts):
        digest["it"] = real(*facts)
        return digest["it"]

    monkeypatch.setattr(once, "digest_of", note)
    monkeypatch.setattr(once, "is_done", lambda _: True)
    monkeypatch.setattr(once, "place_of", lambda _: "/desk/")
    assert officer.post(url, sent).url == "/desk/"


def test_files_count_by_their_bytes_and_are_left_to_be_read():
    def digest(data):
        upload = SimpleUploadedFile("a.txt", data)
        files = MultiValueDict({"file": [upload]})
        made = once.digest_of(1, "/x/", QueryDict("a=1&csrfmiddlewaretoken=z"), files)
        assert upload.read() == data
        return made

    assert digest(b"one") == digest(b"one")
    assert digest(b"one") != digest(b"two")


def test_a_key_is_made_out_to_one_person():
    key = once.new_key(7)
    assert once.is_of(key, 7)
    assert not once.is_of(key, 8)
    assert not once.is_of("made up", 7)
    assert not once.is_of("", None)


def test_keys_are_forgotten_after_a_day(db, now):
    for hours in (25, 23):
        Sent.objects.create(digest=str(hours), at=now - timedelta(hours=hours))
    rounds.get("core.once")(now)
    assert [row.digest for row in Sent.objects.all()] == ["23"]


def test_an_answer_says_where_a_repetition_is_led():
    assert once.instead(HttpResponse(), "/desk/").instead == "/desk/"


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_create_one_thing(person, add):
    """At once on PostgreSQL; SQLite lets one writer in at a time, so there one after the other."""
    clients, at_once = [Client(), Client()], connection.vendor == "postgresql"
    factories.sign_in(clients[0], person)
    clients[1].cookies = clients[0].cookies
    sent, answers = OFFICE | {"once": key_of(clients[0], add)}, []
    gate = threading.Barrier(2 if at_once else 1)

    def send(client):
        gate.wait()
        answers.append(client.post(add, sent))
        connection.close() if at_once else None

    threads = [threading.Thread(target=send, args=[client]) for client in clients]
    for one, client in zip(threads, clients, strict=True):
        one.start() if at_once else send(client)
    [one.join() for one in threads if at_once]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len({answer.url for answer in answers}) == 1
    assert Office.objects.count() == 1
