"""Which university a row means: by code, then name, then former name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wangyu.records.ledger.logic.workbook.heads import plain, unique


@dataclass(frozen=True, slots=True)
class School:
    """How a row may name a university."""

    org_id: int
    name: str
    code: str = ""
    former_name: str = ""

    def is_called(self, name: str) -> bool:
        return plain(name) in {plain(self.name), plain(self.former_name)} - {""}


class SchoolFinder:
    def __init__(self, schools: Sequence[School]) -> None:
        self._codes = unique((s.code, s) for s in schools if s.code)
        self._names = unique((s.name, s) for s in schools)
        self._former = unique((s.former_name, s) for s in schools if s.former_name)
        self._shared = {plain(s.name) for s in schools} - set(self._names)

    def find(self, code: str, name: str) -> tuple[School | None, str]:
        """The university, or what is wrong."""
        called = plain(name)
        by_code = self._codes.get(plain(code))
        by_name = self._names.get(called) or self._former.get(called)
        if by_code and by_name and by_code is not by_name:
            return None, f"标识码 {code} 是“{by_code.name}”，名称却写“{name}”，请改正其中一个。"
        found = by_code or by_name
        if found is None and called in self._shared:
            return None, f"有不止一所学校叫“{name}”，请填写学校标识码。"
        return found, "" if found else f"“{name or code}”不在本窗口的学校里，请核对名称或标识码。"
