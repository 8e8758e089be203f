"""Saving figures as they are typed. Nothing typed is ever lost, not even what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from wangyu.base.audit.op import op, say
from wangyu.base.core.access import Actor
from wangyu.base.lib.numbers import show
from wangyu.records.ledger.enums import SheetState, Source
from wangyu.records.ledger.logic.flow import REPORTERS
from wangyu.records.ledger.logic.items import Item, Reading, read
from wangyu.records.ledger.models import Entry, Sheet
from wangyu.records.ledger.queries import form_of

EDITABLE = (SheetState.FILLING, SheetState.RETURNED)
NOTE_LIMIT = 500
NAMED = 5
"""How many of the figures saved at once are named in the log."""


class NotEditableError(Exception):
    """The sheet is not in a state in which figures can be typed."""


@dataclass(frozen=True, slots=True)
class CellInput:
    """``version`` is the version the person saw; None skips the comparison (an import)."""

    key: str
    raw: str
    note: str = ""
    version: int | None = None


@dataclass(frozen=True, slots=True)
class CellResult:
    key: str
    version: int
    shown: str
    error: str = ""
    conflict: str = ""
    """Who changed it in the meantime to what; the stored figure is theirs, the typed one stays on the page."""
    note: str = ""


def require_editable(sheet: Sheet, actor: Actor) -> None:
    """Raise NotEditableError unless this person may type into the sheet now."""
    if not set(actor.roles_at(sheet.organisation.path)) & REPORTERS:
        raise NotEditableError("填报由本校填报人或高校中心管理员进行,您可以查看。")
    if sheet.state not in EDITABLE:
        raise NotEditableError(
            f"这张填报表现在是“{SheetState(sheet.state).label}”,不能修改。"
            "尚未签批的可以撤回;已上报的请等退回,或在核实后申请更正。"
        )


@op("ledger.entry.save")
def save_entries(
    *, sheet: Sheet, cells: Sequence[CellInput], actor: Actor, now: datetime
) -> list[CellResult]:
    """Save typed figures. A figure somebody else changed meanwhile is reported, not overwritten."""
    sheet = (
        Sheet.objects.select_for_update().select_related("organisation", "window").get(pk=sheet.pk)
    )
    require_editable(sheet, actor)
    asked = form_of(sheet.window).asked
    existing = {e.key: e for e in Entry.objects.filter(sheet=sheet).select_related("updated_by")}
    results = [
        _save_cell(sheet, asked[cell.key], cell, existing.get(cell.key), actor, now)
        for cell in cells
        if cell.key in asked
    ]
    Sheet.objects.filter(pk=sheet.pk).update(saved_at=now)
    labels = "、".join(f"“{asked[r.key].label}”" for r in results[:NAMED])
    more = f"等 {len(results)} 项" if len(results) > NAMED else ""
    say(
        f"填写{labels}{more}", target=sheet, org_path=sheet.organisation.path,
        private={"填为": "、".join(r.shown for r in results[:NAMED])},
    )  # fmt: skip
    return results


def _save_cell(
    sheet: Sheet, item: Item, cell: CellInput, entry: Entry | None, actor: Actor, now: datetime
) -> CellResult:
    reading = read(item, cell.raw)
    if entry is not None and cell.version is not None and cell.version != entry.version:
        if _same(entry, reading):
            return _result(item, entry, "")
        return _conflict(item, entry)
    entry = entry or Entry(sheet=sheet, key=cell.key, version=0)
    entry.value, entry.text = reading.value, reading.text
    entry.raw = cell.raw.strip()[:1000] if reading.error else ""
    entry.note = (cell.note.replace("\x00", "") or reading.note)[:NOTE_LIMIT]
    entry.source, entry.source_text, entry.confirmed = Source.TYPED, "", True
    entry.version += 1
    entry.updated_at, entry.updated_by_id = now, actor.user_id
    entry.save()
    return _result(item, entry, reading.error, reading.note)


def _same(entry: Entry, reading: Reading) -> bool:
    return not reading.error and (entry.value, entry.text) == (reading.value, reading.text)


def _result(item: Item, entry: Entry, error: str, note: str = "") -> CellResult:
    return CellResult(item.key, entry.version, show_entry(item, entry), error, note=note)


def _conflict(item: Item, entry: Entry) -> CellResult:
    who = entry.updated_by.name if entry.updated_by else "系统"
    text = f"{who}刚把“{item.label}”改为 {show_entry(item, entry)}。您输入的还在,请核对后再保存。"
    return CellResult(item.key, entry.version, show_entry(item, entry), conflict=text)


def show_entry(item: Item, entry: Entry) -> str:
    return show_value(item, entry.value, entry.text or entry.raw)


def show_value(item: Item, value: Decimal | None, text: str = "") -> str:
    """A figure for a screen: 是/否, a number, a text or 未填."""
    if value is None:
        return text or "未填"
    if item.kind == "yesno":
        return "是" if value else "否"
    return show(value)


@op("ledger.entry.confirm")
def confirm_previous(*, sheet: Sheet, keys: Sequence[str], actor: Actor, now: datetime) -> int:
    """Confirm that figures carried over from the period before still hold."""
    sheet = Sheet.objects.select_for_update().select_related("organisation").get(pk=sheet.pk)
    require_editable(sheet, actor)
    rows = Entry.objects.filter(sheet=sheet, confirmed=False, key__in=keys)
    count = rows.update(confirmed=True, updated_at=now, updated_by_id=actor.user_id)
    Sheet.objects.filter(pk=sheet.pk).update(saved_at=now)
    say(f"确认沿用上期的 {count} 项", target=sheet, org_path=sheet.organisation.path)
    return count


@op("ledger.entry.touch")
def entry_for_evidence(*, sheet: Sheet, key: str, actor: Actor, now: datetime) -> Entry:
    """The entry of a figure, made empty if nobody typed yet, so that evidence can hang on it.

    Raises KeyError for a key the window does not ask.
    """
    require_editable(sheet, actor)
    item = form_of(sheet.window).all[key]
    entry, _ = Entry.objects.get_or_create(
        sheet=sheet,
        key=key,
        defaults={"source": Source.TYPED, "updated_at": now, "updated_by_id": actor.user_id},
    )
    say(f"为“{item.label}”添加佐证", target=entry, org_path=sheet.organisation.path)
    return entry
