"""What the platform does by itself: as the code has it, and as tasks.toml tells for whom."""

from __future__ import annotations

import functools
import importlib
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django_tasks.base import Task

from tests.house.source import SRC, modules
from tests.house.world import GROUPS
from wangyu.base.core import jobs
from wangyu.base.lib.ports import rounds
from wangyu.config import cli

TABLE = Path(__file__).with_name("tasks.toml")


@functools.cache
def told() -> dict[str, dict[str, dict[str, Any]]]:
    return tomllib.loads(TABLE.read_text("utf-8"))


def of_the_code() -> dict[str, set[str]]:
    return {
        "jobs": set(jobs._kinds), "rounds": set(rounds.names()), "tasks": set(_tasks()),
        "commands": set(cli.offered()),
    }  # fmt: skip


def _tasks() -> Iterator[str]:
    """Functions the queue runs, by the module they are written in."""
    for module in modules():
        if "task" in module.text:
            name = ".".join(module.path.relative_to(SRC.parent).with_suffix("").parts)
            for key, value in vars(importlib.import_module(name.removesuffix(".__init__"))).items():
                if isinstance(value, Task) and value.func.__module__ == name:
                    yield f"{name}.{key}"


def who_may_begin(kind: str) -> frozenset[str]:
    groups = told()["jobs"][kind]["who"].split()
    return frozenset(p for group in groups for p in GROUPS.get(group, (group,)))


def begun_by(endpoint: str) -> set[str]:
    """The kinds of jobs that a deed of an address begins."""
    return {kind for kind, row in told()["jobs"].items() if row["begun"] == endpoint}
