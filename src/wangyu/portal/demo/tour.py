"""Where to begin in the demo: the main job, each step as somebody who has it to do right now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count

from wangyu.base.core.roles import Role
from wangyu.institutions.people.queries import Persona
from wangyu.records.ledger.enums import SheetState, WindowState
from wangyu.records.ledger.models import Sheet


@dataclass(frozen=True, slots=True)
class Stop:
    title: str
    text: str
    persona: Persona


STEPS: tuple[tuple[str, Role, str, str], ...] = (
    (
        SheetState.FILLING, Role.UNIVERSITY_REPORTER, "填一张表",
        "平台已知的和上期报过的已经带出；核对、补齐，提交校内签批。",
    ),
    (
        SheetState.SUBMITTED, Role.UNIVERSITY_LEADER, "签批上报",
        "看清报了什么再签批；学校得到一张任何人都能验证的回执。",
    ),
    (
        SheetState.SIGNED, Role.PROVINCE_OFFICER, "核实或退回",
        "逐项看数字和佐证，核实通过，或写明理由退回。",
    ),
    (
        "", Role.PROVINCE_LEADER, "看落实情况",
        "条款 × 学校：点任一格，两步到数字、佐证、核实人和条款原文。",
    ),
    (
        "", Role.UNIVERSITY_OFFICER, "管好本校",
        "登记领导小组、会议、场地和经费，邀请同事，建院系和班级。",
    ),
)  # fmt: skip


def stops(everyone: Sequence[Persona]) -> list[Stop]:
    """The steps that somebody can take now."""
    waiting = _waiting()
    return [
        Stop(title, text, persona)
        for state, role, title, text in STEPS
        if not state or state in waiting
        for persona in _somebody(everyone, role, waiting.get(state, ""))
    ]


def _waiting() -> dict[str, str]:
    """For each state of a sheet in the open window, a university whose sheet is in it; the fullest."""
    sheets = Sheet.objects.filter(window__state=WindowState.OPEN).annotate(done=Count("entries"))
    rows = sheets.order_by("done", "-pk").values_list("state", "organisation__name")
    return dict(rows)


def _somebody(everyone: Sequence[Persona], role: Role, university: str) -> Iterator[Persona]:
    at_the_province = role == Role.PROVINCE_OFFICER
    for persona in everyone:
        if persona.role == role.label and (
            at_the_province or university in {"", persona.university}
        ):
            yield persona
            return
