"""``wangyu check``: the pack reads, and every measure key has an app behind it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 -- Django's names

from wangyu.assessment.policy.kinds import pack
from wangyu.base.core.checks import finding
from wangyu.base.lib import measures
from wangyu.base.lib.packs import PackError


@register("installation", deploy=True)
def check_pack(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:  # noqa: ARG001 -- Django's signature
    try:
        rules = pack()
    except PackError as error:
        yield finding(Error, "E006", str(error), "改正规则包")
        return
    for key in rules.measure_keys:
        if measures.is_offered(key):
            continue
        if key in rules.planned_keys:
            text = f"规则包里标为待建的指标 {key} 还没有应用提供，看板显示“待建”"
            yield finding(Warning, "W003", text, "等该应用上线，不影响其他各项")
        else:
            text = f"规则包用到的指标 {key} 没有应用提供"
            yield finding(Error, "E007", text, "改正键名，或给该要求写 planned = true")
