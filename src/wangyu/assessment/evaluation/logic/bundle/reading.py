"""From the texts of a bundle to what a conclusion is computed from. Raises WrongInput."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from wangyu.assessment.evaluation.logic.bundle import tables
from wangyu.assessment.evaluation.logic.bundle.versions import checked
from wangyu.assessment.evaluation.logic.charter import Charter, read_charter
from wangyu.assessment.evaluation.logic.concluding.case import EXPERT, MUTUAL, Case
from wangyu.assessment.evaluation.logic.drawing import Frame
from wangyu.assessment.evaluation.logic.drawing.document import document
from wangyu.assessment.evaluation.logic.drawing.sampling import Layer, layers_of
from wangyu.assessment.evaluation.logic.formulas import Versions
from wangyu.assessment.evaluation.logic.nodes import Scheme
from wangyu.assessment.evaluation.logic.scheme import read_scheme
from wangyu.base.lib.given import WrongInput, read_json
from wangyu.base.lib.packs import PackError

MOST_DRAWS, MOST_CELLS = 100_000, 60_000_000


@dataclass(frozen=True, slots=True)
class Files:
    name: str
    texts: Mapping[str, str]

    def called(self, inside: str) -> str:
        return f"{self.name} 的 {inside}"

    def text(self, inside: str, otherwise: str = "") -> str:
        return self.texts.get(inside, otherwise)

    def table(self, inside: str) -> dict[str, Any]:
        found = read_json(self.text(inside), self.called(inside))
        if not isinstance(found, dict):
            raise WrongInput(f"{self.called(inside)}：应为一个 JSON 对象。")
        return found


def formulas_of(files: Files) -> Versions:
    return checked(files.table("versions.json").get("formulas"), files.called("versions.json"))


def read_case(files: Files) -> Case:
    formulas = formulas_of(files)
    scheme, charter = _rules(files)
    about = files.table("case.json")
    periods = about.get("periods")
    if not isinstance(periods, list) or not periods or not all(isinstance(p, str) for p in periods):
        raise WrongInput(f"{files.called('case.json')}：periods 应列出各年度。")
    units = tables.units_of(files.text("units.csv"), files.called("units.csv"))
    if charter.draws > MOST_DRAWS or charter.draws * len(units) > MOST_CELLS:
        raise WrongInput(
            f"{files.called('charter.json')}：draws 是 {charter.draws}，应为 1 到 {MOST_DRAWS}。"
        )
    codes, leaves = {unit.code for unit in units}, {leaf.key for leaf in scheme.leaves}
    facts = tables.facts_of(
        files.text("facts.csv"), files.called("facts.csv"), codes, scheme.measures
    )
    marks = tables.marks_of(
        files.text("ratings.csv", ",".join(tables.RATINGS)), files.called("ratings.csv"), codes,
        leaves,
    )  # fmt: skip
    if any(mark.kind in {MUTUAL, EXPERT} and not mark.by for mark in marks):
        name = files.called("ratings.csv")
        raise WrongInput(f"{name}：互查或专家评分的 by 是空的，应写是谁打的分。")
    return Case(
        scheme, charter, tuple(periods), units, facts, marks, whole(files, about, "seed"),
        _layers(files, about, codes), formulas,
    )  # fmt: skip


def whole(files: Files, about: Mapping[str, Any], key: str) -> int:
    found = about.get(key)
    if type(found) is not int or found < 0:
        raise WrongInput(f"{files.called('case.json')}：{key} 应为不小于 0 的整数。")
    return found


def _rules(files: Files) -> tuple[Scheme, Charter]:
    try:
        scheme = read_scheme(files.table("scheme.json"), files.called("scheme.json"))
        charter = read_charter(files.called("charter.json"), files.table("charter.json"))
    except PackError as error:
        raise WrongInput(f"{error}。") from error
    return scheme, charter


DRAW_KEYS = ("strata", "frame", "size", "weighted", "reveals", "commitments", "result")


def draw_of(files: Files) -> tuple[Any, Any]:
    """What the draw came to, as recorded and as drawn again."""
    if "draw.json" not in files.texts:
        return None, None
    said = files.table("draw.json")
    with _as_published(files):
        return said.get("result"), _drawn_again(said)


@contextmanager
def _as_published(files: Files) -> Iterator[None]:
    try:
        yield
    except WrongInput:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        keys = "、".join(DRAW_KEYS)
        raise WrongInput(f"{files.called('draw.json')}：应有 {keys}，与公布的抽签一致。") from error


def _drawn_again(said: Mapping[str, Any]) -> dict[str, Any]:
    strata, rows = [str(one) for one in said["strata"]], list(said["frame"])
    weights = tuple(int(row["weight"]) for row in rows) if said["weighted"] else None
    frame = Frame(
        tuple(strata), tuple(str(row["unit"]) for row in rows),
        tuple(tuple(str(row[key]) for key in strata) for row in rows), weights,
    )  # fmt: skip
    return document(frame, int(said["size"]), dict(said["reveals"]), dict(said["commitments"]))


def _layers(files: Files, about: Mapping[str, Any], codes: Collection[str]) -> tuple[Layer, ...]:
    """Who could be drawn and who was, by the code of each; a first bundle does not tell."""
    said = about.get("drawn_as")
    if said is None:
        return ()
    if not isinstance(said, dict) or not all(one in codes for one in said):
        raise WrongInput(
            f"{files.called('case.json')}：drawn_as 应写明每个代号在抽签名单里叫什么。"
        )
    drawn = files.table("draw.json")
    by_name = {str(name): code for code, name in said.items()}
    with _as_published(files):
        frame = [dict(row) for row in drawn["frame"]]
        if missing := [row["unit"] for row in frame if row["unit"] not in by_name]:
            raise WrongInput(
                f"{files.called('case.json')}：drawn_as 缺少“{str(missing[0])[:40]}”。"
            )
        return layers_of(frame, drawn["strata"], _drawn_again(drawn), by_name)
