"""The log's place in the side menu."""

from wangyu.base.audit.access import may_read
from wangyu.base.lib.ports import NavItem, navigation

navigation.add("audit.list", NavItem("审计日志", "audit:list", "shield", 90, may_read, "管理"))
