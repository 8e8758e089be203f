"""Draws: the frame, what makes a unit likelier, what everybody may see and repeat."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import nan
from typing import Any

from wangyu.assessment.evaluation.logic.drawing import Frame
from wangyu.assessment.evaluation.logic.drawing.doubt import doubt_weights
from wangyu.assessment.evaluation.logic.drawing.marks import plain
from wangyu.assessment.evaluation.logic.flow import DRAW
from wangyu.assessment.evaluation.models import Cycle, Draw, Member, Witness
from wangyu.assessment.evaluation.queries.checks import signed_members
from wangyu.assessment.evaluation.queries.cycles import charter_of
from wangyu.assessment.evaluation.queries.points import (
    all_own_points,
    compared,
    leaves_of,
    mutual_points,
    unproved,
)
from wangyu.base.lib.dates import show_time
from wangyu.base.lib.numbers import show

UNIT, WEIGHT = "unit", "weight"
NOT_TOLD = "未填"
"""A frame has no empty cells: nobody could replay it."""
FRAME_FILE = "frame.csv"
SHORT = 12
QUOTE = '"'
SPECIAL = frozenset(',"\n\r')
UNPROVED = 2
"""Tickets of one that has not attached what it had to."""


def find_draw(cycle: Cycle) -> Draw | None:
    return Draw.objects.filter(cycle=cycle).first()


def locked_draw(draw: Draw) -> Draw:
    rows = Draw.objects.select_for_update(of=("self",)).select_related("cycle__owner")
    return rows.get(pk=draw.pk)


def find_witness(token_hash: str) -> Witness | None:
    rows = Witness.objects.select_related("draw__cycle__owner")
    return rows.filter(token_hash=token_hash).first()


def frame_rows(cycle: Cycle) -> list[dict[str, Any]]:
    """Who may be drawn: those that have signed, with their strata and, where the charter says so, a weight."""
    charter = charter_of(cycle)
    doubts = doubts_of(cycle) if charter.weighted else {}
    return [_row(one, charter.strata, doubts.get(one.pk)) for one in signed_members(cycle)]


def _row(member: Member, strata: tuple[str, ...], doubt: Doubt | None) -> dict[str, Any]:
    row: dict[str, Any] = {UNIT: plain(member.organisation.name), "member": member.pk}
    row |= {name: plain(getattr(member, name)) or NOT_TOLD for name in strata}
    return row | ({WEIGHT: doubt.weight, "why": doubt.why} if doubt else {})


@dataclass(frozen=True, slots=True)
class Doubt:
    """How many tickets a unit holds, and why."""

    weight: int
    why: str


def doubts_of(cycle: Cycle) -> dict[int, Doubt]:
    """Of every member: what it claims above what others found, and evidence that is not there."""
    own, mutual, missing = all_own_points(cycle), mutual_points(cycle), unproved(cycle)
    keys = [leaf.key for leaf in leaves_of(cycle)]
    both = {pk: compared(own[pk], mutual.get(pk, {}), keys) for pk in own}
    gaps = {str(pk): float(one[0] - one[1]) if one else nan for pk, one in both.items()}
    weights = doubt_weights(gaps)
    return {
        pk: Doubt(max(weights[str(pk)], UNPROVED if missing.get(pk) else 1), _why(one, missing.get(pk, 0)))
        for pk, one in both.items()
    }  # fmt: skip


def _why(both: tuple[Decimal, Decimal] | None, missing: int) -> str:
    parts = ["还没有互查的分数"]
    if both:
        own, other = both
        apart = (
            f"自查高 {show(own - other, 2)} 分"
            if own > other
            else f"自查不高于互查，差 {show(other - own, 2)} 分"
        )
        parts = [f"自查 {show(own, 2)}，互查 {show(other, 2)}，{apart}"]
    parts += [f"{missing} 项应附的佐证没有附"] if missing else []
    return "；".join(parts)


def frame_of(rows: list[dict[str, Any]], strata: list[str]) -> Frame:
    weights = tuple(row[WEIGHT] for row in rows) if rows and WEIGHT in rows[0] else None
    return Frame(
        tuple(strata), tuple(row[UNIT] for row in rows),
        tuple(tuple(row[name] for name in strata) for row in rows), weights,
    )  # fmt: skip


def columns_of(draw: Draw) -> list[str]:
    """As the published file has them, and nothing else."""
    weighted = bool(draw.frame) and WEIGHT in draw.frame[0]
    return [UNIT, *draw.strata, *([WEIGHT] if weighted else [])]


def frame_csv(draw: Draw) -> str:
    """For an engine, not for a spreadsheet: byte for byte what was published."""
    columns = columns_of(draw)
    rows = [columns, *([str(row[name]) for name in columns] for row in draw.frame)]
    return "".join(",".join(_cell(text) for text in row) + "\n" for row in rows)


def _cell(text: str) -> str:
    return f'"{text.replace(QUOTE, QUOTE * 2)}"' if SPECIAL & set(text) else text


def told_by(draw: Draw) -> tuple[dict[str, str], dict[str, str]]:
    """What witnesses revealed, and what they had committed to."""
    witnesses = list(draw.witnesses.all())
    return {one.name: one.value for one in witnesses}, {
        one.name: one.commitment for one in witnesses
    }


def command_of(draw: Draw) -> str:
    """What anybody types to draw again."""
    reveals, commitments = told_by(draw)
    words = ["wangyu", "compute", "draw", FRAME_FILE, "--size", str(draw.size)]
    words += ["--strata", ",".join(draw.strata)] if draw.strata else []
    words += ["--weights", WEIGHT] if WEIGHT in columns_of(draw) else []
    for option, told in (("--commitment", commitments), ("--reveal", reveals)):
        words += [part for name, said in told.items() for part in (option, f"{name}={said}")]
    return shlex.join(words)


def history_of(draw: Draw) -> list[dict[str, Any]]:
    """Every step, also what was thrown away and why."""
    labels = {edge.verb: edge.label for edge in DRAW.edges}
    return [
        {
            "title": labels[one.verb],
            "when": show_time(one.at),
            "text": _history(one.reason, one.kept),
        }
        for one in draw.steps.all()
    ]


def _history(reason: str, kept: Mapping[str, Any]) -> str:
    if not kept:
        return reason
    said = [
        f"{one['name']} 指纹 {one['commitment'][:SHORT] or '未提交'}"
        + (f" 原值 {one['value']}" if one["value"] else "")
        for one in kept["witnesses"]
    ]
    return f"{reason}（作废的名单指纹 {kept['frame_sha256']}；{'；'.join(said)}）"


def drawn_members(draw: Draw) -> list[Member]:
    """In the order in which they were drawn."""
    drawn = (draw.result or {}).get("drawn", [])
    pks = {row[UNIT]: row["member"] for row in draw.frame}
    members = Member.objects.select_related("organisation").in_bulk([pks[name] for name in drawn])
    return [members[pks[name]] for name in drawn]


def draw_names(ids: Any) -> dict[int, str]:
    rows = Draw.objects.filter(pk__in=set(ids)).values_list("pk", "cycle__title")
    return {pk: f"{title}的抽签" for pk, title in rows}
