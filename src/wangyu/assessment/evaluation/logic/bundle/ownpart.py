"""One university's part computed again from its own copy: its facts, its marks, its peers' codes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from wangyu.assessment.evaluation.logic.bundle import tables
from wangyu.assessment.evaluation.logic.bundle.reading import Files, whole
from wangyu.assessment.evaluation.logic.bundle.writing import standing_head
from wangyu.assessment.evaluation.logic.concluding import (
    Outcome,
    advice_line,
    group_line,
    outcome_of,
    self_scores,
)
from wangyu.assessment.evaluation.logic.concluding.case import MUTUAL, Case
from wangyu.assessment.evaluation.logic.concluding.checking import Checker, Common
from wangyu.assessment.evaluation.logic.concluding.peers import Peers, places_of
from wangyu.assessment.evaluation.logic.gaps import Gap
from wangyu.base.lib.given import WrongInput


def own_result(files: Files, case: Case) -> dict[str, Any]:
    about = files.table("case.json")
    if case.place.get(str(about.get("unit")), -1) != 0:
        raise WrongInput(f"{files.called('case.json')}：unit 应是 units.csv 的第一个单位。")
    outcome = outcome_of(case, self_scores(case), _common(files, about, case))
    found = outcome.score_line(0)
    return found | _places(files, about, outcome) if "standing.csv" in files.texts else found


def _common(files: Files, about: dict[str, Any], case: Case) -> Common:
    name = files.called("severities.csv")
    text = files.text("severities.csv", ",".join(tables.SEVERITIES))
    found = tables.table(text, name, tables.SEVERITIES)
    columns = [tables.numbers(found, column) for column in tables.SEVERITIES[1:]]
    checkers = {
        by: Checker(by, severity, se, 0 if math.isnan(checks) else int(checks))
        for by, severity, se, checks in zip(found.columns["by"], *columns, strict=True)
    }
    for mark in case.marks:
        if mark.kind == MUTUAL and mark.by not in checkers:
            raise WrongInput(f"{name}：缺少 {mark.by[:40]} 的一行。")
    said = about.get("correction")
    numbers = said if isinstance(said, list) else []
    if len(numbers) != len(case.scheme.leaves) or not all(_is_number(one) for one in numbers):
        raise WrongInput(
            f"{files.called('case.json')}：correction 应为每个末级指标一个数，没有的写 null。"
        )
    correction = np.array([math.nan if one is None else one for one in numbers], float)
    rest = about.get("rest")
    if rest is None or not _is_number(rest) or rest < 0:
        raise WrongInput(f"{files.called('case.json')}：rest 应为不小于 0 的数。")
    error = about.get("gap_error")
    if not _is_number(error):
        raise WrongInput(f"{files.called('case.json')}：gap_error 应为一个数，没有的写 null。")
    return Common(checkers, float(rest), Gap(correction, math.nan if error is None else error))


def _is_number(value: Any) -> bool:
    return value is None or type(value) in {int, float}


def _places(files: Files, about: dict[str, Any], outcome: Outcome) -> dict[str, Any]:
    place, first = whole(files, about, "place"), whole(files, about, "first")
    peers = _peers(files, outcome, place)
    number = whole(files, about, "group_number")
    standing = places_of(peers, outcome.setting, outcome.case.seed, number)
    known = outcome.score_line(0) | group_line(standing, place, first)
    key = outcome.scores.vetoed[0]
    veto = outcome.case.scheme.by_key[key].title if key else ""
    del known["by_leaf"]
    return known | advice_line(known, outcome.case.charter.pass_line, veto)


def _peers(files: Files, outcome: Outcome, place: int) -> Peers:
    """The group as it is kept, with one's own row as it is computed now."""
    scheme = outcome.case.scheme
    tops = [top.key for top in scheme.tops]
    head, name = standing_head(tops), files.called("standing.csv")
    found = tables.table(files.text("standing.csv"), name, head)
    columns = {key: np.array(tables.numbers(found, key)) for key in head[1:]}
    if any(np.isnan(column).any() for column in columns.values()) or not found.lines:
        raise WrongInput(f"{name}：每一格都应有数。")
    if place >= len(found.lines):
        raise WrongInput(f"{files.called('case.json')}：place 应小于 standing.csv 的行数。")
    least, most = (
        np.stack([columns[f"{part}.{top}"] for top in tops], axis=1) for part in ("least", "most")
    )
    made = Peers(
        scheme, tuple(found.columns["unit"]), least, most, columns["total"], columns["error"],
        columns["vetoed"] > 0,
    )  # fmt: skip
    mine = outcome.peers
    for column in ("least_by_top", "most_by_top", "total", "errors", "out"):
        getattr(made, column)[place] = getattr(mine, column)[0]
    return made
