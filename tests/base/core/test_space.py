"""Storage runs out: what can be read is read, what cannot be saved says so, and it passes by itself."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import closing
from types import SimpleNamespace

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from tests import factories
from wangyu.base.core import health, middleware, space, views
from wangyu.base.core.roles import Role
from wangyu.base.core.space import Space, is_full
from wangyu.institutions.people.models import sessions
from wangyu.institutions.people.models.sessions import SessionStore


class Disk:
    """A disk whose room and whose time the test moves."""

    def __init__(self):
        self.now, self.room, self.looks = 100.0, 1000, 0

    def free(self):
        self.looks += 1
        return self.room

    def space(self):
        return Space(clock=lambda: self.now, free=self.free)


@pytest.fixture
def disk():
    return Disk()


@pytest.fixture
def kept(disk, monkeypatch, settings):
    """The platform on that disk."""
    settings.FREE_MB = 200
    made = disk.space()
    for module in (middleware, views, health, sessions):
        monkeypatch.setattr(module, "space", made)
    return made


def sqlite_full():
    """What SQLite really raises."""
    with closing(sqlite3.connect(":memory:")) as opened:
        opened.execute("PRAGMA max_page_count = 2")
        opened.execute("CREATE TABLE t (a)")
        with pytest.raises(sqlite3.OperationalError) as caught:
            opened.execute("INSERT INTO t VALUES (zeroblob(100000))")
    return caught.value


def sqlite_says(code):
    """What a connection that opens on a disk without a byte says is a "disk I/O error"."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code
    return error


class _PostgresFull(Exception):  # noqa: N818 -- named as psycopg names its own
    sqlstate = "53100"


def wrapped(cause):
    """As Django passes on what a driver raised."""
    error = OperationalError("no room")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OSError(errno.ENOSPC, ""), True), (OSError(errno.EDQUOT, ""), True),
        (OSError(errno.EFBIG, ""), True), (OSError(errno.EIO, ""), False),
        (_PostgresFull(), True), (ValueError("full"), False), (sqlite3.OperationalError("x"), False),
        (sqlite_says(sqlite3.SQLITE_IOERR_SHMSIZE), True), (sqlite_says(sqlite3.SQLITE_FULL | 1 << 8), True), (sqlite_says(sqlite3.SQLITE_IOERR_READ), False),
        (None, False),
    ],
)  # fmt: skip
def test_want_of_room_is_told_from_other_faults(error, expected):
    assert is_full(error) is expected
    assert is_full(wrapped(error)) is expected


def test_what_sqlite_says_when_it_is_full_is_known():
    assert is_full(wrapped(sqlite_full()))


def test_room_below_the_threshold_is_read_only_until_it_is_back(disk, settings):
    settings.FREE_MB = 200
    made = disk.space()
    assert not made.is_read_only()
    disk.room, disk.now = 199, disk.now + 1
    assert made.is_read_only()
    disk.room, disk.now = 200, disk.now + 1
    assert not made.is_read_only()


def test_the_disk_is_looked_at_once_a_second(disk, settings):
    made = disk.space()
    for _ in range(50):
        made.is_read_only()
    assert disk.looks == 1


def test_after_a_failed_write_another_may_try_in_a_while(disk):
    made = disk.space()
    made.note_failure()
    assert made.is_read_only()
    disk.now += 9.9
    assert made.is_read_only()
    disk.now += 0.1
    assert not made.is_read_only()


def test_the_room_of_the_real_disk_is_known(monkeypatch):
    assert space.free_megabytes() > 0
    disk = SimpleNamespace(free=5 * 1024 * 1024)
    monkeypatch.setattr("shutil.disk_usage", lambda _: disk)
    assert space.free_megabytes() == 5
    disk.free -= 1
    assert space.free_megabytes() == 4


def fill(disk):
    disk.room, disk.now = 0, disk.now + 1


def test_reading_goes_on_and_saving_says_one_sentence(client, province, kept, disk):
    factories.sign_in(client, factories.officer(Role.PROVINCE_OFFICER, province))
    fill(disk)
    assert client.get("/desk/").status_code == 200
    answer = client.post("/notify/preferences/", {"mail": "none"})
    assert (answer.status_code, answer["Retry-After"]) == (503, str(space.PAUSE))
    page = answer.content.decode()
    assert "暂时只能查看，不能保存" in page
    assert "填写的内容还在那里" in page
    assert answer["Content-Security-Policy"]


