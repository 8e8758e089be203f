"""A process of its own whose source has one mistake from the beginning, and some tests run there.

For what is read when a module is imported: whatever is made of it, here and in the tests, is made
of the mistaken value. Usage: python -m tools.mutation.fresh FILE NUMBER TEMPLATE SAID CPU test…
"""

from __future__ import annotations

import ast
import os
import signal
import sqlite3
import sys
from contextlib import closing
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from tools.mutation.operators import mutants

SOURCE = Path(__file__).resolve().parents[2] / "src" / "wangyu"
QUIET = [
    "-p", "no:randomly", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov", "--tb=no",
    "--timeout=0", "-o", "tmp_path_retention_policy=none", "-m", "not journey and not drill",
]  # fmt: skip
NOBODY = -1
"""The number of no mistake at all."""


def import_with(file: str, number: int) -> None:
    """From now on the module of ``file`` is imported with this mistake."""
    whole = SourceFileLoader.get_code

    def get_code(self: SourceFileLoader, fullname: str) -> CodeType | None:
        path = self.get_filename(fullname)
        if path != str(SOURCE / file):
            return whole(self, fullname)
        tree = ast.parse(Path(path).read_text("utf-8"))
        with list(mutants(file, tree))[number].made():
            return compile(tree, path, "exec", dont_inherit=True)

    SourceFileLoader.get_code = get_code


def migrate_once(template: Path) -> None:
    """The first process migrates its database in memory; the others take a copy of it."""
    from django.db.backends.sqlite3.creation import DatabaseCreation  # noqa: PLC0415 -- after the hook

    whole = DatabaseCreation.create_test_db

    def create(self: Any, *given: Any, **more: Any) -> str:
        there = self.connection
        if template.exists():
            name = str(self._create_test_db(0, autoclobber=True, keepdb=False))
            there.close()
            there.settings_dict["NAME"] = name
            there.ensure_connection()
            with closing(sqlite3.connect(template)) as kept:
                kept.backup(there.connection)
        else:
            name = whole(self, *given, **more)
            there.ensure_connection()
            whole_file = template.with_suffix(f".{os.getpid()}")
            with closing(sqlite3.connect(whole_file)) as kept:
                there.connection.backup(kept)
            whole_file.replace(template)  # another process may look for it meanwhile
        return name

    DatabaseCreation.create_test_db = create


class Said:
    """Which test failed first."""

    def __init__(self) -> None:
        self.failed = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid


def main() -> int:
    file, number, template, said, seconds, *tests = sys.argv[1:]
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, float(seconds))
    signal.setitimer(signal.ITIMER_REAL, 10 * float(seconds))
    if int(number) != NOBODY:
        import_with(file, int(number))
    migrate_once(Path(template))
    heard = Said()
    code = pytest.main([*QUIET, "-x", f"--basetemp={said}.t", *tests], plugins=[heard])
    Path(said).write_text(heard.failed, "utf-8")
    return int(code)


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)
