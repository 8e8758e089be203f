"""The tests run once, watched; then each mistake in a copy of this very process, against its tests."""

from __future__ import annotations

import ast
import gc
import os
import signal
import sys
import time
import traceback
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import coverage
import pytest
from _pytest.runner import runtestprotocol
from tools.mutation.operators import Mutant, mutants
from tools.mutation.swapping import (
    CannotSwapError,
    DoesNotLoadError,
    Loaded,
    swap_functions,
    swap_values,
)

from wangyu.base.core.files import sandbox

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "wangyu"
BUDGET = 20.0
"""Seconds of tests for one mistake, the most particular first; enough for all but the busiest lines."""
ALIVE, KILLED, NOT_TRIED, BROKEN = range(4)
Lines = dict[int, set[str]]


@dataclass
class Result:
    mutant: Mutant
    outcome: int
    tests: int


class Watched:
    """What each test ran, and how long it took."""

    def __init__(self, files: list[str]) -> None:
        self._coverage = coverage.Coverage(
            data_file=None, config_file=False, include=[str(SOURCE / file) for file in files]
        )
        self.seconds: dict[str, float] = {}
        self.failed: list[str] = []
        self.lines: dict[str, Lines] = {}
        self.breadth: dict[str, int] = defaultdict(int)

    def run(self, items: list[pytest.Item]) -> None:
        self._coverage.start()
        for number, item in enumerate(items):
            self._coverage.switch_context(item.nodeid)
            started = time.perf_counter()
            following = items[(number + 1) % len(items)]  # the session's fixtures stay
            if any(r.failed for r in runtestprotocol(item, log=False, nextitem=following)):
                self.failed.append(item.nodeid)
            self.seconds[item.nodeid] = time.perf_counter() - started
        self._coverage.stop()
        data = self._coverage.get_data()
        for path in data.measured_files():
            lines = {
                line: set(tests) - {""} for line, tests in data.contexts_by_lineno(path).items()
            }
            self.lines[path] = lines
            for tests in lines.values():
                for test in tests:
                    self.breadth[test] += 1

    def tests(self, mutant: Mutant) -> list[str]:
        """Those that ran the lines, the most particular first, as many as the budget allows."""
        lines = self.lines.get(str(SOURCE / mutant.file), {})
        if mutant.function:
            found = set().union(*(lines.get(n, ()) for n in range(mutant.first, mutant.last + 1)))
        else:
            found = set().union(*lines.values())
        spent, chosen = 0.0, []
        for test in sorted(found, key=lambda one: (self.breadth[one], self.seconds[one])):
            if spent < BUDGET:
                chosen.append(test)
            spent += self.seconds[test]
        return chosen


class Mutation:
    """In the place of pytest's own loop."""

    def __init__(self, files: list[str], jobs: int, only: str) -> None:
        self.files, self.jobs, self.only = files, jobs, only
        self.results: list[Result] = []
        self.failed: list[str] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        watched = Watched(self.files)
        watched.run(list(items.values()))
        self.failed = watched.failed
        if not self.failed:
            self._try_all(items, watched)
        return True

    def _try_all(self, items: dict[str, pytest.Item], watched: Watched) -> None:
        loaded = Loaded()
        gc.collect()
        gc.freeze()  # what is shared with the copies stays shared
        running: dict[int, Result] = {}
        for file in self.files:
            tree = ast.parse((SOURCE / file).read_text("utf-8"))
            found = [one for one in mutants(file, tree) if self.only in f"{file}:{one.function}"]
            for mutant in found:
                chosen = [items[test] for test in watched.tests(mutant)]
                seconds = 5 + 5 * sum(watched.seconds[item.nodeid] for item in chosen)
                if mutant is found[0] or mutant is found[-1]:
                    self._try_none(loaded, chosen, seconds)
                if len(running) >= self.jobs:
                    self._reap(running)
                pid = _fork(lambda m=mutant, t=tree: _make(m, t, loaded), chosen, seconds)
                running[pid] = Result(mutant, ALIVE, len(chosen))
            while running:
                self._reap(running)

    def _try_none(self, loaded: Loaded, items: list[pytest.Item], seconds: float) -> None:
        """Without any mistake the same tests pass in a copy: else each would seem to be noticed."""
        _, status = os.waitpid(_fork(loaded.forget, items, seconds), 0)
        if status:
            self.failed += [item.nodeid for item in items]

    def _reap(self, running: dict[int, Result]) -> None:
        pid, status = os.wait()
        if pid not in running:  # of a test's own
            return
        result = running.pop(pid)
        result.outcome = KILLED if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
        self.results.append(result)
        if result.outcome == BROKEN:
            self.failed.append(describe(result.mutant))
        mark = ("活", ".", "-")[min(result.outcome, 2)]
        sys.__stderr__.write(mark if mark != "活" else f"\n活 {describe(result.mutant)}\n")
        sys.__stderr__.flush()


def describe(mutant: Mutant) -> str:
    return f"{mutant.file}:{mutant.first} {mutant.function}: {mutant.before} → {mutant.after}"


def module_name(file: str) -> str:
    return "wangyu." + file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _fork(make: Callable[[], None], items: list[pytest.Item], seconds: float) -> int:
    """A copy of this process in which the mistake is made, and the tests run until one fails."""
    pid = os.fork()
    if pid:
        return pid
    outcome = BROKEN
    try:
        loud = os.dup(2)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        outcome = _try(make, items, seconds)
    except BaseException:  # noqa: BLE001 -- told by the exit code, and on the first screen
        traceback.print_exc(file=os.fdopen(loud, "w"))
    finally:
        os._exit(outcome)


def _try(make: Callable[[], None], items: list[pytest.Item], seconds: float) -> int:
    from hypothesis import Phase  # noqa: PLC0415 -- pytest wants to load it first
    from hypothesis import settings as hypothesis_settings  # noqa: PLC0415 -- the same

    hypothesis_settings.register_profile(
        "mutation", deadline=None, database=None, derandomize=True,
        phases=(Phase.explicit, Phase.generate),
    )  # fmt: skip
    hypothesis_settings.load_profile("mutation")
    sandbox.waiting.clear()  # whose pipes are the first process's
    try:
        make()
    except CannotSwapError:
        return NOT_TRIED
    except DoesNotLoadError:
        return KILLED
    signal.setitimer(signal.ITIMER_REAL, seconds)
    for item, following in zip(items, [*items[1:], *items[-1:]], strict=True):
        if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
            return KILLED
    return ALIVE


def _make(mutant: Mutant, tree: ast.Module, loaded: Loaded) -> None:
    path = str(SOURCE / mutant.file)
    with mutant.made():
        if mutant.function:
            swap_functions(path, tree, loaded)
        else:
            swap_values(path, tree, loaded, sys.modules[module_name(mutant.file)])
