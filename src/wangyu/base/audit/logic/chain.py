"""The hash chain: each entry holds the hash of the one before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wangyu.base.lib.canonical import sha256_of

GENESIS = "0" * 64
SEALED = (
    "seq", "at", "by", "actor_id", "action", "target_kind", "target_id", "org_path", "sentence",
    "details", "private_sha256", "previous_hash",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """Where a chain ends: the last entry's number and hash. (0, GENESIS) is an empty chain."""

    seq: int = 0
    hash: str = GENESIS


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry that does not follow, and what is wrong with it."""

    seq: int
    kind: str
    """deleted | changed | moved | truncated | replaced | rewritten"""
    sentence: str


def entry_hash(entry: Mapping[str, Any]) -> str:
    """Hash over every sealed field, among them the hash of the entry before."""
    return sha256_of({name: entry[name] for name in SEALED})


def private_hash(salt: str, values: Mapping[str, Any]) -> str:
    """The commitment an entry holds to what is kept apart from it."""
    return sha256_of({"salt": salt, "values": values})


def break_at(entry: Mapping[str, Any], last: Link) -> Break | None:
    seq = last.seq + 1
    follows = entry["previous_hash"] == last.hash
    intact = entry["hash"] == entry_hash(entry)
    if entry["seq"] != seq:
        return Break(seq, "deleted", f"第 {seq} 条不见了，其后是第 {entry['seq']} 条")
    if follows and not intact:
        return Break(seq, "changed", f"第 {seq} 条的内容被改动，与当时的指纹不符")
    if not follows:
        return Break(seq, "moved", f"第 {seq} 条不是接在第 {last.seq} 条之后写下的，被调换或替换")
    return None


def break_at_end(last: Link, head: Link) -> Break | None:
    if last == head:
        return None
    seq = last.seq + 1
    if head.seq > last.seq:
        return Break(seq, "truncated", f"第 {seq} 条起被截断，日志本应到第 {head.seq} 条")
    return Break(
        last.seq, "replaced", f"末条记录（第 {last.seq} 条）与链尾登记的第 {head.seq} 条不符"
    )
