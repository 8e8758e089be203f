"""Saving figures as they are typed. Nothing typed is ever lost, not even what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from wangyu.base.audit.op import op, say
from wangyu.base.core.access import Actor
from wangyu.records.ledger.enums import SheetState, Source
from wangyu.records.ledger.logic.flow import REPORTERS
from wangyu.records.ledger.logic.items import Item, Reading, plain_value, read, show_value
from wangyu.records.ledger.models import Entry, Sheet
from wangyu.records.ledger.ops.opening import take_over
from wangyu.records.ledger.queries import around, figures_on, form_of, is_shut, locked

EDITABLE = (SheetState.FILLING, SheetState.RETURNED)
NOTE_LIMIT, RAW_LIMIT = 500, 20_000
NAMED = 5
"""How many figures one line of the audit log names."""
SHUT = "填报窗口已经关闭，不再接收填写和提交。确需补报的，请联系省中心重新开启窗口。"


class NotEditableError(Exception):
    """The sheet is not in a state in which figures can be typed."""


@dataclass(frozen=True, slots=True)
class CellInput:
    """``version`` is the version the person saw; None skips the comparison (an import).

    Not ``touched``: the whole page was sent, this cell with it; as long as it says what is stored
    it is not an answer.
    """

    key: str
    raw: str
    note: str = ""
    version: int | None = None
    touched: bool = True


@dataclass(frozen=True, slots=True)
class CellResult:
    key: str
    version: int
    shown: str
    error: str = ""
    conflict: str = ""
    """Who changed it in the meantime to what; the stored figure is theirs, the typed one stays on the page."""
    note: str = ""
    written: bool = False
    stands: str = ""
    """What is stored now, as one would type it, and its note: to be taken instead of one's own."""
    stands_note: str = ""


def why_not_editable(sheet: Sheet, actor: Actor) -> str:
    """Why this person may not type into the sheet now; "" when nothing stands against it."""
    if not set(actor.roles_at(sheet.organisation.path)) & REPORTERS:
        return "填报由本校填报人或高校中心管理员进行，您可以查看。"
    return why_locked(sheet)


def why_locked(sheet: Sheet) -> str:
    """Why nobody may type into the sheet now, or ""."""
    if sheet.state not in EDITABLE:
        return (
            f"这张填报表现在是“{SheetState(sheet.state).label}”，不能修改。"
            "尚未签批的可以撤回；已上报的请等退回，或在核实后申请更正。"
        )
    return SHUT if is_shut(sheet) else ""


def require_editable(sheet: Sheet, actor: Actor) -> None:
    """Raise NotEditableError unless this person may type into the sheet now."""
    if reason := why_not_editable(sheet, actor):
        raise NotEditableError(reason)


@op("ledger.entry.save")
def save_entries(
    *, sheet: Sheet, cells: Sequence[CellInput], actor: Actor, now: datetime
) -> list[CellResult]:
    """Save typed figures. A figure somebody else changed meanwhile is reported, not overwritten."""
    sheet = locked(sheet)
    require_editable(sheet, actor)
    asked = form_of(sheet.window).asked
    existing = {e.key: e for e in Entry.objects.filter(sheet=sheet).select_related("updated_by")}
    results = [
        _save_cell(sheet, asked[cell.key], cell, existing.get(cell.key), actor, now)
        for cell in cells
        if cell.key in asked
    ]
    Sheet.objects.filter(pk=sheet.pk).update(saved_at=now)
    written = [r for r in results if r.written]
    labels = "、".join(f"“{asked[r.key].label}”" for r in written[:NAMED])
    more = f"等 {len(written)} 项" if len(written) > NAMED else ""
    say(
        f"填写{labels}{more}" if written else "保存填报表，没有改动",
        target=sheet, org_path=sheet.organisation.path,
        private={"填为": "、".join(r.shown for r in written[:NAMED])},
    )  # fmt: skip
    return results


