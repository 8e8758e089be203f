"""The log as a file for somebody who does not trust the platform."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC
from typing import Any

from wangyu.base.audit.logic.chain import SEALED, Link
from wangyu.base.audit.logic.merkle import inclusion
from wangyu.base.audit.models import Checkpoint, Entry, Root
from wangyu.base.audit.queries import (
    head_link,
    last_checkpoint,
    leaves_between,
    newest_seq,
    published,
    sealed_entries,
)

LOG_FORMAT, PROOF_FORMAT = "wangyu-audit-log/1", "wangyu-audit-proof/1"


class NotProvableError(Exception):
    """The entry is not there, not yet under a root, or no longer; carries the sentence."""


def export_lines() -> Iterator[dict[str, Any]]:
    """A first line with beginning and end, then every entry as it was sealed, oldest first."""
    newest, head, checkpoint = newest_seq(), head_link(), last_checkpoint()
    start = _start(checkpoint)
    yield {"format": LOG_FORMAT, "start": start, "head": asdict(head)}
    for entry in sealed_entries(start["seq"], max(newest, head.seq)):
        yield _plain(entry)


def _start(checkpoint: Checkpoint | None) -> dict[str, Any]:
    if checkpoint is None:
        return asdict(Link()) | {"frontier": []}
    root = checkpoint.root
    return {"seq": root.size, "hash": root.chain_hash, "frontier": root.frontier}


def _plain(entry: dict[str, Any]) -> dict[str, Any]:
    return entry | {"at": entry["at"].astimezone(UTC).isoformat()}


def prove(seq: int) -> dict[str, Any]:
    """That one entry stands under a published root, without showing the others."""
    entry = Entry.objects.filter(seq=seq).values(*SEALED, "hash").first()
    root = Root.objects.filter(size__gte=seq).order_by("size", "day").first()
    if entry is None:
        raise NotProvableError(f"没有第 {seq} 条日志。")
    if root is None:
        raise NotProvableError(f"第 {seq} 条还没有封存，零时后再试。")
    if last_checkpoint():
        raise NotProvableError("较早的日志已按期清除，不能再单独证明一条；请用整本日志核对。")
    leaves = leaves_between(0, root.size)
    return {
        "format": PROOF_FORMAT,
        "entry": _plain(entry),
        "root": asdict(published(root)),
        "proof": [step.hex() for step in inclusion(leaves, seq - 1)],
    }
