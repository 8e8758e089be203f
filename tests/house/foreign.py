"""What is no business of somebody's: numbers and words of things at places out of their reach."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection

from django.apps import apps

from tests.house.readers import readers_of
from tests.house.world import NUMBERS, REACH, World

TABLES = re.compile(r'(?:FROM|JOIN) "(\w+)"')
BEARER = {"token", "receipt"}
"""Whoever holds one of these may ask by it: that is what they are for."""
LONG = 24
"""Nobody types a key or a hash into a search."""
INDEX = "core_search"
"""Words of all that can be searched stand there."""


def tables_in(asked: Collection[str]) -> set[str]:
    """The tables that statements read."""
    return {name.lower() for one in asked for name in TABLES.findall(one)}


def words(world: World, persona: str, tables: set[str], *, each: bool) -> list[str]:
    """What the person may not read of what the page looks through: one of each field, there and near,
    or else one of each kind of thing."""
    found: dict[tuple[str, str], str] = {}
    for word, (place, name) in world.marks.texts.items():
        hidden = persona not in REACH[place] and persona not in readers_of(name, place)
        if hidden and len(word) < LONG and is_looked_through(name, tables):
            key = (name, _kind(place)) if each else (name.rpartition(".")[0], "")
            found.setdefault(key, word)
    return list(found.values())


def is_looked_through(name: str, tables: set[str]) -> bool:
    """Of the index, one field of a kind of thing is asked for: which was put in is its own affair."""
    return table_of(name.rpartition(".")[0]) in tables or any(t.startswith(INDEX) for t in tables)


@functools.cache
def table_of(label: str) -> str:
    return str(apps.get_model(label)._meta.db_table)


def _kind(place: str) -> str:
    """Another university's, or of one's own and yet out of reach."""
    return place if place == "elsewhere" else "near"


def numbers(world: World, persona: str, *, each: bool) -> list[str]:
    """Of things out of reach: all of those elsewhere and the first near, or else the first of each place.

    There things of every kind are numbered alike (see ``world.NUMBERS``): a number asks for all of them
    at once. Universities themselves are public.
    """
    found = []
    for place, first in NUMBERS.items():
        if persona not in REACH[place]:
            ids = {str(v) for k, v in world.at[place].items() if k not in BEARER}
            theirs = sorted(v for v in ids if not v.isdigit() or int(v) >= first)
            found += theirs if each and place == "elsewhere" else [str(first)]
    return found
