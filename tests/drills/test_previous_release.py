"""Each release before this one keeps working on the schema of this one, while it is being replaced."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.drills import older
from tests.drills.places import MAIN, Site
from tests.house.expand import releases
from tests.journeys.places import ROOT, new_place, served


def commit(wanted: str) -> str:
    """A release's, or the oldest one of a clone that does not reach back so far."""
    known = git("cat-file", "-e", f"{wanted}^{{commit}}").returncode == 0
    oldest = git("rev-list", "--max-parents=0", "HEAD").stdout.decode().split()[0]
    if not known:
        sys.stderr.write(f"克隆不完整，没有那个版本的提交 {wanted}；改用其中最早的 {oldest}\n")
    return wanted if known else oldest


def git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False)


@pytest.fixture(params=releases(), ids=[one["version"] for one in releases()])
def old(request, tmp_path):
    """A release with its own demo, on a database of its own, and whether it has calls already."""
    code = tmp_path / "old"
    code.mkdir()
    packed = git("archive", commit(request.param["commit"]), "src", "packs")
    assert packed.returncode == 0, packed.stderr.decode()
    subprocess.run(["tar", "-x", "-C", str(code)], input=packed.stdout, check=True)
    site = Site(new_place(tmp_path / "home"))
    settings = {"PYTHONPATH": os.pathsep.join([str(code / "src"), str(ROOT)])}
    yield site, settings, (code / "src" / "wangyu" / "activities").exists()
    site.leave()


@pytest.mark.timeout(1200)  # two releases, each with a demo province
def test_an_older_release_reads_and_writes_on_the_migrated_database(old):
    site, settings, calls = old
    pages = older.PAGES | {k: older.PAGES.get(k, []) + v for k, v in older.LATER.items() if calls}
    site.do("demo", **settings)
    site.do("migrate", "-v", "0")  # on this machine; the other one has files of its own
    uploads = site.python("-m", "tests.drills.writer", "old", "3", **settings)
    assert uploads.returncode == 0, uploads.stderr
    assert len(uploads.stdout.split()) == 3
    server = site.start("-c", MAIN, "serve", "--port", str(site.place.port), "--workers", "1", log="old.log", **settings)  # fmt: skip
    site.wait_until_it_answers(server, "old.log")
    act(site.place.url, pages, calls=calls, choice="none")
    server.terminate()
    server.wait()
    site.do("collectstatic", "--noinput", "-v", "0")
    with served(site.place):
        act(site.place.url, pages, calls=calls, choice="at_once")


def act(base: str, pages: dict[str, list[str]], *, calls: bool, choice: str) -> None:
    older.walk(base, pages)
    older.prefer(base, choice)
    older.report(base)
    if calls:
        older.enter(base)
