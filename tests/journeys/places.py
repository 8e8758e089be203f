"""Provinces to walk in: each has a home folder, a database and a real server of its own."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parents[2]
SERVER = os.environ.get("WANGYU_DATABASE", "")
PATIENCE = 120


@dataclass(frozen=True, slots=True)
class Place:
    """Where one province lives."""

    home: Path
    port: int
    demo: bool = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> str:
        """A name of its own on the server the tests were given; SQLite keeps its file at home."""
        return "journey_" + hashlib.sha256(str(self.home).encode()).hexdigest()[:16]

    def environment(self) -> dict[str, str]:
        parts = urlsplit(SERVER)
        address = parts._replace(path="/" + self.database).geturl() if SERVER else ""
        return os.environ | {
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            "DJANGO_SETTINGS_MODULE": "wangyu.config.settings",
            "WANGYU_HOME": str(self.home), "WANGYU_URL": self.url, "WANGYU_DATABASE": address,
            "WANGYU_DEMO": "yes" if self.demo else "no",
        }  # fmt: skip

    def python(self, *arguments: str) -> list[str]:
        return [sys.executable, *arguments]

    def do(self, *arguments: str) -> str:
        """``wangyu …``, as an operator would."""
        code = "from wangyu.config.cli import main; main()"
        return self.run("-c", code, *arguments)

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            self.python(*arguments), cwd=ROOT, env=self.environment(), text=True, check=False,
            capture_output=True, timeout=PATIENCE * 4,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def make_database(self, like: Place | None = None) -> None:
        if SERVER:
            kind = f' TEMPLATE "{like.database}"' if like else ""
            self.drop_database()
            with psycopg.connect(SERVER, autocommit=True) as server:
                server.execute(f'CREATE DATABASE "{self.database}"{kind}')

    def drop_database(self) -> None:
        if SERVER:
            with psycopg.connect(SERVER, autocommit=True) as server:
                server.execute(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def new_place(home: Path, *, demo: bool = True) -> Place:
    home.mkdir(parents=True)
    place = Place(home, free_port(), demo)
    place.make_database()
    return place


def copied(model: Place, home: Path) -> Place:
    shutil.copytree(model.home, home)
    place = Place(home, free_port(), model.demo)
    place.make_database(like=model)
    place.do("collectstatic", "--noinput", "-v", "0")
    return place


def edition() -> str:
    """Changes when a played province would come out differently."""
    made = hashlib.sha256(SERVER.encode())
    for path in sorted([*ROOT.glob("src/**/migrations/*.py"), *ROOT.glob("src/wangyu/portal/demo/*.py"), *ROOT.glob("packs/**/*.toml")]):  # fmt: skip
        made.update(path.read_bytes())
    return made.hexdigest()[:12]


def once(folder: Path, name: str, build: Callable[[Place], None], *, demo: bool = True) -> Place:
    """A place built by the first test process that asks; the others wait for it and copy it."""
    place = Place(folder / name, 0, demo)
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        mark = folder / f"{name}.done"
        if not mark.exists():
            place = new_place(folder / name, demo=demo)
            build(place)
            mark.touch()
    return place


@contextmanager
def served(place: Place) -> Iterator[Place]:
    """The server an operator would start, until the walk is over."""
    log = place.home / "server.log"
    code = "from wangyu.config.cli import main; main()"
    command = place.python("-c", code, "serve", "--port", str(place.port), "--workers", "1")
    with log.open("w") as out:
        server = subprocess.Popen(command, cwd=ROOT, env=place.environment(), stdout=out, stderr=out)  # fmt: skip
        try:
            _wait(place, server, log)
            yield place
        finally:
            server.terminate()
            server.wait(PATIENCE)
            place.drop_database()


def _wait(place: Place, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text("utf-8")
        try:
            with urllib.request.urlopen(f"{place.url}/healthz", timeout=PATIENCE):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(log.read_text("utf-8"))
