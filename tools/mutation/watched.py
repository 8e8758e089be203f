"""What each test ran, and how long it took; and so the tests that may notice a mistake."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import CodeType

import coverage
import pytest
from _pytest.runner import runtestprotocol
from tools.mutation.operators import Mutant
from tools.mutation.swapping import Loaded
from tools.mutation.values import Readers, Sources

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "wangyu"
REMEMBERED = ROOT / "var" / "mutation.json"
BUDGET = 60.0
"""Seconds of tests for one mistake, the likeliest first; enough for all but the busiest lines."""
BUDGET_ALONE = 15.0
"""The same in a process of its own, which runs all parameters of a test."""


class Killers:
    """Which test noticed what: only so that it is asked first the next time."""

    def __init__(self) -> None:
        self._before: dict[str, str] = {}
        if REMEMBERED.exists():
            self._before = json.loads(REMEMBERED.read_text("utf-8"))
        self._near: dict[tuple[str, str], set[str]] = defaultdict(set)

    def add(self, mutant: Mutant, test: str) -> None:
        self._before["|".join(mutant.key)] = test
        self._near[mutant.file, mutant.name].add(_function(test))

    def know(self, mutant: Mutant) -> bool:
        return "|".join(mutant.key) in self._before

    def forget(self, mutant: Mutant) -> None:
        self._before.pop("|".join(mutant.key), None)

    def rank(self, mutant: Mutant, test: str) -> int:
        if test == self._before.get("|".join(mutant.key)):
            return 0
        return 1 if _function(test) in self._near[mutant.file, mutant.name] else 2

    def keep(self) -> None:
        REMEMBERED.parent.mkdir(exist_ok=True)
        REMEMBERED.write_text(json.dumps(self._before, ensure_ascii=False, indent=0), "utf-8")


class Watched:
    def __init__(self, files: Iterable[str], mistakes: Iterable[Mutant]) -> None:
        self._readers = self._find_readers(mistakes)
        watched = {*files, *(file for one in self._readers.values() for file in one.lines)}
        self._coverage = coverage.Coverage(
            data_file=None, config_file=False, include=[str(SOURCE / file) for file in watched]
        )
        self.seconds: dict[str, float] = {}
        self.failed: list[str] = []
        self._lines: dict[str, dict[int, set[str]]] = {}
        self._breadth: dict[str, int] = defaultdict(int)
        self._turn: dict[str, int] = {}
        """The how manieth of its parameters."""
        self._names: dict[str, set[str]] = {}
        """What a test itself speaks of."""

    @staticmethod
    def _find_readers(mistakes: Iterable[Mutant]) -> dict[tuple[str, str], Readers]:
        sources = Sources(SOURCE)
        values = {(one.file, one.name) for one in mistakes if one.is_value}
        return {value: sources.readers(*value) for value in values}

    def run(self, items: list[pytest.Item]) -> None:
        turns: dict[str, int] = defaultdict(int)
        loaded = Loaded()
        self._coverage.start()
        for number, item in enumerate(items):
            self._coverage.switch_context(item.nodeid)
            loaded.forget()  # what is worked out once is worked out by each test that needs it
            started = time.process_time()
            following = items[(number + 1) % len(items)]  # the session's fixtures stay
            if any(r.failed for r in runtestprotocol(item, log=False, nextitem=following)):
                self.failed.append(item.nodeid)
            self.seconds[item.nodeid] = time.process_time() - started
            self._turn[item.nodeid] = turns[_function(item.nodeid)]
            turns[_function(item.nodeid)] += 1
            self._names[item.nodeid] = set(_spoken_of(item.obj.__code__))
        self._coverage.stop()
        self._take(self._coverage.get_data())

    def _take(self, data: coverage.CoverageData) -> None:
        for path in data.measured_files():
            lines = {
                line: set(tests) - {""} for line, tests in data.contexts_by_lineno(path).items()
            }
            self._lines[str(Path(path).relative_to(SOURCE))] = lines
            for tests in lines.values():
                for test in tests:
                    self._breadth[test] += 1

    def tests(self, mutant: Mutant, killers: Killers) -> list[str]:
        """Those that ran the lines, the likeliest first, as many as the budget allows."""
        spent, chosen = 0.0, []
        name = Path(mutant.file).stem
        budget = BUDGET_ALONE if mutant.is_value else BUDGET
        asked = self._asked(mutant)

        def order(test: str) -> tuple[object, ...]:
            file = test.partition("::")[0].rpartition("/")[2]
            speaks = bool(self._names[test] & asked)
            nearness = killers.rank(mutant, test), not speaks, name not in file
            return *nearness, self._turn[test], self._breadth[test], self.seconds[test], test

        for test in sorted(self._that_ran(mutant), key=order):
            if spent < budget:
                chosen.append(test)
            spent += self.seconds[test]
        return chosen

    def _asked(self, mutant: Mutant) -> set[str]:
        return self._readers[mutant.file, mutant.name].names if mutant.is_value else set()

    def _that_ran(self, mutant: Mutant) -> set[str]:
        wanted = {mutant.file: set(range(mutant.first, mutant.last + 1))}
        if mutant.is_value:
            wanted = self._readers[mutant.file, mutant.name].lines
        speak = {test for test, names in self._names.items() if names & self._asked(mutant)}
        return speak | {
            test
            for file, lines in wanted.items()
            for line in lines
            for test in self._lines.get(file, {}).get(line, ())
        }


def _spoken_of(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _spoken_of(inner)


def _function(test: str) -> str:
    return test.partition("[")[0]
