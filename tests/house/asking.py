"""Which parameters an address reads is found by asking it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest import mock
from urllib.parse import parse_qsl

from django.http import QueryDict

from tests.house.endpoints import Row
from tests.house.world import World

OF_THE_LIST = {"export", "page", "sort", "q"}
LINKED = re.compile(r'href="(?:[^"?]*)\?([^"#]+)"')
VIEWS = 8
"""So many views of one page are looked at."""
Query = dict[str, str]
READING = ("get", "getlist", "__getitem__", "__contains__")


@contextmanager
def noted() -> Iterator[set[str]]:
    """The parameters that are read meanwhile, in whatever manner."""
    names: set[str] = set()

    def noting(real: Callable[..., Any]) -> Callable[..., Any]:
        def read(self: QueryDict, key: str, *rest: Any) -> Any:
            names.add(key)
            return real(self, key, *rest)

        return read

    with mock.patch.multiple(
        QueryDict, **{how: noting(getattr(QueryDict, how)) for how in READING}
    ):
        yield names


def asked(
    row: Row, persona: str, world: World, query: Mapping[str, str] | None = None
) -> tuple[Any, set[str]]:
    """The answer, and the parameters that were read for it."""
    with noted() as names:
        answer = world.call(persona, "GET", row.url(world), dict(query or {}))
    return answer, names


def parameters(row: Row, persona: str, world: World) -> list[str]:
    return sorted(asked(row, persona, world)[1])


def linked(page: Any, known: set[str]) -> list[Query]:
    """What the page's own links ask for, besides going through a list."""
    found: dict[tuple[tuple[str, str], ...], Query] = {}
    for said in LINKED.findall(page.body.decode("utf-8", "replace")):
        query = dict(parse_qsl(said.replace("&amp;", "&")))
        if query and query.keys() <= known - OF_THE_LIST:
            found.setdefault(tuple(sorted(query.items())), query)
    return list(found.values())[:VIEWS]
