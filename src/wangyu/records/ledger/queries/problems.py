"""What stands against submitting a sheet."""

from __future__ import annotations

from wangyu.records.ledger.kinds import catalogue
from wangyu.records.ledger.logic.items import Item, Problem, read, run_changes, run_checks
from wangyu.records.ledger.models import Entry, Sheet
from wangyu.records.ledger.queries.known import previous_numbers
from wangyu.records.ledger.queries.windows import form_of


def problems_of(sheet: Sheet) -> list[Problem]:
    """Everything that stands against submitting: errors stop it, warnings ask for a note."""
    asked = form_of(sheet.window).asked
    entries = {e.key: e for e in Entry.objects.filter(sheet=sheet)}
    rules = catalogue(sheet.window.pack)
    values = {key: e.value for key, e in entries.items()}
    labels = {key: item.label for key, item in asked.items()}
    found = [p for item in asked.values() for p in _entry_problems(item, entries.get(item.key))]
    found += run_checks(rules.checks, values)
    changed = run_changes(rules.changes, values, previous_numbers(sheet, asked), labels)
    found += [p for p in changed if p.key in asked and not entries[p.key].note]
    return found


def _entry_problems(item: Item, entry: Entry | None) -> list[Problem]:
    if entry is not None and entry.raw:
        return [Problem(item.key, "error", read(item, entry.raw).error)]
    if entry is not None and not entry.confirmed:
        return [Problem(item.key, "error", f"“{item.label}”沿用上期数字,请确认或修改。")]
    blank = entry is None or (entry.value is None and not entry.text)
    if blank and item.required and not (entry and entry.note):
        return [
            Problem(
                item.key, "error", f"“{item.label}”还没有填;确实没有数据的,请在说明里写明原因。"
            )
        ]
    return []
