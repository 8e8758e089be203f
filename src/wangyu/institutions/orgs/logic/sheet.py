"""The list of departments and classes: every wrong row explained, right rows ready to create."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from wangyu.institutions.orgs.logic.cells import TableError, clean, header, read_date

HEADINGS = {
    "院系": "department",
    "班级": "station",
    "成立日期": "established_on",
    "成立文号": "document_no",
}
NAME_LIMIT, DOCUMENT_LIMIT = 80, 60
ROW_LIMIT = 60_000


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One line: a department, or (with ``station``) a class of it."""

    line: int
    department: str
    station: str = ""
    established_on: date | None = None
    document_no: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class UnitSheet:
    rows: tuple[UnitRow, ...]
    problems: tuple[Problem, ...]
    known: int = 0
    """Lines left out because exactly that unit is there already."""

    @property
    def departments(self) -> int:
        return sum(not row.station for row in self.rows)

    @property
    def stations(self) -> int:
        return sum(bool(row.station) for row in self.rows)


def parse(
    rows: Iterable[Sequence[object]], existing: Mapping[str, frozenset[str]], *, inside: str = ""
) -> UnitSheet:
    """Read a sheet against what is there: department name → names of its classes.

    ``inside`` names the only department the reader of this sheet may fill; a blank cell means it.
    """
    lines = [list(row) for row in rows]
    if not lines:
        raise TableError("表是空的。请下载模板，从第二行起每行填一个院系或班级。")
    if len(lines) > ROW_LIMIT + 1:
        raise TableError(f"一次最多导入 {ROW_LIMIT} 行，请分几次导入。")
    places = header(lines[0], HEADINGS, [] if inside else ["department"])
    reader = _Reader(existing, inside)
    for number, line in enumerate(lines[1:], start=2):
        cells = {k: clean(line[at]) if at < len(line) else "" for k, at in places.items()}
        if any(cells.values()):
            reader.read(number, cells)
    return UnitSheet(tuple(reader.rows), tuple(reader.problems), reader.known)


class _Reader:
    def __init__(self, existing: Mapping[str, frozenset[str]], inside: str) -> None:
        self.existing, self.inside = existing, inside
        self.rows: list[UnitRow] = []
        self.problems: list[Problem] = []
        self.known = 0
        self.seen: dict[tuple[str, str], int] = {}

    def read(self, number: int, cells: Mapping[str, str]) -> None:
        department = cells.get("department", "") or self.inside
        station = cells.get("station", "")
        sentence = self._wrong(department, station, cells.get("document_no", ""))
        if sentence:
            self.problems.append(Problem(number, sentence))
            return
        try:
            day = read_date(cells.get("established_on", ""))
        except ValueError as error:
            self.problems.append(Problem(number, str(error)))
            return
        if station in self.existing.get(department, ()) if station else department in self.existing:
            self.known += 1
            return
        self._add_department_of(number, department, station)
        first = self.seen.setdefault((department, station), number)
        if first != number:
            what = station or department
            self.problems.append(Problem(number, f"“{what}”与第 {first} 行重复，请删去一行"))
            return
        self.rows.append(UnitRow(number, department, station, day, cells.get("document_no", "")))

    def _add_department_of(self, number: int, department: str, station: str) -> None:
        """A class whose department is nowhere yet brings its department along."""
        if station and department not in self.existing and (department, "") not in self.seen:
            self.seen[(department, "")] = number
            self.rows.append(UnitRow(number, department))

    def _wrong(self, department: str, station: str, document_no: str) -> str:
        if not department:
            return "“院系”没有填写"
        if self.inside and department != self.inside:
            return f"您只能为“{self.inside}”导入班级，这一行写的是“{department}”"
        if self.inside and not station:
            return "“班级”没有填写"
        if max(len(department), len(station)) > NAME_LIMIT:
            return f"名称超过 {NAME_LIMIT} 个字"
        if len(document_no) > DOCUMENT_LIMIT:
            return f"成立文号超过 {DOCUMENT_LIMIT} 个字"
        return ""
