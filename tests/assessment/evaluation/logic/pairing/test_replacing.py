"""Who withdraws leaves as little changed as can be, and every rule as it was."""

import numpy as np
import pytest

from tests.assessment.evaluation.logic.pairing.rosters import REAL, edges, roster
from wangyu.assessment.evaluation.logic.pairing import Clash, pair
from wangyu.assessment.evaluation.logic.pairing.exact import solved
from wangyu.assessment.evaluation.logic.pairing.problem import RULES, problem_of
from wangyu.assessment.evaluation.logic.pairing.replacing import replaced


def staying(members, gone, per=2, rules=tuple(RULES), rivals=()):
    return problem_of([one for one in members if one.id != gone], per, (), rivals, rules, ())


def check(problem, before, found, gone):
    place = {one.id: n for n, one in enumerate(problem.members)}
    rows = np.array([(place[a], place[b]) for a, b in found.pairs])
    size = problem.size
    assert len(set(found.pairs)) == problem.per * size
    assert (np.bincount(rows[:, 0], minlength=size) == problem.per).all()
    assert (np.bincount(rows[:, 1], minlength=size) == problem.per).all()
    assert problem.allowed[rows[:, 0], rows[:, 1]].all()
    assert not set(found.pairs) & {(b, a) for a, b in found.pairs}
    assert problem.parts(rows)[0] == 1
    stayed = {pair_ for pair_ in before if gone not in pair_}
    assert set(found.gone) == stayed - set(found.pairs)
    assert set(found.new) == set(found.pairs) - stayed


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.thorough
def test_of_many_only_the_loose_ends_are_joined(seed):
    members = roster(*REAL)
    before = edges(pair(members, 2, seed=seed))
    gone = members[31 * seed + 1].id
    problem = staying(members, gone)
    found = replaced(problem, before, gone, seed=seed)
    check(problem, before, found, gone)
    assert len(found.gone) <= 2
    assert len(found.new) == 2 + len(found.gone)


@pytest.mark.parametrize("seed", range(6))
def test_nobody_changes_less(seed):
    """Against the search over all pairings that keep most."""
    members = roster(2, 2, 2, 1, 1)
    before = edges(pair(members, 2, seed=seed))
    gone = members[seed].id
    problem = staying(members, gone)
    found = replaced(problem, before, gone, seed=seed)
    place = {one.id: n for n, one in enumerate(problem.members)}
    near = np.array([(place[a], place[b]) for a, b in before if gone not in (a, b)])
    best = solved(problem, 1, near=near).pairs
    if best is None:
        assert isinstance(found, Clash)
        return
    check(problem, before, found, gone)
    kept = len({tuple(row) for row in best.tolist()} & {tuple(row) for row in near.tolist()})
    assert len(near) - len(found.gone) == kept


def test_what_is_done_does_not_move():
    members = roster(2, 2, 2, 1, 1)
    before = edges(pair(members, 2, seed=3))
    gone = members[0].id
    problem = staying(members, gone)
    fixed = [one for one in before if gone not in one]
    found = replaced(problem, before, gone, fixed=fixed)
    if isinstance(found, Clash):
        assert "已经完成的查核不动" in found.why
    else:
        assert found.gone == ()
    loose = replaced(problem, before, gone, fixed=fixed[:4])
    assert not set(getattr(loose, "gone", ())) & set(fixed[:4])


def test_where_nothing_is_left_the_rules_are_named():
    """Five check two each; of four, two would have to check each other."""
    members = roster(1, 1, 1, 1, 1)
    found = replaced(staying(members, "c2n0"), edges(pair(members, 2)), "c2n0")
    assert found.rules == ("mutual",)
    assert "至少要有 4 所可以配，只有 3 所" in found.why
