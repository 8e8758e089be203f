"""What connections offer the side menu, and what ends when somebody leaves."""

from __future__ import annotations

from wangyu.base.lib.ports import NavItem, leaving, navigation
from wangyu.institutions.connections import access, ops

leaving.add("connections", ops.end_bindings)
navigation.add(
    "connections",
    NavItem("统一身份认证", "connections:list", "lock", 75, access.may_read, "管理"),
)
