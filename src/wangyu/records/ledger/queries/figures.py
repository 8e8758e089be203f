"""The figures on a sheet: as rows to be shown and changed, or bare, to be judged and signed."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet

from wangyu.base.core.prepared import Prepared
from wangyu.records.ledger.models import Entry, Sheet


class Figure(NamedTuple):
    """What is on a sheet for an item, and what is not yet there for one never touched."""

    key: str
    value: Decimal | None = None
    text: str = ""
    note: str = ""
    raw: str = ""
    confirmed: bool = False
    source: str = ""
    version: int = 0


def _bare(sheet_id: int) -> QuerySet[Entry, tuple[object, ...]]:
    return Entry.objects.filter(sheet=sheet_id).values_list(*Figure._fields)


_bare_of = Prepared(_bare, (1, 2))


def figures_on(sheet: Sheet) -> dict[str, Figure]:
    """Bare, by item: in a fifth of the time."""
    return {row[0]: Figure(*row) for row in _bare_of(sheet.pk)}


def entries_of(sheet: Sheet) -> dict[str, Entry]:
    """As rows, by item."""
    return {entry.key: entry for entry in Entry.objects.filter(sheet=sheet)}
