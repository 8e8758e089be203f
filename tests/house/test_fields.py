"""Field by field: a word planted in each is looked for in everything everybody else can open."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest

from tests.house.endpoints import Row, matrix
from tests.house.readers import fields_of_the_code, readers_of, told
from tests.house.world import PERSONAS, REACH, World
from wangyu.institutions.orgs.models import FACTS

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
ASKED: tuple[dict[str, str], ...] = ({}, {"q": "暗"}, {"export": "xlsx"})
TABS = tuple({"tab": tab} for tab in sorted({fact.TAB for fact in FACTS.values()}))
Seen = set[tuple[str, str]]


def later() -> set[str]:
    return {
        f"{model}.{name}" for model, row in told().items() for name in row.get("later", "").split()
    }


def names_in(row: dict[str, Any]) -> list[str]:
    return [*row.get("readers", {}), *row.get("plain", "").split(), *row.get("sealed", "").split()]


def test_every_field_has_its_line_and_every_line_its_field() -> None:
    lines = [f"{model}.{name}" for model, row in told().items() for name in names_in(row)]
    assert len(lines) == len(set(lines))
    missing = fields_of_the_code() - set(lines)
    assert not missing, f"在 tests/house/fields.toml 写明谁可以读 {sorted(missing)}"
    assert set(lines) <= fields_of_the_code(), sorted(set(lines) - fields_of_the_code())


def addresses_for(world: World) -> list[tuple[Row, str]]:
    rows = [
        row for row in matrix().values() if "GET" in row.methods and row.endpoint != "people:accept"
    ]
    return [
        (row, row.url(world, place) if row.subject else row.url(world))
        for row in rows
        for place in (p for p in REACH if not row.subject or row.is_at(world, p))
    ]


def queries_of(row: Row) -> tuple[dict[str, str], ...]:
    """A list is searched and exported too; an organisation has its tabs."""
    if row.endpoint == "orgs:detail":
        return TABS
    return ({},) if row.subject else ASKED


def seen_by(persona: str, world: World) -> dict[tuple[str, str], str]:
    """Planted field -> the address that showed it, over every page, search and export; asked once."""
    if persona not in world.seen:
        world.seen[persona] = _look_everywhere(persona, world)
    return world.seen[persona]


def _look_everywhere(persona: str, world: World) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for row, url in {u: (r, u) for r, u in addresses_for(world)}.values():
        for query in queries_of(row):
            answer = world.call(persona, "GET", url, query)
            heads = unquote(str(answer.headers)).encode()
            for field in world.marks.seen_in(answer.body) | world.marks.seen_in(heads):
                found.setdefault(field, f"{url} {query}")
    return found


@pytest.mark.parametrize("persona", PERSONAS)
def test_nobody_reads_a_field_that_is_not_theirs(persona: str, world: World) -> None:
    wrong = {
        f"{place} {name}": url
        for (place, name), url in seen_by(persona, world).items()
        if persona not in readers_of(name, place)
    }
    assert not wrong, f"{persona} 读到了不该读的：\n" + "\n".join(
        f"{k} ← {v}" for k, v in wrong.items()
    )


def test_what_is_planted_can_be_read_by_those_who_may(world: World) -> None:
    """A field nobody ever sees would prove nothing about those who must not."""
    shown = (
        seen_by("officer", world)
        | seen_by("province_officer", world)
        | seen_by("security_admin", world)
    )
    planted = {name for place, name in world.marks.texts.values() if place in {"own", "province"}}
    hidden = {n for n in planted if readers_of(n, "own")} - {name for _, name in shown} - later()
    assert not hidden, f"没有任何页面显示过：{sorted(hidden)}"
