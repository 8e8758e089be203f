"""Measures as a snapshot keeps them, and the one hash over all of them.

An auditor computes the hash anew from the rows; nothing else is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from wangyu.base.lib.canonical import sha256_of
from wangyu.base.lib.measures import Values
from wangyu.base.lib.numbers import round_half_up

PLACES = 4
SOURCE_LIMIT = 200


@dataclass(frozen=True, slots=True)
class FrozenRow:
    """One number as it is stored: to four places, NULL for what was known to be unknown."""

    key: str
    organisation_id: int
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    as_of: date | None = None
    source: str = ""


def freeze(found: Mapping[str, Values]) -> list[FrozenRow]:
    """Rows by key and organisation. An organisation nothing is known of has no row."""
    return [
        FrozenRow(
            key, org_id, _stored(m.value), _stored(m.numerator), _stored(m.denominator), m.as_of,
            m.source[:SOURCE_LIMIT],
        )
        for key in sorted(found)
        for org_id, m in sorted(found[key].items())
    ]  # fmt: skip


def _stored(number: Decimal | None) -> Decimal | None:
    return None if number is None else round_half_up(number, PLACES)


def hash_of(period_key: str, rows: Iterable[FrozenRow]) -> str:
    """SHA-256 over the period and every row, in whatever order they come."""
    ordered = sorted(rows, key=lambda row: (row.key, row.organisation_id))
    return sha256_of({"period": period_key, "rows": [asdict(row) for row in ordered]})
