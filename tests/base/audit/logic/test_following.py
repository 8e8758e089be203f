"""A log held against the roots that were published of it, from its beginning or a later start."""

from tests.base.audit.logic.test_chain import chain_of, sealed_again
from wangyu.base.audit.logic.chain import Link
from wangyu.base.audit.logic.following import Start, first_break, leaf_of
from wangyu.base.audit.logic.merkle import Tree
from wangyu.base.audit.logic.roots import Sealed


def root_of(entries, size, day):
    tree = Tree().grown([leaf_of(entry["hash"]) for entry in entries[:size]])
    return Sealed(day, size, tree.root().hex(), entries[size - 1]["hash"], "", "")


def begin_at(entries, size):
    tree = Tree().grown([leaf_of(entry["hash"]) for entry in entries[:size]])
    return Start(Link(size, entries[size - 1]["hash"]), tree)


def test_a_log_that_passes_every_root_holds():
    entries, head = chain_of(5)
    roots = [root_of(entries, size, f"2026-03-0{size}") for size in (2, 2, 5)]
    assert first_break(entries, head, roots=roots) is None


def test_a_log_is_followed_from_a_later_start():
    entries, head = chain_of(5)
    roots = [root_of(entries, size, f"2026-03-0{size}") for size in (1, 3, 5)]
    assert first_break(entries[3:], head, roots=roots, start=begin_at(entries, 3)) is None


def test_a_start_that_is_not_the_published_one_is_found_before_any_row():
    entries, head = chain_of(5)
    false = Start(Link(3, entries[2]["hash"]), Tree().grown([leaf_of(head.hash)] * 3))
    found = first_break(entries[3:], head, roots=[root_of(entries, 3, "2026-03-03")], start=false)
    assert (found.kind, found.sentence) == (
        "rewritten",
        "前 3 条有改动，与 2026-03-03 公布的根不符",
    )


def test_a_log_shorter_than_a_root_is_truncated_whatever_its_head_says():
    entries, _ = chain_of(5)
    root = root_of(entries, 5, "2026-03-05")
    found = first_break(entries[:3], Link(3, entries[2]["hash"]), roots=[root])
    assert (found.seq, found.kind) == (4, "truncated")


def test_the_row_is_named_by_the_leaves_and_else_the_range():
    entries, _ = chain_of(3)
    root = root_of(entries, 3, "2026-03-03")
    leaves = [leaf_of(entry["hash"]).hex() for entry in entries]
    second = sealed_again(entries[1], sentence="篡改")
    third = sealed_again(entries[2], previous_hash=second["hash"])
    forged, head = [entries[0], second, third], Link(3, third["hash"])
    named = first_break(forged, head, roots=[root], leaves=lambda _: leaves)
    ranged = first_break(forged, head, roots=[root])
    assert (named.seq, named.kind, ranged.seq) == (2, "rewritten", 1)
    assert "第 1 至 3 条里有改动" in ranged.sentence
