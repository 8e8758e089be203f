"""The tests run once, watched; then each mistake in a copy of this very process, against its tests."""

from __future__ import annotations

import ast
import gc
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from tools.mutation.fresh import NOBODY
from tools.mutation.operators import Mutant, mutants
from tools.mutation.swapping import CannotSwapError, Loaded, swap_functions
from tools.mutation.watched import ROOT, SOURCE, Killers, Watched

from wangyu.base.core.files import sandbox

ALIVE, KILLED, CANNOT_SWAP, BROKEN = range(4)
START = 20.0
"""Seconds a process of its own needs before its first test, on a slow machine."""


@dataclass
class Result:
    mutant: Mutant
    outcome: int
    tests: int


@dataclass
class Trial:
    """One mistake: the tests that may notice it, and where it is said which one did."""

    mutant: Mutant
    number: int
    """The how manieth of its file."""
    tree: ast.Module
    tests: list[str]
    said: Path
    alone: bool
    """In a process of its own, which imports the mistaken source."""

    def clean(self, tests: list[str]) -> Trial:
        """The same without any mistake."""
        return replace(self, number=NOBODY, tests=tests)


class Mutation:
    """In the place of pytest's own loop."""

    def __init__(
        self,
        files: list[str],
        jobs: int,
        wanted: Callable[[Mutant], bool],
        *,
        only_alive: bool = False,
    ) -> None:
        self.files, self.jobs, self._wanted, self._only_alive = files, jobs, wanted, only_alive
        self.results: list[Result] = []
        self.failed: list[str] = []
        self._killers = Killers()
        self._sound: set[str] = set()
        self._running: dict[int, Trial] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._items = {item.nodeid: item for item in session.items}
        trees = {file: ast.parse((SOURCE / file).read_text("utf-8")) for file in self.files}
        found = {file: list(mutants(file, tree)) for file, tree in trees.items()}
        self._watched = Watched(trees, [one for ones in found.values() for one in ones])
        self._watched.run(list(self._items.values()))
        self.failed = self._watched.failed
        if not self.failed:
            self._loaded = Loaded()
            gc.collect()
            gc.freeze()  # what is shared with the copies stays shared
            with tempfile.TemporaryDirectory() as folder:
                self._folder = Path(folder)
                for file, tree in trees.items():
                    self._try_file(tree, found[file])
                    self._killers.keep()
        return True

    def _try_file(self, tree: ast.Module, found: list[Mutant]) -> None:
        for number, mutant in enumerate(found):
            if not self._wanted(mutant) or (self._only_alive and self._killers.know(mutant)):
                continue
            while len(self._running) >= self.jobs:  # what cannot be swapped begins once more
                self._reap()
            tests = self._watched.tests(mutant, self._killers)
            said = self._folder / f"{len(self.results)}-{number}"
            trial = Trial(mutant, number, tree, tests, said, alone=mutant.is_value)
            if tests:
                self._running[self._start(trial)] = trial
            else:
                self._note(trial, ALIVE)
        while self._running:
            self._reap()

    def _start(self, trial: Trial) -> int:
        needed = sum(self._watched.seconds[test] for test in trial.tests)
        if trial.alone:
            return self._start_alone(trial, START + 5 * needed)
        items = [self._items[test] for test in trial.tests]
        make = self._loaded.forget if trial.number == NOBODY else lambda: _make(trial, self._loaded)
        return _fork(make, items, 5 + 5 * needed, trial.said)

    def _start_alone(self, trial: Trial, seconds: float) -> int:
        tests = list(dict.fromkeys(test.partition("[")[0] for test in trial.tests))
        given = [
            trial.mutant.file, str(trial.number), str(self._folder / "template.db"),
            str(trial.said), str(seconds), *tests,
        ]  # fmt: skip
        argv = [sys.executable, "-m", "tools.mutation.fresh", *given]
        quiet = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_WRONLY, 0) for fd in (1, 2)]
        return os.posix_spawn(sys.executable, argv, os.environ, file_actions=quiet)

    def _reap(self) -> None:
        pid, status = os.wait()
        trial = self._running.pop(pid, None)
        if trial is None:  # of a test's own
            return
        outcome = KILLED if os.WIFSIGNALED(status) else min(os.WEXITSTATUS(status), BROKEN)
        if trial.alone:
            outcome = KILLED if outcome else ALIVE
        elif outcome == CANNOT_SWAP:
            again = replace(trial, alone=True)
            self._running[self._start(again)] = again
            return
        if outcome == KILLED:
            self._check(trial)
        self._note(trial, outcome)

    def _note(self, trial: Trial, outcome: int) -> None:
        if outcome == BROKEN:
            self.failed.append(describe(trial.mutant))
        self.results.append(Result(trial.mutant, outcome, len(trial.tests)))
        if alive := outcome == ALIVE:
            self._killers.forget(trial.mutant)
        sys.__stderr__.write(f"\n活 {describe(trial.mutant)}\n" if alive else ".")
        sys.__stderr__.flush()

    def _check(self, trial: Trial) -> None:
        """Without any mistake the same test passes in a copy: else it notices nothing."""
        noticed = trial.said.read_text("utf-8") if trial.said.exists() else ""
        if noticed:
            self._killers.add(trial.mutant, noticed)
        once = f"alone {trial.mutant.file}" if trial.alone else noticed
        if not once or once in self._sound:
            return
        self._sound.add(once)
        same = trial.clean(trial.tests[:5] if trial.alone else [noticed])
        if os.waitpid(self._start(same), 0)[1]:
            self.failed += same.tests


def describe(mutant: Mutant) -> str:
    return f"{mutant.file}:{mutant.first} {mutant.name}: {mutant.before} → {mutant.after}"


def _fork(make: Callable[[], None], items: list[pytest.Item], seconds: float, said: Path) -> int:
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
        outcome = _try(make, items, seconds, said)
    except BaseException:  # noqa: BLE001 -- told by the exit code, and on the first screen
        traceback.print_exc(file=os.fdopen(loud, "w"))
    finally:
        os._exit(outcome)


def _try(make: Callable[[], None], items: list[pytest.Item], seconds: float, said: Path) -> int:
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
        return CANNOT_SWAP
    for clock, timer, most in (
        (signal.SIGPROF, signal.ITIMER_PROF, seconds),  # busy for ever
        (signal.SIGALRM, signal.ITIMER_REAL, 60 + 10 * seconds),  # waiting for ever
    ):
        signal.signal(clock, signal.SIG_DFL)
        signal.setitimer(timer, most)
    for item, following in zip(items, [*items[1:], *items[-1:]], strict=True):
        if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
            said.write_text(item.nodeid, "utf-8")
            return KILLED
    return ALIVE


def _make(trial: Trial, loaded: Loaded) -> None:
    with trial.mutant.made():
        swap_functions(str(SOURCE / trial.mutant.file), trial.tree, loaded)


__all__ = ["ALIVE", "KILLED", "ROOT", "SOURCE", "Mutation", "Result", "describe"]
