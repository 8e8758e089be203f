from __future__ import annotations

from wangyu.assessment.evaluation import access, queries
from wangyu.base.core.roles import UNIVERSITY_STAFF
from wangyu.base.lib.ports import Naming, NavItem, naming, navigation

naming.add("evaluation.cycle", Naming("评价", queries.cycle_titles))
naming.add("evaluation.member", Naming("参评高校", queries.member_names))
navigation.add(
    "evaluation",
    NavItem(
        "综合评价",
        "evaluation:cycles",
        "chart-bar",
        15,
        lambda a: a.has(access.OVERSEERS | UNIVERSITY_STAFF),
    ),
)
