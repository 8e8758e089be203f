"""``wangyu check``: the pack reads, and every measure key has an app behind it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.checks import CheckMessage, Error, register

from wangyu.assessment.policy.kinds import pack
from wangyu.base.core.checks import finding
from wangyu.base.lib import measures
from wangyu.base.lib.packs import PackError


@register("installation", deploy=True)
def check_pack(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:  # noqa: ARG001 -- Django's signature
    try:
        keys = pack().measure_keys
    except PackError as error:
        yield finding(Error, "E006", str(error), "改正规则包")
        return
    for key in keys:
        if not measures.is_offered(key):
            yield finding(
                Error, "E007", f"规则包用到的指标 {key} 没有应用提供", "改正键名,或等该应用上线"
            )
