"""What connections offer the side menu, what ends when somebody leaves, and what the worker clears."""

from __future__ import annotations

from datetime import datetime

from wangyu.base.core.access import Actor
from wangyu.base.lib.ports import NavItem, closing, leaving, navigation, rounds, shutting, vouching
from wangyu.institutions.connections import access, ops, queries


def clear_key_pairs(now: datetime) -> None:
    """Keys that were replaced and have been kept long enough."""
    if queries.list_expired_key_pairs(now).exists():
        ops.expire_key_pairs(actor=Actor.system(), now=now)


rounds.add("connections", clear_key_pairs)

leaving.add("connections", ops.end_bindings)
closing.add("connections", queries.count_closing)
shutting.add("connections", ops.end_sessions_in)
vouching.add("connections", queries.list_vouching)
navigation.add(
    "connections",
    NavItem("统一身份认证", "connections:list", "lock", 75, access.may_read, "管理"),
)
