"""What stands behind the question mark is a way to ask, too: nobody learns by it what is not theirs.

Which parameters an address reads is found by asking it: as it is, in each view and tab it leads to, and
as a file. Each is given, in turn, by everybody who is let in, the numbers of things out of their reach,
the words that stand in what the page looks through, and names of columns; the answer is the same as for
something there is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

import pytest
from django.db import connection

from tests.house.asking import Query, asked, linked
from tests.house.endpoints import Row, matrix
from tests.house.faults import Statements
from tests.house.foreign import numbers, tables_in, words
from tests.house.markers import readable, without_secrets
from tests.house.readers import readers_of
from tests.house.world import MISSING, PERSONAS, World

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
COLUMNS = ("user__password", "-fact__value", "no_such_column")
NO_WORD, NO_NUMBER = "暗999丁", "769999"
"""What is planted nowhere; the number is as long as a planted one, and no thing's."""
EXPORT = {"export": "xlsx"}
MACHINERY = {"export", "page", "sort", "next", "inline"}
"""What one piece of code reads for every page: asked by one person, with one value of each sort."""
ALIKE = (
    {"officer", "reporter", "leader"}, {"department_officer"}, {"reviewer", "second_reviewer"},
    {"student", "anonymous"},
)  # fmt: skip
"""Of those whose reach is the same one asks, the first of all of them for everything."""
MADE_AT = re.compile(r"<dcterms:\w+[^>]*>[^<]*<")
ASKED = [row for row in matrix().values() if "GET" in row.methods]
Told = tuple[int, bytes, int]


@dataclass(frozen=True, slots=True)
class Asker:
    """One person at one address, and the view they have of it."""

    world: World
    persona: str
    row: Row
    base: Query
    is_first: bool

    @property
    def url(self) -> str:
        return self.row.url(self.world)

    def get(self, **more: str) -> Any:
        return self.world.call(self.persona, "GET", self.url, self.base | more)

    def answer(self, name: str, value: str) -> Told:
        """What can be told, without the value itself where it is only said back."""
        got = self.get(**{name: value})
        body = without(text_of(got.body), name, value)
        leaked = [
            f"{place} {field}"
            for place, field in self.world.marks.seen_in(body)
            if self.persona not in readers_of(field, place)
        ]
        assert not leaked, f"{self.persona} {self.url}?{name}={value} 泄露了 {leaked}"
        return got.status_code, without_secrets(body), got.queries

    def looks_through(self, name: str) -> set[str]:
        """The tables that are read for an answer to a word."""
        took = Statements()
        with connection.execute_wrapper(took):
            self.get(**{name: NO_WORD})
        return tables_in(took.asked)


def text_of(body: bytes) -> bytes:
    """The words of a file, without when it was made."""
    if not body.startswith((b"%PDF", b"PK")):
        return body
    return MADE_AT.sub("", readable(body)).encode()


def without(body: bytes, name: str, value: str) -> bytes:
    """A word that is said back, as it is or in capitals; a number in the page's address or field."""
    said = quote_plus(value)
    echoes = {
        f"{name}={said}": f"{name}=",
        f'name="{name}" value="{value}"': f'name="{name}" value=""',
    }
    if is_word(value):
        echoes |= dict.fromkeys((value, said, value.upper()), "")
    for echo, left in echoes.items():
        body = body.replace(echo.encode(), left.encode())
    return body


def is_word(value: str) -> bool:
    """What somebody wrote, a number perhaps; else it is the number of a thing."""
    return not value.isdigit() or len(value) == len(NO_NUMBER)


def none_like(value: str) -> str:
    if not value.isdigit():
        return NO_WORD
    return NO_NUMBER if is_word(value) else str(MISSING)


def searched(who: Asker, name: str, *, free: bool) -> list[str]:
    """A free text may be a word of anything; a choice, the number of anything; an order, a column."""
    world, persona = who.world, who.persona
    found = words(world, persona, who.looks_through(name), each=who.is_first)
    if name in MACHINERY:
        columns = COLUMNS if name == "sort" else COLUMNS[:1]
        return [*numbers(world, persona, each=False)[:1], *found[:1], *columns]
    return found if free else [*numbers(world, persona, each=who.is_first), *found[:1], COLUMNS[0]]


def differences(who: Asker, name: str) -> Iterator[str]:
    """Values for which the answer is another than for nothing of that kind."""
    plain, odd = who.get().body, who.get(**{name: NO_WORD}).body
    none: dict[str, Told] = {}
    for value in searched(who, name, free=NO_WORD.encode() in odd):
        nothing = none_like(value)
        if nothing not in none:
            none[nothing] = who.answer(name, nothing)
        offered = f'value="{value}"'.encode() in plain
        if not offered and who.answer(name, value) != none[nothing]:
            # what a process learns once, on its first call, is not about the thing
            none[nothing] = who.answer(name, nothing)
            if who.answer(name, value) != none[nothing]:
                yield value


def views(row: Row, persona: str, world: World) -> Iterator[tuple[Query, list[str]]]:
    """Each view with the parameters it reads: all of the first, of the others those that are new."""
    page, known = asked(row, persona, world)
    yield {}, sorted(known)
    for query in [*linked(page, known), EXPORT]:
        if query.keys() <= known:
            _, read = asked(row, persona, world, query)
            new = read - known if query != EXPORT else known & {"q"}
            if new:
                yield query, sorted(new - query.keys())


def askers(row: Row, world: World) -> list[str]:
    """Who is let in and has no business everywhere: one of those who are alike."""
    inside = [p for p in PERSONAS if p in row.who[row.home(world)]]
    return [one for alike in ALIKE for one in [p for p in inside if p in alike][-1:]]


@pytest.mark.parametrize("row", ASKED, ids=lambda row: row.endpoint)
def test_no_parameter_tells_of_what_is_elsewhere(row: Row, world: World) -> None:
    for persona in askers(row, world):
        is_first = persona == askers(row, world)[0]
        for base, names in views(row, persona, world):
            who = Asker(world, persona, row, base, is_first)
            for name in names if is_first else sorted({*names} - MACHINERY):
                told = list(differences(who, name))
                assert not told, f"{persona} {who.url} {base} {name}= 与没有的不同：{told}"
