from __future__ import annotations

import pytest

from wangyu.institutions.connections.logic.begun import MOST, Begun, remember, take


def begun(state: str, at: float) -> Begun:
    return Begun(1, state, "n", "v", at)


def test_what_was_begun_is_taken_once():
    kept = remember({}, begun("a", 100))
    found, rest = take(kept, "a", 200)
    assert found == begun("a", 100)
    assert take(rest, "a", 200) == (None, {})


@pytest.mark.parametrize(("at", "taken"), [(100, True), (700, True), (701, False), (99, False)])
def test_it_counts_for_ten_minutes(at, taken):
    found, _ = take(remember({}, begun("a", 100)), "a", at)
    assert (found is not None) is taken


def test_few_are_remembered_and_the_old_are_forgotten():
    kept = remember({}, begun("old", 0))
    for number in range(MOST + 2):
        kept = remember(kept, begun(str(number), 1000 + number))
    assert set(kept) == {str(number) for number in range(2, MOST + 2)}
