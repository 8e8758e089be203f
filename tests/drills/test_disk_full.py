"""The disk runs full under a platform at work: it turns read-only, keeps its word, and comes back.

Where no small disk may be mounted, the disk of this machine runs below the threshold instead: much is
written to it at once and taken away again. What the databases and the operating system themselves say
when there is no room is in tests/base/core/test_full.py.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from itertools import count

import psycopg
import pytest

from tests.drills.disk import SmallDisk, may_mount
from tests.drills.places import Site
from tests.drills.reader import Reader
from tests.journeys.places import SERVER, copied

PATIENCE = 120
MOST = 3000
MARGIN = 1024**3


@pytest.fixture
def disk():
    made = SmallDisk()
    yield made
    made.remove()


@pytest.fixture
def small(demo, disk, tmp_path):
    """A site whose files and database (SQLite) or whose database (PostgreSQL) lie on the small disk."""
    home = tmp_path / "home" if SERVER else disk.path / "home"
    site = Site(copied(demo(), home))
    if SERVER:
        _move_database(site, disk)
    yield site
    site.leave()
    if SERVER:
        with psycopg.connect(SERVER, autocommit=True) as server:
            server.execute("DROP TABLESPACE IF EXISTS wy_small")


def _move_database(site, disk) -> None:
    with psycopg.connect(SERVER, autocommit=True) as server:
        owner = os.stat(server.execute("SHOW data_directory").fetchone()[0]).st_uid  # noqa: PTH116 -- whose it is
        place = disk.path / "tables"
        place.mkdir()
        os.chown(place, owner, -1)
        server.execute(f"CREATE TABLESPACE wy_small LOCATION '{place}'")
        server.execute(f'ALTER DATABASE "{site.place.database}" SET TABLESPACE wy_small')


class Officer:
    """Uploads one file after the other and knows which the platform confirmed."""

    def __init__(self, base: str) -> None:
        self.reader, self.numbers, self.confirmed = Reader(base), count(), []
        self.reader.enter("officer-02")

    def upload(self) -> tuple[int, str]:
        data = f"演示 {next(self.numbers)}\n".encode() * 400
        status, page = self.reader.upload("/evidence/upload/", "a.txt", data)
        if status == 204:
            self.confirmed.append(hashlib.sha256(data).hexdigest())
        return status, page

    def upload_until(self, wanted: int, patience: float = 0) -> str:
        until = time.monotonic() + PATIENCE
        for _ in range(MOST):
            status, page = self.upload()
            assert status in {204, 503}, page
            if status == wanted:
                return page
            assert time.monotonic() < until
            time.sleep(patience)
        raise AssertionError(f"never {wanted}")


def exercise(site, fill, empty, **settings) -> None:
    site.serve(**settings)
    officer = Officer(site.place.url)
    for _ in range(5):
        assert officer.upload()[0] == 204
    fill()
    assert "暂时只能查看，不能保存" in officer.upload_until(503)
    for path in ("/desk/", "/evidence/", "/policy/clauses/", "/healthz/ready"):
        assert officer.reader.get(path)[0] == 200, path
    assert officer.upload()[0] == 503
    empty()
    officer.upload_until(204, patience=0.5)
    found = site.holdings()
    assert set(officer.confirmed) <= set(found["files"])
    assert len(officer.confirmed) >= 6
    assert found["wrong files"] == []
    assert "审计日志完整" in site.do("audit_verify")


FULL, SHORT, LARGE = "no byte left", "below the threshold", "this disk below the threshold"
WAYS = [FULL, *([] if SERVER else [SHORT])] if may_mount() else [LARGE]


@pytest.mark.parametrize("how", WAYS)
def test_a_full_disk_is_read_only_until_there_is_room(how, request):
    """Without a restart; what was confirmed before is there, and nothing is half there."""
    if how == LARGE:
        run_below(request.getfixturevalue("site")("large"))
        return
    small, disk = request.getfixturevalue("small"), request.getfixturevalue("disk")
    least, kept = ("0", 0) if how == FULL else ("16", 8000)
    exercise(small, lambda: disk.fill(leave_kb=kept), disk.empty, WANGYU_FREE_MB=least)


def run_below(site) -> None:
    """Others may write to the same disk meanwhile: the threshold lies far from where it is crossed."""
    ballast, free = site.place.home / "ballast", shutil.disk_usage(site.place.home).free
    least = (free - MARGIN) // 1024**2

    def fill() -> None:
        with ballast.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, 2 * MARGIN)

    exercise(site, fill, ballast.unlink, WANGYU_FREE_MB=str(least))


def test_a_platform_started_on_a_short_disk_can_be_read(site):
    short = site("short")
    short.serve(WANGYU_FREE_MB=str(10**9))
    visitor = Reader(short.place.url)
    assert visitor.get("/policy/clauses/")[0] == 200
    assert visitor.get("/account/login/")[0] == 200
    status, page = visitor.post("/account/login/", login="x")
    assert status == 503
    assert "不能保存" in page
    assert "空间不足" in visitor.get("/status/")[1]
