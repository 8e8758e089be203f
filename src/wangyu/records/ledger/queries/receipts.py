"""What a receipt proves, and finding one."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet

from wangyu.base.lib.canonical import sha256_of
from wangyu.records.ledger.models import Receipt, Sheet
from wangyu.records.ledger.queries.figures import Figure, figures_on


def content_of(sheet: Sheet, figures: Mapping[str, Figure]) -> dict[str, object]:
    """What a receipt's hash is computed over: every figure of the sheet as it stands.

    By number, not by name: a university that is renamed keeps what it reported. Sorted here: two
    databases may sort differently.
    """
    rows = sorted(figures.values(), key=lambda figure: figure.key)
    return {
        "window": sheet.window_id,
        "period": sheet.window.period_key,
        "organisation": sheet.organisation_id,
        "figures": [{"key": f.key, "value": f.value, "text": f.text, "note": f.note} for f in rows],
    }


def content_hash(sheet: Sheet) -> str:
    """SHA-256 of the sheet as it stands now, to compare with a receipt's."""
    return sha256_of(content_of(sheet, figures_on(sheet)))


def receipts_of(sheet: Sheet) -> QuerySet[Receipt]:
    return Receipt.objects.filter(sheet=sheet).order_by("-at", "-pk")


def receipt_by_number(number: str) -> Receipt | None:
    return (
        Receipt.objects.select_related("sheet__organisation", "sheet__window")
        .filter(number=number)
        .first()
    )
