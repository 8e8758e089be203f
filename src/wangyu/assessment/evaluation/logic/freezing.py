"""The fingerprint of the facts a university signs: anybody can compute it again from the rows."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from wangyu.base.lib.canonical import sha256_of


class Row(NamedTuple):
    """A fact as it is frozen."""

    measure: str
    period_key: str
    value: Decimal | None
    source: str
    ref: str
    state: str


def facts_digest(rows: Iterable[Row]) -> str:
    """SHA-256 of the canonical JSON of the rows, in the order of measure and period."""
    ordered = sorted(rows, key=lambda row: (row.measure, row.period_key))
    return sha256_of([list(row) for row in ordered])
