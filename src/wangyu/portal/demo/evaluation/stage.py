"""Everybody and everything the demo's evaluation is played with, and how a round begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from wangyu.assessment.evaluation.kinds import charters, schemes
from wangyu.assessment.evaluation.models import Cycle, Member, Version
from wangyu.assessment.evaluation.ops import cycles
from wangyu.assessment.evaluation.ops.schemes import create_scheme, publish_version
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Role
from wangyu.portal.demo.land import Land
from wangyu.portal.demo.people import Company
from wangyu.records.evidence.models import File

DAY = timedelta(days=1)
LESS: dict[str, dict[str, Any]] = {"two_years": {"spot_size": 6}, "commendation": {"first": 5}}
"""A province of 24 universities visits and commends fewer than one of 140."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Everybody and everything an evaluation is played with."""

    land: Land
    company: Company
    papers: Mapping[int, Mapping[str, File]]
    random: Random

    def acting(self, member: Member) -> Mapping[Role, Actor]:
        return self.company.by_school[member.organisation_id]


def publish_schemes(stage: Stage, now: datetime) -> dict[str, Version]:
    """Both that the pack ships, as the province publishes them."""
    said: dict[str, Any] = {"actor": stage.company.officer, "now": now}
    found = {}
    for name, data in schemes().items():
        title = f"{data['scheme']['title']}（演示）"
        made = create_scheme(owner=stage.land.province, title=title, data=data, note="演示", **said)
        found[name] = publish_version(version=made, **said)
    return found


def hold(
    stage: Stage, version: Version, kind: str, last_year: int, now: datetime,
    follows: Cycle | None = None,
) -> Cycle:  # fmt: skip
    """A round begins: a month to fill in."""
    charter, province = replace(charters()[kind], **LESS.get(kind, {})), stage.land.province
    first = last_year - charter.years + 1
    due_at = (now + 30 * DAY).replace(hour=15, minute=59, second=0, microsecond=0)
    facts = cycles.Facts(
        f"云梦省高校网络思想政治工作{charter.named(first, last_year)}（演示）", "演示：办法和方案均为示例·非官方。",
        version, first, last_year, due_at, follows,
    )  # fmt: skip
    said: dict[str, Any] = {"actor": stage.company.officer, "now": now}
    made = cycles.create_cycle(owner=province, charter=charter, facts=facts, **said)
    return cycles.begin_cycle(cycle=made, **said)


def members_of(cycle: Cycle) -> list[Member]:
    """In the order in which the schools were planted."""
    rows = Member.objects.filter(cycle=cycle).order_by("pk")
    return list(rows.select_related("cycle__owner", "cycle__version__scheme", "organisation"))
