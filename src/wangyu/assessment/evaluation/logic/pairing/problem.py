"""Who may check whom: members, the rules that hold, and what each rule takes away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from wangyu.base.lib.given import WrongInput
from wangyu.base.lib.graph import Indices, components

CITY, RIVALS, PAST, MUTUAL, CONNECTED = "city", "rivals", "past", "mutual", "connected"
RULES = {
    CITY: "同市不查",
    RIVALS: "申报为竞争关系的不查",
    PAST: "上一轮查过的不再查",
    MUTUAL: "不互查对方",
    CONNECTED: "全体连成一片",
}
"""What may be given up when there is no other way; nobody ever checks itself."""
FEWEST = 3
Grid = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Member:
    id: str
    city: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """``barred``: what each rule forbids, checkers in rows, checked in columns."""

    members: tuple[Member, ...]
    per: int
    rules: frozenset[str]
    barred: dict[str, Grid]
    allowed: Grid = field(init=False)
    stranger: Grid = field(init=False)
    """Pairs of different groups: allowed, and better avoided."""

    def __post_init__(self) -> None:
        allowed = ~np.eye(self.size, dtype=bool)
        for rule in self.rules & self.barred.keys():
            allowed &= ~self.barred[rule]
        object.__setattr__(self, "allowed", allowed)
        _, group = np.unique([one.group for one in self.members], return_inverse=True)
        object.__setattr__(self, "stranger", group[:, None] != group)

    @property
    def size(self) -> int:
        return len(self.members)

    def without(self, rules: Collection[str]) -> Problem:
        return Problem(self.members, self.per, self.rules - set(rules), self.barred)

    def under(self, rules: Collection[str]) -> Problem:
        return self.without(self.rules - set(rules))

    def parts(self, pairs: Indices) -> tuple[int, Indices, Indices]:
        """How many parts are linked by the pairs, the one of each checked, that of each checker."""
        return components(pairs[:, 1], pairs[:, 0], self.size, self.size)


def problem_of(
    members: Sequence[Member],
    per: int,
    past: Iterable[tuple[str, str]],
    rivals: Iterable[tuple[str, str]],
    rules: Collection[str],
    open_cities: Collection[str],
) -> Problem:
    """Whom ``past`` names and who is no longer a member is passed over."""
    place = _places(members, per)
    size = len(members)
    barred = {rule: np.zeros((size, size), bool) for rule in (CITY, RIVALS, PAST)}
    _, city = np.unique([one.city for one in members], return_inverse=True)
    closed = np.array([one.city not in open_cities for one in members])
    barred[CITY] = (city[:, None] == city) & closed[:, None] & ~np.eye(size, dtype=bool)
    for checker, checked in past:
        if checker in place and checked in place:
            barred[PAST][place[checker], place[checked]] = True
    for one, other in rivals:
        for name in (one, other):
            if name not in place:
                raise WrongInput(f"竞争关系里的“{name[:40]}”不在参加互查的名单里，应先核对名单。")
        barred[RIVALS][place[one], place[other]] = barred[RIVALS][place[other], place[one]] = True
    return Problem(tuple(members), per, frozenset(rules), barred)


def _places(members: Sequence[Member], per: int) -> dict[str, int]:
    if len(members) < FEWEST or not 1 <= per < len(members):
        raise WrongInput(
            f"{len(members)} 所学校每所查 {per} 所，配不出互查；应至少 {FEWEST} 所学校，"
            f"每所查 1 所以上、少于学校数。"
        )
    counts = Counter(one.id for one in members)
    twice = next((name for name, count in counts.items() if count > 1), None)
    if twice is not None:
        raise WrongInput(f"互查名单里“{twice[:40]}”出现了两次，应只有一次。")
    return {one.id: number for number, one in enumerate(members)}
