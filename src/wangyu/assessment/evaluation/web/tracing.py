"""What stands behind a score, as far as whoever looks may open it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wangyu.assessment.evaluation.models import Member
from wangyu.assessment.evaluation.queries.tracing import Leaf, Top, tops_of
from wangyu.base.core.access import Actor
from wangyu.records.evidence.access import visible_files


def traced(actor: Actor, member: Member, line: Mapping[str, Any], *, named: bool) -> list[Top]:
    """Papers somebody may not open, as an auditor those that are sensitive, are not named either."""
    tops = tops_of(member, line, named=named)
    ids = {use.file_id for top in tops for leaf in top.leaves for use in leaf.uses}
    open_ = set(visible_files(actor).filter(pk__in=ids).values_list("pk", flat=True))
    return [replace(top, leaves=[_opened(leaf, open_) for leaf in top.leaves]) for top in tops]


def _opened(leaf: Leaf, open_: set[int]) -> Leaf:
    return replace(leaf, uses=[use for use in leaf.uses if use.file_id in open_])
