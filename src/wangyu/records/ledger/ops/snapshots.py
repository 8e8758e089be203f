"""Freezing measures: what apps compute today, kept with one hash over all rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from wangyu.base.audit.op import op, say
from wangyu.base.core.access import Actor
from wangyu.base.lib import measures
from wangyu.base.lib.periods import Period
from wangyu.records.ledger.logic.snapshots import freeze, hash_of
from wangyu.records.ledger.models import Snapshot, SnapshotRow


@op("ledger.snapshot.take")
def take_snapshot(
    *,
    name: str,
    keys: Sequence[str],
    org_ids: Sequence[int],
    period: Period,
    actor: Actor,
    now: datetime,
) -> Snapshot:
    """Freeze measures of organisations for a period. Raises UnknownMeasureError."""
    rows = freeze(measures.read(keys, org_ids, period))
    snapshot = Snapshot.objects.create(
        name=name, period_key=period.key, taken_at=now, taken_by_id=actor.user_id,
        sha256=hash_of(period.key, rows), row_count=len(rows),
    )  # fmt: skip
    SnapshotRow.objects.bulk_create(
        (SnapshotRow(snapshot=snapshot, **asdict(row)) for row in rows), batch_size=500
    )
    say(f"冻结快照“{name}”，{len(rows)} 个数字", target=snapshot, sha256=snapshot.sha256)
    return snapshot
