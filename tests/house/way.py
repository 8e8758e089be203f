"""One way to write, and what most of them need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.house.endpoints import matrix
from tests.house.world import World

Fill = Callable[[World], dict[str, Any]]
NEXT = 30


def nothing(world: World) -> dict[str, Any]:
    return {}


def says(**fields: Any) -> Fill:
    return lambda world: dict(fields)  # noqa: ARG005 -- a Fill


def later(days: int = NEXT) -> str:
    return f"{timezone.localtime() + timedelta(days=days):%Y-%m-%dT%H:%M}"


def day(days: int = 0) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%Y-%m-%d}"


@dataclass(frozen=True, slots=True)
class Way:
    """``prepare`` brings the world into the state in which the step may be taken."""

    endpoint: str
    persona: str
    fill: Fill = nothing
    prepare: Callable[[World], Any] = nothing
    place: str = ""
    note: str = ""
    keyed: bool = True
    """Whether its form carries a key; the others are harmless to repeat."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Parameters that are something else here than in the matrix of endpoints."""
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    """What is sent instead of a form."""
    under: Callable[[], AbstractContextManager[Any]] = nullcontext
    """What is otherwise while it is sent."""

    @property
    def id(self) -> str:
        return f"{self.endpoint}-{self.note}" if self.note else self.endpoint

    def url(self, world: World) -> str:
        row = matrix()[self.endpoint]
        return replace(row, names=row.names | dict(self.names)).url(world, self.place)

    def send(self, world: World, fields: dict[str, Any]) -> Any:
        """The answer to its form as the persona sends it."""
        sent = fields if self.body is None else self.body
        with self.under():
            return world.send(self.persona, self.method, self.url(world), sent, self.headers)


def own(world: World, name: str) -> Any:
    return world.at["own"][name]