def test_saving_works_again_without_hands(client, province, kept, disk):
    factories.sign_in(client, factories.officer(Role.PROVINCE_OFFICER, province))
    fill(disk)
    assert client.post("/notify/preferences/", {"mail": "none"}).status_code == 503
    disk.room, disk.now = 5000, disk.now + 1
    assert client.post("/notify/preferences/", {"mail": "none"}).status_code == 302


def refuse_writes(error):
    """A database that has no room: it answers questions and fails what writes."""

    def run(execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            raise error
        return execute(sql, params, many, context)

    return connection.execute_wrapper(run)


def test_the_first_write_that_fails_says_the_sentence_and_leaves_nothing(client, province, kept):
    factories.sign_in(client, factories.officer(Role.PROVINCE_OFFICER, province))
    client.raise_request_exception = False
    with refuse_writes(wrapped(OSError(errno.ENOSPC, ""))):
        answer = client.post("/notify/preferences/", {"mail": "none"})
    assert answer.status_code == 503
    assert "不能保存" in answer.content.decode()
    assert kept.is_read_only()
    assert not client.get("/notify/preferences/").content.decode().count('value="none" checked')


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
def test_a_database_that_does_not_answer_is_no_fault_of_the_program(client, province, kept, kind):
    client.raise_request_exception = False
    factories.sign_in(client, factories.officer(Role.PROVINCE_OFFICER, province))
    with refuse_writes(kind("connection refused")):
        answer = client.post("/notify/preferences/", {"mail": "none"})
    assert answer.status_code == 503
    assert "暂时连不上数据库" in answer.content.decode()
    assert "refused" not in answer.content.decode()
    assert not kept.is_read_only()


def test_a_fault_of_the_program_stays_one(client, province, monkeypatch):
    client.raise_request_exception = False

    def fail(now):
        raise ZeroDivisionError

    monkeypatch.setattr(views.wellness, "lines", fail)
    answer = client.get("/status/")
    assert answer.status_code == 500
    assert "系统出了一点问题" in answer.content.decode()


@pytest.mark.parametrize(
    "cause", [OSError(errno.ENOSPC, ""), sqlite_says(sqlite3.SQLITE_IOERR_SHMSIZE), _PostgresFull()], ids=["disk", "sqlite", "postgres"]
)  # fmt: skip
def test_a_session_that_cannot_be_noted_does_not_stop_a_reader(client, province, kept, cause):
    factories.sign_in(client, factories.officer(Role.PROVINCE_OFFICER, province))
    session = client.session
    session["seen_on"] = "2020-01-01"
    session.save()
    with refuse_writes(wrapped(cause)):
        assert client.get("/desk/").status_code == 200
    assert kept.is_read_only()


def test_a_new_session_that_cannot_be_kept_is_no_session(db, kept):
    made = SessionStore()
    with refuse_writes(wrapped(OSError(errno.ENOSPC, ""))), pytest.raises(DatabaseError):
        made.save(must_create=True)


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
def test_a_database_lost_while_a_session_is_noted_is_no_unreadable_request(
    client, province, kept, kind
):
    """Django would call it a lost session, which is answered with 400."""
    client.raise_request_exception = False
    factories.sign_in(client, factories.officer(Role.PROVINCE_OFFICER, province))
    session = client.session
    session["seen_on"] = "2020-01-01"
    session.save()
    with refuse_writes(kind("connection refused")):
        answer = client.get("/desk/")
    assert answer.status_code == 503
    assert "暂时连不上数据库" in answer.content.decode()


def test_a_session_that_fails_for_another_reason_says_so(db, kept):
    made = SessionStore()
    made.create()
    with refuse_writes(DatabaseError("corrupt")), pytest.raises(UpdateError):
        made.save()


def test_the_status_page_says_that_nothing_can_be_saved(kept, disk, now):
    fill(disk)
    light = health.disk(now)
    assert light.tone == "bad"
    assert "不能保存" in light.text
