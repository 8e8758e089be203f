"""Requests per second of our pages and the peers', by turns, with one wrk line.

Usage: pages.py WORK ROUNDS. Reads WORK/{small,large}/cookie and WORK/peers; appends to WORK/results.jsonl.
Every server: two processes. Ours as `wangyu serve` starts it, and once more under the peers' gunicorn.
"""

import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import psutil

ROOT = Path(__file__).resolve().parents[1]
WORK, ROUNDS = Path(sys.argv[1]), int(sys.argv[2])
BIN = ROOT / ".venv/bin"
WRK = ["wrk", "-t1", "-c8"]
QUIET = 15
"""Per cent of the processors."""


@dataclass
class Site:
    name: str
    port: int
    command: list[str]
    cwd: Path
    env: dict[str, str] = field(default_factory=dict)
    cookie: str = ""

    def start(self) -> subprocess.Popen[bytes]:
        log = (WORK / f"{self.name}.log").open("wb")
        return subprocess.Popen(
            self.command, cwd=self.cwd, env=os.environ | self.env, stdout=log, stderr=log
        )

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@dataclass
class Page:
    name: str
    site: Site
    path: str
    signed_in: bool = False
    found: list[float] = field(default_factory=list)

    def headers(self) -> list[str]:
        return ["-H", f"Cookie: {self.site.cookie}"] if self.signed_in else []

    def check(self) -> int:
        request = urllib.request.Request(self.site.url(self.path))
        if self.signed_in:
            request.add_header("Cookie", self.site.cookie)
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert answer.url == self.site.url(self.path), answer.url
            return len(answer.read())

    def run(self, seconds: int) -> None:
        command = [*WRK, f"-d{seconds}s", *self.headers(), self.site.url(self.path)]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert "Non-2xx" not in out, out
        self.found.append(float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]))


def settle() -> None:
    """Until the servers are done with what the last page left in their queues."""
    for _ in range(40):
        if psutil.cpu_percent(0.25) < QUIET:
            return


def last_line(file: Path) -> str:
    return file.read_text().split()[-1] if file.exists() and file.read_text().strip() else ""


def ours(name: str, port: int, home: str, *, gunicorn: bool = False) -> Site:
    env = {"WANGYU_HOME": str(WORK / home), "DJANGO_SETTINGS_MODULE": "wangyu.config.settings"}
    command = [str(BIN / "wangyu"), "serve", "--port", str(port), "--workers", "2"]
    if gunicorn:
        command = peer_command("wagtail", port, "wangyu.config.wsgi")
        paths = [str(ROOT / "src"), *map(str, (ROOT / ".venv/lib").glob("*/site-packages"))]
        env["PYTHONPATH"] = ":".join(paths)
    return Site(name, port, command, ROOT, env, f"session={last_line(WORK / home / 'cookie')}")


def peer_command(peer: str, port: int, module: str) -> list[str]:
    gunicorn = str(WORK / "peers" / peer / "venv/bin/gunicorn")
    return [gunicorn, "-w2", "-b", f"127.0.0.1:{port}", f"{module}:application"]


def peer_sites() -> dict[str, Site]:
    found = {}
    place = WORK / "peers/wagtail"
    if cookie := last_line(place / "cookie"):
        env = {"DJANGO_SETTINGS_MODULE": "peer.settings.bench"}
        found["wagtail"] = Site(
            "wagtail", 8792, peer_command("wagtail", 8792, "peer.wsgi"), place / "site", env, f"sessionid={cookie}",
        )  # fmt: skip
    place = WORK / "peers/pretalx"
    if cookie := last_line(place / "cookie"):
        data = str(place / "data")
        env = {
            "PRETALX_DATA_DIR": data, "PRETALX_DB_TYPE": "sqlite3", "PRETALX_DB_NAME": data + "/db.sqlite3",
            "PRETALX_DEBUG": "False", "PRETALX_SITE_URL": "http://127.0.0.1:8793",
            "DJANGO_SETTINGS_MODULE": "pretalx.settings",
        }  # fmt: skip
        found["pretalx"] = Site(
            "pretalx", 8793, peer_command("pretalx", 8793, "pretalx.wsgi"), place / "data", env, f"pretalx_session={cookie}",
        )  # fmt: skip
    return found


def pages() -> list[Page]:
    large, small = ours("ours", 8790, "large"), ours("ours-small", 8794, "small")
    same = ours("ours-gunicorn", 8791, "large", gunicorn=True)
    found = [
        Page("list ours", large, "/orgs/public/"),
        Page("list ours, gunicorn", same, "/orgs/public/"),
        Page("board ours", large, "/policy/board/", signed_in=True),
        Page("board ours, gunicorn", same, "/policy/board/", signed_in=True),
        Page("board 1000", small, "/policy/board/", signed_in=True),
        Page("list 1000", small, "/orgs/public/"),
    ]
    peers = peer_sites()
    if "wagtail" in peers:
        found += [Page("list Wagtail", peers["wagtail"], "/"), Page("dashboard Wagtail", peers["wagtail"], "/admin/", signed_in=True)]  # fmt: skip
    if "pretalx" in peers:
        found += [
            Page("list pretalx", peers["pretalx"], "/democon/talk/"),
            Page("dashboard pretalx", peers["pretalx"], "/orga/event/democon/", signed_in=True),
        ]
    return found


def usable(page: Page) -> bool:
    for _ in range(60):
        try:
            page.check()
        except urllib.error.HTTPError as error:
            print(f"left out: {page.name} answers {error.code}", file=sys.stderr)
            return False
        except AssertionError as error:
            print(f"left out: {page.name} leads to {error}", file=sys.stderr)
            return False
        except OSError:
            time.sleep(0.5)
        else:
            return True
    print(f"left out: {page.name} does not answer", file=sys.stderr)
    return False


def main() -> None:
    every = pages()
    sites = {page.site.name: page.site for page in every}
    running = [site.start() for site in sites.values()]
    try:
        every = [page for page in every if usable(page)]
        for number in range(ROUNDS + 1):
            for page in every:
                settle()
                page.run(2 if number else 1)
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(10)
    with (WORK / "results.jsonl").open("a") as out:
        for page in every:
            rounds = page.found[1:]
            row = {
                "job": "page",
                "name": page.name,
                "rps": round(median(rounds), 1),
                "rounds": rounds,
            }
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            print(row)


main()
