"""The vulnerability scan against a database the test runs: a silence is never a pass."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.house.source import ROOT
from tests.house.test_vendored import PACKAGES

pytestmark = [pytest.mark.thorough, pytest.mark.indifferent]

PYTHON = ROOT / ".venv-supply" / "bin" / "python"
PINS = (
    "whitenoise==6.12.0 --hash=sha256:"
    + "0" * 64
    + "\nsqlparse==0.6.1 --hash=sha256:"
    + "0" * 64
    + "\n"
)
HOLE = {
    "id": "WANGYU-TEST-1", "summary": "planted", "aliases": [], "modified": "2026-01-01T00:00:00Z",
    "affected": [{"package": {"name": "sqlparse", "ecosystem": "PyPI"},
                  "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "9"}]}]}],
}  # fmt: skip


class Database(ThreadingHTTPServer):
    """Speaks as much of the OSV query interface as a scanner asks."""

    holes: dict[str, list[dict]]
    silent_about: str


class Answer(BaseHTTPRequestHandler):
    server: Database

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = asked["package"]["name"]
        self.send_response(503 if name == self.server.silent_about else 200)
        self.end_headers()
        self.wfile.write(json.dumps({"vulns": self.server.holes.get(name, [])}).encode())

    def log_message(self, *_args: object) -> None:
        """Quiet."""


SHIPPED = [row for row in PACKAGES if row["shipped"]]


@pytest.fixture
def database() -> Iterator[Database]:
    server = Database(("127.0.0.1", 0), Answer)
    server.holes, server.silent_about = {}, ""
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def pins(tmp_path):
    file = tmp_path / "pins.txt"
    file.write_text(PINS, "utf-8")
    return file


def scan(pins, address: str) -> tuple[int, str]:
    command = [PYTHON, ROOT / "tools" / "scan.py", pins, "--osv-url", address]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def url(server: Database) -> str:
    return f"http://127.0.0.1:{server.server_port}/v1/query"


def test_a_clean_answer_for_every_package_passes(database, pins) -> None:
    code, said = scan(pins, url(database))
    assert (code, said) == (0, f"{2 + len(SHIPPED)} 个依赖都查过，没有已知漏洞。\n")


def test_a_known_hole_fails_and_is_named(database, pins) -> None:
    database.holes = {"sqlparse": [HOLE]}
    code, said = scan(pins, url(database))
    assert code == 1
    assert "sqlparse 0.6.1:WANGYU-TEST-1" in said


def test_a_hole_in_what_browsers_get_fails_too(database, pins) -> None:
    database.holes = {"htmx.org": [HOLE]}
    code, said = scan(pins, url(database))
    assert code == 1
    assert "htmx.org 2." in said


def test_a_database_that_cannot_be_reached_fails(pins) -> None:
    code, said = scan(pins, "http://127.0.0.1:9/v1/query")
    assert code == 2
    assert "没有查成不算通过" in said


@pytest.mark.parametrize("name", ["sqlparse", "@tabler/core"])
def test_a_database_silent_about_one_package_fails(database, pins, name) -> None:
    database.silent_about = name
    code, said = scan(pins, url(database))
    assert code == 2
    assert "没有查成不算通过" in said
