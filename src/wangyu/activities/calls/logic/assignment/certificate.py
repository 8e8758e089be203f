"""Prices that prove an assignment among the candidates: no exchange along any chain gains."""

from __future__ import annotations

import numpy as np

from wangyu.activities.calls.logic.assignment.problem import Problem
from wangyu.base.lib.graph import Indices


def proving_prices(problem: Problem, pairs: Indices, chosen: Indices, price: Indices) -> Indices:
    """From near prices to exact ones: raised until no swap among the candidates is worth its price.

    Node ``reviewers`` is the reserve: whoever could take more costs nothing, whoever could take
    less gains nothing by it.
    """
    source, target, gain = swaps(problem, pairs, chosen)
    load = np.bincount(chosen % problem.reviewers, minlength=problem.reviewers)
    reserve = problem.reviewers
    room, spare = np.flatnonzero(load < problem.high), np.flatnonzero(load > problem.low)
    source = np.concatenate([source, room, np.full(len(spare), reserve)])
    target = np.concatenate([target, np.full(len(room), reserve), spare])
    gain = np.concatenate([gain, np.zeros(len(room) + len(spare), np.int64)])
    found = raise_to(np.append(price, 0), source, target, gain)
    prices: Indices = found[:-1] - found[-1]
    return prices


def raise_to(at: Indices, source: Indices, target: Indices, gain: Indices) -> Indices:
    """The least values above ``at`` with target >= source + gain on every edge."""
    order = np.argsort(target, kind="stable")
    source, target, gain = source[order], target[order], gain[order]
    begins = np.flatnonzero(np.diff(target, prepend=-1))
    nodes, moved = target[begins], bool(len(begins))
    while moved:
        above = np.maximum.reduceat(at[source] + gain, begins)
        moved = bool((above > at[nodes]).any())
        at[nodes] = np.maximum(at[nodes], above)
    return at


def swaps(problem: Problem, pairs: Indices, chosen: Indices) -> tuple[Indices, Indices, Indices]:
    """Every exchange of one reviewer of an item for another: from, to, and what it gains."""
    item, other = np.divmod(np.setdiff1d(pairs, chosen, assume_unique=True), problem.reviewers)
    holder, held = np.divmod(chosen, problem.reviewers)
    begin = np.searchsorted(holder, item)
    count = np.bincount(holder, minlength=problem.items)[item]
    group = problem.group[other]
    clash = np.full(len(item), -1)
    slots = [begin + slot for slot in range(problem.most)]
    for slot, at in enumerate(slots):  # a group the item has: only in exchange for that reviewer
        of = np.flatnonzero(slot < count)
        same = of[problem.group[held[at[of]]] == group[of]]
        clash[same] = slot
    found = []
    for slot, at in enumerate(slots):
        of = np.flatnonzero((slot < count) & ((clash < 0) | (clash == slot)))
        source, target = held[at[of]], other[of]
        worth = problem.affinity[item[of], target].astype(np.int64)
        found.append((source, target, worth - problem.affinity[item[of], source]))
    source, target, gain = (np.concatenate(column) for column in zip(*found, strict=True))
    return strongest(problem.reviewers, source, target, gain)


def strongest(
    size: int, source: Indices, target: Indices, gain: Indices
) -> tuple[Indices, Indices, Indices]:
    """Of parallel exchanges the one that gains most."""
    key = source * size + target
    order = np.lexsort((-gain, key))
    keys, first = np.unique(key[order], return_index=True)
    return keys // size, keys % size, gain[order][first]
