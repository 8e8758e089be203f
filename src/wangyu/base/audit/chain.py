"""Joining a new entry to the chain, under a lock on its head."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from wangyu.base.audit.logic.chain import entry_hash
from wangyu.base.audit.models import Entry, Head


def join(*, at: datetime, **fields: Any) -> Entry:
    """Append one entry. Call inside the op's transaction: the head row serialises writers."""
    Head.objects.get_or_create(pk=1)
    head = Head.objects.select_for_update().get(pk=1)
    fields |= {"seq": head.seq + 1, "previous_hash": head.hash, "at": at.astimezone(UTC)}
    entry = Entry(**fields, hash=entry_hash(fields))
    entry.save(force_insert=True)
    Head.objects.filter(pk=1).update(seq=entry.seq, hash=entry.hash)
    return entry
