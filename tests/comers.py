"""Who comes in by which door: for tables of people and what they ask for."""

from __future__ import annotations

import itertools
from typing import NamedTuple

from wangyu.base.core.access import Actor, Held, NotVisible, Refused

_serial = itertools.count(7_000_001)


class Outcome(NamedTuple):
    """Names of those who come in, and of those told why not; for all others it is not there."""

    let_in: str
    told: str


def holding(*held, who=None):
    """Somebody with these roles at these places; without ``who`` nobody's rows are theirs."""
    number = who.pk if who else next(_serial)
    return Actor(number, "某人", tuple(Held(role, org.pk, org.path) for role, org in held))


def ask(people, door, wanted, *keys):
    """Each of the people at a door that has to give ``wanted``, by its number unless ``keys`` say."""
    let_in, told = [], []
    for name, actor in people.items():
        try:
            assert door(actor, *(keys or (wanted.pk,))) == wanted, name
            let_in.append(name)
        except Refused:
            told.append(name)
        except NotVisible:
            pass
    return Outcome(" ".join(let_in), " ".join(told))


def missing(people, door, *keys):
    """The same of what is not there: all whom it is not told to are told why."""
    return ask(people, door, None, *keys).told


def whose(people, rows):
    """Each with how many of the rows they see, those who see none left out."""
    return {name: n for name, actor in people.items() if (n := rows(actor).count())}


def which(people, run):
    """Names of those of whom it holds."""
    return " ".join(name for name, actor in people.items() if run(actor))
