"""Sealing: one signed Merkle root for each day that has ended, Asia/Shanghai."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max

from wangyu.base.audit.logic.chain import SEALED, Link
from wangyu.base.audit.logic.following import Start, first_break, leaf_of
from wangyu.base.audit.logic.roots import Sealed, sign
from wangyu.base.audit.models import Entry, Root
from wangyu.base.audit.queries import last_root, published, tree_at
from wangyu.base.core.keys import receipt_key
from wangyu.base.lib.dates import SHANGHAI, local_day

DAY = timedelta(days=1)


class SealError(Exception):
    """The log is broken and is not sealed; carries the sentence."""


def seal_due(now: datetime) -> list[Root]:
    """Seal every day that has ended since the last root. Safe to repeat, safe to run twice."""
    sealed: list[Root] = []
    yesterday = local_day(now) - DAY
    before = last_root()
    day = before.day + DAY if before else yesterday
    while day <= yesterday:
        size = _size_at_end_of(day, before)
        if before is None and not size:
            return sealed
        before = _seal(day, size, before, now)
        sealed.append(before)
        day += DAY
    return sealed


def _size_at_end_of(day: date, before: Root | None) -> int:
    """How many entries the day's root covers: a beginning of the log, never less than before."""
    midnight = datetime.combine(day + DAY, time(), SHANGHAI)
    reached = Entry.objects.filter(at__lt=midnight).aggregate(seq=Max("seq"))["seq"] or 0
    return max(int(reached), before.size if before else 0)


def _seal(day: date, size: int, before: Root | None, now: datetime) -> Root:
    link = Link(before.size, before.chain_hash) if before else Link()
    rows = list(
        Entry.objects.filter(seq__gt=link.seq, seq__lte=size)
        .order_by("seq")
        .values(*SEALED, "hash")
    )
    end = Link(rows[-1]["seq"], rows[-1]["hash"]) if rows else link
    if found := first_break(rows, end, start=Start(link, tree_at(before))):
        raise SealError(
            f"{day.isoformat()} 没有封存：{found.sentence}。请运行 wangyu audit_verify。"
        )
    tree = tree_at(before).grown([leaf_of(row["hash"]) for row in rows])
    root = Root(
        day=day, size=size, root=tree.root().hex(), chain_hash=end.hash, sealed_at=now,
        frontier=[peak.hex() for peak in tree.frontier],
    )  # fmt: skip
    root.signature = _signed(published(root)).signature
    try:
        with transaction.atomic():
            root.save(force_insert=True)
    except IntegrityError:  # another worker has just sealed this day
        return Root.objects.get(pk=day)
    return root


def _signed(root: Sealed) -> Sealed:
    return sign(receipt_key(Path(settings.HOME)), root)
