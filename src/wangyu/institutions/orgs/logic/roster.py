"""The provincial roster: reading a file, and saying how it differs from what is known.

Nothing here writes. A blank cell never erases what is known, except the source and the note,
which describe the row itself; a missing column says nothing. A code is optional and may change; two rows with one code keep both
schools, the second without code and with a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from wangyu.institutions.orgs.logic.cells import TableError, clean, header

FIELDS: dict[str, str] = {
    "code": "学校标识码",
    "name": "学校名称",
    "former_name": "曾用名",
    "authority": "主管部门",
    "city": "所在市州",
    "level": "层次",
    "ownership": "办学性质",
    "source": "名录来源",
    "check_note": "核对说明",
}
HEADINGS = (
    {"school_code": "code"}
    | {key: key for key in FIELDS if key != "code"}
    | {label: key for key, label in FIELDS.items()}
)
LIMITS = {
    "name": 80,
    "former_name": 80,
    "authority": 40,
    "city": 20,
    "source": 200,
    "check_note": 300,
}
LEVELS = {
    "本科": "本科",
    "专科": "专科",
    "高职": "专科",
    "高职（专科）": "专科",
    "职业本科": "本科",
}
OWNERSHIPS = {"公办": "公办", "民办": "民办", "": ""}
_CODE = re.compile(r"^\d{10}$")
_KEPT_WHEN_BLANK = ("code", "former_name", "authority", "city", "ownership")


@dataclass(frozen=True, slots=True)
class School:
    """A school as a row of the file says it (``line``) or as it is known (``id``)."""

    name: str
    code: str = ""
    former_name: str = ""
    authority: str = ""
    city: str = ""
    level: str = ""
    ownership: str = ""
    source: str = ""
    check_note: str = ""
    line: int = 0
    id: int = 0
    former_names: tuple[str, ...] = ()
    """All names it had, where it is a known school."""
    closed: bool = False
    silent: tuple[str, ...] = ()
    """Fields for which the file has no column: it says nothing of them."""


@dataclass(frozen=True, slots=True)
class Problem:
    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Roster:
    schools: tuple[School, ...]
    problems: tuple[Problem, ...]


def parse(rows: Iterable[Sequence[object]]) -> Roster:
    """Read the table; a wrong row is left out and explained."""
    lines = [list(row) for row in rows]
    if not lines:
        raise TableError("名录文件是空的。第一行应是列名，从第二行起每行一所学校。")
    places = header(lines[0], HEADINGS, ["name", "level"])
    silent = tuple(key for key in FIELDS if key not in places)
    schools: list[School] = []
    problems: list[Problem] = []
    for number, line in enumerate(lines[1:], start=2):
        cells = {k: clean(line[at]) if at < len(line) else "" for k, at in places.items()}
        if not any(cells.values()):
            continue
        sentence = _wrong(cells) or _twice(cells, schools)
        if sentence:
            problems.append(Problem(number, sentence))
        else:
            schools.append(_without_taken_code(_school(number, cells, silent), schools))
    return Roster(tuple(schools), tuple(problems))


def _wrong(cells: Mapping[str, str]) -> str:
    name, code = cells["name"], cells.get("code", "")
    if not name:
        return "没有填写学校名称"
    if code and not _CODE.match(code):
        return f"“{name}”的标识码“{code}”不对，应是 10 位数字；不知道时留空"
    if cells["level"] not in LEVELS:
        return f"“{name}”的层次“{cells['level']}”不对，应是本科或专科"
    if cells.get("ownership", "") not in OWNERSHIPS:
        return f"“{name}”的办学性质“{cells['ownership']}”不对，应是公办、民办或留空"
    for key, limit in LIMITS.items():
        if len(cells.get(key, "")) > limit:
            return f"“{name[:20]}”的{FIELDS[key]}超过 {limit} 个字"
    return ""


def _twice(cells: Mapping[str, str], before: Sequence[School]) -> str:
    first = next((s for s in before if s.name == cells["name"]), None)
    return f"“{first.name}”与第 {first.line} 行重复" if first else ""


def _school(line: int, cells: dict[str, str], silent: tuple[str, ...]) -> School:
    given: dict[str, Any] = cells | {"level": LEVELS[cells["level"]]}
    return School(line=line, silent=silent, **given)


def _without_taken_code(school: School, before: Sequence[School]) -> School:
    first = next((s for s in before if s.code and s.code == school.code), None)
    if first is None:
        return school
    note = f"标识码 {school.code} 与“{first.name}”相同，暂不采用，待核对"
    return replace(
        school, code="", check_note="；".join(filter(None, (school.check_note, note)))[:300]
    )


@dataclass(frozen=True, slots=True)
class Change:
    field: str
    before: str
    after: str

    @property
    def label(self) -> str:
        return FIELDS[self.field]


NEW, RENAMED, CHANGED, CONFLICT, MISSING = "new", "renamed", "changed", "conflict", "missing"
KIND_LABELS = {
    NEW: "新增", RENAMED: "更名", CHANGED: "信息变化", CONFLICT: "需先核对", MISSING: "文件中没有",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One difference. ``key`` is stable, for ticking it."""

    kind: str
    school: School
    known: School | None = None
    changes: tuple[Change, ...] = ()
    note: str = ""

    @property
    def key(self) -> str:
        return f"f{self.school.line}" if self.school.line else f"k{self.school.id}"

    @property
    def label(self) -> str:
        return KIND_LABELS[self.kind]

    @property
    def can_apply(self) -> bool:
        return self.kind in {NEW, RENAMED, CHANGED}


