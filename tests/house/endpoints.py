"""Every address of the platform: as the code has them, and as the matrix tells who may."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from tests.house.world import GROUPS, MISSING, World

MATRIX = Path(__file__).with_name("endpoints.toml")


@dataclass(frozen=True, slots=True)
class Row:
    """``names`` tells for each parameter which thing of the world it is; "=x" is the text x."""

    endpoint: str
    methods: tuple[str, ...]
    names: dict[str, str]
    who: frozenset[str]

    def url(self, world: World) -> str:
        return reverse(self.endpoint, kwargs={k: _value(v, world) for k, v in self.names.items()})

    @property
    def subject(self) -> str:
        """The parameter that names a thing somebody owns."""
        return next((k for k, v in self.names.items() if not v.startswith("=")), "")

    def missing(self, world: World) -> str:
        """The same address of a thing there is not; "" where it cannot be written."""
        values = {k: _value(v, world) for k, v in self.names.items()}
        values[self.subject] = MISSING
        try:
            return reverse(self.endpoint, kwargs=values)
        except NoReverseMatch:
            return ""


def _value(name: str, world: World) -> Any:
    return name[1:] if name.startswith("=") else world.names[name]


@functools.cache
def matrix() -> dict[str, Row]:
    rows = tomllib.loads(MATRIX.read_text("utf-8"))
    return {name: _row(name, row) for name, row in rows.items()}


def _row(name: str, row: dict[str, Any]) -> Row:
    who = {person for group in row["who"].split() for person in GROUPS.get(group, (group,))}
    return Row(name, tuple(row["methods"].split()), row.get("names", {}), frozenset(who))


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
