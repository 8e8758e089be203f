"""A form names things, too: those of another university are refused as what there is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.house.endpoints import matrix
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
NEAR = {"people:lend"}
"""A role is lent to anybody of the same university: what is beside is in reach."""


def taken_for_own(world: World, place: str) -> World:
    """The same world, in which what is at a place is taken for what is here."""
    return replace(world, at=world.at | {"own": world.at["own"] | world.at[place]})


def said(fields: dict[str, Any]) -> dict[str, Any]:
    """As a browser sends it: texts, and lists of them."""
    return {key: _said(value) for key, value in fields.items()}


def _said(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return list(map(_said, value))
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def foreign(way: Way, here: World, there: World) -> dict[str, Any]:
    """What the form would say of things there; {} when it names nothing."""
    mine, theirs = said(way.fill(here)), said(way.fill(there))
    return theirs if named(mine, theirs) else {}


def named(mine: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    return [k for k in mine if isinstance(mine[k], str | list) and theirs[k] != mine[k]]


def trials(world: World) -> Iterator[tuple[Way, World, str]]:
    """Each way from where somebody is to where they have no business: the university's people to another
    university, the department's officer to the department beside it, too."""
    for way in WAYS:
        if way.persona not in REACH["elsewhere"] and not way.place:
            yield way, world, "elsewhere"
            if inner := of_the_department(way, world):
                department = taken_for_own(world, "department")
                yield inner, department, "elsewhere"
                if way.endpoint not in NEAR:
                    yield inner, department, "sister"


def of_the_department(way: Way, world: World) -> Way | None:
    """The officer's way, where the department's officer may go it, too."""
    row = matrix()[way.endpoint]
    place = "department" if row.subject else "own"
    may = "department_officer" in row.doers(way.note, place) and way.persona == "officer"
    if not may or way.names or (row.subject and not row.is_at(world, place)):
        return None
    return replace(way, persona="department_officer", place=place if row.subject else "")


def ways(world: World) -> Iterator[tuple[Way, World, dict[str, Any]]]:
    """Those whose form names something; the world is as the way needs it."""
    for way, here, place in trials(world):
        with undone():
            way.prepare(here)
            if fields := foreign(way, here, taken_for_own(here, place)):
                yield way, here, fields


def nothing(way: Way, world: World, fields: dict[str, Any]) -> dict[str, Any]:
    """The same of something there is not; {} where the name is sealed and cannot be made up."""
    names = named(said(way.fill(world)), fields)
    if any(len(fields[k]) > len(NOBODY) * 4 for k in names):
        return {}
    return fields | {k: none_like(fields[k]) for k in names}


def none_like(value: str | list[str]) -> str | list[str]:
    if isinstance(value, list):
        return [str(none_like(one)) for one in value]
    return str(MISSING) if value.isdigit() else NOBODY


def send(way: Way, world: World, fields: dict[str, Any]) -> tuple[int, bytes]:
    memory.clear()
    key = {FIELD: new_key(world.people[way.persona].pk)} if way.keyed else {}
    with undone():
        before = contents(tables())
        for value in fields.values():
            if hasattr(value, "seek"):
                value.seek(0)
        answer = world.send(way.persona, "POST", way.url(world), fields | key)
        changed = [name for name, held in contents(tables()).items() if held != before[name]]
        assert not changed, f"{way.id} 改动了 {changed}"
    return answer.status_code, without_secrets(without(answer.body.decode(), fields).encode())


def without(page: str, fields: dict[str, Any]) -> str:
    """Without what is only said back, and without the names here that what was typed is like."""
    for value in filter(None, texts(fields)):
        page = page.replace(f'value="{value}"' if value.isdigit() else value, "...")
    return LIKE.sub("", page)


def texts(fields: dict[str, Any]) -> Iterator[str]:
    for value in fields.values():
        yield from value if isinstance(value, list) else [value] if isinstance(value, str) else []


def test_what_is_elsewhere_is_refused_as_what_there_is_not(world: World) -> None:
    tried, told = set(), []
    for way, here, fields in ways(world):
        tried.add(way.endpoint)
        theirs, none = send(way, here, fields), nothing(way, here, fields)
        if none and send(way, here, none) != theirs:
            told.append(f"{way.persona} {way.id}")
    assert not told, f"别处的与不存在的答得不同：{told}"
    assert tried == NAMING
