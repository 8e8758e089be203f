"""Who may review which work, how well it suits them, and why: names, units and tracks in, a problem out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from wangyu.activities.calls.logic.assignment.problem import FORBIDDEN, Problem
from wangyu.base.lib.graph import Indices

EXPERT, GENERAL, OTHER = 1000, 600, 200
"""What a work of a track of one's own is worth, one to who named no track, one of another track."""
OWN = "本单位的作品"
SAME_NAME = "与作者或指导教师同名"
COLLEAGUE = "作者或指导教师中有本单位的人"
PARTNER = "曾与作者或指导教师合作"
BARRED = "谢绝过或回避过这件作品"
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Work:
    """An entry as far as conflicts ask: whose it is and of which track."""

    id: int
    track: str
    organisation: int
    users: frozenset[int]
    names: frozenset[str]
    units: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reviewer:
    """``places`` are the universities they belong to; ``partners`` those they entered a work with."""

    id: int
    user: int
    name: str
    home: int | None
    places: frozenset[int]
    place_names: frozenset[str]
    tracks: frozenset[str]
    most: int
    partners: frozenset[tuple[int, str]]
    """University and name."""
    shun_works: Mapping[int, str]
    shun_places: Mapping[int, str]
    elsewhere: int = 0
    """Reviews of other works that count towards the load."""


@dataclass(frozen=True, slots=True)
class Laid:
    """``order`` is the reviewer of each column of the problem, ``column`` the column of each."""

    problem: Problem
    order: Indices
    column: Indices
    conflicts: Mapping[Pair, str]


def conflicts(works: Sequence[Work], reviewers: Sequence[Reviewer]) -> dict[Pair, str]:
    """Row and reviewer -> why this reviewer may not have this work."""
    by_place, by_name, by_unit = (
        _by(works, "organisation"),
        _each(works, "names"),
        _each(works, "units"),
    )
    by_user, by_id = _each(works, "users"), {work.id: row for row, work in enumerate(works)}
    found: dict[Pair, str] = {}
    for at, one in enumerate(reviewers):
        for organisation, name in one.partners:
            rows = set(by_place.get(organisation, ())) & set(by_name.get(name, ()))
            found |= dict.fromkeys(((row, at) for row in rows), PARTNER)
        for unit in one.place_names:
            found |= dict.fromkeys(((row, at) for row in by_unit.get(unit, ())), COLLEAGUE)
        rows = {*by_name.get(one.name, ()), *by_user.get(one.user, ())}
        found |= dict.fromkeys(((row, at) for row in rows), SAME_NAME)
        for place in one.places:
            found |= dict.fromkeys(((row, at) for row in by_place.get(place, ())), OWN)
        for place, why in one.shun_places.items():
            found |= dict.fromkeys(
                ((row, at) for row in by_place.get(place, ())), f"已登记回避：{why}"
            )
        for work, why in one.shun_works.items():
            if work in by_id:
                found[by_id[work], at] = f"已登记回避：{why}"
    return found


def _by(works: Sequence[Work], field: str) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for row, work in enumerate(works):
        found.setdefault(getattr(work, field), []).append(row)
    return found


def _each(works: Sequence[Work], field: str) -> dict[object, list[int]]:
    found: dict[object, list[int]] = {}
    for row, work in enumerate(works):
        for one in getattr(work, field):
            found.setdefault(one, []).append(row)
    return found


def worth(work: Work, reviewer: Reviewer) -> int:
    if not reviewer.tracks:
        return GENERAL
    return EXPERT if work.track in reviewer.tracks else OTHER


def lay_out(
    works: Sequence[Work], reviewers: Sequence[Reviewer], *, per_item: int, load: tuple[int, int],
    active: Collection[Pair] = (), barred: Collection[Pair] = (),
) -> Laid:  # fmt: skip
    """What is still to be given, beside the pairs that stand (``active``, never moved)."""
    home = [one.home if one.home is not None else -1 - at for at, one in enumerate(reviewers)]
    group = np.unique(np.array(home), return_inverse=True)[1].astype(np.int64)
    order = np.argsort(group, kind="stable")
    column = np.argsort(order).astype(np.int64)
    grid = np.empty((len(works), len(reviewers)), np.int16)
    tracks = {work.track: row for row, work in enumerate(works)}
    rows_of = {t: [row for row, work in enumerate(works) if work.track == t] for t in tracks}
    for at, one in enumerate(reviewers):
        for track, row in tracks.items():
            grid[rows_of[track], column[at]] = worth(works[row], one)
    known = conflicts(works, reviewers) | dict.fromkeys(barred, BARRED)
    for row, at in known:
        grid[row, column[at]] = FORBIDDEN
    given = np.zeros(len(works), np.int64)
    have = np.array([one.elsewhere for one in reviewers], np.int64)
    sorted_group = group[order]
    for row, at in active:
        given[row] += 1
        have[at] += 1
        grid[row, sorted_group == group[at]] = FORBIDDEN
    most = np.array([one.most for one in reviewers], np.int64)
    high = np.maximum(0, np.minimum(most, load[1]) - have)
    low = np.minimum(high, np.maximum(0, load[0] - have))
    need = np.maximum(0, per_item - given)
    return Laid(Problem(grid, sorted_group, need, low[order], high[order]), order, column, known)


def why_of(
    work: Work, reviewer: Reviewer, title: str, load: tuple[int, int], note: str = ""
) -> list[str]:
    """In words: why this reviewer has this work."""
    fit = {
        EXPERT: f"擅长“{title}”", GENERAL: "没有限定类别，各类都可以评",
        OTHER: f"“{title}”不在擅长的类别里，擅长的评委已经排满或要回避",
    }[worth(work, reviewer)]  # fmt: skip
    count, most = load
    parts = [
        fit,
        "与作者没有查到回避关系",
        "与其他评委不在同一单位",
        f"共评 {count} 件，上限 {most} 件",
    ]
    return [*parts, note] if note else parts
