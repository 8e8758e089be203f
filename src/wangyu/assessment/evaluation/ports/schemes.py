from __future__ import annotations

from wangyu.assessment.evaluation import access
from wangyu.assessment.evaluation.queries.schemes import version_names
from wangyu.base.lib.ports import Naming, NavItem, naming, navigation

naming.add("evaluation.version", Naming("指标方案", version_names))
navigation.add(
    "evaluation_schemes",
    NavItem("指标方案", "evaluation:schemes", "list-check", 16, lambda a: a.has(access.OVERSEERS)),
)
