"""A form names things, too: those of another university are refused as what there is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.house.faults import contents, tables, undone
from tests.house.markers import without_secrets
from tests.house.world import MISSING, REACH, World
from tests.house.writing import WAYS, Way
from wangyu.base.core.memory import memory
from wangyu.base.core.once import FIELD, new_key

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
NOBODY = "云梦没有的大学"
LIKE = re.compile("是不是：[^？]*？")
NAMING = {
    "people:grant", "people:invite", "people:lend", "orgs:bulk_confirm", "evidence:attach",
    "connections:new", "ledger:import", "calls:decide",
}  # fmt: skip
"""Addresses whose forms name something that somebody owns."""


def elsewhere(world: World) -> World:
    """The same world, in which what is there is taken for what is here."""
    return replace(world, at=world.at | {"own": world.at["own"] | world.at["elsewhere"]})


def foreign(way: Way, world: World) -> dict[str, Any]:
    """What the form would say of the other university; {} when it names nothing."""
    mine, theirs = way.fill(world), way.fill(elsewhere(world))
    named = {k: theirs[k] for k in mine if isinstance(mine[k], str) and theirs[k] != mine[k]}
    return theirs | named if named else {}


def ways(world: World) -> Iterator[tuple[Way, dict[str, Any]]]:
    """Those of people who have no business there; the world is as the way needs it."""
    for way in WAYS:
        if way.persona in REACH["elsewhere"] or way.place:
            continue
        with undone():
            way.prepare(world)
            if fields := foreign(way, world):
                yield way, fields


def nothing(way: Way, world: World, fields: dict[str, Any]) -> dict[str, Any]:
    """The same of something there is not; {} where the name is sealed and cannot be made up."""
    mine = way.fill(world)
    names = [k for k in fields if isinstance(fields[k], str) and fields[k] != mine[k]]
    if any(len(fields[k]) > len(NOBODY) * 4 for k in names):
        return {}
    return fields | {k: str(MISSING) if fields[k].isdigit() else NOBODY for k in names}


def send(way: Way, world: World, fields: dict[str, Any]) -> tuple[int, bytes]:
    memory.clear()
    key = {FIELD: new_key(world.people[way.persona].pk)} if way.keyed else {}
    with undone():
        before = contents(tables())
        answer = world.send(way.persona, "POST", way.url(world), fields | key)
        changed = [name for name, held in contents(tables()).items() if held != before[name]]
        assert not changed, f"{way.id} 改动了 {changed}"
    return answer.status_code, without_secrets(without(answer.body.decode(), fields).encode())


def without(page: str, fields: dict[str, Any]) -> str:
    """Without what is only said back, and without the names here that what was typed is like."""
    for value in filter(None, (v for v in fields.values() if isinstance(v, str))):
        page = page.replace(f'value="{value}"' if value.isdigit() else value, "...")
    return LIKE.sub("", page)


def test_what_is_elsewhere_is_refused_as_what_there_is_not(world: World) -> None:
    tried, told = set(), []
    for way, fields in ways(world):
        tried.add(way.endpoint)
        theirs, none = send(way, world, fields), nothing(way, world, fields)
        if none and send(way, world, none) != theirs:
            told.append(way.id)
    assert not told, f"外校的与不存在的答得不同：{told}"
    assert tried == NAMING
