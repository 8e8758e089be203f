"""One university's part computed again from its own copy: its facts, its marks, its peers' codes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from wangyu.assessment.evaluation.logic.bundle import tables
from wangyu.assessment.evaluation.logic.bundle.reading import Files, whole
from wangyu.assessment.evaluation.logic.bundle.writing import standing_head
from wangyu.assessment.evaluation.logic.concluding import Outcome, self_scores, setting_of
from wangyu.assessment.evaluation.logic.concluding.case import MUTUAL, Case
from wangyu.assessment.evaluation.logic.concluding.combine import Common, combine
from wangyu.assessment.evaluation.logic.concluding.grades import advice
from wangyu.assessment.evaluation.logic.concluding.ranks import (
    Standing,
    places,
    sampled,
    weights,
)
from wangyu.assessment.evaluation.logic.concluding.severities import Severity
from wangyu.base.lib.given import WrongInput


def own_result(files: Files, case: Case) -> dict[str, Any]:
    about = files.table("case.json")
    row = case.place.get(str(about.get("unit")), -1)
    if row != 0:
        raise WrongInput(f"{files.called('case.json')}：unit 应是 units.csv 的第一个单位。")
    scores = self_scores(case)
    common = _common(files, about, case)
    outcome = Outcome(case, scores, common, combine(case, scores.points, common), setting_of(case))
    found = outcome.score_line(0)
    return found | _places(files, about, outcome) if "standing.csv" in files.texts else found


def _common(files: Files, about: dict[str, Any], case: Case) -> Common:
    name = files.called("severities.csv")
    text = files.text("severities.csv", ",".join(tables.SEVERITIES))
    found = tables.table(text, name, tables.SEVERITIES)
    points, checks = tables.numbers(found, "severity"), tables.numbers(found, "checks")
    severities = {}
    for by, severity, number in zip(found.columns["by"], points, checks, strict=True):
        if math.isnan(severity) or math.isnan(number):
            raise WrongInput(f"{name}：{by[:40]} 的 severity 和 checks 应写明。")
        severities[by] = Severity(by, severity, int(number))
    for mark in case.marks:
        if mark.kind == MUTUAL and mark.by not in severities:
            raise WrongInput(f"{name}：缺少 {mark.by[:40]} 的一行。")
    return Common(severities, _number(files, about, "scatter"), _number(files, about, "inflation"))


def _number(files: Files, about: dict[str, Any], key: str) -> float:
    found = about.get(key)
    if type(found) not in {int, float}:
        raise WrongInput(f"{files.called('case.json')}：{key} 应为一个数。")
    return float(found)  # type: ignore[arg-type]


def _places(files: Files, about: dict[str, Any], outcome: Outcome) -> dict[str, Any]:
    standing, total = _standing(files, outcome)
    place, first = whole(files, about, "place"), whole(files, about, "first")
    if place >= len(total):
        raise WrongInput(f"{files.called('case.json')}：place 应在 standing.csv 的行数以内。")
    mine = outcome.standing.of([0])
    for column in ("rates", "most", "se"):
        getattr(standing, column)[place] = getattr(mine, column)[0]
    standing.out[place], total[place] = mine.out[0], outcome.scores.total[0]
    setting, seed = outcome.setting, outcome.case.seed
    drawn = weights(outcome.nominal, setting.concentration, setting.draws, seed)
    sample = sampled(standing, drawn, seed, whole(files, about, "group_number"))
    found = places(*sample, total, first)
    said = advice(
        float(found.p_first[place]), float(total[place]), float(outcome.scores.total_most[0]),
        float(outcome.total_se[0]), outcome.case.charter.pass_line,
        vetoed=bool(outcome.scores.out[0]),
    )  # fmt: skip
    return {
        "rank": int(found.rank[place]), "rank_low": int(found.low[place]),
        "rank_high": int(found.high[place]), "first": first,
        "p_first": float(found.p_first[place]), "of": len(total), "zone": said.zone,
        "proposal": said.proposal,
    }  # fmt: skip


def _standing(files: Files, outcome: Outcome) -> tuple[Standing, Any]:
    tops = [top.key for top in outcome.case.scheme.tops]
    head, name = standing_head(tops), files.called("standing.csv")
    found = tables.table(files.text("standing.csv"), name, head)
    columns = {key: np.array(tables.numbers(found, key)) for key in head[1:]}
    if any(np.isnan(column).any() for column in columns.values()) or not found.lines:
        raise WrongInput(f"{name}：每一格都应有数。")
    parts = [
        np.stack([columns[f"{part}.{top}"] for top in tops], axis=1)
        for part in ("rate", "most", "se")
    ]
    return Standing(*parts, columns["vetoed"] > 0), columns["total"]
