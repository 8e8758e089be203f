"""Rounds as a whole."""

from __future__ import annotations

from typing import Any

from tests.house.way import Way, later, says
from tests.house.world import World
from wangyu.assessment.evaluation.models import Cycle

OFFICER = "province_officer"


def province(world: World, name: str) -> Any:
    return world.at["province"][name]


def starting(world: World) -> dict[str, Any]:
    return {"charter": "two_years", "version": province(world, "version"), "last_year": "2025"}


def typed(world: World) -> dict[str, Any]:
    return {
        "title": "另一个名称", "version": province(world, "version"), "first_year": "2024",
        "last_year": "2025", "due_at": later(), "self_share": "20", "mutual_share": "30",
        "spot_share": "50", "checks_each": "2", "spot_size": "12", "strata": ["level"],
        "not_drawn": "mutual", "recheck_over": "10", "notice_days": "5", "first": "10",
        "pass_line": "60", "panel_least": "3", "panel_way": "trimmed",
    }  # fmt: skip


def cycle_is(name: str, state: str) -> Any:
    return lambda world: Cycle.objects.filter(pk=province(world, name)).update(state=state)


CYCLES = [
    Way("evaluation:new", OFFICER, starting),
    Way("evaluation:change", OFFICER, typed),
    Way("evaluation:move", OFFICER, note="begin"),
    Way("evaluation:move", OFFICER, says(reason="计划有变"), names={"pk": "cycle", "verb": "=cancel"}, note="cancel"),
    Way("evaluation:deadline", OFFICER, lambda _: {"due_at": later(), "reason": "疫情"}),
    Way("evaluation:discard", OFFICER),
]  # fmt: skip
