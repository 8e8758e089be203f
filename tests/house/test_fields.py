"""Field by field: a word planted in each is looked for in everything everybody else can open."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from tests.house.asking import parameters
from tests.house.endpoints import Row, matrix
from tests.house.faults import undone
from tests.house.readers import HANDED_OVER, fields_of_the_code, readers_of, shown_by, told
from tests.house.stages import STAGES, Stage
from tests.house.world import PERSONAS, REACH, World
from wangyu.institutions.orgs.models import FACTS

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
SEARCHED = {"q": "暗"}
TABBED = "orgs:detail"
KEEPERS = ("officer", "province_officer", "security_admin")
TABS = tuple({"tab": tab} for tab in sorted({fact.TAB for fact in FACTS.values()}))


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


def test_every_field_that_is_not_for_everybody_is_planted(world: World) -> None:
    """A sealed one is its own marker (see planting_sealed)."""
    kept = {
        f"{model}.{name}"
        for model, row in told().items()
        for name in [*row.get("readers", {}), *row.get("sealed", "").split()]
    }
    missing = kept - world.marks.planted
    assert not missing, f"在 tests/house/planting*.py 里种上 {sorted(missing)}"


LISTS = [row for row in matrix().values() if "GET" in row.methods and not row.subject]


def everybody_asks(row: Row, url: str, query: dict[str, str], world: World) -> Iterator[str]:
    for persona in PERSONAS:
        for place, name in shown_by(world.call(persona, "GET", url, query), world):
            if row.endpoint != HANDED_OVER and persona not in readers_of(name, place):
                yield f"{persona} {url} {query} ← {place} {name}"


@pytest.mark.parametrize("row", LISTS, ids=lambda row: row.endpoint)
def test_nobody_reads_a_field_that_is_not_theirs(row: Row, world: World) -> None:
    """As they are, test_endpoints opens every page, at every place; files, test_exports."""
    reader = next((p for p in PERSONAS if p in row.who["own"]), "anonymous")
    if "q" not in parameters(row, reader, world):
        return
    wrong = list(everybody_asks(row, row.url(world), SEARCHED, world))
    assert not wrong, "读到了不该读的：\n" + "\n".join(wrong)


@pytest.mark.parametrize("query", TABS, ids=lambda query: query["tab"])
def test_a_tab_shows_nobody_a_field_that_is_not_theirs(query: dict[str, str], world: World) -> None:
    row = matrix()[TABBED]
    urls = {row.url(world, place) for place in REACH if row.is_at(world, place)}
    wrong = [one for url in sorted(urls) for one in everybody_asks(row, url, query, world)]
    assert not wrong, "读到了不该读的：\n" + "\n".join(wrong)


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.id)
def test_in_another_state_nobody_reads_a_field_that_is_not_theirs(
    stage: Stage, world: World
) -> None:
    with undone():
        stage.prepare(world)
        places = [place for place in REACH if stage.row.is_at(world, place)]
        urls = {stage.row.url(world, place) for place in places}
        wrong = [one for url in sorted(urls) for one in everybody_asks(stage.row, url, {}, world)]
    assert places
    assert not wrong, "读到了不该读的：\n" + "\n".join(wrong)


def shown(world: World) -> Iterator[set[str]]:
    """The fields each page shows those who look after things, at one place after the other."""
    for stage in STAGES:
        yield from shown_then(stage, world)
    rows = [row for row in matrix().values() if "GET" in row.methods]
    for place, row in itertools.product(REACH, rows):
        if row.is_at(world, place) if row.subject else place == "own":
            queries = TABS if row.endpoint == TABBED else ({},)
            readers = [one for one in KEEPERS if one in row.who[place]]
            for persona, query in itertools.product(readers, queries):
                answer = world.call(persona, "GET", row.url(world, place), query)
                yield {name for _, name in shown_by(answer, world)}


def shown_then(stage: Stage, world: World) -> Iterator[set[str]]:
    with undone():
        stage.prepare(world)
        for place in (place for place in REACH if stage.row.is_at(world, place)):
            for persona in KEEPERS:
                answer = world.call(persona, "GET", stage.row.url(world, place))
                yield {name for _, name in shown_by(answer, world)}


def test_what_is_planted_can_be_read_by_those_who_may(world: World) -> None:
    """A field nobody ever sees would prove nothing about those who must not."""
    planted = {name for place, name in world.marks.texts.values() if place in {"own", "province"}}
    hidden = {n for n in planted if readers_of(n, "own")} - later()
    for fields in shown(world):
        hidden -= fields
        if not hidden:
            return
    pytest.fail(f"没有任何页面显示过：{sorted(hidden)}")
