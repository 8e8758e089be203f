"""Folders and registrations."""

from __future__ import annotations

import ast

import pytest

from tests.house.source import APPS, ROOT, SRC, report, short

NOT_MIRRORS = {"house", "journeys", "drills", "policy", "load"}
"""Folders of tests about the whole: the rules, the browser, the operator, the policy clause by clause, the load."""
REGISTERED = ("ports", "measures", "checks")


def test_every_folder_of_tests_mirrors_one_of_the_source() -> None:
    folders = {p.parent.relative_to(ROOT / "tests") for p in (ROOT / "tests").rglob("test_*.py")}
    found = [
        f"tests/{folder}"
        for folder in sorted(folders)
        if folder.parts and folder.parts[0] not in NOT_MIRRORS
        if not (SRC / folder).is_dir() and not (SRC / folder).with_suffix(".py").is_file()
        if not (ROOT / folder).is_dir()
    ]
    assert not found, report(found, "测试放在与源码同名的文件夹")


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {p.parent for p in (ROOT / "tests").rglob("*.py")}
    found = [short(f) for f in sorted(folders) if not (f / "__init__.py").exists()]
    assert not found, report(found, "加一个空的 __init__.py")


@pytest.mark.parametrize("app", APPS)
def test_what_an_app_registers_is_imported_when_it_is_ready(app: str) -> None:
    tree = ast.parse((SRC / app / "apps.py").read_text("utf-8"))
    named = {a.name.split(".")[-1] for n in ast.walk(tree) if isinstance(n, ast.ImportFrom | ast.Import) for a in n.names}  # fmt: skip
    present = {name for name in REGISTERED if (SRC / app / f"{name}.py").exists()}
    assert present <= named, f"{app}/apps.py 的 ready() 要导入 {sorted(present - named)}"


def test_every_app_stands_in_a_contract_of_layers() -> None:
    contracts = (ROOT / ".importlinter").read_text("utf-8")
    rooms = [a.replace("/", ".") for a in APPS if a.count("/") and not a.startswith("base/")]
    found = [room for room in rooms if f"wangyu.{room}\n" not in contracts]
    assert not found, report(found, "写进 .importlinter 的“Layers inside an app”")
