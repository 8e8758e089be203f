"""Reading a pack whole, and refusing what is wrong in it by file and key."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings

from wangyu.assessment.policy.logic.pack import (
    MODALITIES,
    RULES,
    Clause,
    Figure,
    Requirement,
    Standard,
    split_clauses,
)
from wangyu.base.lib.packs import PackError, read_toml

T = TypeVar("T")
FILES = ("pack.toml", "clauses.toml", "requirements.toml", "standards.toml", "policy.txt")


@dataclass(frozen=True, slots=True)
class Pack:
    id: str
    title: str
    document_no: str
    issued_on: date
    issued_by: str
    province: str
    validity_note: str
    sha256: str
    clauses: dict[int, Clause]
    requirements: tuple[Requirement, ...]
    standards: dict[str, Standard]
    figures: tuple[Figure, ...]
    errata: tuple[dict[str, str], ...]

    def of_clause(self, number: int) -> list[Requirement]:
        return [r for r in self.requirements if r.clause == number]

    @property
    def measure_keys(self) -> list[str]:
        """Every measure the pack reads."""
        keys = [k for r in self.requirements if r.rule != "standard" for k in r.measures]
        keys += [k for s in self.standards.values() for k in s.actual]
        return list(dict.fromkeys([*keys, "fact.students", "fact.staff"]))


def pack(name: str = "") -> Pack:
    """A pack (the one in use by default). Raises PackError naming file and key."""
    return _read(Path(settings.PACKS_DIR), name or settings.PACK)


def pack_names() -> list[str]:
    folder = Path(settings.PACKS_DIR)
    return sorted(p.parent.name for p in folder.glob("*/pack.toml"))


@lru_cache(maxsize=8)
def _read(folder: Path, name: str) -> Pack:
    if name not in pack_names():
        raise PackError(f"没有名为 {name} 的规则包;已有:{'、'.join(pack_names()) or '无'}")
    place = folder / name
    meta = read_toml(place, "pack.toml")
    parts = {
        number: part["title"]
        for part in read_toml(place, "clauses.toml")["part"]
        for number in part["clauses"]
    }
    clauses = {c.number: c for c in split_clauses((place / "policy.txt").read_text("utf-8"), parts)}
    raw_standards = read_toml(place, "standards.toml")
    requirements = _rows(place, "requirements.toml", "requirement", _requirement)
    standards = {s.key: s for s in _rows(place, "standards.toml", "standard", _standard)}
    figures = tuple(Figure(**row) for row in raw_standards.get("figure", []))
    _verify(name, clauses, requirements, standards, figures)
    return Pack(
        id=meta["id"], title=meta["title"], document_no=meta["document_no"],
        issued_on=meta["issued_on"], issued_by=meta["issued_by"], province=meta["province"],
        validity_note=meta.get("validity_note", ""), sha256=_fingerprint(place), clauses=clauses,
        requirements=requirements, standards=standards, figures=figures,
        errata=tuple(meta.get("errata", [])),
    )  # fmt: skip


def _fingerprint(place: Path) -> str:
    digest = hashlib.sha256()
    for name in FILES:
        digest.update((place / name).read_bytes())
    return digest.hexdigest()


def _rows(
    place: Path, file: str, table: str, build: Callable[[dict[str, Any]], T]
) -> tuple[T, ...]:
    built = []
    for row in read_toml(place, file).get(table, []):
        try:
            built.append(build(dict(row)))
        except (KeyError, TypeError, ValueError, InvalidOperation) as error:
            where = row.get("key", "(没有 key)")
            raise PackError(f"规则包 {place.name} 的 {file}:{where} 写得不对:{error}") from error
    return tuple(built)


def _requirement(row: dict[str, Any]) -> Requirement:
    value = row.pop("value", None)
    made = Requirement(
        **row | {"measures": tuple(row["measures"])},
        value=None if value is None else Decimal(value),
    )
    if made.modality not in MODALITIES or made.rule not in RULES:
        raise ValueError(f"modality={made.modality} 或 rule={made.rule} 不认识")
    return made


def _standard(row: dict[str, Any]) -> Standard:
    row.pop("valid_from")
    return Standard(**row | {"actual": tuple(row["actual"]), "value": Decimal(row["value"])})


def _verify(
    name: str,
    clauses: dict[int, Clause],
    requirements: tuple[Requirement, ...],
    standards: dict[str, Standard],
    figures: tuple[Figure, ...],
) -> None:
    """Keys are unique, quotes stand in their clause, standards exist."""
    keys = [r.key for r in requirements]
    if repeated := {key for key in keys if keys.count(key) > 1}:
        raise PackError(f"规则包 {name} 的 requirements.toml:{sorted(repeated)} 写了两次")
    quoted: list[Requirement | Standard | Figure] = [*requirements, *standards.values(), *figures]
    for row in quoted:
        if row.clause not in clauses or row.quote not in clauses[row.clause].text:
            raise PackError(f"规则包 {name}:{row.key} 的 quote 不在第 {row.clause} 条原文里")
    for requirement in requirements:
        if requirement.rule == "standard" and requirement.standard not in standards:
            raise PackError(f"规则包 {name} 的 requirements.toml:{requirement.key} 的标准不存在")
