"""Every address of the platform: as the code has them, and as the matrix tells who may."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from tests.house.world import GROUPS, MISSING, PROVINCE, REACH, World

MATRIX = Path(__file__).with_name("endpoints.toml")
ROOMS = Path(__file__).with_name("endpoints")
"""One file for each room of a large app, beside the one for all."""


@dataclass(frozen=True, slots=True)
class Row:
    """``names`` tells for each parameter which thing of the world it is; "=x" is the text x.

    ``who``: place -> who gets past the door there. Places a row does not tell follow from "own".
    ``does``: a way's note, or "" for all of an address -> whose deed is done, where others who may
    see the thing are told why not.
    ``gives``: "file" where it answers with one, "export" where what a page lists is given as one.
    """

    endpoint: str
    methods: tuple[str, ...]
    names: dict[str, str]
    who: dict[str, frozenset[str]]
    does: dict[str, frozenset[str]]
    gives: str

    def doers(self, note: str, place: str) -> frozenset[str]:
        """Who does it, at home, of those who get past the door."""
        return self.does.get(note, self.does.get("", self.who[place]))

    def home(self, world: World) -> str:
        """The first place that has what the address names."""
        return next((p for p in world.at if self.is_at(world, p)), "own")

    def url(self, world: World, place: str = "") -> str:
        place = place or self.home(world)
        values = {k: _value(v, world, place) for k, v in self.names.items()}
        return reverse(self.endpoint, kwargs=values)

    def is_at(self, world: World, place: str) -> bool:
        """Whether the place has what the address names."""
        things = {v for v in self.names.values() if not v.startswith("=")}
        return bool(things) and things <= set(world.at[place])

    @property
    def subject(self) -> str:
        """The parameter that names a thing somebody owns."""
        return next((k for k, v in self.names.items() if not v.startswith("=")), "")

    def missing(self, world: World) -> str:
        """The same address of a thing there is not; "" where it cannot be written."""
        place = self.home(world)
        values = {k: _value(v, world, place) for k, v in self.names.items()}
        values[self.subject] = MISSING
        try:
            return reverse(self.endpoint, kwargs=values)
        except NoReverseMatch:
            return ""


def _value(name: str, world: World, place: str) -> Any:
    return name[1:] if name.startswith("=") else world.at[place][name]


@functools.cache
def matrix() -> dict[str, Row]:
    found: dict[str, Row] = {}
    for file in [MATRIX, *sorted(ROOMS.glob("*.toml"))]:
        rows = tomllib.loads(file.read_text("utf-8"))
        twice = sorted(found.keys() & rows.keys())
        assert not twice, f"{file.name}：{twice} 已经写过"
        found |= {name: _row(name, row) for name, row in rows.items()}
    return found


def _row(name: str, row: dict[str, Any]) -> Row:
    own = _people(row["who"])
    who = {"own": own} | {place: _people(row[place]) for place in REACH if place in row}
    who.setdefault("department", own)
    who.setdefault("sister", who["department"] - {"department_officer"})
    who.setdefault("elsewhere", _elsewhere(own))
    who.setdefault("province", own)
    who.setdefault(
        "second", (own & PROVINCE) | ({"second_reviewer"} if "reviewer" in own else set())
    )
    return Row(
        name,
        tuple(row["methods"].split()),
        row.get("names", {}),
        who,
        _does(row),
        row.get("gives", ""),
    )


def _does(row: dict[str, Any]) -> dict[str, frozenset[str]]:
    told = row.get("does", {})
    told = {"": told} if isinstance(told, str) else told
    return {note: _people(groups) for note, groups in told.items()}


def _people(groups: str) -> frozenset[str]:
    return frozenset(p for group in groups.split() for p in GROUPS.get(group, (group,)))


def _elsewhere(own: frozenset[str]) -> frozenset[str]:
    """The province reaches everywhere; the neighbour is at home what the officer is here."""
    if "neighbour" in own:
        return own
    return (own & PROVINCE) | ({"neighbour"} if "officer" in own else frozenset())


def of_the_code() -> dict[str, tuple[str, ...]]:
    """Endpoint and its parameters, from the address book Django really uses."""
    return dict(_walk(get_resolver(), (), ()))


def _walk(
    resolver: URLResolver, spaces: tuple[str, ...], given: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for one in resolver.url_patterns:
        parameters = (*given, *one.pattern.regex.groupindex)
        if isinstance(one, URLPattern):
            yield ":".join((*spaces, str(one.name))), parameters
        else:
            inside = (*spaces, one.namespace) if one.namespace else spaces
            yield from _walk(one, inside, parameters)