def diff(known: Sequence[School], roster: Sequence[School]) -> list[Line]:
    """What would change, in the file's order, then the known schools the file does not mention."""
    finder = _Finder(known)
    lines: list[Line] = []
    taken: dict[int, School] = {}
    for school in roster:
        found, clash = finder.find(school)
        if clash:
            lines.append(Line(CONFLICT, school, found, note=clash))
        elif found is None:
            lines.append(Line(NEW, school, note=school.check_note))
        elif found.id in taken:
            note = f"与第 {taken[found.id].line} 行都指向“{found.name}”，请先核对是否同一所学校"
            lines.append(Line(CONFLICT, school, found, note=note))
        else:
            taken[found.id] = school
            lines += _compare(found, school)
    mentioned = set(taken) | {line.known.id for line in lines if line.known}
    lines += [
        Line(MISSING, one, one) for one in known if one.id not in mentioned and not one.closed
    ]
    return lines


class _Finder:
    """Finds a row's school: by code, then by name, then by a former name on either side."""

    def __init__(self, known: Sequence[School]) -> None:
        self.by_code = {one.code: one for one in known if one.code}
        open_last = sorted(known, key=lambda one: not one.closed)
        self.by_name = {one.name: one for one in open_last}
        self.by_former = {name: one for one in open_last for name in one.former_names}

    def find(self, school: School) -> tuple[School | None, str]:
        coded = self.by_code.get(school.code)
        named = self.by_name.get(school.name)
        if coded and named and coded.id != named.id:
            return named, f"标识码 {school.code} 现属“{coded.name}”，名称却是“{named.name}”"
        found = coded or named or self.by_name.get(school.former_name)
        found = found or self.by_former.get(school.name)
        if found and found.closed:
            return found, f"“{found.name}”在平台上已撤销。如仍在办学，请先到机构页面恢复"
        return found, ""


def _compare(known: School, school: School) -> list[Line]:
    changes = tuple(
        Change(key, getattr(known, key), getattr(school, key))
        for key in FIELDS
        if getattr(known, key) != getattr(school, key)
        and (getattr(school, key) or key not in (*_KEPT_WHEN_BLANK, *school.silent))
    )
    if not changes:
        return []
    renamed = any(change.field == "name" for change in changes)
    return [Line(RENAMED if renamed else CHANGED, school, known, changes, school.check_note)]
