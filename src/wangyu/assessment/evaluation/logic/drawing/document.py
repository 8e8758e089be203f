"""From the rows of a file to a frame, and from a draw to the document that is published."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from wangyu.assessment.evaluation.logic.drawing import HEAVIEST, Draw, Frame, Stratum, draw
from wangyu.assessment.evaluation.logic.drawing.marks import ALGORITHM, COMMITMENT, plain
from wangyu.assessment.evaluation.logic.drawing.witnesses import commitment_of
from wangyu.base.lib.given import Table, WrongInput

UNIT = "unit"
WHOLE = re.compile("[0-9]{1,3}")


def columns_of(strata: Sequence[str], weights: str | None) -> tuple[str, ...]:
    """Every column the frame has; one that is neither stratum nor weight would bind nobody."""
    columns = (UNIT, *strata, *([weights] if weights else []))
    twice = next((name for name in columns if columns.count(name) > 1), None)
    if twice is not None:
        raise WrongInput(
            f"列“{twice[:40]}”用了两次：{UNIT} 是单位，分层的列和权重的列应各不相同，也不是 {UNIT}。"
        )
    return columns


def frame_of(table: Table, strata: Sequence[str], weights: str | None) -> Frame:
    units = [plain(text) for text in table.texts(UNIT)]
    _once(table, units)
    cells = [table.texts(column) for column in strata]
    values = tuple(tuple(plain(column[row]) for column in cells) for row in range(len(units)))
    return Frame(tuple(strata), tuple(units), values, _weights(table, weights))


def _once(table: Table, units: Sequence[str]) -> None:
    seen: dict[str, int] = {}
    for row, unit in enumerate(units):
        if seen.setdefault(unit, row) != row:
            raise table.wrong(
                row, f"“{unit[:40]}”在第 {table.lines[seen[unit]]} 行已经有了，应只有一行。"
            )


def _weights(table: Table, column: str | None) -> tuple[int, ...] | None:
    if column is None:
        return None
    found = table.texts(column)
    for row, text in enumerate(found):
        if not WHOLE.fullmatch(text) or not 1 <= int(text) <= HEAVIEST:
            raise table.wrong(row, f"{column} 是“{text[:40]}”，应为 1 到 {HEAVIEST} 的整数。")
    return tuple(int(text) for text in found)


def document(
    frame: Frame, size: int, reveals: Mapping[str, str], commitments: Mapping[str, str]
) -> dict[str, Any]:
    """What ``compute draw`` prints: everything one needs to repeat it, but the values revealed."""
    found = draw(frame, size, reveals, commitments)
    return {
        "algorithm": ALGORITHM,
        "frame_sha256": found.frame_sha256,
        "seed_sha256": found.seed_sha256,
        "units": len(frame.units),
        "size": size,
        "weighted": frame.weights is not None,
        "witnesses": _witnesses(found, commitments),
        "drawn": list(found.drawn),
        "strata": {name_of(one.values): _stratum(one) for one in found.strata},
    }


def commitment_document(value: str) -> dict[str, str]:
    return {"algorithm": COMMITMENT, "commitment": commitment_of(value)}


def _witnesses(found: Draw, commitments: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"name": name, "commitment": said, "committed": bool(commitments)}
        for name, said in found.commitments.items()
    ]


def _stratum(one: Stratum) -> dict[str, Any]:
    return {
        "units": len(one.order),
        "size": one.size,
        "drawn": list(one.drawn),
        "reserve": list(one.order[one.size :]),
    }


def name_of(values: Sequence[str]) -> str:
    """``本科/公办``; a slash within a value is marked, so that no two strata share a name."""
    return "/".join(value.replace("\\", "\\\\").replace("/", "\\/") for value in values) or "全部"
