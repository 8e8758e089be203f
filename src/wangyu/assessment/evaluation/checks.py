"""``wangyu check``: every figure a scheme reads has an app behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 -- Django's names
from django.db import DatabaseError

from wangyu.assessment.evaluation.kinds import schemes
from wangyu.assessment.evaluation.models import Version
from wangyu.assessment.evaluation.queries.cycles import tree_of
from wangyu.assessment.evaluation.queries.schemes import unknown_measures
from wangyu.base.core.checks import finding
from wangyu.base.lib.packs import PackError


@register("installation", deploy=True)
def check_schemes(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:  # noqa: ARG001 -- Django's signature
    try:
        shipped = {f"规则包的方案 {key}": data for key, data in schemes().items()}
    except PackError as error:
        yield finding(Error, "E010", str(error), "改正规则包里的方案")
        return
    for name, data in shipped.items():
        for key in unknown_measures(tree_of(data)):
            yield finding(Error, "E010", f"{name}用到的数据 {key} 没有应用提供", "改正键名")
    for name, key in _published():
        text = f"{name}用到的数据 {key} 没有应用提供，这一项一直缺数据"
        yield finding(Warning, "W010", text, "启用提供它的应用，或拟定下一版")


def _published() -> Iterator[tuple[str, str]]:
    """Where there is no database yet, there is nothing to look at; that is told elsewhere."""
    try:
        versions = list(Version.objects.filter(state="published").select_related("scheme"))
    except DatabaseError:
        return
    for version in versions:
        for key in unknown_measures(tree_of(version.data)):
            yield str(version), key
