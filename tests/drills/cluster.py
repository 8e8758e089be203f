"""A PostgreSQL of the test's own, which can be set up, killed and brought back like a real one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg

from tests.drills.places import PG_BIN
from tests.journeys.places import ROOT


class Cluster:
    """Everything lies in one folder, which belongs to the system user PostgreSQL runs as."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="wy-pg-"))
        self.data, self.archive = self.folder / "data", self.folder / "archive"
        first = [sys.executable, str(ROOT / "tools/postgres.py"), "start", str(self.data)]
        subprocess.run(first, check=True, capture_output=True)
        self.owner = self.data.stat().st_uid
        for place in (self.folder, self.archive):
            place.mkdir(exist_ok=True)
            os.chown(place, self.owner, -1)
        for note in self.data.glob(
            ".*"
        ):  # left by whoever started it, unreadable for a base backup
            os.chown(note, self.owner, -1)

    def run(self, tool: str, *arguments: str) -> None:
        """A program of PostgreSQL, as the user that owns the data."""
        user = {"user": self.owner} if os.geteuid() == 0 else {}
        log = (self.folder / f"{tool}.log").open("a")
        done = subprocess.run(
            [str(PG_BIN / tool), *arguments], stdout=log, stderr=log, check=False, cwd="/", **user
        )
        assert done.returncode == 0, (self.folder / f"{tool}.log").read_text()

    def beside(self, tool: str, *arguments: str) -> subprocess.Popen[bytes]:
        user: dict[str, Any] = {"user": self.owner} if os.geteuid() == 0 else {}
        log = (self.folder / f"{tool}.log").open("a")
        return subprocess.Popen([str(PG_BIN / tool), *arguments], stdout=log, stderr=log, **user)

    def set(self, **settings: str) -> None:
        """ALTER SYSTEM and a restart."""
        with self.connect() as connection:
            for name, value in settings.items():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        self.run("pg_ctl", "-w", "-D", str(self.data), "-m", "fast", "stop")
        self.start(self.data)

    def start(self, data: Path) -> None:
        self.data = data
        where = f"-h '' -k {self.folder}"
        self.run("pg_ctl", "-w", "-D", str(data), "-l", str(self.folder / "server.log"), "-o", where, "start")  # fmt: skip

    def address(self) -> str:
        lines = (self.data / "postmaster.pid").read_text().splitlines()
        return f"postgresql://postgres@/postgres?host={lines[4]}"

    def connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.address(), autocommit=True)

    def ask(self, question: str) -> Any:
        with self.connect() as connection:
            return connection.execute(question).fetchone()[0]

    def burn(self) -> None:
        """The machine is gone: every process at once, and the disk with whatever was only there."""
        pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        master = psutil.Process(pid)
        for process in [*master.children(recursive=True), master]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs([master], timeout=60)
        shutil.rmtree(self.data)

    def remove(self) -> None:
        if (self.data / "postmaster.pid").exists():
            self.run("pg_ctl", "-w", "-D", str(self.data), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)
