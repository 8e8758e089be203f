"""What must hold between the tables of a pack. Each fault is one sentence: file, key, remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from wangyu.assessment.policy.logic.pack import (
    RULES,
    STANDARD,
    Clause,
    Figure,
    Requirement,
    Standard,
)
from wangyu.base.lib.packs import PackError

CLAUSES, REQUIREMENTS, STANDARDS = "clauses.toml", "requirements.toml", "standards.toml"


def check_clauses(name: str, found: Sequence[Clause], listed: Sequence[int]) -> None:
    """The parts of clauses.toml list each clause of the text once."""
    numbers = [clause.number for clause in found]
    if not numbers:
        raise PackError(f"规则包 {name} 的 policy.txt 里没有“1. 标题。”这样开头的条款")
    for number in dict.fromkeys([*numbers, *listed]):
        where = f"规则包 {name} 的 {CLAUSES}：第 {number} 条"
        if number not in numbers:
            raise PackError(f"{where}不在 policy.txt 里，请删去或补上原文")
        if numbers.count(number) > 1:
            raise PackError(f"规则包 {name} 的 policy.txt 有两处第 {number} 条，应只有一处")
        if listed.count(number) != 1:
            raise PackError(f"{where}列了 {listed.count(number)} 次，应在某一部分里列一次")


def check_quotes(
    name: str,
    clauses: Mapping[int, Clause],
    requirements: Iterable[Requirement],
    standards: Iterable[Standard],
    figures: Iterable[Figure],
) -> None:
    """A quote stands word for word in its clause."""
    files = ((REQUIREMENTS, requirements), (STANDARDS, standards), (STANDARDS, figures))
    for file, rows in files:
        for row in rows:
            if row.clause not in clauses or row.quote not in clauses[row.clause].text:
                raise PackError(
                    f"规则包 {name} 的 {file}：{row.key} 的 quote 不在第 {row.clause} 条原文里，"
                    "应是该条里连续的一段"
                )
    for file, rows in ((REQUIREMENTS, requirements), (STANDARDS, figures)):
        keys = [row.key for row in rows]
        if repeated := [key for key in keys if keys.count(key) > 1]:
            raise PackError(f"规则包 {name} 的 {file}：{repeated[0]} 写了两次，键应各不相同")


def check_standards(name: str, standards: Sequence[Standard]) -> None:
    """Rows of one key follow each other in time."""
    for row in standards:
        if row.valid_until is not None and row.valid_until < row.valid_from:
            raise PackError(
                f"规则包 {name} 的 {STANDARDS}：{row.key} 的 valid_until 早于 valid_from，应不早于"
            )
    for one, other in combinations(standards, 2):
        first, second = sorted((one, other), key=lambda row: row.valid_from)
        if one.key == other.key and first.is_in_force(second.valid_from):
            raise PackError(
                f"规则包 {name} 的 {STANDARDS}：{one.key} 有两段施行时间重叠，"
                f"应给 {first.valid_from} 起的一段写 valid_until"
            )


def check_requirements(
    name: str, requirements: Iterable[Requirement], standards: Sequence[Standard]
) -> None:
    """Rules have what they compute with, and standards exist and speak as strongly."""
    by_key = {row.key: row for row in standards}
    for row in requirements:
        where = f"规则包 {name} 的 {REQUIREMENTS}：{row.key} 的"
        if len(row.measures) != RULES[row.rule]:
            raise PackError(f"{where} measures 应有 {RULES[row.rule]} 个键，rule 是 {row.rule}")
        if row.rule == "at_least" and row.value is None:
            raise PackError(f"{where} value 没有写，rule 是 at_least 时应写至少多少")
        if row.rule in {"yes", "standard"} and row.value is not None:
            raise PackError(f"{where} value 应删去，rule 是 {row.rule} 时不用")
        if row.rule == "standard":
            _check_standing(where, row, by_key)


def _check_standing(where: str, row: Requirement, standards: Mapping[str, Standard]) -> None:
    if not row.measures[0].startswith(STANDARD) or row.standard not in standards:
        names = "、".join(STANDARD + key for key in standards)
        raise PackError(f"{where} measures 写作 {row.measures[0]}，应为 {names or '标准的键'} 之一")
    standard = standards[row.standard]
    if standard.weak != row.is_weak or standard.clause != row.clause:
        raise PackError(
            f"{where} clause 与 modality 应和 {STANDARDS} 里 {row.standard} 的 clause 与 weak 一致"
        )
