"""From PROBLEM.json to the problem, and from the assignment to the document that is handed out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wangyu.activities.calls.logic.assignment import Assignment, assign
from wangyu.activities.calls.logic.assignment.clash import Clash, clash_of
from wangyu.activities.calls.logic.assignment.given import TOP, Given, Reader
from wangyu.activities.calls.logic.assignment.problem import FORBIDDEN, Grid, Problem
from wangyu.base.lib.graph import Indices, components


@dataclass(frozen=True, slots=True)
class Ready:
    """``order`` is the reviewer of each column; ``fixed`` are pairs of rows and columns."""

    problem: Problem
    order: Indices
    fixed: Indices
    value: Indices


def document(given: Given, ready: Ready) -> tuple[dict[str, Any], bool]:
    """What ``compute assign`` prints, and whether an assignment exists."""
    refusal = fixed_clash(given, ready)
    if refusal:
        return {"infeasible": refusal}, False
    found = assign(ready.problem)
    if found is None:
        return {"infeasible": explained(given, ready, clash_of(ready.problem))}, False
    return told(given, ready, found), True


def prepared(reader: Reader, given: Given, grid: NDArray[Any] | None) -> Ready:
    group = np.arange(len(given.reviewers.ids))
    if given.distinct:
        group = np.unique(given.reviewers.organisations, return_inverse=True)[1].astype(np.int64)
    order = np.argsort(group, kind="stable")
    column = np.argsort(order)
    affinity = laid_out(reader, given, grid, order)
    affinity[given.conflicts[:, 0], column[given.conflicts[:, 1]]] = FORBIDDEN
    if given.own_excluded:
        exclude_own(affinity, given, order)
    fixed = np.stack([given.fixed[:, 0], column[given.fixed[:, 1]]], axis=1)
    value = affinity[fixed[:, 0], fixed[:, 1]].astype(np.int64)
    high = np.minimum(given.high, np.array(given.reviewers.most))[order]
    load = np.bincount(fixed[:, 1], minlength=len(order))
    problem = Problem(
        affinity,
        group[order],
        given.per_item - np.bincount(fixed[:, 0], minlength=len(given.items.ids)),
        np.maximum(0, given.low - load),
        high - load,
    )
    for row, chosen in fixed:
        affinity[row, problem.group == problem.group[chosen]] = FORBIDDEN
    return Ready(problem, order, fixed, value)


def laid_out(reader: Reader, given: Given, grid: NDArray[Any] | None, order: Indices) -> Grid:
    """Affinities with columns in order; a pair that is not listed has none, which is 0."""
    shape = (len(given.items.ids), len(order))
    found = np.zeros(shape, np.int16)
    if grid is None:
        rows = np.asarray(given.affinity)
        found[rows[:, 0], np.argsort(order)[rows[:, 1]]] = rows[:, 2]
        return found
    for row, line in enumerate(reader.grid(grid, shape)):
        if line.min() < 0 or line.max() > TOP:
            raise reader.wrong("affinity.npy", f"第 {row} 行有不在 0 到 {TOP} 的数。")
        found[row] = line[order]
    return found


def exclude_own(affinity: Grid, given: Given, order: Indices) -> None:
    names, of = np.unique(
        [*given.items.organisations, *given.reviewers.organisations], return_inverse=True
    )
    item, reviewer = of[: len(affinity)], of[len(affinity) :][order]
    for one in range(len(names)):
        affinity[np.ix_(item == one, reviewer == one)] = FORBIDDEN


def fixed_clash(given: Given, ready: Ready) -> dict[str, Any] | None:
    """What is fixed beforehand must keep the rules by itself."""
    for (row, column), value in zip(ready.fixed, ready.value, strict=True):
        if value == FORBIDDEN:
            return refusal(given, ready, [row], [column], "固定的这一对要回避，不能评。")
    for row in np.flatnonzero(ready.problem.need < 0):
        of = ready.fixed[ready.fixed[:, 0] == row, 1]
        return refusal(
            given,
            ready,
            [row],
            of,
            f"这件作品固定了 {len(of)} 名评委，多于每件 {given.per_item} 名。",
        )
    seen: dict[tuple[int, int], int] = {}
    for row, column in ready.fixed.tolist():
        key = row, int(ready.problem.group[column])
        if seen.setdefault(key, column) != column:
            return refusal(
                given, ready, [row], [seen[key], column], "这件作品固定的两名评委来自同一单位。"
            )
    for column in np.flatnonzero(ready.problem.high < 0):
        of = ready.fixed[ready.fixed[:, 1] == column, 0]
        return refusal(
            given, ready, of, [column], f"这名评委固定了 {len(of)} 件，多于他至多能评的件数。"
        )
    return None


def refusal(given: Given, ready: Ready, rows: Any, columns: Any, why: str) -> dict[str, Any]:
    return {
        "items": [given.items.ids[row] for row in rows],
        "reviewers": [given.reviewers.ids[ready.order[column]] for column in columns],
        "why": why,
    }


def explained(given: Given, ready: Ready, clash: Clash) -> dict[str, Any]:
    if len(clash.items):
        why = f"这 {len(clash.items)} 件作品还需要 {clash.asked} 次评审，按回避、单位和每人至多件数，最多只能安排 {clash.possible} 次。"
    else:
        why = f"这 {len(clash.reviewers)} 名评委还应至少评 {clash.asked} 件，按回避、单位和每件评委数，最多只有 {clash.possible} 件可评。"
    return refusal(given, ready, clash.items, clash.reviewers, why)


def told(given: Given, ready: Ready, found: Assignment) -> dict[str, Any]:
    item, column = np.divmod(found.pairs, ready.problem.reviewers)
    value = ready.problem.affinity[item, column].astype(np.int64)
    item = np.concatenate([ready.fixed[:, 0], item])
    reviewer = ready.order[np.concatenate([ready.fixed[:, 1], column])]
    value = np.concatenate([ready.value, value])
    by_item = np.bincount(item, value, len(given.items.ids)).astype(np.int64)
    load = np.bincount(reviewer, minlength=len(ready.order))
    order, worst = np.lexsort((reviewer, item)), int(by_item.argmin())
    return {
        "assignments": [
            [given.items.ids[i], given.reviewers.ids[r]]
            for i, r in zip(item[order], reviewer[order], strict=True)
        ],
        "objective": int(by_item.sum()),
        "optimal": found.objective == found.bound,
        "gap": found.bound - found.objective,
        "worst_item": {"item": given.items.ids[worst], "affinity": int(by_item[worst])},
        "load": {"min": int(load.min()), "max": int(load.max())},
        "connected": connected(item, reviewer, len(by_item)),
    }


def connected(item: Indices, reviewer: Indices, items: int) -> bool:
    """Whether reviews link all items, so that all can be compared."""
    names, index = np.unique(reviewer, return_inverse=True)
    return components(item, index.astype(np.int64), items, len(names))[0] == 1
