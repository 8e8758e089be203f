"""The Merkle tree of RFC 6962 over the log: roots, and proofs that it only grew.

A tree is kept as its frontier, the roots of the perfect subtrees it is made of: enough to add
leaves, to give the root, and to prove to whoever has an older root that nothing before it changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

Hash = bytes
EMPTY: Hash = sha256().digest()


def leaf_hash(data: bytes) -> Hash:
    return sha256(b"\x00" + data).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Tree:
    """``frontier`` holds a root for each 1 in the binary form of ``size``, largest first."""

    size: int = 0
    frontier: tuple[Hash, ...] = ()

    def grown(self, leaves: Sequence[Hash]) -> Tree:
        """The tree with these leaf hashes added."""
        size, peaks = self.size, list(self.frontier)
        for leaf in leaves:
            size, peak = size + 1, leaf
            for _ in range(_trailing_zeros(size)):
                peak = node_hash(peaks.pop(), peak)
            peaks.append(peak)
        return Tree(size, tuple(peaks))

    def root(self) -> Hash:
        if not self.frontier:
            return EMPTY
        *peaks, root = self.frontier
        for peak in reversed(peaks):
            root = node_hash(peak, root)
        return root

    def known(self) -> dict[tuple[int, int], Hash]:
        """The frontier by the range of leaves each root stands for."""
        found, start = {}, 0
        for peak in self.frontier:
            width = _largest_power(self.size - start)
            found[start, start + width] = peak
            start += width
        return found


def _trailing_zeros(number: int) -> int:
    return (number & -number).bit_length() - 1


def _largest_power(number: int) -> int:
    """The largest power of two that is not larger."""
    return 1 << (number.bit_length() - 1)


def _split(width: int) -> int:
    """Where RFC 6962 parts a range: the largest power of two smaller than its width."""
    return 1 << ((width - 1).bit_length() - 1)


class _Ranges:
    """Hashes of ranges of leaves, of which the first ``old.size`` are known by their frontier."""

    def __init__(self, old: Tree, leaves: Sequence[Hash]) -> None:
        self.known, self.start, self.leaves = old.known(), old.size, leaves

    def hash(self, low: int, high: int) -> Hash:
        if (low, high) in self.known:
            return self.known[low, high]
        if high - low == 1:
            return self.leaves[low - self.start]
        middle = low + _split(high - low)
        return node_hash(self.hash(low, middle), self.hash(middle, high))


def consistency(old: Tree, leaves: Sequence[Hash]) -> list[Hash]:
    """Proof that the tree grown by ``leaves`` begins with ``old``. Empty when there is no proving."""
    new = old.size + len(leaves)
    if old.size in {0, new}:
        return []
    ranges = _Ranges(old, leaves)

    def prove(low: int, high: int, *, whole: bool) -> list[Hash]:
        if high == old.size:
            return [] if whole else [ranges.hash(low, high)]
        middle = low + _split(high - low)
        if old.size <= middle:
            return [*prove(low, middle, whole=whole), ranges.hash(middle, high)]
        return [*prove(middle, high, whole=False), ranges.hash(low, middle)]

    return prove(0, new, whole=True)


def inclusion(leaves: Sequence[Hash], index: int) -> list[Hash]:
    """Proof that a leaf stands at ``index`` of the tree of ``leaves``."""
    ranges = _Ranges(Tree(), leaves)

    def prove(low: int, high: int) -> list[Hash]:
        if high - low == 1:
            return []
        middle = low + _split(high - low)
        if index < middle:
            return [*prove(low, middle), ranges.hash(middle, high)]
        return [*prove(middle, high), ranges.hash(low, middle)]

    return prove(0, len(leaves))


def is_included(leaf: Hash, index: int, size: int, proof: Sequence[Hash], root: Hash) -> bool:
    """RFC 9162, 2.1.3.2."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(step, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, step)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(
    old_size: int, old_root: Hash, size: int, root: Hash, proof: Sequence[Hash]
) -> bool:
    """Whether ``proof`` shows that the tree of ``size`` begins with that of ``old_size``."""
    if old_size in {0, size}:
        return not proof and old_root == (root if old_size == size else EMPTY)
    return old_size < size and _both(old_size, old_root, size, proof) == (old_root, root)


def _both(
    old_size: int, old_root: Hash, size: int, proof: Sequence[Hash]
) -> tuple[Hash, Hash] | None:
    """The two roots that a proof gives (RFC 9162, 2.1.4.2), None for one of a wrong length."""
    perfect = old_size & (old_size - 1) == 0
    steps = [old_root, *proof] if perfect else list(proof)
    place, last = old_size - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = steps[0] if steps else EMPTY
    for step in steps[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, step)
        place, last = place >> 1, last >> 1
    return (before, after) if last == 0 else None
