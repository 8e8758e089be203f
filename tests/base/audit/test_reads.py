"""Who read what: once a day for a page, each time for an export; the reader is never hidden."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.urls import reverse

from tests import factories
from tests.said import said
from wangyu.base.audit.models import Entry, Reading
from wangyu.base.audit.reads import note_export, note_read
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Role

pytestmark = pytest.mark.django_db
READ = "people.person.read"


@pytest.fixture
def person():
    return factories.user("顾念安")


def look(person, actor=None, now=None):
    actor = actor or Actor(7, "某人")
    note_read(READ, "查看人员资料：", actor=actor, now=now, target=person, org_path="00000001")


def test_reading_leaves_a_row_that_names_the_thing_by_number(person, now):
    look(person, now=now)
    entry = Entry.objects.get()
    assert (entry.action, entry.actor_id, entry.org_path) == (READ, 7, "00000001")
    assert (entry.target_kind, entry.target_id) == ("people.user", person.pk)
    assert said() == ["查看人员资料：顾念安"]


def test_many_readings_of_a_day_are_one_row(person, now):
    for minute in range(5):
        look(person, now=now + timedelta(minutes=minute))
    assert Entry.objects.count() == 1


def test_another_day_thing_or_reader_is_another_row(person, now):
    look(person, now=now)
    look(person, now=now + timedelta(days=1))
    look(factories.user(), now=now)
    look(person, actor=Actor(8, "别人"), now=now)
    assert Entry.objects.count() == 4


def test_the_day_is_shanghais(person, now):
    evening = now.replace(hour=15, minute=59)
    look(person, now=evening)
    look(person, now=evening + timedelta(minutes=2))
    assert Entry.objects.count() == 2


def test_two_at_once_leave_one_row(person, now, monkeypatch):
    look(person, now=now)
    monkeypatch.setattr(Reading.objects.none().__class__, "exists", lambda _: False)
    look(person, now=now)
    assert Entry.objects.count() == 1


def test_every_export_is_a_row_with_its_size(now):
    for _ in range(2):
        note_export("people.list.export", "导出人员名单", actor=Actor(7, "某人"), now=now, rows=12)
    assert [entry.details for entry in Entry.objects.all()] == [{"rows": 12}] * 2


# ---- the pages ------------------------------------------------------------------------------------
@pytest.fixture
def reader(client, university):
    who = factories.officer(Role.UNIVERSITY_OFFICER, university)
    factories.sign_in(client, who)
    return who


@pytest.fixture
def colleague(university):
    return factories.officer(Role.UNIVERSITY_REPORTER, university, "顾念安")


def actions():
    return list(Entry.objects.order_by("seq").values_list("action", flat=True))


def test_looking_at_a_person_is_in_the_log_once(client, reader, colleague, university):
    for _ in range(3):
        assert client.get(reverse("people:person", args=[colleague.pk])).status_code == 200
    assert actions() == [READ]
    assert Entry.objects.get().org_path == university.path


def test_looking_at_oneself_is_not(client, reader):
    assert client.get(reverse("people:person", args=[reader.pk])).status_code == 200
    assert actions() == []


@pytest.mark.parametrize(
    ("name", "action"),
    [("people:list", "people.list.export"), ("people:invitations", "people.invitations.export")],
)
def test_taking_a_list_of_people_away_is_in_the_log(client, reader, name, action):
    client.get(reverse(name))
    assert actions() == []
    client.get(reverse(name) + "?export=xlsx")
    assert actions() == [action]


def test_reading_and_exporting_the_log_are_in_the_log(client, province):
    factories.sign_in(client, factories.officer(Role.AUDITOR, province))
    for query in ("", "?page=1", "?export=xlsx"):
        assert client.get(reverse("audit:list") + query).status_code == 200
    assert actions() == ["audit.log.read", "audit.list.export"]


def test_exporting_the_history_of_a_thing_is_in_the_log(client, province, university, writer):
    writer("登记", target=university, org_path=university.path)
    factories.sign_in(client, factories.officer(Role.AUDITOR, province))
    url = reverse("audit:history", args=["orgs.organisation", university.pk])
    client.get(url)
    client.get(url + "?export=xlsx")
    assert actions()[1:] == ["audit.history.export"]
    assert Entry.objects.order_by("-seq").first().details == {
        "kind": "orgs.organisation",
        "pk": university.pk,
        "rows": 1,
    }


def test_what_cannot_be_logged_is_not_shown(client, reader, colleague):
    client.raise_request_exception = False

    def full(execute, sql, *rest):
        if "INSERT INTO" in sql and "audit_entry" in sql:
            raise DatabaseError("disk full")
        return execute(sql, *rest)

    with connection.execute_wrapper(full):
        answer = client.get(reverse("people:person", args=[colleague.pk]))
    assert answer.status_code == 500
    assert "顾念安" not in answer.content.decode()
