"""Which tests take long: ``pytest -n auto --note-slow`` writes it down, ``./test --quick`` leaves them out."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from statistics import mean

import pytest

LIST = Path(__file__).with_suffix(".txt")
LONG = 0.12
"""Seconds: one test in fourteen takes longer, and together they take as long as all the others."""


def function_of(test: str) -> str:
    return test.partition("[")[0]


@functools.cache
def listed() -> frozenset[str]:
    return frozenset(LIST.read_text("utf-8").split())


def mark(item: pytest.Item) -> None:
    if function_of(item.nodeid) in listed():
        item.add_marker(pytest.mark.slow)


def note(reports: Iterable[pytest.TestReport]) -> None:
    """Functions that take long on average, over their parameters."""
    seconds: dict[str, float] = defaultdict(float)
    for report in reports:
        seconds[report.nodeid] += report.duration
    found: dict[str, list[float]] = defaultdict(list)
    for test, taken in seconds.items():
        found[function_of(test)].append(taken)
    slow = sorted(name for name, taken in found.items() if mean(taken) > LONG)
    LIST.write_text("".join(f"{name}\n" for name in slow), "utf-8")
