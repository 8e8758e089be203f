"""What is to be mended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.house.way import Way, day, own, says
from tests.house.world import World
from wangyu.assessment.evaluation.models import Problem

OFFICER = "province_officer"


def problem_is(state: str) -> Callable[[World], Any]:
    return lambda world: Problem.objects.filter(pk=own(world, "problem")).update(state=state)


def decides(verb: str, state: str) -> Way:
    return Way(
        "evaluation:decide_problem", OFFICER, says(reason="看过材料"), problem_is(state), note=verb,
        names={"verb": f"={verb}"},
    )  # fmt: skip


MENDING = [
    Way("evaluation:find_problem", OFFICER, says(words="没有会议纪要")),
    Way("evaluation:plan_problem", "officer", lambda _: {"measure": "每季度一次", "responsible": "张三", "due_on": day(30)}),
    Way("evaluation:report_problem", "officer", says(outcome="已经开了两次"), problem_is("planned")),
    decides("close", "done"),
    decides("reopen", "done"),
    decides("waive", "found"),
]  # fmt: skip
