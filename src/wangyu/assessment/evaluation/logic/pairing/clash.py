"""Why there is no pairing: the fewest rules that already clash, in numbers where numbers show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from wangyu.assessment.evaluation.logic.pairing.exact import solved
from wangyu.assessment.evaluation.logic.pairing.problem import (
    CITY,
    CONNECTED,
    MUTUAL,
    RULES,
    Problem,
)
from wangyu.assessment.evaluation.logic.pairing.proof import impossible
from wangyu.assessment.evaluation.logic.pairing.switching import arranged

FEWEST = 2
"""Checks of each that can link all."""
WHOLE = {MUTUAL, CONNECTED}
"""Rules about more than two members: the others are decided by a flow."""
UNKNOWN = "单独放宽一条够不够，在限定的计算量之内没有算出，可以放宽以后再排。"


@dataclass(frozen=True, slots=True)
class Clash:
    """``rules`` together admit nothing, whatever the others say; giving up one of ``helps`` is enough."""

    rules: tuple[str, ...]
    helps: tuple[str, ...]
    why: str
    proved: bool = True


def explained(problem: Problem, seed: int) -> Clash:
    """The fewest rules that clash: what a sentence proves of some, a search may show of fewer."""
    told = _told(problem) if reason_for(problem) else None
    for few in _subsets(problem.rules if told is None else frozenset(told)):
        if few != told and _searched(problem.under(few), seed):
            return _clash(problem, few, "", seed)
    if told is None:
        return unproved(problem, seed)
    return _clash(problem, told, reason_for(problem.under(told)), seed)


def _told(problem: Problem) -> tuple[str, ...]:
    """The fewest that a sentence proves; of fewer it proves nothing that it does not of more."""
    return next(few for few in _subsets(problem.rules) if reason_for(problem.under(few)))


def _searched(problem: Problem, seed: int) -> bool:
    """Whether a search shows that there is none; of rules about two a flow has told already."""
    return bool(WHOLE & problem.rules) and arranged(problem, seed) is None and solved(problem, seed).impossible  # fmt: skip


def reason_for(problem: Problem) -> str:
    """A proof in a sentence, by counting or by a flow; "" where there is none."""
    return counted(problem) or impossible(problem)


def unproved(problem: Problem, seed: int) -> Clash:
    """Nothing was found, and nothing proves that there is nothing: said so, with what is known."""
    rules = tuple(rule for rule in RULES if rule in problem.rules)
    helps, _ = _helps(problem, rules, seed)
    two, whole = ([RULES[rule] for rule in rules if (rule in WHOLE) is of] for of in (False, True))
    known = f"，两校之间的规则（{'、'.join(two)}）合起来排得下" if two else ""
    added = "".join(f"“{name}”" for name in whole)
    remedy = _remedy(problem, helps) if helps else "可以换一个种子再排，或者放宽一条规则再试。"
    return Clash(
        (), helps, f"没有找到配对，也没有证明排不出{known}；加上{added}以后，在限定的计算量之内没有找到。{remedy}",
        proved=False,
    )  # fmt: skip


def _subsets(rules: frozenset[str]) -> Iterator[tuple[str, ...]]:
    ordered = [rule for rule in RULES if rule in rules]
    for count in range(len(ordered) + 1):
        yield from combinations(ordered, count)


def counted(problem: Problem) -> str:
    """What can be seen by counting; "" proves nothing."""
    return next((reason for check in CHECKS if (reason := check(problem))), "")


def _few(problem: Problem) -> str:
    found = []
    for names, grid in (("可查", problem.allowed), ("可被查", problem.allowed.T)):
        count = grid.sum(axis=1)
        worst = int(count.argmin())
        if count[worst] < problem.per:
            name = problem.members[worst].id
            found.append(f"“{name}”{names}的只有 {count[worst]} 所，应至少 {problem.per} 所")
    return found[0] if found else ""


def _both(problem: Problem) -> str:
    """One way only: whoever is checked is not a checker."""
    if MUTUAL not in problem.rules:
        return ""
    near = (problem.allowed | problem.allowed.T).sum(axis=1)
    worst = int(near.argmin())
    if near[worst] >= 2 * problem.per:
        return ""
    return f"“{problem.members[worst].id}”查 {problem.per} 所、被另外 {problem.per} 所查，至少要有 {2 * problem.per} 所可以配，只有 {near[worst]} 所"  # fmt: skip


def _majority(problem: Problem) -> str:
    name, count = _largest(problem)
    if CITY not in problem.rules or not name or 2 * count <= problem.size:
        return ""
    return f"{name}有 {count} 所，其余各市共 {problem.size - count} 所，本市的不够外市的来查"


def _half(problem: Problem) -> str:
    name, count = _largest(problem)
    if not {CITY, CONNECTED} <= problem.rules or not name or 2 * count != problem.size:
        return ""
    return (
        f"{name}恰有一半（{count} 所），只能全部去查外市的、也只由外市的来查，两边的查核连不到一起"
    )


def _single(problem: Problem) -> str:
    if CONNECTED not in problem.rules or problem.per >= FEWEST:
        return ""
    return f"每所只查 {problem.per} 所，各次查核之间没有共同的学校，应至少查 {FEWEST} 所"


CHECKS: tuple[Callable[[Problem], str], ...] = (_few, _both, _majority, _half, _single)


def _largest(problem: Problem) -> tuple[str, int]:
    """The city with most members that may not check each other."""
    closed = np.any(problem.barred[CITY], axis=1).tolist()
    cities = Counter(one.city for one, shut in zip(problem.members, closed, strict=True) if shut)
    return max(cities.items(), key=lambda item: (item[1], item[0]), default=("", 0))


def _clash(problem: Problem, few: tuple[str, ...], reason: str, seed: int) -> Clash:
    helps, certain = _helps(problem, few, seed)
    names = "、".join(f"“{RULES[rule]}”" for rule in few)
    together = "合在一起" if len(few) > 1 else ""
    what = f"{names}{together}做不到" if few else f"{problem.size} 所学校每所查 {problem.per} 所做不到"  # fmt: skip
    because = f"：{reason}" if reason else ""
    remedy = _remedy(problem, helps) if helps or certain else UNKNOWN
    return Clash(few, helps, f"排不出互查，{what}{because}。{remedy}")


def _helps(problem: Problem, few: tuple[str, ...], seed: int) -> tuple[tuple[str, ...], bool]:
    """Rules of which one given up is enough, and ``per`` for one check less of each.

    And whether of all the others it is proved that they are not.
    """
    tried = {rule: _possible(problem.without({rule}), seed) for rule in few}
    if problem.per > 1:
        tried["per"] = _possible(replace_per(problem, problem.per - 1), seed)
    helps = tuple(name for name, possible in tried.items() if possible)
    return helps, None not in tried.values()


def replace_per(problem: Problem, per: int) -> Problem:
    return Problem(problem.members, per, problem.rules, problem.barred)


def _possible(problem: Problem, seed: int) -> bool | None:
    """None where neither is known."""
    if reason_for(problem):
        return False
    if arranged(problem, seed) is not None:
        return True
    verdict = solved(problem, seed)
    return True if verdict.pairs is not None else False if verdict.impossible else None


def _remedy(problem: Problem, helps: tuple[str, ...]) -> str:
    city, _ = _largest(problem)
    says = {rule: f"不要求“{name}”" for rule, name in RULES.items()}
    says[CITY] = f"不要求“同市不查”（例如只对{city}放开）"
    says["per"] = f"每所改查 {problem.per - 1} 所"
    if not helps:
        return "单独放宽哪一条都还不够，应同时放宽几条，或者增减参加的学校。"
    return f"放宽其中一条就可以：{'；'.join(says[one] for one in helps)}。"
