"""Pre-filling sheets: everything known, computed or reported before, with its source (promise 1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from wangyu.base.lib.measures import Measure
from wangyu.base.lib.periods import Period
from wangyu.records.ledger.enums import FactState, Source
from wangyu.records.ledger.logic.items import Item
from wangyu.records.ledger.models import Current, Entry, Sheet, Window
from wangyu.records.ledger.queries import WindowForm, current_values, form_of, known_values


def prefill_sheets(window: Window, now: datetime) -> None:
    """Write the entries that people need not type. Called by the op that opens the window."""
    form, period = form_of(window), Period.parse(window.period_key)
    sheets = list(Sheet.objects.filter(window=window))
    org_ids = [sheet.organisation_id for sheet in sheets]
    known = known_values(form.all, org_ids, period)
    before = current_values(form.asked, org_ids, period.previous().key)
    rows = [
        entry
        for sheet in sheets
        for entry in _entries(sheet, form, known[sheet.organisation_id], before, now)
    ]
    Entry.objects.bulk_create(rows, batch_size=500)


def _entries(
    sheet: Sheet,
    form: WindowForm,
    known: dict[str, Measure],
    before: dict[int, dict[str, Current]],
    now: datetime,
) -> Iterator[Entry]:
    earlier = before[sheet.organisation_id]
    for key, item in form.all.items():
        measure = known.get(key)
        if measure is not None:
            yield Entry(
                sheet=sheet, key=key, value=measure.value, source=Source.PREFILLED,
                source_text=measure.source[:200], updated_at=now,
            )  # fmt: skip
        elif _carries_over(item, earlier.get(key)):
            yield _carried(sheet, key, earlier[key], now)


def _carries_over(item: Item, row: Current | None) -> bool:
    """A state (时点) may still be as it was; a year's total (时期) never is."""
    return row is not None and item.period == "point" and row.state == FactState.VERIFIED


def _carried(sheet: Sheet, key: str, row: Current, now: datetime) -> Entry:
    period = Period.parse(row.period_key).label
    return Entry(
        sheet=sheet, key=key, value=row.value, text=row.text, confirmed=False,
        source=Source.PREVIOUS, source_text=f"{period}填报", updated_at=now,
    )  # fmt: skip
