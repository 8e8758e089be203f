"""What must hold in the tree of a scheme, each fault one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from wangyu.assessment.evaluation.logic.nodes import Indicator, Scheme
from wangyu.assessment.evaluation.logic.reading import exact, word
from wangyu.base.lib.packs import PackError

DEEPEST = 3


def check_tree(name: str, scheme: Scheme) -> None:
    """Raises PackError."""
    _check_keys(name, scheme.indicators)
    _check_depth(name, {one.key: one.parent for one in scheme.indicators})
    for one in scheme.indicators:
        _check_place(f"{name} 的指标 {one.key}", one, scheme.children(one.key))
    _check_sum(f"{name} 的 [scheme]", scheme.points, scheme.tops, "一级指标")
    _check_spans(name, scheme)


def _check_keys(name: str, indicators: tuple[Indicator, ...]) -> None:
    keys = [one.key for one in indicators]
    if not keys:
        raise PackError(f"{name} 至少要有一个 [[indicator]]")
    for one in indicators:
        if keys.count(one.key) > 1:
            raise PackError(f"{name} 的指标 {one.key} 写了两次，键应各不相同")
        if one.parent and one.parent not in keys:
            raise PackError(f"{name} 的指标 {one.key} 的 parent 写作 {one.parent}，没有这个指标，应为某个指标的 key，一级指标不写")  # fmt: skip


def _check_depth(name: str, parents: Mapping[str, str]) -> None:
    for key in parents:
        way = [key]
        while parents[way[-1]]:
            way.append(parents[way[-1]])
            if way[-1] in way[:-1]:
                circle = "、".join(way[way.index(way[-1]) : -1])
                raise PackError(
                    f"{name} 的指标 {circle} 互为上级，绕成一圈，应改正其中一个的 parent"
                )
        if len(way) > DEEPEST:
            raise PackError(
                f"{name} 的指标 {key} 在第 {len(way)} 级，最多 {DEEPEST} 级，应改挂到上一级"
            )


def _check_place(where: str, one: Indicator, children: tuple[Indicator, ...]) -> None:
    if children and one.rule is not None:
        raise PackError(f"{where} 有下级指标，不应再有 rule，应把 rule 写在下级里")
    if children and (one.measures or one.asked):
        raise PackError(f"{where} 有下级指标，不应再有 measures 或 asked，应写在下级里")
    if not children and one.rule is None:
        raise PackError(f"{where} 没有下级指标，应写 rule 说明怎样计分")
    if one.rule is not None and one.clause is None:
        raise PackError(f"{where} 缺少 clause，应写依据政策的第几条，例如 clause = 7")
    if children:
        _check_sum(where, one.points, children, "下级指标")


def _check_sum(where: str, points: float, parts: tuple[Indicator, ...], called: str) -> None:
    total = sum((exact(part.points) for part in parts), Decimal(0))
    if total != exact(points):
        said = " + ".join(word(part.points) for part in parts)
        raise PackError(
            f"{where} 的 points 是 {word(points)}，{called}合计 {word(float(total))}（{said}），应相等"
        )


def _check_spans(name: str, scheme: Scheme) -> None:
    """A measure has one value for the whole cycle."""
    said: dict[str, Indicator] = {}
    for leaf in scheme.leaves:
        for key in leaf.measures:
            other = said.setdefault(key, leaf)
            if other.span != leaf.span:
                raise PackError(f"{name} 的指标 {leaf.key} 与 {other.key} 都用 {key}，span 分别是 {leaf.span} 与 {other.span}，应相同")  # fmt: skip
