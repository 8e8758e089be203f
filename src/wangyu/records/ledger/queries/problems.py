"""What stands against submitting a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from wangyu.base.lib.periods import Period
from wangyu.records.evidence.queries import count_uses
from wangyu.records.ledger.kinds import catalogue
from wangyu.records.ledger.logic.items import Item, Problem, read, run_changes, run_checks
from wangyu.records.ledger.models import Entry, Sheet
from wangyu.records.ledger.queries.figures import Figure, entries_of, figures_on
from wangyu.records.ledger.queries.known import previous_numbers
from wangyu.records.ledger.queries.windows import form_of

Filled = Figure | Entry


def problems_of(sheet: Sheet) -> list[Problem]:
    """Everything that stands against submitting."""
    asked = form_of(sheet.window).asked
    return problems_among(sheet, asked, figures_on(sheet), _before(sheet, asked))


def problems_among(
    sheet: Sheet,
    asked: Mapping[str, Item],
    entries: Mapping[str, Filled],
    before: Mapping[str, Decimal | None],
) -> list[Problem]:
    """The same, of what has been read already. A note answers a warning, never an error."""
    found = [p for item in asked.values() for p in _entry_problems(item, entries.get(item.key))]
    compared = _compared(sheet, asked, entries, before)
    return found + [p for p in compared if p.level == "error" or not entries[p.key].note]


def doubts_of(sheet: Sheet) -> list[Problem]:
    """What whoever verifies should look at: explained warnings, and evidence that is missing."""
    asked = form_of(sheet.window).asked
    entries = entries_of(sheet)
    compared = _compared(sheet, asked, entries, _before(sheet, asked))
    return compared + _unproven(asked, entries)


def _before(sheet: Sheet, asked: Mapping[str, Item]) -> Mapping[str, Decimal | None]:
    org_id, period = sheet.organisation_id, Period.parse(sheet.window.period_key)
    return previous_numbers(asked, [org_id], period)[org_id]


def _compared(
    sheet: Sheet,
    asked: Mapping[str, Item],
    entries: Mapping[str, Filled],
    before: Mapping[str, Decimal | None],
) -> list[Problem]:
    """Figures that do not agree with each other or with the period before.

    Told at a figure that is asked; a comparison of cited ones is not the reporter's to answer.
    """
    rules = catalogue(sheet.window.pack)
    values = {key: e.value for key, e in entries.items()}
    labels = {key: item.label for key, item in asked.items()}
    found = []
    for check in rules.checks:
        own = [key for key in (*check.left, *check.right) if key in asked]
        found += [replace(p, key=own[0]) for p in run_checks([check], values) if own]
    changed = run_changes(rules.changes, values, before, labels)
    return found + [p for p in changed if p.key in asked]


def _unproven(asked: Mapping[str, Item], entries: Mapping[str, Entry]) -> list[Problem]:
    due = {
        entries[key].pk: item
        for key, item in asked.items()
        if item.evidence == "required" and key in entries and entries[key].value
    }
    proven = count_uses("ledger.entry", due)
    return [
        Problem(item.key, "warn", f"“{item.label}”应附佐证，还没有附。")
        for pk, item in due.items()
        if pk not in proven
    ]


def _entry_problems(item: Item, entry: Filled | None) -> list[Problem]:
    if entry is not None and entry.raw:
        return [Problem(item.key, "error", read(item, entry.raw).error)]
    if entry is not None and not entry.confirmed:
        return [Problem(item.key, "error", f"“{item.label}”沿用上期数字，请确认或修改。")]
    blank = entry is None or (entry.value is None and not entry.text)
    if blank and item.required and not (entry and entry.note):
        return [
            Problem(
                item.key, "error", f"“{item.label}”还没有填；确实没有数据的，请在说明里写明原因。"
            )
        ]
    return []
