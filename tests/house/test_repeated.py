"""What is said twice: of two values under one name one is taken, the other decides nothing.

A page that checks one and goes by the other gives away what is elsewhere, as does a list that is let in
because something in it is one's own. Each parameter behind the question mark, and each field of every
form, is sent with a value of one's own and another's, in both orders; each form, too, with another's
values behind the question mark of its address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse, QueryDict

from tests.house.asking import asked
from tests.house.endpoints import Row, matrix
from tests.house.faults import run, tables, undone
from tests.house.foreign import is_looked_through, words
from tests.house.markers import without_secrets
from tests.house.readers import COLLEAGUES, readers_of
from tests.house.test_deeds import BESIDES
from tests.house.test_parameters import ASKED, MACHINERY, NO_WORD, Asker, askers, text_of, without
from tests.house.test_references import NAMING, foreign, taken_for_own, trials
from tests.house.test_sweep import complain
from tests.house.world import NUMBERS, World
from tests.house.writing import WAYS, Way
from wangyu.base.core.memory import memory
from wangyu.records.evidence.models import File

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
OWN, THEIRS = str(NUMBERS["own"]), str(NUMBERS["elsewhere"])
"""Things of every kind have these numbers (see ``world.NUMBERS``)."""
EACH = 1_000_000
"""So many numbers each place has."""
Told = tuple[int, bytes]


@contextmanager
def lists_noted() -> Iterator[set[str]]:
    """The names of which all values are read meanwhile."""
    names: set[str] = set()
    real = QueryDict.getlist

    def noting(self: QueryDict, key: str, *rest: Any) -> Any:
        names.add(key)
        return real(self, key, *rest)

    with mock.patch.object(QueryDict, "getlist", noting):
        yield names


def pair(who: Asker, name: str) -> tuple[str, str]:
    """A value of one's own, and another's of the same kind."""
    if name != "q":
        return OWN, THEIRS
    looked = who.looks_through(name)
    mine = (
        word
        for word, (place, field) in who.world.marks.texts.items()
        if who.persona in readers_of(field, place) and is_looked_through(field, looked)
    )
    theirs = words(who.world, who.persona, looked, each=False)
    return next(mine, NO_WORD), next(iter(theirs), NO_WORD)


def answer(who: Asker, name: str, values: list[str], known: tuple[str, str]) -> Told:
    """What can be told, wherever the values are only said back, once or twice."""
    got = who.world.call(who.persona, "GET", who.url, {name: values})
    assert got.status_code < 500, f"{who.url}?{name}={values}"
    body = text_of(got.body)
    for value in known:
        body = without(body, name, value)
    said_back = f"{name}=".encode()
    return got.status_code, without_secrets(
        re.sub(rb"(?:%s&(?:amp;)?)+(?=%s)" % ((said_back,) * 2), b"", body)
    )


def mixed(who: Asker, name: str) -> bool:
    """Whether two values are answered as neither of them is; a list, as more than one's own."""
    known = pair(who, name)
    with lists_noted() as lists:
        alone = {value: answer(who, name, [value], known) for value in known}
    allowed = {alone[known[0]]} if name in lists else set(alone.values())
    return any(answer(who, name, list(two), known) not in allowed for two in (known, known[::-1]))


@pytest.mark.parametrize("row", ASKED, ids=lambda row: row.endpoint)
def test_of_a_parameter_said_twice_one_is_taken(row: Row, world: World) -> None:
    """Of a list, by everybody; else a name is read alike, whoever asks."""
    known = set(MACHINERY)
    for persona in askers(row, world):
        who = Asker(world, persona, row, {}, is_first=False)
        with lists_noted() as lists:
            _, names = asked(row, persona, world)
        told = [name for name in sorted(names - known | names & lists) if mixed(who, name)]
        known |= names
        assert not told, f"{persona} {who.url}：说了两遍的 {told} 两个都算"
        rubbish = {name: ["2", "x", "fact__value"] for name in names & MACHINERY}
        broken = complain(world.call(persona, "GET", who.url, rubbish), who.url, "说了几遍的参数")
        assert not broken


BOTH = {
    "as a list": lambda given: given.getlist("q"),
    "one after the other": lambda given: dict(given.lists()).get("q", []),
}
"""Ways to go by more than one value."""


@pytest.mark.parametrize("how", BOTH)
def test_a_page_that_goes_by_both_is_found(how: str, world: World) -> None:
    who = Asker(world, "officer", matrix()["evidence:list"], {}, is_first=False)
    real = QueryDict.get

    def both(self: QueryDict, key: str, default: Any = None) -> Any:
        return " ".join(BOTH[how](self)) if key == "q" else real(self, key, default)

    assert not mixed(who, "q")
    with mock.patch.object(QueryDict, "get", both):
        assert mixed(who, "q")


