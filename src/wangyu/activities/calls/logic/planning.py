"""From works and a panel to a plan: the proved optimum, linked so that all can be compared, in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from wangyu.activities.calls.logic.assignment import assign
from wangyu.activities.calls.logic.assignment.clash import Clash, clash_of
from wangyu.activities.calls.logic.assignment.problem import FORBIDDEN
from wangyu.activities.calls.logic.linking import Linked
from wangyu.activities.calls.logic.panel import Laid, Pair, Reviewer, Work, lay_out, why_of
from wangyu.activities.calls.logic.proving import Proof, link_best
from wangyu.base.lib.graph import Indices

EXCHANGED = "换过评委，使全部作品可以相互比较"
ADDED = "另加的一次评审，使全部作品可以相互比较"


@dataclass(frozen=True, slots=True)
class Given:
    """``active`` pairs stand; ``barred`` ones were declined or freed. Both by row and place."""

    works: Sequence[Work]
    reviewers: Sequence[Reviewer]
    per_item: int
    load: tuple[int, int]
    active: Collection[Pair]
    barred: Collection[Pair]
    titles: Mapping[str, str]
    """Of the tracks."""


@dataclass(frozen=True, slots=True)
class Review:
    work: int
    reviewer: int
    worth: int
    why: list[str]


@dataclass(frozen=True, slots=True)
class Plan:
    """``bound`` is what no assignment exceeds; ``loss`` what linking the works cost of it.

    No linked assignment loses more than ``gap`` less, nor, where that is ``proved``, adds fewer reviews.
    """

    reviews: list[Review]
    objective: int
    bound: int
    loss: int
    added: int
    exchanged: int
    """Reviews that went to somebody else."""
    gap: int
    proved: bool
    apart: list[list[int]]
    """Ids of works that nothing links to the others of their track."""
    load: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Impossible:
    """Ids of works, or of reviewers, whose requirements clash."""

    works: list[int]
    reviewers: list[int]
    asked: int
    possible: int
    barred: dict[str, int]
    """Of the only work: why how many may not review it."""


def plan_of(given: Given) -> Plan | Impossible:
    laid = lay_out(
        given.works, given.reviewers, per_item=given.per_item, load=given.load,
        active=given.active, barred=given.barred,
    )  # fmt: skip
    found = assign(laid.problem)
    if found is None:
        return _impossible(given, laid, clash_of(laid.problem))
    row, column = np.divmod(found.pairs, laid.problem.reviewers)
    new = np.stack([row, column], axis=1).astype(np.int64)
    linked, proof = link_best(laid.problem, _kept(given, laid), new, _classes(given))
    return _plan(given, laid, linked, proof, found.bound)


def _kept(given: Given, laid: Laid) -> Indices:
    pairs = [(row, int(laid.column[at])) for row, at in sorted(given.active)]
    return np.array(pairs, np.int64).reshape(-1, 2)


def _classes(given: Given) -> Indices:
    names = [work.track for work in given.works]
    return np.unique(names, return_inverse=True)[1].astype(np.int64)


def _plan(given: Given, laid: Laid, linked: Linked, proof: Proof, bound: int) -> Plan:
    pairs = np.concatenate([linked.new, linked.extra]).reshape(-1, 2)
    load = np.bincount(pairs[:, 1], minlength=laid.problem.reviewers)[laid.column]
    load += np.array([one.elsewhere for one in given.reviewers], np.int64)
    for _, at in given.active:
        load[at] += 1
    value = laid.problem.affinity[pairs[:, 0], pairs[:, 1]].astype(np.int64)
    reviews = []
    for place, (row, column) in enumerate(pairs.tolist()):
        at = int(laid.order[column])
        work, one = given.works[row], given.reviewers[at]
        note = ADDED if place >= len(linked.new) else EXCHANGED if place in linked.exchanged else ""
        most = min(one.most, given.load[1])
        why = why_of(work, one, given.titles[work.track], (int(load[at]), most), note)
        reviews.append(Review(work.id, one.id, int(value[place]), why))
    reviews.sort(key=lambda one: (one.work, one.reviewer))
    return Plan(
        reviews, int(value[: len(linked.new)].sum()), bound, linked.loss, len(linked.extra),
        len(linked.exchanged), proof.gap, proof.proved,
        [[given.works[row].id for row in part] for part in linked.apart],
        (int(load.min()), int(load.max())),
    )  # fmt: skip


def _impossible(given: Given, laid: Laid, clash: Clash) -> Impossible:
    works = [given.works[row].id for row in clash.items]
    barred: dict[str, int] = {}
    if len(works) == 1:
        row = int(clash.items[0])
        for (at, _), why in sorted(laid.conflicts.items()):
            if at == row:
                key = why.partition("：")[0]
                barred[key] = barred.get(key, 0) + 1
        same = int((laid.problem.affinity[row] == FORBIDDEN).sum()) - sum(barred.values())
        barred |= {"与已安排的评委同单位": same} if same > 0 else {}
    reviewers = [given.reviewers[laid.order[column]].id for column in clash.reviewers]
    return Impossible(works, reviewers, clash.asked, clash.possible, barred)
