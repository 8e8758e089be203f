"""Against the published vectors of Certificate Transparency, and against the definition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangyu.base.audit.logic.merkle import (
    EMPTY,
    Tree,
    consistency,
    inclusion,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
)

VECTORS = (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)  # fmt: skip
KNOWN = [leaf_hash(bytes.fromhex(text)) for text in VECTORS]
LEAVES = [leaf_hash(bytes([number])) for number in range(64)]
sizes = st.integers(0, 64)


def defined(leaves):
    """MTH of RFC 6962, 2.1, word for word."""
    if not leaves:
        return EMPTY
    if len(leaves) == 1:
        return leaves[0]
    k = max(2**p for p in range(7) if 2**p < len(leaves))
    return node_hash(defined(leaves[:k]), defined(leaves[k:]))


@pytest.mark.parametrize(
    ("size", "root"),
    [
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
        (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
        (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
    ],
)
def test_roots_are_those_of_certificate_transparency(size, root):
    assert Tree().grown(KNOWN[:size]).root().hex() == root


def test_a_leaf_cannot_pass_for_a_node():
    left, right = LEAVES[:2]
    assert leaf_hash(left + right) != node_hash(left, right)


@given(sizes, sizes)
def test_a_tree_grown_in_steps_is_the_tree_grown_at_once(first, second):
    low, high = sorted((first, second))
    tree = Tree().grown(LEAVES[:low]).grown(LEAVES[low:high])
    assert tree == Tree().grown(LEAVES[:high])
    assert tree.root() == defined(LEAVES[:high])


@given(sizes, sizes)
def test_growth_is_proved(first, second):
    low, high = sorted((first, second))
    old = Tree().grown(LEAVES[:low])
    proof = consistency(old, LEAVES[low:high])
    assert is_consistent(low, old.root(), high, defined(LEAVES[:high]), proof)


@given(st.integers(1, 63), st.data())
def test_a_rewritten_beginning_is_not_proved(low, data):
    high = data.draw(st.integers(low + 1, 64))
    old = Tree().grown(LEAVES[:low])
    other = [leaf_hash(b"other"), *LEAVES[1:high]]
    proof = consistency(Tree().grown(other[:low]), other[low:])
    assert not is_consistent(low, old.root(), high, defined(other), proof)


@given(st.integers(1, 63), st.data())
def test_no_step_of_a_proof_can_be_changed_dropped_or_added(low, data):
    high = data.draw(st.integers(low + 1, 64))
    old, root = Tree().grown(LEAVES[:low]), defined(LEAVES[:high])
    proof = consistency(old, LEAVES[low:high])
    at = data.draw(st.integers(0, len(proof) - 1))
    wrong = ([*proof[:at], EMPTY, *proof[at + 1 :]], [*proof[:at], *proof[at + 1 :]])
    for steps in (*wrong, [*proof, EMPTY], []):
        assert not is_consistent(low, old.root(), high, root, steps)


@pytest.mark.parametrize(
    ("old", "new", "proof", "expected"),
    [
        (3, 3, [], True), (3, 3, [EMPTY], False), (0, 3, [], True), (0, 3, [EMPTY], False),
        (0, 0, [], True), (4, 3, [], False), (3, 4, [], False), (2, 3, [], False),
    ],
)  # fmt: skip
def test_the_borders_of_growth(old, new, proof, expected):
    roots = [defined(LEAVES[:size]) for size in (old, new)]
    assert is_consistent(old, roots[0], new, roots[1], proof) is expected


def test_an_empty_beginning_has_one_root_only():
    assert not is_consistent(0, LEAVES[0], 3, defined(LEAVES[:3]), [])


@given(st.integers(1, 64), st.data())
def test_an_entry_is_proved_at_its_place_and_at_no_other(size, data):
    index = data.draw(st.integers(0, size - 1))
    proof, root = inclusion(LEAVES[:size], index), defined(LEAVES[:size])
    assert is_included(LEAVES[index], index, size, proof, root)
    elsewhere = [i for i in range(-1, size + 1) if i != index]
    assert not any(is_included(LEAVES[index], i, size, proof, root) for i in elsewhere)
    assert not is_included(leaf_hash(b"other"), index, size, proof, root)
    assert not is_included(LEAVES[index], index, size, [*proof, EMPTY], root)
