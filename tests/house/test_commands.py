"""Every command the operator has is listed, does what its row tells, and shows no more than its row grants.

A new command: a row in tasks.toml, and how it is run in commanding.py.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from tests.house.commanding import RUNS, Ran, Run, ran
from tests.house.faults import undone
from tests.house.source import ROOT, calls, dotted, modules
from tests.house.tasks import told
from tests.house.world import World
from wangyu.base.audit.sealing import SealError
from wangyu.records.ledger.models import Fact

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
ROWS = told()["commands"]
ALL = "*"
RUNNERS = ("/management/commands/", "/config/cli.py", "/base/core/ready.py")
"""Where commands are run from: other commands, the command line, and what both prepare."""


@pytest.fixture(params=ROWS)
def name(request) -> str:
    return request.param


def tried(name: str, world: World, home: Path) -> Iterator[tuple[Run, Ran]]:
    for number, one in enumerate(one for one in RUNS if one.name == name):
        place = home / f"home{number}"
        place.mkdir()
        with undone():
            yield one, ran(one, world, place)


def granted(name: str) -> set[str]:
    return set(ROWS[name]["shows"].split())


def test_every_command_is_run_here_or_apart() -> None:
    """What shows everything shows it at a prompt, of which nothing else can be told."""
    run_here = {one.name for one in RUNS}
    for name, row in ROWS.items():
        apart = row.get("apart", "")
        assert name in run_here or apart or row["shows"] == ALL, name
        assert not apart or f'"{name}"' in (ROOT / apart).read_text("utf-8"), name
    assert run_here <= ROWS.keys()


def test_a_command_shows_what_its_row_grants_and_changes_what_it_names(
    name: str, world: World, tmp_path: Path
) -> None:
    seen, wrote = set(), set()
    for one, came in tried(name, world, tmp_path):
        assert isinstance(came.end, CommandError if one.refused else str | None), repr(came.end)
        assert not [leak for leak, field in came.leaks if field not in granted(name)]
        seen |= {field for _, field in came.leaks}
        wrote |= came.took.written
        assert came.took.asked == [] or ROWS[name]["who"] == "operator", "要读数据库的只有运维能用"
    if name in {one.name for one in RUNS}:
        assert seen == granted(name), "多给的收回"
        assert wrote == set(ROWS[name]["writes"].split())


def test_what_a_command_may_show_has_its_reason() -> None:
    for name, row in ROWS.items():
        assert bool(row["shows"]) == bool(row.get("why")), name
        assert row["who"] in {"operator", "anybody"}, name
        assert row["touches"], name
        assert row["gives"], name


def test_no_page_and_no_task_runs_a_command() -> None:
    found = [
        module.at(call, dotted(call.func))
        for module in modules()
        for call in calls(module.tree)
        if dotted(call.func).rpartition(".")[2] in {"call_command", "load_command_class"}
    ]
    assert found
    assert not [one for one in found if not any(place in one for place in RUNNERS)]


def refuse(word: str) -> Any:
    def fail(_: Any) -> Any:
        raise SealError(word)

    return fail


def note(word: str) -> int:
    logging.getLogger("wangyu.hole").warning("%s", word)
    return 0


def out_of(name: str, what: str) -> str:
    home = "audit" if name.startswith("audit") else "core"
    return f"wangyu.base.{home}.management.commands.{name}.{what}"


HOLES: dict[str, tuple[str, str, Callable[[str], Any]]] = {
    "屏幕": ("reindex", "rebuild", lambda word: lambda: word),
    "文件": ("audit_export", "export_lines", lambda word: lambda: [{"seq": 1, "text": word}]),
    "屏幕上的一句": ("audit_seal", "seal_due", refuse),
    "服务器的记录": ("reindex", "rebuild", lambda word: lambda: note(word)),
}
"""Where it comes out: a command, and what it uses that quotes the figure of 云梦大学."""


@pytest.mark.parametrize("where", HOLES)
def test_a_hole_is_found(where: str, world: World, tmp_path: Path) -> None:
    name, what, hole = HOLES[where]
    word = Fact.objects.get(pk=world.at["own"]["fact"]).note
    given = next(one for one in RUNS if one.name == name)
    one = Run(name, given.arguments, stands_in={out_of(name, what): hole(word)})
    with undone():
        came = ran(one, world, tmp_path)
    assert [field for _, field in came.leaks] == ["ledger.Fact.note"]
    assert where.startswith(came.leaks[0][0].partition(" ")[0])
