"""That there is no pairing is proved for any number of members, or it is said that nothing is proved."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

from tests.assessment.evaluation.logic.pairing.rosters import REAL, broken, roster
from tests.assessment.evaluation.logic.pairing.test_pairing import nobody_can
from wangyu.assessment.evaluation.logic.pairing import Clash, Member, Pairing, clash, exact, pair
from wangyu.assessment.evaluation.logic.pairing.problem import RULES, problem_of
from wangyu.assessment.evaluation.logic.pairing.proof import Common, flowing, impossible

MANY = 230
"""More than could be tried one by one."""
TWO = ("city", "rivals", "past")


def apart(size, cities=None):
    return [Member(f"m{n}", f"市{n}" if cities is None else cities(n)) for n in range(size)]


def only(members, open_):
    """What the round before has to bar so that just these pairs are left."""
    names = [one.id for one in members]
    return [(a, b) for a in names for b in names if a != b and (a, b) not in open_]


def solver_says(problem):
    """Another solver's word on the rules but “全体连成一片”: whether there is any pairing."""
    checker, checked = np.nonzero(problem.allowed)
    size, arcs = problem.size, len(checker)
    rows = lil_array((2 * size, arcs))
    rows[checker, np.arange(arcs)] = 1
    rows[size + checked, np.arange(arcs)] = 1
    held = [LinearConstraint(rows.tocsr(), problem.per, problem.per)]
    number = {place: n for n, place in enumerate(zip(checker.tolist(), checked.tolist(), strict=True))}  # fmt: skip
    both = [(n, number[b, a]) for (a, b), n in number.items() if a < b and (b, a) in number]
    if "mutual" in problem.rules and both:
        back = lil_array((len(both), arcs))
        for row, (one, other) in enumerate(both):
            back[row, one] = back[row, other] = 1
        held.append(LinearConstraint(back.tocsr(), -np.inf, 1))
    found = milp(np.zeros(arcs), constraints=held, integrality=np.ones(arcs), bounds=Bounds(0, 1))
    return bool(found.success)


def ring(size, steps, random):
    """Each may check those some steps on; then everybody is somebody else."""
    order = random.permutation(size).tolist()
    return {(f"m{order[n]}", f"m{order[(n + step) % size]}") for n in range(size) for step in steps}


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 4), st.booleans())
@pytest.mark.thorough
def test_too_few_partners_for_some_of_many_are_found_and_named(seed, few, turned):
    """``few`` members have together one partner less than they need, somewhere among hundreds."""
    random = np.random.default_rng(seed)
    open_ = ring(MANY, (1, 2, 3, 5, 8, 13), random)
    poor = [f"m{n}" for n in random.choice(MANY, few + 1, replace=False)]
    shared = [f"m{n}" for n in random.choice(MANY, 40, replace=False) if f"m{n}" not in poor][:few]
    bound = {(a, b) for a in poor for b in shared}
    open_ = {(a, b) for a, b in open_ if (b if turned else a) not in poor}
    open_ |= {(b, a) for a, b in bound} if turned else bound
    members = apart(MANY)
    found = pair(members, 2, past=only(members, open_))
    assert isinstance(found, Clash)
    assert (found.rules, found.proved) == (("past",), True)
    assert not solver_says(problem_of(members, 2, only(members, open_), (), TWO, ()))
    assert any(name in found.why for name in (*poor, *shared))


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6))
def test_where_many_can_be_paired_they_are(seed):
    random = np.random.default_rng(seed)
    open_ = ring(MANY, (1, 2, 4, 7, 11, 16, 22), random)
    members = apart(MANY)
    past = only(members, open_)
    found = pair(members, 2, past=past, seed=seed)
    assert isinstance(found, Pairing)
    assert broken(found, members, 2, past) == []


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6))
@pytest.mark.thorough
def test_many_in_two_closed_circles_cannot_be_linked(seed):
    """Two rings that have no check in common: no count shows it, what every pairing shares does."""
    random = np.random.default_rng(seed)
    half = MANY // 2
    open_ = ring(half, (1, 2, 3), random)
    open_ |= {(f"m{int(a[1:]) + half}", f"m{int(b[1:]) + half}") for a, b in ring(half, (1, 2, 3), random)}  # fmt: skip
    members = apart(2 * half)
    found = pair(members, 2, past=only(members, open_))
    assert (found.rules, found.proved) == (("past", "connected"), True)
    assert "连不到一起" in found.why


