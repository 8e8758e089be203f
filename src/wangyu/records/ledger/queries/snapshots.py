"""Frozen measures, read back."""

from __future__ import annotations

from wangyu.records.ledger.logic.snapshots import FrozenRow, hash_of
from wangyu.records.ledger.models import Snapshot, SnapshotRow

FIELDS = ("key", "organisation_id", "value", "numerator", "denominator", "as_of", "source")


def frozen_rows(snapshot: Snapshot) -> list[FrozenRow]:
    rows = SnapshotRow.objects.filter(snapshot=snapshot).order_by("key", "organisation_id")
    return [FrozenRow(**row) for row in rows.values(*FIELDS)]


def is_intact(snapshot: Snapshot) -> bool:
    """Whether the rows are those the hash was computed over."""
    return hash_of(snapshot.period_key, frozen_rows(snapshot)) == snapshot.sha256
