"""Somebody leaves: every session, and every other way in, is closed with that one click."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone

from tests import factories
from tests.institutions.connections.conftest import go
from wangyu.base.audit.models import Entry
from wangyu.institutions.connections import queries
from wangyu.institutions.connections.models import Binding
from wangyu.institutions.people.models import Session


def test_the_old_cookies_open_nothing_and_the_university_opens_nothing(
    connection, reporter, head_user
):
    Binding.objects.create(
        connection=connection, user=reporter, bound_at=timezone.now(),
        fingerprint=queries.fingerprint_of(connection, "staff"),
    )  # fmt: skip
    office, phone, boss = Client(), Client(), Client()
    go(office, connection, "staff")
    factories.sign_in(phone, reporter)
    assert [c.get("/people/me/").status_code for c in (office, phone)] == [200, 200]
    factories.sign_in(boss, head_user)
    boss.post(f"/people/{reporter.pk}/leave/")
    assert [c.get("/people/me/").status_code for c in (office, phone)] == [302, 302]
    assert not Session.objects.filter(user=reporter).exists()
    assert not Binding.objects.exists()
    assert go(Client(), connection, "staff").url == "/signin/bind/"
    assert Entry.objects.latest("pk").details["ended"] == {"connections": 1, "uploads": 0}
