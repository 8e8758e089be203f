"""Where figures stand and what proves them: for whoever reads them through measures."""

from __future__ import annotations

from collections.abc import Collection

from wangyu.records.evidence.queries import count_uses
from wangyu.records.ledger.enums import WindowState
from wangyu.records.ledger.models import Fact, Sheet, WindowItem


def proofs_of_facts(fact_ids: Collection[int]) -> dict[int, int]:
    """Fact -> pieces of evidence at the figure it was signed from; those without are left out."""
    rows = Fact.objects.filter(pk__in=set(fact_ids), entry__isnull=False)
    entries = dict(rows.values_list("pk", "entry_id"))
    counted = count_uses("ledger.entry", [pk for pk in entries.values() if pk])
    return {fact: counted[entry] for fact, entry in entries.items() if entry in counted}


def asked_where(org_id: int, keys: Collection[str], periods: Collection[str]) -> dict[tuple[str, str], int]:  # fmt: skip
    """(Item, period) -> the sheet of an organisation that asks it, the newest where there are two."""
    sheets = Sheet.objects.filter(organisation_id=org_id, window__period_key__in=set(periods))
    rows = sheets.exclude(window__state=WindowState.DRAFT).order_by("pk")
    by_window = {window: (period, pk) for window, period, pk in rows.values_list("window_id", "window__period_key", "pk")}  # fmt: skip
    items = WindowItem.objects.filter(window__in=by_window, key__in=set(keys)).order_by("window_id")
    found = {}
    for window, key in items.values_list("window_id", "key"):
        period, pk = by_window[window]
        found[key, period] = pk
    return found
