"""Each command run on the small province, in a home of its own, and everything that comes out of it."""

from __future__ import annotations

import importlib
import io
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from tests.house.evaluating.concluding import CONCLUDING
from tests.house.faults import Statements, run
from tests.house.outlets import Out, give_addresses, leaks, watching
from tests.house.world import World
from wangyu.assessment.evaluation.models import Conclusion
from wangyu.base.audit.models import Private
from wangyu.base.audit.sealing import seal_due
from wangyu.base.core.files.store import open_stored, path_of
from wangyu.base.core.keys import ensure_keys
from wangyu.base.core.management.commands import worker
from wangyu.records.evidence.models import File

LOGS = ["root@example.invalid"]
ROSTER = "学校名称,层次,主管部门\n云梦大学,本科,省教育厅\n没有层次的学校,,\n"
COMMANDS = "wangyu.base.core.management.commands"


@dataclass(frozen=True, slots=True)
class Run:
    """``arguments``: what follows the name, for this world and home; ``stands_in``: "module.name" that
    would not come back, and what takes its place."""

    name: str
    arguments: Callable[[World, Path], list[str]] = lambda *_: []
    prepare: Callable[[World, Path], Any] = lambda *_: None
    stands_in: dict[str, Any] = field(default_factory=dict)
    demo: bool = False
    refused: bool = False
    """Ends with a sentence: it found something wrong, or is not to be done here."""


@dataclass(slots=True)
class Ran:
    """What came of it: how it ended, the statements it took, what the operator was given (said, or
    written to files), and what was protected of it."""

    end: Any
    took: Statements
    given: str
    leaks: list[tuple[str, str]]
    """What leaked, and the field."""


def ran(one: Run, world: World, home: Path) -> Ran:
    ensure_keys(home)
    (home / "docs").mkdir(exist_ok=True)
    shutil.copytree(settings.MEDIA_ROOT, home / "files")
    places = {"HOME": home, "ROOT": home, "MEDIA_ROOT": home / "files"}
    with ExitStack() as stack:
        stack.enter_context(override_settings(AUDIT_MAIL=LOGS, DEMO=one.demo, **places))
        one.prepare(world, home)
        arguments = one.arguments(world, home)
        for name, stand_in in one.stands_in.items():
            module, _, what = name.rpartition(".")
            stack.enter_context(mock.patch.object(importlib.import_module(module), what, stand_in))
        with watching(world) as watch, heard() as said:
            end, took = run(lambda: call_command(one.name, *arguments))
            outs = [
                Out("屏幕", None, f"{said.getvalue()} {end or ''}"),
                *watch.outs(timezone.now()),
            ]
            given = "\n".join(out.text for out in outs if out.where.startswith(("屏幕", "文件")))
            found = [(leak, leak.rpartition(" ")[2]) for leak in leaks(outs, watch)]
    return Ran(end, took, given, found)


@contextmanager
def heard() -> Iterator[io.StringIO]:
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        yield said


def to(name: str, *first: str) -> Callable[[World, Path], list[str]]:
    """Writes to a file in the home."""
    return lambda _, home: [*first, "--out", str(home / name)]


def sealed(_: World, home: Path) -> None:
    """As it is the day after tomorrow."""
    seal_due(timezone.now() + timedelta(days=2))


def noted(*_: Any) -> list[str]:
    return [str(Private.objects.earliest("pk").pk)]


def concluded(world: World, _: Path) -> None:
    """What was decided, and why, goes into the bundle."""
    way = next(one for one in CONCLUDING if one.note == "publicize")
    way.prepare(world)
    world.send(way.persona, "POST", way.url(world), way.fill(world))


def conclusion(world: World, home: Path) -> list[str]:
    return to("bundle.zip", "bundle", str(world.at["province"]["concluding_cycle"]))(world, home)


def bundle(world: World, home: Path) -> list[str]:
    stored = Conclusion.objects.get(pk=world.at["province"]["conclusion"]).bundle_name
    with open_stored(stored) as file:
        (home / "bundle.zip").write_bytes(file.read())
    return [str(home / "bundle.zip")]


def roster(_: World, home: Path) -> list[str]:
    (home / "roster.csv").write_text(ROSTER, "utf-8")
    return ["--roster", str(home / "roster.csv")]


def turn(*_: Any, **__: Any) -> None:
    """One turn of the worker's rounds, in the place of waiting for work: the day after tomorrow, when
    what is queued now is long overdue."""
    worker._turn(timezone.now() + timedelta(days=2))


def lost(world: World, _: Path) -> None:
    """A file somebody brought is no longer on the disk."""
    path_of(File.objects.get(pk=world.at["own"]["file"]).stored_name).unlink()


class Here:
    """The database under test as a backup reads it: another connection would not see the world."""

    @contextmanager
    def live(self) -> Iterator[Here]:
        yield self

    def names(self) -> list[str]:
        return connection.introspection.table_names()

    def columns(self, table: str) -> set[str]:
        with connection.cursor() as cursor:
            told = connection.introspection.get_table_description(cursor, table)
        return {column.name for column in told}

    def rows(self, table: str, columns: list[str]) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT {", ".join(columns)} FROM "{table}"')
            return cursor.fetchall()


READY = {"require_ready": lambda: None}


def within(module: str, **stand_ins: Any) -> dict[str, Any]:
    return {f"{COMMANDS}.{module}.{name}": one for name, one in (READY | stand_ins).items()}


RUNS = [
    Run("audit_export", to("log.jsonl")),
    Run("audit_forget", noted),
    Run("audit_prove", to("proof.json", "1"), sealed),
    Run("audit_purge", lambda *_: ["--until", "2020-01-01"], refused=True),
    Run("audit_seal"),
    Run("audit_verify", refused=True),
    Run("check", prepare=lost, stands_in={"wangyu.base.backup.checks.engine": Here}, refused=True),
    Run("collectstatic", lambda *_: ["--no-input"]),
    Run("compute", lambda *_: ["draw", "--commit", "sixteen letters and more"]),
    Run("demo", demo=True, refused=True),
    Run("docs"),
    Run("export", conclusion, concluded),
    Run("key_change"),
    Run("key_change", lambda *_: ["--lost"]),
    Run("makemigrations", lambda *_: ["--check", "--dry-run"]),
    Run("migrate"),
    Run("recompute", bundle),
    Run("reindex"),
    Run("send_digests", prepare=lambda *_: give_addresses()),
    Run("serve", lambda *_: ["--port", "0"], stands_in=within("serve", Granian=mock.Mock())),
    Run("setup", roster),
    Run("worker", stands_in=within("worker", call_command=turn, _sweep=lambda _: None)),
]
"""What asks for a prompt or a database of its own is tried apart (see tasks.toml)."""
