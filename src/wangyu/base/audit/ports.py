"""The log's place in the side menu, its rounds and its line on the status page."""

from wangyu.base.audit.access import may_read
from wangyu.base.audit.health import sealing
from wangyu.base.audit.publishing import go_round
from wangyu.base.lib.ports import NavItem, Probe, health, navigation, rounds

navigation.add("audit.list", NavItem("审计日志", "audit:list", "shield", 90, may_read, "管理"))
health.add("audit.root", Probe("审计日志封存", 50, sealing))
rounds.add("audit.root", go_round)
