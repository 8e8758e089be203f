"""The source as the house rules read it: parsed once, named by path and line."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "wangyu"
APPS = tuple(sorted(p.parent.relative_to(SRC).as_posix() for p in SRC.rglob("apps.py")))
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Module:
    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def tree(self) -> ast.Module:
        return _parsed(self.path)

    @property
    def app(self) -> str:
        """The app it belongs to, or "" (for example of config or lib)."""
        inside = self.path.relative_to(SRC).as_posix()
        return next((a for a in APPS if inside.startswith(f"{a}/")), "")

    @property
    def layer(self) -> str:
        """The module of the app's root it belongs to: ops for ops.py and for ops/tree.py."""
        parts = self.path.relative_to(SRC / self.app).with_suffix("").parts
        return parts[0]

    def at(self, node: ast.AST, sentence: str) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 1)} {sentence}"


@functools.cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@functools.cache
def modules() -> tuple[Module, ...]:
    """Every Python file of the product, without the migrations, which Django writes."""
    found = (p for p in sorted(SRC.rglob("*.py")) if "migrations" not in p.parts)
    return tuple(Module(p) for p in found)


@functools.cache
def written_by_us() -> tuple[Path, ...]:
    """Every text file of ours: what is vendored stands in a folder of that name."""
    kinds = {".py", ".html", ".css", ".js", ".toml", ".sh", ".typ", ".txt"}
    places = [ROOT / name for name in ("src", "tests", "tools", "bench", "packs")]
    files = (p for place in places for p in sorted(place.rglob("*")) if p.suffix in kinds)
    return tuple(p for p in files if not {"vendor", "migrations", "data"} & set(p.parts))


def templates() -> tuple[Path, ...]:
    return tuple(sorted(p for p in SRC.rglob("*.html") if "templates" in p.parts))


def static(*suffixes: str) -> Iterator[Path]:
    for path in sorted(SRC.rglob("static/**/*")):
        if path.suffix in suffixes and "vendor" not in path.parts:
            yield path


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def nodes(tree: ast.AST) -> Iterable[ast.AST]:
    """Everything below. Of whole modules it is kept: rule after rule goes through all of them."""
    return _walked(tree) if isinstance(tree, ast.Module) else ast.walk(tree)


@functools.cache
def _walked(tree: ast.Module) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree))


def functions(tree: ast.AST) -> Iterator[Function]:
    for node in nodes(tree):
        if isinstance(node, Function):
            yield node


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in nodes(tree):
        if isinstance(node, ast.Call):
            yield node


def dotted(node: ast.AST) -> str:
    """``timezone.now`` for the expression of that name, "" for anything else."""
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else node.attr
    return node.id if isinstance(node, ast.Name) else ""


def op_key(function: Function) -> str:
    """The action of an op, "" for any other function."""
    for mark in function.decorator_list:
        if isinstance(mark, ast.Call) and dotted(mark.func) == "op":
            key = mark.args[0] if mark.args else None
            return key.value if isinstance(key, ast.Constant) else "?"
    return ""


def lines_matching(path: Path, pattern: re.Pattern[str]) -> Iterator[str]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if found := pattern.search(line):
            yield f"{short(path)}:{number} {found.group().strip()}"


def report(found: list[str], remedy: str) -> str:
    return "\n".join([f"{len(found)} 处：{remedy}", *found])
