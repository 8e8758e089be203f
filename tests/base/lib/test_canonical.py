import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangyu.base.lib.canonical import canonical_json, sha256_of

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
)
TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
VALUES = st.recursive(
    SCALARS | TEXT, lambda v: st.lists(v, max_size=4) | st.dictionaries(TEXT, v, max_size=4)
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}'),
        (Decimal(100), '"100"'), (Decimal("1.500"), '"1.5"'), (Decimal("-0.0"), '"0"'),
        (Decimal("1E+3"), '"1000"'), (Decimal("0.00"), '"0"'),
        (Decimal("1" * 40 + ".5"), f'"{"1" * 40}.5"'),
        (1.0, "1"), (1e20, "100000000000000000000"), (0.5, "0.5"), (-0.0, "0"),
        ("思政", '"思政"'), ((1, 2), "[1,2]"), (date(2026, 3, 5), '"2026-03-05"'),
        (datetime(2026, 3, 5, 9, tzinfo=UTC), '"2026-03-05T09:00:00+00:00"'),
    ],
)  # fmt: skip
def test_one_value_has_one_text(value, text):
    assert canonical_json(value).decode() == text


@pytest.mark.parametrize("value", [object(), {1, 2}, {1: 2}, b"bytes", {"a": [object()]}])
def test_what_has_no_single_form_is_refused(value):
    with pytest.raises(TypeError):
        canonical_json(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_has_no_form(value):
    with pytest.raises(ValueError, match="JSON"):
        canonical_json(value)


@given(VALUES)
def test_what_a_json_column_gives_back_has_the_same_bytes(value):
    once = canonical_json(value)
    assert canonical_json(json.loads(once)) == once


@given(st.dictionaries(TEXT, st.integers(), max_size=6))
def test_the_order_of_keys_does_not_matter(value):
    assert sha256_of(value) == sha256_of(dict(reversed(value.items())))


def test_the_hash_is_sha256_of_the_bytes():
    assert sha256_of({"a": 1}) == hashlib.sha256(b'{"a":1}').hexdigest()
