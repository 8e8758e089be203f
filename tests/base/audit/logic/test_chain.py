import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangyu.base.audit.logic.chain import GENESIS, SEALED, Link, entry_hash
from wangyu.base.audit.logic.following import first_break


def chain_of(size):
    entries, last = [], Link()
    for seq in range(1, size + 1):
        entry = dict.fromkeys(SEALED, "") | {"seq": seq, "sentence": f"第{seq}步"}
        entry |= {"previous_hash": last.hash}
        entry |= {"hash": entry_hash(entry)}
        entries.append(entry)
        last = Link(seq, entry["hash"])
    return entries, last


def sealed_again(entry, **changes):
    entry = entry | changes
    return entry | {"hash": entry_hash(entry)}


@given(st.integers(0, 8))
def test_an_untouched_chain_holds(size):
    entries, head = chain_of(size)
    assert first_break(entries, head) is None


@given(st.integers(2, 8), st.data())
def test_the_first_deleted_entry_is_named(size, data):
    entries, head = chain_of(size)
    gone = data.draw(st.integers(0, size - 2))
    del entries[gone]
    found = first_break(entries, head)
    assert (found.seq, found.kind) == (gone + 1, "deleted")


@given(
    st.integers(1, 8), st.data(), st.sampled_from(sorted(set(SEALED) - {"seq", "previous_hash"}))
)
def test_the_first_changed_entry_is_named_whatever_was_changed(size, data, name):
    entries, head = chain_of(size)
    at = data.draw(st.integers(0, size - 1))
    entries[at] |= {name: "篡改"}
    found = first_break(entries, head)
    assert (found.seq, found.kind) == (at + 1, "changed")


def test_swapped_entries_are_named_at_the_first():
    entries, head = chain_of(4)
    entries[1], entries[2] = entries[2] | {"seq": 2}, entries[1] | {"seq": 3}
    found = first_break(entries, head)
    assert (found.seq, found.kind) == (2, "moved")


def test_an_entry_sealed_anew_breaks_at_the_next():
    entries, head = chain_of(3)
    entries[1] = sealed_again(entries[1], sentence="篡改")
    found = first_break(entries, head)
    assert (found.seq, found.kind) == (3, "moved")


@pytest.mark.parametrize("left", [0, 1, 2])
def test_a_truncated_chain_is_named_at_the_first_missing(left):
    entries, head = chain_of(3)
    found = first_break(entries[:left], head)
    assert (found.seq, found.kind) == (left + 1, "truncated")


def test_a_last_entry_sealed_anew_does_not_match_the_head():
    entries, head = chain_of(3)
    entries[2] = sealed_again(entries[2], sentence="篡改")
    found = first_break(entries, head)
    assert (found.seq, found.kind) == (3, "replaced")


def test_an_entry_no_head_knows_of_is_found():
    entries, _ = chain_of(3)
    found = first_break(entries, Link(2, entries[1]["hash"]))
    assert (found.seq, found.kind) == (3, "replaced")


def test_an_empty_chain_begins_with_zeros():
    assert Link() == Link(0, GENESIS) == Link(0, "0" * 64)
