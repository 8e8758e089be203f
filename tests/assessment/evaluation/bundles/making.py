"""A province of every rule, with a weighted draw, a re-check and a ruling: what kept bundles are made of.

``python -m tests.assessment.evaluation.bundles.making NAME [with_experts]`` writes
``NAME-whole.zip`` and ``NAME-own.zip`` beside this file, by the formulas of the day. It is run once before a formula gets
a new version, and what it wrote is never touched again.

| kept | made by | formulas |
|---|---|---|
| 2026-11-first | commit 5826246, without ``layers`` | each in its first version |
| 2026-11-demo | commit 5826246, ``wangyu demo``, ``wangyu export bundle 1 --conclusion 1`` | the same |
| 2026-11-second | the commit that brought combining-2 and inflation-1 | those two |
| 2026-11-third | the commit that brought panels-1, ``with_experts`` | that one |
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from tests.assessment.evaluation.logic.every_rule import every_rule
from wangyu.assessment.evaluation.logic import bundle
from wangyu.assessment.evaluation.logic.charter import Charter, read_charter
from wangyu.assessment.evaluation.logic.concluding import conclude
from wangyu.assessment.evaluation.logic.concluding.case import (
    EXPERT,
    MUTUAL,
    RULED,
    SPOT,
    Case,
    Fact,
    Mark,
    Unit,
)
from wangyu.assessment.evaluation.logic.drawing import Frame
from wangyu.assessment.evaluation.logic.drawing.document import document
from wangyu.assessment.evaluation.logic.drawing.sampling import Layer, layers_of
from wangyu.assessment.evaluation.logic.nodes import Scheme
from wangyu.assessment.evaluation.logic.scheme import read_scheme

HERE = Path(__file__).parent
CHARTER = {
    "key": "kept", "form": "full", "title": "办法", "label": "示例·非官方", "source": "设计",
    "years": 2, "self_share": 20, "mutual_share": 30, "spot_share": 50, "checks_each": 2,
    "spot_size": 7, "strata": ["level"], "weighted": True, "not_drawn": "corrected",
    "recheck_over": 10, "notice_days": 5, "first": 6, "pass_line": 50, "concentration": 30,
    "draws": 2000,
}  # fmt: skip
SIZES = {"本科·公办": 10, "高职·公办": 11, "民办": 5}
YEARS = ("Y2024", "Y2025")
REVEALS = {
    "代表甲": "岳麓山上的第一片红叶落在台阶上了",
    "代表乙": "湘江边的一盏灯还没有熄灭已经天亮",
}
OWN = 4
"""Whose own bundle is kept, too."""


def units() -> tuple[Unit, ...]:
    groups = [group for group, size in SIZES.items() for _ in range(size)]
    return tuple(
        Unit(f"U{n:02}", f"第{n}大学", group, group) for n, group in enumerate(groups, start=1)
    )


def drawn() -> dict[str, Any]:
    """As a draw is published; the doubtful hold more tickets."""
    rows = [
        {"unit": unit.name, "level": unit.group, "weight": 1 + place % 3}
        for place, unit in enumerate(units())
    ]
    frame = Frame(
        ("level",), tuple(str(row["unit"]) for row in rows),
        tuple((str(row["level"]),) for row in rows), tuple(int(row["weight"]) for row in rows),
    )  # fmt: skip
    return {
        "strata": ["level"], "size": CHARTER["spot_size"], "weighted": True, "reveals": REVEALS,
        "commitments": {}, "frame": rows,
        "result": document(frame, int(str(CHARTER["spot_size"])), REVEALS, {}),
    }  # fmt: skip


def facts(tree: Scheme, random: Random) -> list[Fact]:
    found = []
    for unit in units():
        for leaf in tree.leaves:
            for key in leaf.reads:
                least, most, _ = (leaf.rule and leaf.rule.bounds) or (0, 40, True)
                top = min(most, 40)
                for period in ("",) if key.startswith("self.") else YEARS:
                    value = random.randint(int(least), int(top))
                    known = random.random() > 0.03
                    found.append(
                        Fact(unit.code, key, period, float(value) if known else float("nan"))
                    )
    return list({(f.unit, f.measure, f.period): f for f in found}.values())


def marks(tree: Scheme, random: Random) -> list[Mark]:
    """Two checkers each; those that were drawn are visited, and one more that was not."""
    all_, visited = units(), set(drawn()["result"]["drawn"])
    again = next(unit.name for unit in all_ if unit.name not in visited)
    found = [Mark(RULED, "U03", "", "step", 7.25)]
    for place, unit in enumerate(all_):
        for leaf in (one for one in tree.leaves if one.points):
            for step in (1, 5):
                by = all_[(place + step) % len(all_)].code
                points = round(random.uniform(0.3, 1) * leaf.points, 2)
                found.append(Mark(MUTUAL, unit.code, by, leaf.key, points))
            if unit.name in visited | {again}:
                points = round(random.uniform(0.1, 0.8) * leaf.points, 2)
                found.append(Mark(SPOT, unit.code, "", leaf.key, points))
    return found


def layers() -> tuple[Layer, ...]:
    told, codes = drawn(), {unit.name: unit.code for unit in units()}
    return layers_of(told["frame"], told["strata"], told["result"], codes)


def province(**more: Any) -> Case:
    """By the formulas of the day, unless others are named."""
    tree, random = read_scheme(every_rule(), "方案"), Random(11)
    return Case(
        tree, charter(), YEARS, units(), tuple(facts(tree, random)), tuple(marks(tree, random)), 9,
        layers(), **more,
    )  # fmt: skip


def charter(**changes: Any) -> Charter:
    return read_charter("办法", CHARTER | changes)


def about() -> bundle.About:
    told = [bundle.Verdict("U05", "passed", "会议讨论"), bundle.Verdict("U06", "model", "")]
    return bundle.About("留存的评价", 1, "", "0", {}, told, drawn())


def with_experts() -> Case:
    """The same province with a panel: six experts, of whom not all rate all, one university hardly any."""
    case, random, data = province(), Random(13), every_rule()
    rule = {"kind": "panel", "scale": 100}
    data["indicator"].append(
        {"key": "judged", "title": "专家看", "points": 5, "clause": 11, "rule": rule}
    )
    data["scheme"]["points"] += 5
    given = [
        Mark(EXPERT, unit.code, f"P{expert}", "judged", round(random.uniform(40, 100), 1))
        for place, unit in enumerate(units())
        for expert in range(1, 7)
        if (place + expert) % 6 and not (place == 2 and expert > 2)
    ]  # fmt: skip
    chosen = charter(panel_least=3, panel_way="trimmed")
    return replace(
        case, scheme=read_scheme(data, "方案"), charter=chosen, marks=(*case.marks, *given)
    )


def main(name: str, kind: str = "province") -> None:
    outcome = conclude({"province": province, "with_experts": with_experts}[kind]())
    (HERE / f"{name}-whole.zip").write_bytes(bundle.whole(outcome, about()))
    (HERE / f"{name}-own.zip").write_bytes(bundle.own(outcome, OWN, about()))


if __name__ == "__main__":
    main(*sys.argv[1:])
