"""Reading a pack whole, and refusing what is wrong in it by file and key."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from wangyu.assessment.policy.kinds import keys, verify
from wangyu.assessment.policy.logic.pack import (
    Clause,
    Figure,
    Requirement,
    Standard,
    split_clauses,
)
from wangyu.assessment.policy.logic.standards import STAFF, STUDENTS
from wangyu.base.lib.packs import PackError, read_row, read_rows, read_text, read_toml

META_FILE, TEXT_FILE = "pack.toml", "policy.txt"
FILES = (META_FILE, verify.CLAUSES, verify.REQUIREMENTS, verify.STANDARDS, TEXT_FILE)


@dataclass(frozen=True, slots=True)
class Pack:
    id: str
    title: str
    document_no: str
    issued_on: date
    issued_by: str
    entrusted_by: str
    province: str
    valid_from: date
    valid_until: date | None
    goal_until: date | None
    """Until when the policy set its goals; its clauses may stay in force longer."""
    validity_note: str
    sha256: str
    clauses: dict[int, Clause]
    requirements: tuple[Requirement, ...]
    standards: tuple[Standard, ...]
    figures: tuple[Figure, ...]
    errata: tuple[Mapping[str, str], ...]

    def of_clause(self, number: int) -> list[Requirement]:
        return [r for r in self.requirements if r.clause == number]

    def standards_on(self, day: date) -> dict[str, Standard]:
        """The standards in force on a day, by key."""
        return {s.key: s for s in self.standards if s.is_in_force(day)}

    @property
    def newest_standards(self) -> dict[str, Standard]:
        """The newest row of every standard, in force or not, by key."""
        return {s.key: s for s in sorted(self.standards, key=lambda s: s.valid_from)}

    @property
    def measure_keys(self) -> list[str]:
        """Every measure the pack reads."""
        read = [k for r in self.requirements if r.rule != "standard" for k in r.measures]
        read += [r.applies_if for r in self.requirements if r.applies_if]
        read += [k for s in self.standards for k in s.actual]
        return list(dict.fromkeys([*read, STUDENTS, STAFF]))

    @property
    def planned_keys(self) -> set[str]:
        """Measures marked as still to come."""
        return {k for r in self.requirements if r.planned for k in r.measures}


def pack(name: str = "") -> Pack:
    """A pack (the one in use by default). Raises PackError naming file and key."""
    return _read(Path(settings.PACKS_DIR), name or settings.PACK)


def pack_names() -> list[str]:
    folder = Path(settings.PACKS_DIR)
    return sorted(p.parent.name for p in folder.glob(f"*/{META_FILE}"))


@lru_cache(maxsize=8)
def _read(folder: Path, name: str) -> Pack:
    if name not in pack_names():
        raise PackError(f"没有名为 {name} 的规则包；已有：{'、'.join(pack_names()) or '无'}")
    place = folder / name
    meta, errata = _meta(place)
    parts = read_rows(place, verify.CLAUSES, "part", keys.PART)
    found = split_clauses(
        read_text(place, TEXT_FILE), {n: part["title"] for part in parts for n in part["clauses"]}
    )
    verify.check_clauses(name, found, [n for part in parts for n in part["clauses"]])
    made = Pack(
        **meta, clauses={c.number: c for c in found}, errata=tuple(errata),
        requirements=tuple(Requirement(**row) for row in read_rows(place, verify.REQUIREMENTS, "requirement", keys.REQUIREMENT)),
        standards=tuple(Standard(**row) for row in read_rows(place, verify.STANDARDS, "standard", keys.STANDARD)),
        figures=tuple(Figure(**row) for row in read_rows(place, verify.STANDARDS, "figure", keys.FIGURE)),
        sha256=_fingerprint(place),
    )  # fmt: skip
    if made.id != name:
        raise PackError(f"规则包 {name} 的 {META_FILE}:id 写作 {made.id}，应与文件夹名 {name} 一致")
    verify.check_quotes(name, made.clauses, made.requirements, made.standards, made.figures)
    verify.check_standards(name, made.standards)
    verify.check_requirements(name, made.requirements, made.standards)
    return made


def _meta(place: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    where = f"规则包 {place.name} 的 {META_FILE}:"
    raw = read_toml(place, META_FILE)
    errata = read_rows(place, META_FILE, "errata", keys.ERRATUM)
    return read_row(where, {k: v for k, v in raw.items() if k != "errata"}, keys.META), errata


def _fingerprint(place: Path) -> str:
    digest = hashlib.sha256()
    for name in FILES:
        digest.update((place / name).read_bytes())
    return digest.hexdigest()
