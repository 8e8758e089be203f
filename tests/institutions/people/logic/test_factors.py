from __future__ import annotations

from datetime import UTC, datetime

import pytest

from wangyu.institutions.people.logic.factors import doubtful, words_of

A, B = "0000000100000002", "0000000100000003"
BEFORE, MADE, AFTER = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 2, 3))


@pytest.mark.parametrize(
    ("data", "words"),
    [({"campus": A}, [A]), ({"campus": ""}, []), ({"secret": "x"}, [B])],
)
def test_a_mark_is_believed_and_without_one_it_is_what_it_may_be_at_worst(data, words):
    assert words_of(data, MADE, [(B, BEFORE)], [(B, BEFORE)]) == words


@pytest.mark.parametrize(
    ("served", "vouching", "words"),
    [
        ([(f"{A}00000009", BEFORE)], [(A, BEFORE)], [A]),
        ([(A, MADE)], [(A, MADE)], [A]),
        ([(A, BEFORE)], [(A, AFTER)], []),
        ([(A, AFTER)], [(A, BEFORE)], []),
        ([(A, BEFORE)], [(B, BEFORE)], []),
        ([(A, BEFORE), (B, BEFORE)], [(A, BEFORE), (B, BEFORE)], [A, B]),
        ([("00000001", BEFORE)], [(A, BEFORE)], []),
        ([(A, BEFORE)], [("00000001", BEFORE)], ["00000001"]),
        ([], [(A, BEFORE)], []),
    ],
)
def test_at_worst_it_is_of_who_could_let_its_owner_in_when_it_was_made(served, vouching, words):
    assert words_of({}, MADE, served, vouching) == words


def test_in_doubt_is_what_any_may_have_said_who_does_not_reach():
    words = {1: [], 2: [A], 3: [A, B], 4: [B], 5: ["00000001"]}
    assert doubtful(words, f"{A}00000009") == [3, 4]
    assert doubtful(words, "00000001") == [2, 3, 4]
