"""Of which code a row of the page speaks: told by a print, so that a page older than it is found."""

from __future__ import annotations

import ast
import hashlib
from pathlib import Path

LENGTH = 8


def print_of(source: Path, files: tuple[str, ...]) -> str:
    """Hexadecimal, of what is tried; comments, blank lines and docstrings do not count."""
    parts = (f"{file}\n{_tried(source, file)}" for file in files)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:LENGTH]


def _tried(source: Path, file: str) -> str:
    path, _, names = file.partition(":")
    tree = ast.parse((source / path).read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = [one for one in node.body if not _is_told(one)] or [ast.Pass()]
    if not names:
        return ast.unparse(tree)
    wanted = set(names.split(","))
    found = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name in wanted)
    return "\n".join(ast.unparse(node) for node in found)


def _is_told(node: ast.stmt) -> bool:
    """A docstring, of a value too."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
