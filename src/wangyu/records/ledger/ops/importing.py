"""Many figures at once, from a workbook: no query for each cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from wangyu.base.audit.op import op, say
from wangyu.base.core.access import Actor
from wangyu.records.ledger.enums import Source
from wangyu.records.ledger.logic.flow import REPORTERS
from wangyu.records.ledger.logic.workbook import CellValue
from wangyu.records.ledger.models import Entry, Sheet, Window
from wangyu.records.ledger.ops.entries import EDITABLE, NOTE_LIMIT
from wangyu.records.ledger.queries import form_of

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


@op("ledger.entry.import")
def apply_cells(
    *, window: Window, cells: Sequence[CellValue], file_name: str, actor: Actor, now: datetime
) -> int:
    """Put accepted cells of a workbook onto the sheets of a window. Returns how many.

    A cell of a sheet that cannot be edited (submitted, another university's) refuses the whole.
    """
    sheets = _editable_sheets(window, {cell.org_id for cell in cells}, actor)
    asked = form_of(window).asked
    wanted = {(sheets[c.org_id].pk, c.key): c for c in cells if c.key in asked}
    existing = {
        (e.sheet_id, e.key): e
        for e in Entry.objects.filter(sheet__in=[s.pk for s in sheets.values()])
    }
    fresh: list[Entry] = []
    changed: list[Entry] = []
    for place, cell in wanted.items():
        entry = existing.get(place)
        (changed if entry else fresh).append(
            _filled(
                entry or Entry(sheet_id=place[0], key=cell.key, version=0),
                cell,
                file_name,
                actor,
                now,
            )
        )
    Entry.objects.bulk_create(fresh, batch_size=500)
    Entry.objects.bulk_update(changed, WRITTEN, batch_size=300)
    Sheet.objects.filter(pk__in=[s.pk for s in sheets.values()]).update(saved_at=now)
    text = f"从工作簿导入 {len(wanted)} 项,{len(sheets)} 所学校"
    say(
        text,
        target=window,
        org_path=next(iter(sheets.values())).organisation.path
        if len(sheets) == 1
        else window.owner.path,
        private={"文件": file_name},
    )
    return len(wanted)


def _filled(entry: Entry, cell: CellValue, file_name: str, actor: Actor, now: datetime) -> Entry:
    entry.value, entry.text, entry.raw = cell.value, cell.text, ""
    entry.note = cell.note[:NOTE_LIMIT]
    entry.confirmed, entry.source = True, Source.IMPORTED
    entry.source_text = f"工作簿 {file_name}"[:200]
    entry.version += 1
    entry.updated_at, entry.updated_by_id = now, actor.user_id
    return entry


def _editable_sheets(window: Window, org_ids: set[int], actor: Actor) -> Mapping[int, Sheet]:
    rows = Sheet.objects.select_for_update(of=("self",)).select_related("organisation")
    sheets = {s.organisation_id: s for s in rows.filter(window=window, organisation__in=org_ids)}
    if not sheets or set(sheets) != org_ids:
        raise ImportRefusedError("工作簿里的学校不在这个填报窗口里,没有导入任何数字。")
    allowed = REPORTERS | {"province_officer"}
    for sheet in sheets.values():
        name = sheet.organisation.name
        if not set(actor.roles_at(sheet.organisation.path)) & allowed:
            raise ImportRefusedError(f"您不能为{name}导入数字,没有导入任何数字。")
        if sheet.state not in EDITABLE:
            raise ImportRefusedError(
                f"{name}的填报表现在是“{sheet.get_state_display()}”,不能导入;没有导入任何数字。"
            )
    return sheets