def _save_cell(
    sheet: Sheet, item: Item, cell: CellInput, entry: Entry | None, actor: Actor, now: datetime
) -> CellResult:
    reading, typed = read(item, cell.raw), _typed(item, cell)
    if entry is None and not cell.touched and typed == EMPTY:
        return CellResult(cell.key, 0, "未填")
    if entry is not None and typed == _stored(entry):
        if cell.touched and not entry.confirmed:
            entry.confirmed = True
            _write(entry, actor, now)
        return _result(item, entry, reading, written=cell.touched)
    if entry is not None and cell.version is not None and cell.version != entry.version:
        return _conflict(item, entry, typed)
    entry = entry or Entry(sheet=sheet, key=cell.key, version=0)
    if not entry.version or typed[:3] != _stored(entry)[:3]:
        entry.source, entry.source_text = Source.TYPED, ""
    entry.value, entry.text, entry.raw, note = typed
    entry.note = note or reading.note
    entry.confirmed = True
    _write(entry, actor, now)
    return _result(item, entry, reading, written=True)


Content = tuple[Decimal | None, str, str, str]
"""Value, text, what was typed when it was not understood, and the note."""
EMPTY: Content = (None, "", "", "")


def _typed(item: Item, cell: CellInput) -> Content:
    reading = read(item, cell.raw)
    raw = cell.raw.replace("\x00", "").strip()[:RAW_LIMIT] if reading.error else ""
    note = cell.note.replace("\x00", "").strip()[:NOTE_LIMIT]
    return reading.value, reading.text, raw, note


def _stored(entry: Entry) -> Content:
    return entry.value, entry.text, entry.raw, entry.note


def _write(entry: Entry, actor: Actor, now: datetime) -> None:
    entry.version += 1
    entry.updated_at, entry.updated_by_id = now, actor.user_id
    entry.save()


def _result(item: Item, entry: Entry, reading: Reading, *, written: bool) -> CellResult:
    shown = show_entry(item, entry)
    return CellResult(
        item.key, entry.version, shown, reading.error, note=reading.note, written=written
    )


def _conflict(item: Item, entry: Entry, typed: Content) -> CellResult:
    who, shown = entry.updated_by.name if entry.updated_by else "系统", show_entry(item, entry)
    changed = f"把“{item.label}”改为 {shown}"
    if typed[:3] == _stored(entry)[:3]:
        changed = f"把“{item.label}”的说明改为“{entry.note}”"
    text = f"{who}刚{changed}。您输入的还没有保存，请选用其中一个。"
    stands = entry.raw or plain_value(item, entry.value, entry.text)
    return CellResult(
        item.key, entry.version, shown, conflict=text, stands=stands, stands_note=entry.note
    )


def show_entry(item: Item, entry: Entry) -> str:
    return show_value(item, entry.value, entry.text or entry.raw)


@op("ledger.entry.confirm")
def confirm_previous(*, sheet: Sheet, keys: Sequence[str], actor: Actor, now: datetime) -> int:
    """Confirm that figures carried over from the period before still hold."""
    sheet = locked(sheet)
    require_editable(sheet, actor)
    rows = Entry.objects.filter(sheet=sheet, confirmed=False, key__in=keys)
    count = rows.update(confirmed=True, updated_at=now, updated_by_id=actor.user_id)
    Sheet.objects.filter(pk=sheet.pk).update(saved_at=now)
    say(f"确认沿用上期的 {count} 项", target=sheet, org_path=sheet.organisation.path)
    return count


@op("ledger.entry.refresh")
def take_known(*, sheet: Sheet, actor: Actor, now: datetime) -> int:
    """Put what the platform knows by now in place of what it knew when the window opened."""
    sheet = locked(sheet)
    require_editable(sheet, actor)
    count = take_over(sheet, around(sheet), figures_on(sheet), now)
    Sheet.objects.filter(pk=sheet.pk).update(saved_at=now)
    say(f"更新平台已有的 {count} 项", target=sheet, org_path=sheet.organisation.path)
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