def test_two_of_many_who_can_only_check_each_other_are_named():
    random = np.random.default_rng(4)
    open_ = ring(MANY, (1, 2, 3, 5), random)
    a, b = "m7", "m100"
    third, fourth = "m20", "m30"
    open_ = {one for one in open_ if one[0] not in {a, b}} | {
        (a, b),
        (b, a),
        (a, third),
        (b, fourth),
    }
    members = apart(MANY)
    found = pair(members, 2, past=only(members, open_))
    assert (found.rules, found.proved) == (("past", "mutual"), True)
    assert f"“{a}”和“{b}”除了互相查，没有别的排法" in found.why
    assert not solver_says(problem_of(members, 2, only(members, open_), (), (*TWO, "mutual"), ()))


def test_a_way_back_that_is_shut_can_leave_too_few():
    """a has to check b, so b may not check a: then b has only one left."""
    members = apart(MANY)
    random = np.random.default_rng(5)
    open_ = {one for one in ring(MANY, (1, 2, 3, 5), random) if one[0] not in {"m1", "m2"}}
    open_ |= {("m1", "m2"), ("m1", "m3"), ("m2", "m1"), ("m2", "m4")}
    open_ |= {("m2", "m5")}
    problem = problem_of(members, 2, only(members, open_), (), (*TWO, "mutual"), ())
    assert impossible(problem) == ""
    assert solver_says(problem)
    less = problem_of(members, 2, only(members, open_ - {("m2", "m5")}), (), (*TWO, "mutual"), ())
    assert impossible(less)
    assert not solver_says(less)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_is_proved_of_a_small_roster_is_true(data):
    """Every choice tried: a proof is never wrong, and under the rules about two it is never wanting."""
    size = data.draw(st.integers(3, 6))
    members = [Member(f"m{n}", city) for n, city in enumerate(data.draw(st.lists(st.sampled_from("甲乙丙"), min_size=size, max_size=size)))]  # fmt: skip
    names = st.sampled_from([one.id for one in members])
    two = st.tuples(names, names).filter(lambda both: both[0] != both[1])
    past, per = data.draw(st.lists(two, max_size=10)), data.draw(st.integers(1, 2))
    rules = tuple(data.draw(st.sets(st.sampled_from(list(RULES)))))
    problem = problem_of(members, per, past, (), rules, ())
    if impossible(problem):
        assert nobody_can(members, per, rules, past)
    elif not {"mutual", "connected"} & set(rules):
        assert not nobody_can(members, per, rules, past)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(3, 6))
def test_pairs_that_every_pairing_shares_are_those_no_solver_can_do_without(seed, size):
    random = np.random.default_rng(seed)
    allowed = (random.random((size, size)) < 0.6) & ~np.eye(size, dtype=bool)
    pairs, cut = flowing(allowed, 1)
    if pairs is None:
        assert cut.need > cut.most
        return
    common = Common.of(allowed, pairs)
    for place in np.argwhere(allowed):
        without, within = allowed.copy(), allowed.copy()
        without[tuple(place)] = False
        within[place[0], :] = False
        within[:, place[1]] = False
        within[tuple(place)] = True
        assert common.forced[tuple(place)] == (flowing(without, 1)[0] is None)
        assert common.possible[tuple(place)] == (flowing(within, 1)[0] is not None)


def test_what_was_not_found_and_not_proved_is_said_so(monkeypatch):
    """With nothing found and nothing proved the sentence claims neither."""
    members = roster(*REAL)
    problem = problem_of(members, 2, (), (), tuple(RULES), ())
    monkeypatch.setattr(clash, "arranged", lambda *_: None)
    monkeypatch.setattr(exact, "MOST", 0)
    found = clash.explained(problem, 1)
    assert (found.rules, found.helps, found.proved) == ((), (), False)
    assert found.why.startswith("没有找到配对，也没有证明排不出，两校之间的规则（同市不查、")
    assert "加上“不互查对方”“全体连成一片”以后，在限定的计算量之内没有找到" in found.why
    assert found.why.endswith("可以换一个种子再排，或者放宽一条规则再试。")
    assert "单独放宽哪一条都还不够" not in found.why


def test_a_clash_whose_remedies_are_not_known_claims_none(monkeypatch):
    members = roster(64, 64)
    problem = problem_of(members, 2, (), (), tuple(RULES), ())
    monkeypatch.setattr(clash, "arranged", lambda *_: None)
    monkeypatch.setattr(exact, "MOST", 0)
    found = clash.explained(problem, 1)
    assert found.proved
    assert found.why.endswith("单独放宽一条够不够，在限定的计算量之内没有算出，可以放宽以后再排。")


@pytest.mark.parametrize("cities", [(70, 30, 28), (400, 200, 100), (900, 300, 300)])
def test_a_majority_is_too_large_in_any_number(cities):
    found = impossible(problem_of(roster(*cities), 2, (), (), ("city",), ()))
    most = 2 * sum(cities[1:])
    assert found.endswith(f"一共要查 {2 * cities[0]} 次，按这些规则至多排得下 {most} 次")
