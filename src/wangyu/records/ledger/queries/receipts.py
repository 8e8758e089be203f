"""What a receipt proves, and finding one."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet

from wangyu.base.lib.canonical import sha256_of
from wangyu.records.ledger.models import Entry, Receipt, Sheet
from wangyu.records.ledger.queries.problems import entries_of


def content_of(sheet: Sheet, entries: Mapping[str, Entry]) -> dict[str, object]:
    """What a receipt's hash is computed over: every figure of the sheet as it stands.

    By number, not by name: a university that is renamed keeps what it reported. Sorted here: two
    databases may sort differently.
    """
    rows = sorted(entries.values(), key=lambda entry: entry.key)
    return {
        "window": sheet.window_id,
        "period": sheet.window.period_key,
        "organisation": sheet.organisation_id,
        "figures": [{"key": e.key, "value": e.value, "text": e.text, "note": e.note} for e in rows],
    }


def content_hash(sheet: Sheet) -> str:
    """SHA-256 of the sheet as it stands now, to compare with a receipt's."""
    return sha256_of(content_of(sheet, entries_of(sheet)))


def receipts_of(sheet: Sheet) -> QuerySet[Receipt]:
    return Receipt.objects.filter(sheet=sheet).order_by("-at", "-pk")


def receipt_by_number(number: str) -> Receipt | None:
    return (
        Receipt.objects.select_related("sheet__organisation", "sheet__window")
        .filter(number=number)
        .first()
    )
