"""Ready or not, and leaving quietly."""

from __future__ import annotations

import os

import pytest
from django.db import DatabaseError

from wangyu.base.core import drain, ready


@pytest.fixture
def leaving(tmp_path, monkeypatch):
    flag = tmp_path / "draining"
    monkeypatch.setenv(drain.FLAG, str(flag))
    return flag


@pytest.fixture(autouse=True)
def unseen(monkeypatch):
    """Nobody has looked at the database's version yet."""
    monkeypatch.setattr(ready, "_at_head", ready.Event())


def test_a_process_with_its_database_is_ready(db, client):
    assert client.get("/healthz/ready").status_code == 200
    assert client.get("/healthz/live").content == b"ok\n"


def test_the_version_of_the_database_is_looked_at_once(db, client, django_assert_num_queries):
    client.get("/healthz/ready")
    with django_assert_num_queries(0):
        assert client.get("/healthz/ready").status_code == 200


def test_a_database_of_an_older_version_gets_no_visitors(db, client, monkeypatch):
    monkeypatch.setattr(ready, "migrations_are_missing", lambda: True)
    answer = client.get("/healthz/ready")
    assert (answer.status_code, answer.content) == (503, b"database of an older version\n")


def test_without_a_database_it_lives_and_is_not_ready(db, client, monkeypatch):
    def fail():
        raise DatabaseError

    monkeypatch.setattr(ready, "migrations_are_missing", fail)
    assert client.get("/healthz/ready").content == b"no database\n"
    assert client.get("/healthz/live").status_code == 200


def test_a_leaving_server_sends_readers_elsewhere(db, client, leaving):
    assert client.get("/policy/clauses/").status_code == 200
    leaving.touch()
    answer = client.get("/policy/clauses/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "1")
    assert client.get("/healthz/ready").content == b"leaving\n"
    assert client.get("/healthz/live").status_code == 200


def test_a_leaving_server_still_takes_what_is_written(db, client, leaving):
    leaving.touch()
    answer = client.post("/account/login/", {"login": "nobody", "password": "x"})
    assert answer.status_code == 200


class _Server:
    stopped = 0

    def signal_handler_interrupt(self, *_):
        self.stopped += 1


@pytest.fixture
def timers(monkeypatch):
    made = []

    class Timer:
        def __init__(self, seconds, function):
            made.append((seconds, function))

        def start(self):
            pass

    monkeypatch.setattr(drain.threading, "Timer", Timer)
    monkeypatch.setenv(drain.FLAG, "")
    return made


def test_a_signal_to_stop_takes_effect_later(timers):
    server = _Server()
    drain.leave_quietly(server, 7)
    assert not drain.is_draining()
    server.signal_handler_interrupt(15, None)
    assert drain.is_draining()
    assert server.stopped == 0
    ((seconds, stop),) = timers
    stop()
    assert (seconds, server.stopped) == (7, 1)


def test_a_second_signal_takes_effect_at_once(timers):
    server = _Server()
    drain.leave_quietly(server, 7)
    server.signal_handler_interrupt(15, None)
    server.signal_handler_interrupt(15, None)
    assert server.stopped == 1


def test_a_server_of_its_own_drains_nothing(monkeypatch):
    monkeypatch.delenv(drain.FLAG, raising=False)
    assert not drain.is_draining()
    assert drain.FLAG not in os.environ
