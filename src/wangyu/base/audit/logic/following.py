"""Following the log from its beginning (or a checkpoint) past every sealed root to its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wangyu.base.audit.logic.chain import Break, Link, break_at, break_at_end
from wangyu.base.audit.logic.merkle import Tree, leaf_hash
from wangyu.base.audit.logic.roots import Sealed

Leaves = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Start:
    """Where following begins: nothing yet, or what a checkpoint's root says was there."""

    link: Link = field(default_factory=Link)
    tree: Tree = field(default_factory=Tree)


def leaf_of(entry_hash: str) -> bytes:
    return leaf_hash(bytes.fromhex(entry_hash))


class _Follower:
    def __init__(self, roots: Iterable[Sealed], start: Start, leaves: Leaves) -> None:
        self.last, self.tree, self.leaves = start.link, start.tree, leaves
        self.fresh: list[bytes] = []
        self.waiting = [r for r in reversed(list(roots)) if r.size >= start.link.seq]

    def step(self, entry: Mapping[str, Any]) -> Break | None:
        if found := break_at(entry, self.last):
            return found
        self.last = Link(entry["seq"], entry["hash"])
        self.fresh.append(leaf_of(entry["hash"]))
        return self.at_roots()

    def at_roots(self) -> Break | None:
        """Hold the log against each root sealed over as many entries as were read."""
        while self.waiting and self.waiting[-1].size == self.last.seq:
            root = self.waiting.pop()
            self.tree = self.tree.grown(self.fresh)
            if (self.tree.root().hex(), self.last.hash) != (root.root, root.chain_hash):
                return self.unlike(root)
            self.fresh = []
        return None

    def unlike(self, root: Sealed) -> Break:
        first = root.size - len(self.fresh) + 1
        then = list(self.leaves(root.day))
        for number, (now, before) in enumerate(zip(self.fresh, then, strict=False)):
            if now.hex() != before:
                seq = first + number
                return Break(
                    seq, "rewritten", f"第 {seq} 条与 {root.day} 公布的不同，其后被整体重写"
                )
        where = (
            f"第 {first} 至 {root.size} 条里有改动" if self.fresh else f"前 {root.size} 条有改动"
        )
        return Break(first, "rewritten", f"{where}，与 {root.day} 公布的根不符")

    def end(self, head: Link) -> Break | None:
        if self.waiting:
            seq, root = self.last.seq + 1, self.waiting[-1]
            return Break(
                seq, "truncated", f"第 {seq} 条起被截断，{root.day} 封存时有 {root.size} 条"
            )
        return break_at_end(self.last, head)


def first_break(
    entries: Iterable[Mapping[str, Any]],
    head: Link,
    *,
    roots: Iterable[Sealed] = (),
    start: Start | None = None,
    leaves: Leaves = lambda _: (),
) -> Break | None:
    """The first break between ``start`` and ``head``, or None when every entry follows.

    ``roots`` are oldest first; ``leaves(day)`` gives the leaf hashes published for a day.
    """
    follower = _Follower(roots, start or Start(), leaves)
    if found := follower.at_roots():
        return found
    for entry in entries:
        if found := follower.step(entry):
            return found
    return follower.end(head)
