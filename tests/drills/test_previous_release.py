"""The release before this one keeps working on the schema of this one, while it is being replaced."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.drills.places import MAIN, Site
from tests.drills.reader import Reader
from tests.house.expand import previous
from tests.journeys.places import ROOT, new_place, served

PAGES = {
    "province-officer": ["/desk/", "/policy/board/", "/ledger/windows/", "/orgs/", "/people/", "/search/?q=%E7%BD%91%E7%BB%9C"],
    "officer-02": ["/desk/", "/ledger/sheets/", "/evidence/", "/notify/", "/people/me/"],
    "auditor": ["/desk/", "/audit/"],
}  # fmt: skip
PUBLIC = ["/", "/policy/clauses/", "/orgs/public/", "/healthz"]


def commit() -> str:
    """The previous release's, or the oldest one of a clone that does not reach back so far."""
    wanted = previous()["commit"]
    known = git("cat-file", "-e", f"{wanted}^{{commit}}").returncode == 0
    oldest = git("rev-list", "--max-parents=0", "HEAD").stdout.decode().split()[0]
    if not known:
        sys.stderr.write(f"克隆不完整，没有上个版本的提交 {wanted}；改用其中最早的 {oldest}\n")
    return wanted if known else oldest


def git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False)


@pytest.fixture
def old(tmp_path):
    """The previous release with its own demo, on a database of its own."""
    code = tmp_path / "old"
    code.mkdir()
    packed = git("archive", commit(), "src", "packs")
    assert packed.returncode == 0, packed.stderr.decode()
    subprocess.run(["tar", "-x", "-C", str(code)], input=packed.stdout, check=True)
    site = Site(new_place(tmp_path / "home"))
    yield site, {"PYTHONPATH": os.pathsep.join([str(code / "src"), str(ROOT)])}
    site.leave()


def walk(base: str) -> None:
    stranger = Reader(base)
    for path in PUBLIC:
        assert stranger.get(path)[0] == 200, path
    for persona, paths in PAGES.items():
        someone = Reader(base)
        someone.enter(persona)
        for path in paths:
            assert someone.get(path)[0] == 200, f"{persona} {path}"


def write(base: str, choice: str) -> None:
    someone = Reader(base)
    someone.enter("officer-02")
    someone.get("/notify/preferences/")
    assert someone.post("/notify/preferences/", mail=choice)[0] == 200
    assert re.search(f'value="{choice}"[^>]* checked', someone.get("/notify/preferences/")[1])


@pytest.mark.timeout(900)  # two releases, two demo provinces
def test_the_previous_release_reads_and_writes_on_the_migrated_database(old):
    site, settings = old
    site.do("demo", **settings)
    site.do("migrate", "-v", "0")  # on this machine; the other one has files of its own
    uploads = site.python("-m", "tests.drills.writer", "old", "3", **settings)
    assert uploads.returncode == 0, uploads.stderr
    assert len(uploads.stdout.split()) == 3
    server = site.start("-c", MAIN, "serve", "--port", str(site.place.port), "--workers", "1", log="old.log", **settings)  # fmt: skip
    site.wait_until_it_answers(server, "old.log")
    walk(site.place.url)
    write(site.place.url, "none")
    server.terminate()
    server.wait()
    site.do("collectstatic", "--noinput", "-v", "0")
    with served(site.place):
        walk(site.place.url)
        write(site.place.url, "at_once")
