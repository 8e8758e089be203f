"""No room, as the database and the operating system themselves say it, under real requests.

SQLite may have no page more; PostgreSQL itself reports that its disk is full; a file may grow no
further. Each time the platform turns read-only by itself, keeps what it confirmed, says one sentence,
and takes up again what is sent once more when there is room. (A whole platform on a disk that runs
full is in tests/drills/test_disk_full.py.)
"""

from __future__ import annotations

import hashlib
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection

from tests import factories
from tests.base.core.test_space import Disk
from wangyu.base.audit.models import Entry
from wangyu.base.core import health, middleware, space, views
from wangyu.base.core.files.store import path_of
from wangyu.base.core.roles import Role
from wangyu.institutions.people.models import sessions
from wangyu.records.evidence.models import File

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]
MOST = 400
TUS, NAME = {"Tus-Resumable": "1.0.0"}, "filename MS50eHQ="
PAGES = ("/desk/", "/evidence/", "/policy/clauses/", "/healthz/ready")
REPORT = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$
"""


@contextmanager
def no_page_more() -> Iterator[None]:
    """Not one beyond those that are in use."""
    _do("VACUUM")
    pages, most = _ask("PRAGMA page_count"), _ask("PRAGMA max_page_count")
    _do(f"PRAGMA max_page_count = {pages}")
    try:
        yield
    finally:
        _do(f"PRAGMA max_page_count = {most}")


@contextmanager
def no_row_more() -> Iterator[None]:
    """Every table the log is written to refuses as PostgreSQL does when it cannot extend its file."""
    _do(REPORT)
    _do("CREATE TRIGGER full_disk BEFORE INSERT ON audit_entry EXECUTE FUNCTION full_disk()")
    try:
        yield
    finally:
        _do("DROP TRIGGER full_disk ON audit_entry")
        _do("DROP FUNCTION full_disk()")


def _do(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _ask(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


@contextmanager
def no_byte_more(at: int) -> Iterator[None]:
    """No file of this process may grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (at, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def disk(monkeypatch):
    """Its clock is the test's; its room is what the database says of it."""
    made = Disk()
    kept = made.space()
    for module in (middleware, views, health, sessions):
        monkeypatch.setattr(module, "space", kept)
    return made


class Officer:
    """Uploads one file after the other and knows which the platform confirmed."""

    def __init__(self, client, settings) -> None:
        self.client, self.numbers, self.confirmed, self.root = (
            client,
            count(),
            [],
            settings.MEDIA_ROOT,
        )
        client.raise_request_exception = False

    def upload(self, size: int = 4000):
        data = f"演示 {next(self.numbers)}\n".encode().ljust(size, b"1")
        answer = self.client.post("/evidence/upload/", {"file": SimpleUploadedFile("a.txt", data)})
        if answer.status_code < 400:
            self.confirmed.append(hashlib.sha256(data).hexdigest())
        return answer

    def upload_until_refused(self):
        for _ in range(MOST):
            answer = self.upload()
            if answer.status_code >= 400:
                return answer
        raise AssertionError("never refused")

    def require_all_there(self) -> None:
        """What was confirmed and nothing else: every row with its bytes, every byte with its row."""
        rows = {row.sha256: row.stored_name for row in File.objects.all()}
        assert set(rows) == set(self.confirmed)
        for told, name in rows.items():
            assert hashlib.sha256(path_of(name).read_bytes()).hexdigest() == told
        kept = {one.name for one in Path(self.root).glob("??/*")}
        assert kept == set(rows.values())
        noted = Entry.objects.filter(action__in=("evidence.file.add", "evidence.upload.enter"))
        assert noted.count() == len(rows)
        call_command("audit_verify", verbosity=0)


@pytest.fixture
def officer(client, settings, university):
    factories.sign_in(client, factories.officer(Role.UNIVERSITY_OFFICER, university))
    return Officer(client, settings)


def require_sentence(answer) -> None:
    assert (answer.status_code, answer["Retry-After"]) == (503, str(space.PAUSE))
    page = answer.content.decode()
    assert "暂时只能查看，不能保存" in page
    assert "填写的内容还在那里" in page


def test_a_full_database_is_read_only_by_itself_and_comes_back(officer, disk):
    full = no_page_more if connection.vendor == "sqlite" else no_row_more
    for _ in range(3):
        assert officer.upload().status_code < 400
    with full():
        require_sentence(officer.upload_until_refused())
        officer.require_all_there()
        for page in PAGES:
            assert officer.client.get(page).status_code == 200, page
        assert "不能保存" in officer.client.get("/status/").content.decode()
        require_sentence(officer.upload())
        disk.now += space.PAUSE
        require_sentence(officer.upload_until_refused())
    require_sentence(officer.upload())
    disk.now += space.PAUSE
    assert officer.upload().status_code < 400
    assert len(officer.confirmed) >= 4
    officer.require_all_there()


def test_a_file_that_may_grow_no_further_leaves_nothing_and_is_taken_later(officer, disk):
    size = 3_000_000
    assert officer.upload().status_code < 400
    with no_byte_more(_larger_than_the_database()):
        require_sentence(officer.upload(_larger_than_the_database() + size))
    officer.require_all_there()
    disk.now += space.PAUSE
    assert officer.upload().status_code < 400
    officer.require_all_there()


def test_a_piece_that_finds_no_room_is_sent_on_from_where_it_broke_off(officer, disk):
    limit = _larger_than_the_database()
    data = b"1" * (limit + 1_000_000)
    begun = officer.client.post(
        "/evidence/uploads/",
        headers=TUS | {"Upload-Length": str(len(data)), "Upload-Metadata": NAME},
    )
    url = begun.headers["Location"]
    with no_byte_more(limit):
        require_sentence(send(officer.client, url, data, 0))
    reached = int(officer.client.head(url, headers=TUS)["Upload-Offset"])
    assert reached == limit
    disk.now += space.PAUSE
    assert send(officer.client, url, data[reached:], reached).status_code == 204
    officer.confirmed.append(hashlib.sha256(data).hexdigest())
    officer.require_all_there()


def send(client, url: str, data: bytes, offset: int):
    headers = TUS | {"Upload-Offset": str(offset)}
    return client.patch(url, data, "application/offset+octet-stream", headers=headers)


def _larger_than_the_database() -> int:
    """So that SQLite's own files may grow a little."""
    if connection.vendor != "sqlite":
        return 1_000_000
    return _ask("PRAGMA page_count") * _ask("PRAGMA page_size") + 4_000_000
