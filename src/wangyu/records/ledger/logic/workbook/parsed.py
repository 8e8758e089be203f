"""What was read: accepted figures, and every doubt with its cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from wangyu.base.lib.grids import Grid, cell_name
from wangyu.records.ledger.logic.items import Item, read


@dataclass(frozen=True, slots=True)
class CellValue:
    """One accepted figure. Value None with empty text is a cell left blank, with a note."""

    org_id: int
    key: str
    value: Decimal | None
    text: str = ""
    note: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One cell that was not taken ("error") or was taken with a remark ("note")."""

    sheet: str
    cell: str
    level: str
    message: str


@dataclass(slots=True)
class Parsed:
    cells: list[CellValue] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def errors(self) -> list[Trouble]:
        return [t for t in self.troubles if t.level == "error"]

    def wrong(self, grid: Grid, row: int, column: int, message: str) -> None:
        self.troubles.append(Trouble(grid.name, cell_name(row, column), "error", message))

    def remark(self, grid: Grid, row: int, column: int, message: str) -> None:
        self.troubles.append(Trouble(grid.name, cell_name(row, column), "note", message))

    def take(
        self, grid: Grid, row: int, column: int, item: Item, org_id: int, *,
        note: str = "", school: str = "",
    ) -> None:  # fmt: skip
        """Read a cell for an item; a blank one without a note says nothing."""
        typed = grid.at(row, column)
        reading = read(item, typed)
        who = f"{school}的" if school else ""
        if reading.error:
            self.wrong(grid, row, column, who + reading.error)
            return
        if reading.note:
            self.remark(grid, row, column, f"{who}“{item.label}”：{reading.note}。")
        kept = note or reading.note
        if reading.value is not None or reading.text or kept:
            cell = CellValue(org_id, item.key, reading.value, reading.text, kept, typed)
            self.cells.append(cell)
