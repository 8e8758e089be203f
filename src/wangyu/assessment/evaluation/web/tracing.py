"""Where each figure of a sheet opens to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wangyu.assessment.evaluation.models import Member
from wangyu.assessment.evaluation.queries.tracing import Figure, Top, tops_of
from wangyu.base.core.access import Actor
from wangyu.base.lib.ports import openers


def traced(actor: Actor, member: Member, line: Mapping[str, Any], *, named: bool) -> list[Top]:
    return [
        replace(top, leaves=[_opened(actor, leaf) for leaf in top.leaves])
        for top in tops_of(member, line, named=named)
    ]


def _opened(actor: Actor, leaf: Any) -> Any:
    return replace(leaf, figures=[replace(one, url=_url(actor, one)) for one in leaf.figures])


def _url(actor: Actor, figure: Figure) -> str:
    kind, _, pk = figure.fact.ref.partition(":")
    opener = openers.get(kind)
    return opener(actor, int(pk)) if opener and pk.isdigit() else ""
