"""Rows of a bundle as CSV, and back. Numbers as ``repr`` gives them; empty is missing."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence

from wangyu.assessment.evaluation.logic.concluding.case import KINDS, SELF, Fact, Mark, Unit
from wangyu.base.lib.formulas import as_text, as_typed
from wangyu.base.lib.given import NUMBER, Table, WrongInput, read_csv

UNITS = ("unit", "name", "group", "compared")
FACTS = ("unit", "measure", "period", "value")
RATINGS = ("kind", "unit", "by", "leaf", "points")
VERDICTS = ("unit", "grade", "reason")
SEVERITIES = ("by", "severity", "se", "checks")


def written(head: Sequence[str], rows: Iterable[Sequence[str | float | int]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow([cell(one) for one in row])
    return out.getvalue()


def cell(value: str | float) -> str:
    if isinstance(value, float):
        return "" if math.isnan(value) else repr(value)
    return as_text(value) if isinstance(value, str) else str(value)


def table(text: str, name: str, head: Sequence[str]) -> Table:
    """A table of no rows is one, too."""
    if text.strip() == ",".join(head):
        return Table(name, {column: [] for column in head}, [])
    found = read_csv(text, name, head)
    columns = {key: [as_typed(one) for one in cells] for key, cells in found.columns.items()}
    return Table(name, columns, found.lines)


def numbers(found: Table, column: str) -> list[float]:
    """NaN where a cell is empty."""
    return [_number(found, row, column, text) for row, text in enumerate(found.columns[column])]


def _number(found: Table, row: int, column: str, text: str) -> float:
    if not text:
        return math.nan
    value = float(text) if NUMBER.fullmatch(text) else math.nan
    if not math.isfinite(value):
        raise found.wrong(row, f"{column} 是“{text[:40]}”，应为一个数，例如 3.5，没有就空着。")
    return value


def units_of(text: str, name: str) -> tuple[Unit, ...]:
    found = table(text, name, UNITS)
    columns = [found.columns[column] for column in UNITS]
    units = tuple(Unit(*row) for row in zip(*columns, strict=True))
    codes: set[str] = set()
    for row, unit in enumerate(units):
        if not unit.code or unit.code in codes:
            raise found.wrong(row, f"单位“{unit.code[:40]}”是空的或写了两次，应各有一个编号。")
        codes.add(unit.code)
    if not units:
        raise WrongInput(f"{name}：没有单位，应至少有一个。")
    return units


def facts_of(
    text: str, name: str, known: Iterable[str], measures: Iterable[str]
) -> tuple[Fact, ...]:
    found = table(text, name, FACTS)
    values = numbers(found, "value")
    known, measures = set(known), set(measures)
    unit, measure, period = (found.columns[column] for column in FACTS[:3])
    for row in range(len(values)):
        _one_of(found, row, "unit", unit[row], known)
        _one_of(found, row, "measure", measure[row], measures)
    return tuple(map(Fact, unit, measure, period, values))


def marks_of(text: str, name: str, known: Iterable[str], leaves: Iterable[str]) -> tuple[Mark, ...]:
    found = table(text, name, RATINGS)
    points = numbers(found, "points")
    known, leaves, kinds = set(known), set(leaves), set(KINDS) - {SELF}
    kind, unit, by, leaf = (found.columns[column] for column in RATINGS[:4])
    for row, value in enumerate(points):
        _one_of(found, row, "kind", kind[row], kinds)
        _one_of(found, row, "unit", unit[row], known)
        _one_of(found, row, "leaf", leaf[row], leaves)
        if math.isnan(value):
            raise found.wrong(row, "points 是空的，没有给分的不应在这里。")
    return tuple(map(Mark, kind, unit, by, leaf, points))


def _one_of(found: Table, row: int, column: str, text: str, known: set[str]) -> None:
    if text not in known:
        raise found.wrong(row, f"{column} 是“{text[:40]}”，没有这一个。")
