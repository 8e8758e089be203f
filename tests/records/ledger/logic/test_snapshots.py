"""A frozen number is what is stored, and its hash is of what is stored."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangyu.base.lib.measures import Measure
from wangyu.records.ledger.logic.snapshots import FrozenRow, freeze, hash_of

DAY = date(2025, 12, 31)
ROW = FrozenRow("fact.students", 7, Decimal(38200), None, None, DAY, "填报")
FIGURES = st.none() | st.decimals(-(10**15), 10**15, places=4)
ROWS = st.lists(
    st.builds(FrozenRow, st.sampled_from("abc"), st.integers(1, 9), FIGURES, FIGURES, FIGURES),
    unique_by=lambda row: (row.key, row.organisation_id),
)


def test_rows_come_by_key_and_organisation_whatever_order_apps_answer_in():
    found = {"b": {2: Measure(Decimal(1)), 1: Measure(None)}, "a": {9: Measure(Decimal(0))}}
    assert [(r.key, r.organisation_id, r.value) for r in freeze(found)] == [
        ("a", 9, 0),
        ("b", 1, None),
        ("b", 2, 1),
    ]


def test_a_quotient_is_frozen_as_it_is_stored():
    third = Decimal(1) / Decimal(3)
    (row,) = freeze({"a": {1: Measure(third, third, Decimal(2) / 3, DAY, "来" * 300)}})
    assert row == FrozenRow(
        "a", 1, Decimal("0.3333"), Decimal("0.3333"), Decimal("0.6667"), DAY, "来" * 200
    )


@given(ROWS, st.randoms())
def test_the_order_of_rows_does_not_matter(rows, random):
    mixed = list(rows)
    random.shuffle(mixed)
    assert hash_of("Y2025", mixed) == hash_of("Y2025", rows)


@pytest.mark.parametrize(
    "change",
    [
        {"key": "fact.staff"},
        {"organisation_id": 8},
        {"value": Decimal("38200.0001")},
        {"value": None},
        {"value": Decimal(0)},
        {"numerator": Decimal(0)},
        {"denominator": Decimal(0)},
        {"as_of": None},
        {"source": "改过"},
    ],
)
def test_any_change_changes_the_hash(change):
    assert hash_of("Y2025", [replace(ROW, **change)]) != hash_of("Y2025", [ROW])


def test_period_and_number_of_rows_are_part_of_it():
    hashes = {hash_of("Y2025", [ROW]), hash_of("Y2024", [ROW]), hash_of("Y2025", [])}
    assert len(hashes) == 3


def test_unknown_and_nought_never_have_one_hash():
    assert hash_of("Y", [replace(ROW, value=None)]) != hash_of(
        "Y", [replace(ROW, value=Decimal(0))]
    )
