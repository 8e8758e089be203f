"""Constructs through which typed text could become a command, a query, a template or a script."""

from __future__ import annotations

import ast
import re

import pytest

from tests.house.source import SRC, calls, dotted, lines_matching, modules, nodes, report, static

BANNED = {
    "eval", "exec", "compile", "os.system", "os.popen", "RawSQL", "from_string", "mktemp",
    "Template", "SandboxedEnvironment", "_create_unverified_context", "import_string",
}  # fmt: skip
MODULES = {"pickle", "marshal", "shelve", "yaml", "random", "dill", "telnetlib", "ftplib"}
"""Reading foreign objects, guessable numbers, protocols without encryption."""
WEAK = {"md5", "sha1", "DES", "ARC4", "ECB"}
SCRIPT = re.compile(
    r"\.(?:innerHTML|outerHTML)\s*=|insertAdjacentHTML|document\.write|\beval\(|new Function|postMessage"
)


OURS = {
    "src/wangyu/portal/demo/": "random",  # the same seed makes the same invented province
    "src/wangyu/base/backup/engines/": "SQL",  # names of tables, as the database itself lists them
    "src/wangyu/base/core/search/find.py": "SQL",  # as many question marks as there are numbers
    "src/wangyu/base/ui/examples.py": "Template",  # the examples of the style page
}
"""Where such a construct meets nothing that anybody typed."""


def is_ours(name: str, danger: str) -> bool:
    return any(name.startswith(place) and danger.endswith(what) for place, what in OURS.items())


def imported(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in nodes(tree):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(str(node.module).partition(".")[0])
    return found


def dangers(tree: ast.AST) -> list[str]:
    """What a piece of Python should not do, each with its line."""
    found = [f"import {name}" for name in imported(tree) & MODULES]
    for call in calls(tree):
        name = dotted(call.func)
        if name in BANNED or name.rpartition(".")[2] in WEAK:
            found.append(f"{call.lineno} {name}")
        found += [f"{call.lineno} {k.arg}" for k in call.keywords if _is_danger(k)]
        if name.endswith((".execute", ".raw", ".extra", "executemany")) and call.args:
            found += [f"{call.lineno} SQL"] if _is_built(call.args[0]) else []
    return found


def _is_danger(keyword: ast.keyword) -> bool:
    value = getattr(keyword.value, "value", None)
    return (keyword.arg, value) in {("shell", True), ("verify", False), ("resolve_entities", True)}


def _is_built(query: ast.expr) -> bool:
    """Whether text of a caller goes into a query: anything but names the code itself quotes."""
    if isinstance(query, ast.JoinedStr):
        parts = [p.value for p in query.values if isinstance(p, ast.FormattedValue)]
        return not all(_is_quoted(part) for part in parts)
    return isinstance(query, ast.BinOp)


def _is_quoted(part: ast.expr) -> bool:
    return (isinstance(part, ast.Call) and "quote" in dotted(part.func)) or (
        isinstance(part, ast.Name) and part.id.isupper()
    )


def test_no_typed_text_becomes_code_query_or_template() -> None:
    found = [
        f"{m.name}:{one}" for m in modules() for one in dangers(m.tree) if not is_ours(m.name, one)
    ]
    assert not found, report(found, "换成带参数的写法")


def test_no_script_of_ours_writes_markup_or_listens_to_other_windows() -> None:
    found = [line for p in static(".js") for line in lines_matching(p, SCRIPT)]
    assert not found, report(found, "用 textContent")


@pytest.mark.parametrize(
    "text",
    [
        "import pickle", "from random import choice", "eval(x)", "run(x, shell=True)",
        "hashlib.md5(x)", 'cursor.execute(f"SELECT {x}")', 'cursor.execute("a" + x)',
        "get(x, verify=False)",
    ],
)  # fmt: skip
def test_a_danger_is_found(text: str) -> None:
    assert dangers(ast.parse(text))


def test_the_scripts_were_found() -> None:
    assert len(list(static(".js"))) >= 5
    assert SRC.is_dir()
