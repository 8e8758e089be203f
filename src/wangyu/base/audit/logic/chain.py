"""The hash chain: pure, so that an auditor can verify a dump of the log without the platform."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wangyu.base.lib.canonical import sha256_of

GENESIS = "0" * 64
SEALED = (
    "seq", "at", "actor_id", "actor_name", "action", "target_kind", "target_id",
    "org_path", "sentence", "details", "previous_hash",
)  # fmt: skip


def entry_hash(entry: Mapping[str, Any]) -> str:
    """Hash over every sealed field, among them the hash of the entry before."""
    return sha256_of({name: entry[name] for name in SEALED})


def first_break(entries: Iterable[Mapping[str, Any]], *, after: str = GENESIS) -> int | None:
    """Sequence number of the first entry that does not follow, or None when all do."""
    expected_seq: int | None = None
    previous = after
    for entry in entries:
        out_of_order = expected_seq is not None and entry["seq"] != expected_seq
        if out_of_order or entry["previous_hash"] != previous or entry["hash"] != entry_hash(entry):
            return int(entry["seq"])
        previous = entry["hash"]
        expected_seq = entry["seq"] + 1
    return None
