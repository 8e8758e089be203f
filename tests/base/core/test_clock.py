"""The instant that decides: the database's clock, at a request's first byte."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from wangyu.base.core import clock
from wangyu.base.core.clock import LONGEST, Arrival, database_now, seconds_waited
from wangyu.base.core.middleware import ArrivalMiddleware

SECOND = timedelta(seconds=1)


@pytest.fixture
def hands(monkeypatch):
    """Two clocks set by hand: the database's wall clock, and the one that only runs forward."""

    class Hands:
        wall, running = datetime(2026, 3, 31, 9, 0, tzinfo=UTC), 100.0

        def passes(self, seconds):
            self.wall += seconds * SECOND
            self.running += seconds

    found = Hands()
    monkeypatch.setattr(clock, "database_now", lambda: found.wall)
    monkeypatch.setattr(clock, "monotonic", lambda: found.running)
    return found


@pytest.fixture
def zone(monkeypatch):
    """Puts the server into a time zone, as its environment would."""
    before = os.environ.get("TZ")

    def put(name):
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield put
    monkeypatch.setenv("TZ", before or "UTC")
    time.tzset()


@pytest.mark.parametrize("name", ["Asia/Shanghai", "UTC", "America/New_York"])
def test_the_database_tells_the_same_instant_in_every_zone(db, zone, name):
    zone(name)
    before = timezone.now() - timedelta(milliseconds=1)
    found = database_now()
    assert before <= found <= timezone.now()
    assert found.utcoffset() == timedelta(0)


def test_inside_a_transaction_the_clock_goes_on(db):
    """PostgreSQL's now() stands still while a transaction lasts; half an hour of import must not."""
    first = database_now()
    time.sleep(0.002)
    assert database_now() > first


def test_the_database_is_asked_once_and_only_if_somebody_wants_to_know(
    db, django_assert_num_queries
):
    with django_assert_num_queries(0):
        came = Arrival()
    with django_assert_num_queries(1):
        assert came() == came()


def test_a_slow_upload_counts_from_its_first_byte(hands):
    came, begun = Arrival(), hands.wall
    hands.passes(300)
    assert came() == begun


def test_all_that_one_request_does_bears_one_instant(hands):
    came = Arrival()
    first = came()
    hands.passes(20)
    assert came() == first


def test_what_the_database_told_first_stays_however_often_it_tells(hands):
    came = Arrival()
    first = came.told(hands.wall)
    assert came.told(hands.wall + 20 * SECOND) == first == came()


def test_what_the_proxy_waited_counts_too(hands):
    assert Arrival(waited=42.5)() == hands.wall - 42.5 * SECOND


@pytest.mark.parametrize("step", [-3600, -1, 1, 3600])
def test_a_clock_that_is_put_right_meanwhile_tells_the_right_time(hands, step):
    came, begun = Arrival(), hands.wall
    hands.wall += step * SECOND
    hands.passes(5)
    assert came() == begun + step * SECOND


@given(st.text(max_size=12) | st.floats().map(str))
def test_whatever_is_written_a_wait_is_between_nothing_and_an_hour(written):
    assert 0.0 <= seconds_waited(written) <= LONGEST


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("0.000", 0), ("12.345", 12.345), ("3600", 3600), ("3600.1", 0), ("-1", 0), ("nan", 0), ("", 0), ("x", 0)],
)  # fmt: skip
def test_a_wait_is_read_as_nginx_writes_it(written, seconds):
    assert seconds_waited(written) == seconds


@pytest.mark.parametrize(("trusted", "seconds"), [(True, 60), (False, 0)])
def test_only_a_proxy_that_is_trusted_to_may_tell_of_a_wait(rf, hands, settings, trusted, seconds):
    """Otherwise whoever is late would write it."""
    settings.PROXY_TELLS_WAIT = trusted
    request = rf.post("/", headers={"X-Waited": "60.000"})
    ArrivalMiddleware(lambda _: None)(request)
    assert request.arrived() == hands.wall - seconds * SECOND


def test_nothing_is_read_before_the_arrival_is_noted(settings):
    """A middleware before it could read the body, and the wait for it would count."""
    assert settings.MIDDLEWARE[0] == "wangyu.base.core.middleware.ArrivalMiddleware"


def test_both_databases_have_a_clock():
    assert connection.vendor in clock.NOW
    assert set(clock.NOW) == {"postgresql", "sqlite"}
