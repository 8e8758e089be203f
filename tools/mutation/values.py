"""Where a value that a module sets is read: in functions, through other values made of it too."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tools.mutation.operators import FUNCTIONS, bound


@dataclass
class Readers:
    lines: dict[str, set[int]]
    """File (src/wangyu) → lines of its functions."""
    names: set[str]
    """The value's own, and those of what is made of it: a test may ask them directly."""


@dataclass
class Module:
    """What one file says: which lines of its functions read a name, which values are made of it."""

    read: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    makes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    imported: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, tree: ast.Module) -> Module:
        self = cls()
        for statement in tree.body:
            if isinstance(statement, ast.ImportFrom):
                self.imported |= {one.asname or one.name for one in statement.names}
            elif isinstance(statement, FUNCTIONS):
                self._function(statement)
            elif isinstance(statement, ast.ClassDef):
                self._class(statement)
            elif isinstance(statement, ast.Assign | ast.AnnAssign):
                for name in split(bound(statement)):
                    self._made(statement, name)
        return self

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for name, line in _names(*node.body):
            self.read[name].add(line)
        inside = {
            line for one in node.body for line in range(one.lineno, (one.end_lineno or 0) + 1)
        }
        for name, _ in _names(node.args, *node.decorator_list):
            self.read[name] |= inside

    def _class(self, node: ast.ClassDef) -> None:
        for statement in node.body:
            if isinstance(statement, FUNCTIONS):
                self._function(statement)
            else:
                self._made(statement, node.name)

    def _made(self, node: ast.stmt, name: str) -> None:
        for used, _ in _names(node):
            if used != name:
                self.makes[used].add(name)


def split(name: str) -> list[str]:
    """Of what is bound at once."""
    return [one.strip("() ") for one in name.split(",")]


def _names(*nodes: ast.AST) -> Iterator[tuple[str, int]]:
    for node in nodes:
        for one in ast.walk(node):
            if isinstance(one, ast.Name):
                yield one.id, one.lineno
            elif isinstance(one, ast.Attribute):
                yield one.attr, one.lineno


class Sources:
    def __init__(self, root: Path) -> None:
        self._modules = {
            str(path.relative_to(root)): Module.of(ast.parse(path.read_text("utf-8")))
            for path in sorted(root.rglob("*.py"))
            if "migrations" not in path.parts
        }

    def readers(self, file: str, name: str) -> Readers:
        """What reads ``name`` of ``file``, or what is made of it, here and elsewhere."""
        found: dict[str, set[int]] = defaultdict(set)
        waiting = [(file, one) for one in split(name)]
        seen = set(waiting)
        while waiting:
            home, wanted = waiting.pop()
            for other, module in self._modules.items():
                if other == home or wanted in module.imported:
                    found[other] |= module.read.get(wanted, set())
                    more = {(other, made) for made in module.makes.get(wanted, ())} - seen
                    seen |= more
                    waiting += more
        lines = {other: lines for other, lines in found.items() if lines}
        return Readers(lines, {made for _, made in seen})
