"""Every rule holds in every pairing, whatever the roster; where none exists, somebody else finds none either."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.assessment.evaluation.logic.pairing.rosters import REAL, broken, edges, linked, roster
from wangyu.assessment.evaluation.logic.pairing import Clash, Member, Pairing, pair
from wangyu.assessment.evaluation.logic.pairing.problem import RULES
from wangyu.base.lib.given import WrongInput


@pytest.mark.parametrize("per", [2, 3, 4])
@pytest.mark.parametrize("cities", [REAL, (1,) * 13, (3,) * 4, (30, 31), (20, 10, 11)])
def test_every_rule_holds(cities, per):
    members = roster(*cities)
    rivals = [(members[n].id, members[-n - 1].id) for n in range(2)]
    found = pair(members, per, rivals=rivals)
    if cities == (30, 31):
        assert found.rules == ("city",)
    else:
        assert broken(found, members, per, rivals=rivals) == []
        assert found.parts == 1


def test_three_cycles_in_a_row_never_repeat():
    members, seen = roster(*REAL), []
    for seed in range(3):
        found = pair(members, 2, past=seen, seed=seed)
        assert broken(found, members, 2, past=seen) == []
        seen += edges(found)
    assert len(set(seen)) == 3 * 2 * 128


@pytest.mark.thorough
def test_three_thousand_are_paired():
    members = roster(*(23 * count for count in REAL))
    assert len(members) > 2900
    found = pair(members, 2)
    assert broken(found, members, 2) == []


def test_the_same_seed_gives_the_same_pairs_and_another_others():
    members = roster(*REAL)
    first, again, other = (pair(members, 2, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert len(set(edges(first)) & set(edges(other))) < len(first.pairs) / 4


def test_own_group_comes_first_and_says_so():
    found = pair(roster(*REAL), 2)
    assert sum(one.why.same_group for one in found.pairs) >= len(found.pairs) - 4


def test_each_pair_says_what_was_open_to_its_checker():
    members = roster(3, 2, 2, 2, 2)
    past = [("c0n0", "c1n0"), ("c0n0", "gone")]
    found = pair(members, 2, past=past, rivals=[("c0n0", "c2n1")])
    why = next(one.why for one in found.pairs if one.checker == "c0n0")
    assert (why.city, why.rivals, why.past, why.open) == (2, 1, 1, 6)


def nobody_can(members, per, rules, past=(), rivals=()):
    """Every choice tried, for rosters small enough."""
    city = {one.id: one.city for one in members}
    names = list(city)
    closed = {(a, b) for a in names for b in names if a == b}
    if "city" in rules:
        closed |= {(a, b) for a in names for b in names if city[a] == city[b]}
    if "past" in rules:
        closed |= set(past)
    if "rivals" in rules:
        closed |= {(a, b) for a, b in rivals} | {(b, a) for a, b in rivals}

    def search(at, rows):
        if at == len(names):
            return "connected" not in rules or linked(rows)
        checked = Counter(b for _, b in rows)
        me = names[at]
        open_ = [b for b in names if (me, b) not in closed and checked[b] < per]
        if "mutual" in rules:
            open_ = [b for b in open_ if (b, me) not in rows]
        return any(
            search(at + 1, [*rows, *((me, b) for b in few)]) for few in combinations(open_, per)
        )

    return not search(0, [])


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_small_roster_is_paired_or_truly_cannot_be(data):
    size = data.draw(st.integers(3, 7))
    cities = data.draw(st.lists(st.sampled_from("甲乙丙丁"), min_size=size, max_size=size))
    members = [Member(f"m{n}", city) for n, city in enumerate(cities)]
    names = st.sampled_from([one.id for one in members])
    two = st.tuples(names, names).filter(lambda both: both[0] != both[1])
    past, rivals = (data.draw(st.lists(two, max_size=4)) for _ in range(2))
    per = data.draw(st.integers(1, 2))
    found = pair(members, per, past=past, rivals=rivals)
    if isinstance(found, Pairing):
        assert broken(found, members, per, past, rivals) == []
        return
    assert nobody_can(members, per, found.rules, past, rivals)
    for rule in found.rules:  # none of them is idle
        fewer = set(found.rules) - {rule}
        assert not nobody_can(members, per, fewer, past, rivals)
    for rule in set(found.helps) - {"per"}:
        assert not nobody_can(members, per, RULES.keys() - {rule}, past, rivals)
    if "per" in found.helps:
        assert not nobody_can(members, per - 1, RULES.keys(), past, rivals)


def test_a_rule_is_not_blamed_that_only_makes_the_proof_easy():
    """With the rivals it is told in a sentence; without them only a search shows the same."""
    members = [Member(f"m{n}", city) for n, city in enumerate("甲甲甲乙乙乙丙")]
    found = pair(members, 2, rivals=[("m0", "m3")])
    assert found.rules == ("city", "mutual")
    assert nobody_can(members, 2, found.rules)
    assert set(found.helps) >= {"city", "mutual"}


@pytest.mark.parametrize(
    ("members", "per", "rules", "words"),
    [
        (roster(70, 30, 28), 2, ("city",), "市0有 70 所，其余各市共 58 所"),
        (roster(64, 64), 2, ("city", "connected"), "恰有一半（64 所）"),
        (roster(*[1] * 6), 3, ("mutual",), "查 3 所、被另外 3 所查，至少要有 6 所可以配，只有 5 所"),
        (roster(*[1] * 6), 1, ("connected",), "应至少查 2 所"),
        (roster(2, 3), 3, ("city",), "可查的只有 2 所，应至少 3 所"),
    ],
)  # fmt: skip
def test_what_clashes_is_told_in_numbers_with_what_would_help(members, per, rules, words):
    found = pair(members, per)
    assert (found.rules, found.proved) == (rules, True)
    assert words in found.why
    assert found.why.startswith("排不出互查，“")
    assert found.why.endswith("。")
    assert "放宽" in found.why


def test_what_would_help_helps():
    members = roster(70, 30, 28)
    clash = pair(members, 2)
    assert clash.helps == ("city",)
    assert isinstance(pair(members, 2, rules=RULES.keys() - {"city"}), Pairing)
    opened = pair(members, 2, open_cities=["市0"])
    city = {one.id: one.city for one in members}
    own = {city[a] for a, b in edges(opened) if city[a] == city[b]}
    assert own == {"市0"}


def test_a_member_everybody_is_a_rival_of_is_named():
    members = roster(*[1] * 8)
    rivals = [("c0n0", one.id) for one in members[2:]]
    found = pair(members, 2, rivals=rivals)
    assert found.rules == ("rivals",)
    assert "“c0n0”可查的只有 1 所" in found.why


def test_rules_that_only_clash_by_search_are_proved():
    """Four in two cities of two: each checks both of the other city, so each is checked back."""
    found = pair(roster(2, 2), 2, rules=("city", "mutual"))
    assert isinstance(found, Clash)
    assert (found.rules, found.proved) == (("mutual",), True)
    six = pair(roster(2, 2, 2), 2)
    assert nobody_can(roster(2, 2, 2), 2, six.rules) if isinstance(six, Clash) else six.parts == 1


@pytest.mark.parametrize(
    ("members", "per", "words"),
    [
        (roster(1, 1), 1, "2 所学校每所查 1 所，配不出互查；应至少 3 所学校"),
        (roster(1, 1, 1), 0, "3 所学校每所查 0 所"),
        (roster(1, 1, 1), 3, "3 所学校每所查 3 所"),
        ([Member("a", "x"), Member("a", "y"), Member("b", "z")], 1, "“a”出现了两次"),
    ],
)
def test_a_roster_that_cannot_be_meant_is_refused(members, per, words):
    with pytest.raises(WrongInput, match=words):
        pair(members, per)


def test_a_rival_who_takes_no_part_is_named():
    with pytest.raises(WrongInput, match="竞争关系里的“外校”不在参加互查的名单里"):
        pair(roster(1, 1, 1), 1, rivals=[("c0n0", "外校")])
