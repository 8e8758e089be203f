"""Reads about schemes: their versions, and a version's tree as people read it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from wangyu.assessment.evaluation.logic.nodes import Indicator
from wangyu.assessment.evaluation.logic.nodes import Scheme as Tree
from wangyu.assessment.evaluation.logic.notation.rules import rule_words
from wangyu.assessment.evaluation.logic.scheme import EVIDENCE, PANEL, SPANS
from wangyu.assessment.evaluation.models import Version
from wangyu.assessment.evaluation.queries.facts import asked_key
from wangyu.base.lib import measures


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of a version's page."""

    one: Indicator
    level: int
    reads: tuple[str, ...]
    rule: str
    evidence: str
    span: str

    @property
    def css(self) -> str:
        return f"tree-{self.level}"


def with_uses(rows: QuerySet[Version]) -> QuerySet[Any]:
    return rows.annotate(cycle_count=Count("cycles"))


def lines_of(tree: Tree) -> list[Line]:
    return [_line(tree, one) for one in tree.ordered]


def _line(tree: Tree, one: Indicator) -> Line:
    level, at = 1, one
    while at.parent:
        level, at = level + 1, tree.by_key[at.parent]
    if one.rule is None:
        return Line(one, level, (), "", "", "")
    return Line(
        one, level, names_of(one), rule_words(one.rule.plain()), EVIDENCE[one.evidence], SPANS[one.span]
    )  # fmt: skip


def names_of(one: Indicator) -> tuple[str, ...]:
    """What an indicator reads, as people call it."""
    if one.asked:
        return tuple(f"高校自填：{question}" for question in one.asked)
    if one.measures and one.measures[0].startswith(PANEL):
        return ("专家评分",)
    return tuple(measures.label_of(key) for key in one.measures)


def measure_names(keys: Collection[str]) -> dict[str, str]:
    return {key: measures.label_of(key) for key in keys}


def unknown_measures(tree: Tree) -> list[str]:
    """Keys that no app offers."""
    return [key for key in tree.measures if not asked_key(key) and not measures.is_offered(key)]


def siblings_of(version: Version) -> QuerySet[Version]:
    """The other versions of its scheme, the newest first."""
    return version.scheme.versions.exclude(pk=version.pk)


def version_names(ids: Collection[int]) -> dict[int, str]:
    rows = Version.objects.filter(pk__in=set(ids)).select_related("scheme")
    return {row.pk: str(row) for row in rows}


def offered() -> Sequence[measures.Offer]:
    """Every measure there is, to choose from."""
    return measures.offers()
