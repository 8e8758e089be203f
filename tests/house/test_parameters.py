"""What stands behind the question mark is a way to ask, too: nobody learns by it what is not theirs.

Which parameters an address reads is found by asking it. Each is given, in turn, the numbers and the
words of things at another university, and names of columns; the answer is the same as for something
there is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote_plus

import pytest

from tests.house.asking import parameters
from tests.house.endpoints import Row, matrix
from tests.house.markers import readable, without_secrets
from tests.house.readers import readers_of
from tests.house.world import MISSING, REACH, World

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
COLUMNS = ("user__password", "-fact__value", "no_such_column")
NO_WORD, NO_NUMBER = "暗999丁", "769999"
"""What is planted nowhere; the number is as long as a planted one, and no thing's."""
OUTSIDE = (
    "officer",
    "reporter",
    "leader",
    "department_officer",
    "reviewer",
    "student",
    "anonymous",
)
"""Who has no business at the other university."""
BEARER = {"token", "receipt"}
"""Whoever holds one of these may ask by it: that is what they are for."""
ASKED = [row for row in matrix().values() if "GET" in row.methods]
Told = tuple[int, bytes, int]


def asker(row: Row, place: str) -> str:
    """Who is let in, and has no business elsewhere; "" where only the province is."""
    return next((p for p in OUTSIDE if p in row.who[place]), "")


def numbers(world: World) -> list[str]:
    """Of things elsewhere that are no things here. Universities themselves are public. There things
    of every kind are numbered alike (see ``world.NUMBERS``): a number asks for all of them at once."""
    here = {v for place in ("own", "department", "sister", "province") for v in ids(world, place)}
    return sorted(ids(world, "elsewhere") - here)


def ids(world: World, place: str) -> set[str]:
    public = str(world.at["elsewhere"]["organisation"])
    return {str(v) for k, v in world.at[place].items() if k not in BEARER} - {public}


def words(world: World, persona: str) -> dict[str, str]:
    """Field -> what stands in it elsewhere; those the person may not read."""
    return {
        name: word
        for word, (place, name) in world.marks.texts.items()
        if place == "elsewhere" and persona not in readers_of(name, place)
    }


def answer(world: World, persona: str, url: str, name: str, value: str) -> Told:
    """What can be told, without the value itself where it is only said back."""
    got = world.call(persona, "GET", url, {name: value})
    body = readable(got.body).encode() if got.body.startswith(b"%PDF") else got.body
    body = without(body, name, value)
    shown = {field for place, field in world.marks.seen_in(body) if place == "elsewhere"}
    leaked = {field for field in shown if persona not in readers_of(field, "elsewhere")}
    assert not leaked, f"{url}?{name}={value} 泄露了 {leaked}"
    return got.status_code, without_secrets(body), got.queries


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


def searched(world: World, persona: str, name: str, *, free: bool) -> list[str]:
    """A free text may be a word of anything; a choice, the number of anything; an order, a column."""
    found = list({f.rpartition(".")[0]: w for f, w in words(world, persona).items()}.values())
    if free and name != "next":
        return found
    return [*numbers(world), found[0], *(COLUMNS if name == "sort" else COLUMNS[:1])]


def differences(world: World, persona: str, url: str, name: str) -> Iterator[str]:
    """Values for which the answer is another than for nothing of that kind."""
    plain, odd = (world.call(persona, "GET", url, q).body for q in ({}, {name: NO_WORD}))
    none: dict[str, Told] = {}
    for value in searched(world, persona, name, free=NO_WORD.encode() in odd):
        nothing = none_like(value)
        none.setdefault(nothing, answer(world, persona, url, name, nothing))
        offered = f'value="{value}"'.encode() in plain
        if not offered and answer(world, persona, url, name, value) != none[nothing]:
            # what a process learns once, on its first call, is not about the thing
            none[nothing] = answer(world, persona, url, name, nothing)
            if answer(world, persona, url, name, value) != none[nothing]:
                yield value


@pytest.mark.parametrize("row", ASKED, ids=lambda row: row.endpoint)
def test_no_parameter_tells_of_what_is_elsewhere(row: Row, world: World) -> None:
    persona, url = asker(row, row.home(world)), row.url(world)
    if not persona:
        assert row.who[row.home(world)] <= REACH["elsewhere"]
        return
    for name in parameters(row, persona, world):
        told = list(differences(world, persona, url, name))
        assert not told, f"{persona} {url}?{name}= 与没有的不同：{told}"