def other(value: str) -> str:
    """Another's number for a number, an unknown word for a word."""
    return THEIRS if value.isdigit() else NO_WORD


def told_by(fields: dict[str, Any]) -> dict[str, list[str]]:
    """The words and numbers of a form, each name with its values."""
    texts = {k: v if isinstance(v, list | tuple) else [v] for k, v in fields.items()}
    return {
        k: list(map(str, v)) for k, v in texts.items() if v and all(isinstance(one, str | int) for one in v)
    }  # fmt: skip


def there(world: World, place: str) -> set[str]:
    """Every row of another place, and every row that names one of its things."""
    return {f"{table} {row}" for table in tables() for row in _rows_there(table, world, place)}


def _rows_there(table: str, world: World, place: str) -> Iterator[str]:
    org, first = world.at[place]["organisation"], NUMBERS[place]
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        names = [column[0] for column in cursor.description]
        numbers = [at for at, name in enumerate(names) if name == "id" or name.endswith("_id")]
        schools = [at for at in numbers if names[at] == "organisation_id"]
        for row in cursor.fetchall():
            found = [row[at] for at in numbers if isinstance(row[at], int)]
            if org in [row[at] for at in schools] or any(0 <= n - first < EACH for n in found):
                yield repr(row)


def sent(
    way: Way, world: World, fields: dict[str, Any], behind: dict[str, str], place: str = "elsewhere"
) -> Any:
    """The answer to a form, with what it ``wrote`` and the ``lists`` it read, and nothing left of it. What is elsewhere is as it
    was, where whoever sends it has no business."""
    memory.clear()
    cache.clear()  # of tries at signing in
    url = way.url(world) + (f"?{urlencode(behind)}" if behind else "")
    for value in fields.values():
        if hasattr(value, "seek"):
            value.seek(0)
    with undone():
        before = there(world, place) if way.persona in COLLEAGUES else set()
        with lists_noted() as lists:
            got, took = run(lambda: world.send(way.persona, "POST", url, fields))
        after = there(world, place) if way.persona in COLLEAGUES else set()
    assert after == before, f"{way.persona} {way.id} {fields} 动了别处的"
    got.wrote, got.lists = took.written - BESIDES, lists
    return got


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.id)
def test_a_form_goes_by_the_last_of_what_is_said_twice_and_by_its_body_alone(
    way: Way, world: World
) -> None:
    """A number of what is elsewhere, an unknown word: before one's own and behind the question mark it
    does nothing, after it it is never the server's fault."""
    with undone():
        way.prepare(world)
        fields = way.fill(world)
        own = told_by(fields)
        behind = {name: other(values[0]) for name, values in own.items()}
        first = {name: [behind[name], *values] for name, values in own.items()}
        got = sent(way, world, fields | first, behind)
        assert got.status_code < 400, f"{way.id} {first}"
        assert got.wrote or own.keys() & got.lists, "一张单子里有不认识的，可以整张不办"
        last = {name: [*values, behind[name]] for name, values in own.items()}
        broken = complain(sent(way, world, fields | last, {}), way.id, "说了两遍的")
        assert not broken


def test_a_form_that_touches_what_is_elsewhere_is_found(world: World) -> None:
    way = next(one for one in WAYS if one.persona in COLLEAGUES)
    there = File.objects.filter(organisation=world.at["elsewhere"]["organisation"])

    def touch(*_: Any) -> Any:
        there.update(title="改了")
        return HttpResponse()

    with mock.patch.object(World, "send", touch), pytest.raises(AssertionError, match="动了别处的"):
        sent(way, world, {}, {})


def test_what_is_elsewhere_is_not_touched_beside_what_is_ones_own(world: World) -> None:
    """Sealed and listed names, too: one's own and another's in one form, in both orders, for everybody
    who has no business there."""
    tried = set()
    for way, here, place in trials(world):
        with undone():
            way.prepare(here)
            mine, theirs = way.fill(here), foreign(way, here, taken_for_own(here, place))
            own, others = told_by(mine), told_by(theirs)
            named = {name for name in own if theirs and others.get(name) != own[name]}
            for one, two in ((own, others), (others, own)) if named else ():
                both = {name: [*one[name], *two[name]] for name in named}
                broken = complain(sent(way, here, mine | both, {}, place), way.id, "两处的")
                assert not broken
                tried.add(way.endpoint)
    assert tried >= NAMING
