"""A scheme: a tree of indicators, up to three levels, whose leaves say how points are given.

Read from plain data (TOML or JSON) and given back as plain data that reads to the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wangyu.assessment.evaluation.logic.nodes import Indicator, Scheme
from wangyu.assessment.evaluation.logic.reading import above_zero, number, plain_of, table, words
from wangyu.assessment.evaluation.logic.rules import Rule, read_rule
from wangyu.assessment.evaluation.logic.rules.panel import Panel
from wangyu.assessment.evaluation.logic.rules.ratio_to_target import RatioToTarget
from wangyu.assessment.evaluation.logic.standards import Standard, read_standards
from wangyu.assessment.evaluation.logic.tree import check_tree
from wangyu.base.lib.packs import Key, PackError, count, one_of, read_row, slug, text

USES = {"evaluation": "综合评价", "commendation": "年度表彰"}
MISSING = {
    "open": "总分只计已有的，另给缺项得满分时的总分，名次区间包括两者",
    "rescaled": "按已有各项的得分率折算全部",
    "zero": "缺项记 0 分",
}
TIERS = {"province": "省中心", "university": "高校中心", "department": "院系工作室", "station": "班级工作站"}  # fmt: skip
EVIDENCE = {"none": "不要", "optional": "可以附", "required": "应附"}
SPANS = {"last": "取末一年", "sum": "各年相加", "mean": "各年平均"}
ANSWERS = ("number", "yesno", "tier")
GROUPS = {"level": "层次", "ownership": "公私", "size": "规模", "city": "市州"}
SELF, PANEL = "self.", "panel."
__all__ = ["Indicator", "Scheme", "plain", "read_scheme"]


NONE: tuple[str, ...] = ()
HEAD: dict[str, Key] = {
    "key": slug(), "title": text(), "label": text(""), "source": text(""),
    "use": one_of(USES, "evaluation"), "groups": words(NONE), "missing": one_of(MISSING, "open"),
    "points": above_zero(100.0),
}  # fmt: skip
INDICATOR: dict[str, Key] = {
    "key": slug(), "title": text(), "parent": text(""), "points": number(least=0),
    "clause": count(None), "tier": one_of(TIERS, ""), "asked": words(NONE),
    "measures": words(NONE), "evidence": one_of(EVIDENCE, "none"), "papers": words(NONE),
    "span": one_of(SPANS, "last"), "answer": one_of(ANSWERS, ""), "reason": text(""),
    "rule": Key(table().read, table().right, None),
}  # fmt: skip
TABLES = ("scheme", "indicator", "standard")


def read_scheme(data: Mapping[str, Any], name: str) -> Scheme:
    """``name`` is the file or the version, as sentences call it. Raises PackError."""
    if strange := [key for key in data if key not in TABLES]:
        raise PackError(f"{name} 里没有 {strange[0]} 这个表，可用的是 {'、'.join(TABLES)}")
    rows = data.get("indicator")
    if not isinstance(data.get("scheme"), Mapping):
        raise PackError(f"{name} 缺少 [scheme]，应写 key、title 等")
    if not isinstance(rows, list | tuple) or not all(isinstance(row, Mapping) for row in rows):
        raise PackError(f"{name} 缺少 [[indicator]]，应写成一段段 [[indicator]]")
    head = read_row(f"{name} 的 [scheme]", data["scheme"], HEAD)
    if strange := [one for one in head["groups"] if one not in GROUPS]:
        raise PackError(
            f"{name} 的 [scheme] 的 groups 里没有 {strange[0]}，应为 {'、'.join(GROUPS)} 中的几个"
        )
    standards = read_standards(name, data.get("standard", ()))
    indicators = tuple(read_indicator(name, place, row, standards) for place, row in enumerate(rows, start=1))  # fmt: skip
    scheme = Scheme(**head, indicators=indicators, standards=used(indicators, standards))
    check_tree(name, scheme)
    return scheme


def read_indicator(
    name: str, place: int, row: Mapping[str, Any], standards: Mapping[str, Standard]
) -> Indicator:
    said = row.get("key")
    where = (
        f"{name} 的指标 {said}"
        if isinstance(said, str)
        else f"{name} 的第 {place} 个 [[indicator]]"
    )
    found = read_row(where, row, INDICATOR)
    if found["rule"] is None:
        return Indicator(**found)
    rule = read_rule(f"{where} 的 rule", found["rule"])
    if isinstance(rule, RatioToTarget):
        rule = rule.standing(f"{where} 的 rule", standards)
    measures = own_measures(where, found, rule)
    rule.check(f"{where} 的 rule", len(measures), found["points"])
    answer = found["answer"] or (rule.ANSWER if found["asked"] else "")
    return Indicator(**{**found, "rule": rule, "measures": measures, "answer": answer})


def own_measures(where: str, row: Mapping[str, Any], rule: Rule) -> tuple[str, ...]:
    """What is given, or what the form or the panel will give under the indicator's own name."""
    asked, measures, key = row["asked"], row["measures"], row["key"]
    if asked:
        own = (SELF + key,) if len(asked) == 1 else tuple(f"{SELF}{key}.{n}" for n in range(1, len(asked) + 1))  # fmt: skip
        if measures and measures != own:
            raise PackError(
                f"{where} 写了 asked，就不应再写 measures：由高校自己填的记作 {'、'.join(own)}"
            )
        return own
    if not measures and isinstance(rule, Panel):
        return (PANEL + key,)
    if not measures:
        raise PackError(
            f"{where} 缺少 measures（指标的键）或 asked（请高校自己填的问题），应写其中一个"
        )
    if twice := [one for one in measures if measures.count(one) > 1]:
        raise PackError(f"{where} 的 measures 里 {twice[0]} 写了两次，应只写一次")
    return tuple(measures)


def used(
    indicators: tuple[Indicator, ...], standards: Mapping[str, Standard]
) -> tuple[Standard, ...]:
    """Only what the scheme stands on, so that a change elsewhere does not change it."""
    rules = [one.rule for one in indicators if isinstance(one.rule, RatioToTarget)]
    named = {rule.target.standard for rule in rules}
    return tuple(standards[key] for key in sorted(named & set(standards)))


def plain(scheme: Scheme) -> dict[str, Any]:
    """The same as plain data: what is hashed, kept and exported. Reads to an equal scheme."""
    head = {key: plain_of(getattr(scheme, key)) for key in HEAD}
    data: dict[str, Any] = {"scheme": _said(head)}
    data["indicator"] = [_plain_indicator(one) for one in scheme.indicators]
    if scheme.standards:
        data["standard"] = [plain_of(one) for one in scheme.standards]
    return data


def _plain_indicator(one: Indicator) -> dict[str, Any]:
    row = {key: plain_of(getattr(one, key)) for key in INDICATOR if key != "rule"}
    if one.rule is None:
        return {key: row[key] for key in _said(row) if key not in {"evidence", "span"}}
    if one.asked or one.measures == (PANEL + one.key,):
        row["measures"] = []  # as own_measures will call them
    return {**_said(row), "rule": one.rule.plain()}


def _said(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value not in (None, "", [])}
