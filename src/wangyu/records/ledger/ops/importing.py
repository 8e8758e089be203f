"""Many figures at once, from a workbook: no query for each cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from wangyu.base.audit.op import op, say
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import PROVINCE_STAFF
from wangyu.records.ledger.enums import SheetState, Source
from wangyu.records.ledger.logic.flow import REPORTERS
from wangyu.records.ledger.logic.items import Item, show_value
from wangyu.records.ledger.logic.workbook import CellValue
from wangyu.records.ledger.models import Entry, Sheet, Window
from wangyu.records.ledger.ops.entries import EDITABLE, NOTE_LIMIT, SHUT
from wangyu.records.ledger.queries import form_of, is_shut

MAY_IMPORT = REPORTERS | PROVINCE_STAFF

WRITTEN = [
    "value",
    "text",
    "note",
    "raw",
    "confirmed",
    "source",
    "source_text",
    "version",
    "updated_at",
    "updated_by",
]


class ImportRefusedError(Exception):
    """Nothing was imported; carries the sentence."""


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that stands on a sheet and that the workbook gives differently."""

    organisation: str
    label: str
    before: str
    after: str


@dataclass(slots=True)
class Plan:
    """What an import would do."""

    cells: list[CellValue] = field(default_factory=list)
    """Those that would be written."""
    changes: list[Change] = field(default_factory=list)
    same: int = 0
    """Cells that say what the sheet says already."""
    refused: list[str] = field(default_factory=list)
    """A sentence for each sheet that cannot be written to, though the workbook changes it."""


def plan_import(*, window: Window, cells: Sequence[CellValue], actor: Actor) -> Plan:
    """What these cells would change, before anything does. Writes nothing."""
    sheets = _by_organisation(_sheets(window, cells))
    return _weigh(window, cells, sheets, _entries(sheets.values()), actor)


def _weigh(
    window: Window,
    cells: Sequence[CellValue],
    sheets: Mapping[int, Sheet],
    entries: Mapping[tuple[int, str], Entry],
    actor: Actor,
) -> Plan:
    asked = form_of(window).asked
    plan, refused = Plan(), dict[int, str]()
    for cell in _wanted(cells, asked).values():
        sheet = sheets.get(cell.org_id)
        entry = entries.get((sheet.pk, cell.key)) if sheet else None
        if entry is not None and entry.confirmed and _same(entry, cell):
            plan.same += 1
        elif reason := _why_not(sheet, actor):
            refused[cell.org_id] = reason
        else:
            plan.cells.append(cell)
            if sheet and entry and not _blank(entry) and not _same(entry, cell):
                plan.changes.append(_change(sheet, asked[cell.key], entry, cell))
    plan.refused = list(refused.values())
    return plan


def _change(sheet: Sheet, item: Item, entry: Entry, cell: CellValue) -> Change:
    before = show_value(item, entry.value, entry.text or entry.raw)
    after = show_value(item, cell.value, cell.text)
    if before == after:
        before, after = f"{before}（说明：{entry.note or '无'}）", f"{after}（说明：{cell.note}）"
    return Change(sheet.organisation.name, item.label, before, after)


@op("ledger.entry.import")
def apply_cells(
    *, window: Window, cells: Sequence[CellValue], file_name: str, actor: Actor, now: datetime
) -> int:
    """Put cells of a workbook onto the sheets of a window. Returns how many it changed.

    One changed cell of a sheet that cannot be edited (submitted, another university's) refuses
    the whole. A cell that says what the sheet says already keeps where its figure came from.
    """
    locked = _sheets(window, cells).select_for_update(of=("self",))
    sheets = _by_organisation(locked)
    entries = _entries(sheets.values())
    plan = _weigh(window, cells, sheets, entries, actor)
    if plan.refused:
        raise ImportRefusedError(f"{plan.refused[0]}没有导入任何数字。")
    rows = [
        _filled(entries.get((sheet.pk, cell.key)), sheet, cell, file_name, actor, now)
        for cell in plan.cells
        for sheet in [sheets[cell.org_id]]
    ]
    _write(rows)
    Sheet.objects.filter(pk__in=[s.pk for s in sheets.values()]).update(saved_at=now)
    one = next(iter(sheets.values())) if len(sheets) == 1 else None
    text = f"从工作簿导入 {len(rows)} 项，{len(sheets)} 所学校"
    path = one.organisation.path if one else window.owner.path
    say(text, target=window, org_path=path, private={"文件": file_name})
    return len(rows)


def _write(rows: Sequence[Entry]) -> None:
    """New figures and changed ones in one statement: far cheaper than an update of each."""
    for row in rows:
        row.pk = None
    Entry.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["sheet", "key"],
        update_fields=WRITTEN,
    )


def _wanted(
    cells: Iterable[CellValue], asked: Mapping[str, Item]
) -> dict[tuple[int, str], CellValue]:
    return {(cell.org_id, cell.key): cell for cell in cells if cell.key in asked}


def _filled(
    entry: Entry | None, sheet: Sheet, cell: CellValue, file_name: str, actor: Actor, now: datetime
) -> Entry:
    entry = entry or Entry(sheet=sheet, key=cell.key, version=0)
    if not entry.version or not _same_figure(entry, cell):
        entry.source, entry.source_text = Source.IMPORTED, f"工作簿 {file_name}"[:200]
    entry.value, entry.text, entry.raw = cell.value, cell.text, ""
    entry.note = cell.note[:NOTE_LIMIT] or entry.note
    entry.confirmed = True
    entry.version += 1
    entry.updated_at, entry.updated_by_id = now, actor.user_id
    return entry


def _blank(entry: Entry) -> bool:
    return entry.value is None and not (entry.text or entry.raw)


def _same_figure(entry: Entry, cell: CellValue) -> bool:
    return (entry.value, entry.text, entry.raw) == (cell.value, cell.text, "")


def _same(entry: Entry, cell: CellValue) -> bool:
    """A workbook without a note takes none away."""
    return _same_figure(entry, cell) and cell.note[:NOTE_LIMIT] in {"", entry.note}


def _sheets(window: Window, cells: Iterable[CellValue]) -> QuerySet[Sheet]:
    rows = Sheet.objects.filter(window=window, organisation__in={cell.org_id for cell in cells})
    return rows.select_related("organisation", "window")


def _by_organisation(rows: Iterable[Sheet]) -> dict[int, Sheet]:
    return {sheet.organisation_id: sheet for sheet in rows}


def _entries(sheets: Iterable[Sheet]) -> dict[tuple[int, str], Entry]:
    rows = Entry.objects.filter(sheet__in=[sheet.pk for sheet in sheets])
    return {(entry.sheet_id, entry.key): entry for entry in rows}


def _why_not(sheet: Sheet | None, actor: Actor) -> str:
    if sheet is None:
        return "工作簿里有学校不在这个填报窗口里。"
    name = sheet.organisation.name
    if not set(actor.roles_at(sheet.organisation.path)) & MAY_IMPORT:
        return f"您不能为{name}导入数字。"
    if sheet.state not in EDITABLE:
        return f"{name}的填报表现在是“{SheetState(sheet.state).label}”，不能导入。"
    return f"{name}：{SHUT}" if is_shut(sheet) else ""
