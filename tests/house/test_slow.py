"""The list of tests that take long names tests that are there, and is written as they are measured."""

from __future__ import annotations

import ast

import pytest

from tests import slow
from tests.house.source import ROOT, Module, functions, report

pytestmark = pytest.mark.indifferent


def test_every_test_of_the_list_is_there() -> None:
    names: dict[str, set[str]] = {}
    for file in {one.partition("::")[0] for one in slow.listed()}:
        path = ROOT / file
        tree = Module(path).tree if path.is_file() else ast.Module([], [])
        names[file] = {one.name for one in functions(tree)}
    gone = [
        one for one in slow.listed() if one.rpartition("::")[2] not in names[one.partition("::")[0]]
    ]
    assert not gone, report(sorted(gone), "用 pytest -n auto --note-slow 重写 tests/slow.txt")


def told(test: str, *seconds: float) -> list[pytest.TestReport]:
    place = (test, 1, test)
    return [
        pytest.TestReport(test, place, {}, "passed", None, "call", duration=one) for one in seconds
    ]


def test_a_function_is_listed_whose_cases_take_long_on_average(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(slow, "LIST", tmp_path / "slow.txt")
    cases = [told("a.py::test_b[1]", 0.1, 0.1), told("a.py::test_b[2]", 0.06)]
    slow.note(one for case in [*cases, told("a.py::test_c", 0.11)] for one in case)
    assert slow.LIST.read_text("utf-8") == "a.py::test_b\n"


def test_what_is_listed_is_marked(request, monkeypatch) -> None:
    assert slow.listed()
    slow.mark(request.node)
    assert not request.node.get_closest_marker("slow")
    own = slow.function_of(request.node.nodeid)
    monkeypatch.setattr(slow, "listed", lambda: {own})
    slow.mark(request.node)
    assert request.node.get_closest_marker("slow")
