"""Pre-filling sheets: everything known, computed or reported before, with its source (promise 1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from wangyu.base.lib.periods import Period
from wangyu.records.ledger.enums import Source
from wangyu.records.ledger.models import Current, Entry, Sheet, Window
from wangyu.records.ledger.queries import (
    Around,
    Figure,
    KnownFigure,
    WindowForm,
    carried_over,
    entries_of,
    form_of,
    known_values,
)

NOTHING = Figure("")
UNKNOWN = KnownFigure(None, "", "平台暂无")
"""What is cited must be what the platform knows, and nothing where it knows nothing any more."""


def prefill_sheets(window: Window, now: datetime) -> None:
    """Write the entries that people need not type. Called by the op that opens the window."""
    form, period = form_of(window), Period.parse(window.period_key)
    sheets = list(Sheet.objects.filter(window=window).order_by("pk"))
    org_ids = [sheet.organisation_id for sheet in sheets]
    known = known_values(form.all, org_ids, period)
    earlier = carried_over(form.asked, org_ids, period)
    rows = [
        entry
        for sheet in sheets
        for entry in _entries(
            sheet, form, known[sheet.organisation_id], earlier[sheet.organisation_id], now
        )
    ]
    Entry.objects.bulk_create(rows, batch_size=500)


def _entries(
    sheet: Sheet,
    form: WindowForm,
    known: Mapping[str, KnownFigure],
    earlier: Mapping[str, Current],
    now: datetime,
) -> Iterator[Entry]:
    for key in form.all:
        figure = known.get(key)
        if figure is not None:
            yield Entry(
                sheet=sheet, key=key, value=figure.value, text=figure.text,
                source=Source.PREFILLED, source_text=figure.source[:200], updated_at=now,
            )  # fmt: skip
        elif key in earlier:
            yield _carried(sheet, key, earlier[key], now)


def known_by_now(read: Around, figures: Mapping[str, Figure]) -> dict[str, KnownFigure]:
    """What the platform knows differently by now and nobody typed over."""
    found = {}
    for key in read.form.all:
        there = figures.get(key, NOTHING)
        figure = read.known.get(key, UNKNOWN if key in read.form.cited else None)
        own = key in read.form.asked and there.source != Source.PREFILLED
        if figure is None or (own and there.confirmed):
            continue
        if (there.value, there.text) != (figure.value, figure.text):
            found[key] = figure
    return found


def take_over(sheet: Sheet, read: Around, figures: Mapping[str, Figure], now: datetime) -> int:
    """Save what is known by now. Called by the ops of one who fills the sheet in."""
    known = known_by_now(read, figures)
    entries = entries_of(sheet) if known else {}
    for key, figure in known.items():
        entry = entries.get(key) or Entry(sheet=sheet, key=key, version=0)
        entry.value, entry.text, entry.raw, entry.confirmed = figure.value, figure.text, "", True
        entry.source, entry.source_text = Source.PREFILLED, figure.source[:200]
        entry.version, entry.updated_at = entry.version + 1, now
        entry.save()
    return len(known)


def _carried(sheet: Sheet, key: str, row: Current, now: datetime) -> Entry:
    period = Period.parse(row.period_key).label
    return Entry(
        sheet=sheet, key=key, value=row.value, text=row.text, confirmed=False,
        source=Source.PREVIOUS, source_text=f"{period}填报", updated_at=now,
    )  # fmt: skip
