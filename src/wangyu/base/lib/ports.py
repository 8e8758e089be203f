"""Ports beside `measures`: small registries that let apps meet without importing each other.

Each app fills them in its ``ports.py``; `portal`, `evidence` and the search index read them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One thing to do today: what, where, by when, how long it takes."""

    title: str
    url: str
    due: datetime | date | None = None
    minutes: int | None = None
    note: str = ""
    tone: str = "info"


@dataclass(frozen=True, slots=True)
class Document:
    """One thing search can find. ``scope``: "public", "readers" or an organisation's path.

    What is not public is found only by the kind's ``readers``: anywhere, or at that path.
    """

    kind: str
    id: int
    title: str
    body: str
    url: str
    scope: str
    label: str = ""
    """What kind of thing it is, for people: 机构, 条款, 填报窗口 …"""


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the side menu, shown to those for whom ``visible`` holds."""

    label: str
    url_name: str
    icon: str
    order: int
    visible: Callable[[Any], bool]
    group: str = "工作"


@dataclass(frozen=True, slots=True)
class Attachable:
    """A kind of thing evidence can be attached to, for example "orgs.meeting".

    ``resolve(actor, id)`` gives a Subject, or raises as that app's access function does.
    ``hold(id)`` locks the row that decides whether evidence may be attached, until the op ends.
    """

    kind: str
    label: str
    resolve: Callable[[Any, int], Subject]
    hold: Callable[[int], Any]


@dataclass(frozen=True, slots=True)
class Destination:
    """A kind of thing that large files are sent to in pieces: a file room, a work.

    ``admit(actor, id)`` gives the organisation the thing belongs to, or raises as that app's access
    functions do. ``check(id, slot, name, size)`` says early what would be refused at the end.
    ``receive(sent, stored, actor, now)`` enters what arrived and gives the id of what it became;
    both raise BadFileError. ``page(id, result)`` is where to look, with or without a result.
    """

    admit: Callable[[Any, int], int]
    check: Callable[[int, str, str, int], None]
    receive: Callable[[Sent, Any, Any, datetime], int]
    page: Callable[[int, int | None], str]


@dataclass(frozen=True, slots=True)
class Sent:
    """What came in pieces: for what, and since when it was being sent."""

    target_id: int
    slot: str
    begun_at: datetime


@dataclass(frozen=True, slots=True)
class Subject:
    title: str
    url: str
    org_id: int
    org_path: str
    may_attach: bool


@dataclass(frozen=True, slots=True)
class Light:
    """What a probe found: "ok", "warn" or "bad", and a sentence everybody may read."""

    tone: str
    text: str


@dataclass(frozen=True, slots=True)
class Probe:
    """One line of the status page, in ``order``; one that raises shows as a fault."""

    label: str
    order: int
    look: Callable[[datetime], Light]


@dataclass(frozen=True, slots=True)
class Naming:
    """How a kind of thing is called: a word for it, and the names of those with given ids."""

    noun: str
    names: Callable[[Collection[int]], Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class KeptFiles:
    """A column that names stored files: what a backup must hold, and by which fingerprint.

    A row is told of by its number alone: whoever looks after the machine may not read its title.
    """

    table: str
    name: str
    sha256: str = ""
    """Column of the fingerprint, "" where none is kept."""
    number: str = "id"

    @property
    def columns(self) -> tuple[str, str, str]:
        return self.name, self.sha256 or self.name, self.number


class Registry(Generic[T]):
    """Named entries, in the order of their names."""

    def __init__(self) -> None:
        self._entries: dict[str, T] = {}

    def add(self, name: str, entry: T) -> None:
        self._entries[name] = entry

    def get(self, name: str) -> T | None:
        return self._entries.get(name)

    def all(self) -> list[T]:
        return [self._entries[name] for name in sorted(self._entries)]

    def names(self) -> list[str]:
        return sorted(self._entries)


agenda: Registry[Callable[[Any, datetime], Iterable[AgendaItem]]] = Registry()
"""Called with (actor, now)."""
documents: Registry[Callable[[], Iterable[Document]]] = Registry()
"""Called to rebuild the index; single documents are put in by ops."""
readers: Registry[frozenset[str]] = Registry()
"""By kind of document: the roles that find what is not public. A kind without them is not found."""
navigation: Registry[NavItem] = Registry()
attachables: Registry[Attachable] = Registry()
destinations: Registry[Destination] = Registry()
"""By kind ("evidence.room"): where files may be sent in pieces."""
openers: Registry[Callable[[Any, int], str]] = Registry()
"""By ref kind ("ledger.fact"): (actor, id) -> url of the page where a measure's ref opens."""
health: Registry[Probe] = Registry()
"""What the status page looks at."""
naming: Registry[Naming] = Registry()
"""By a model's label ("people.user"): what the log refers to by number is named when it is shown."""
rounds: Registry[Callable[[datetime], None]] = Registry()
"""What the worker does every while (with the time). Cheap when nothing is due, safe to repeat."""
kept_files: Registry[KeptFiles] = Registry()
"""Every column that names a file of the store."""
leaving: Registry[Callable[[int], int]] = Registry()
"""Called with the id of somebody who leaves, inside that transaction: ends what an app gave them.

Answers how many things it ended.
"""
closing: Registry[Callable[[Collection[int], str], Mapping[int, int]]] = Registry()
"""Called with ids of people and the path of an organisation where they now have a role.

Answers by person how many of their ways in are closed to them by that.
"""
vouching: Registry[Callable[[Collection[str]], Iterable[tuple[str, datetime]]]] = Registry()
"""Called with paths: the organisations above them that let people in, or did, on their own word.

Answers their paths, and since when that may have been.
"""
shutting: Registry[Callable[[str], Mapping[str, int]]] = Registry()
"""Called with the path of a unit that was closed with all below it, inside that transaction.

Answers what ended by that, for the log.
"""
moving: Registry[Callable[[str, str, datetime], Mapping[str, int]]] = Registry()
"""Called with the path of a unit before and after it was hung elsewhere, inside that transaction.

Answers what ended by that, for the log.
"""
