"""What the platform knows before anybody types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from wangyu.base.lib import measures
from wangyu.base.lib.periods import Period
from wangyu.records.ledger.enums import FactState
from wangyu.records.ledger.logic.items import Item
from wangyu.records.ledger.models import Current


def prefill_measures(items: Mapping[str, Item]) -> dict[str, str]:
    """Item key -> key of the measure that may already hold it."""
    return {
        key: item.prefill
        for key, item in items.items()
        if item.prefill and measures.is_offered(item.prefill)
    }


@dataclass(frozen=True, slots=True)
class KnownFigure:
    value: Decimal | None
    text: str
    source: str


def known_values(
    items: Mapping[str, Item], org_ids: Sequence[int], period: Period
) -> dict[int, dict[str, KnownFigure]]:
    """What the platform already knows: computed by an app, or verified in the same period.

    What was verified as left blank is not known: it may be asked again.
    """
    known: dict[int, dict[str, KnownFigure]] = {pk: {} for pk in org_ids}
    sources = prefill_measures(items)
    found = measures.read(sources.values(), org_ids, period)
    for key, source in sources.items():
        for org_id, measure in found[source].items():
            if measure.value is not None:
                known[org_id][key] = KnownFigure(measure.value, "", measure.source)
    verified = _current(list(items), org_ids, period).filter(state=FactState.VERIFIED)
    source_text = f"{period.label}已核实的填报"
    for org_id, key, value, text in verified.values_list("organisation_id", "key", "value", "text"):
        if value is not None or text:
            known[org_id].setdefault(key, KnownFigure(value, text, source_text))
    return known


def _current(keys: Sequence[str], org_ids: Sequence[int], period: Period) -> QuerySet[Current]:
    return Current.objects.filter(organisation__in=org_ids, key__in=keys, period_key=period.key)


def _holds(row: Current) -> bool:
    return row.value is not None or bool(row.text)


def current_values(
    keys: Iterable[str], org_ids: Sequence[int], period: Period
) -> dict[int, dict[str, Current]]:
    values: dict[int, dict[str, Current]] = {pk: {} for pk in org_ids}
    for row in _current(list(keys), org_ids, period):
        values[row.organisation_id][row.key] = row
    return values


def carried_over(
    items: Mapping[str, Item], org_ids: Sequence[int], period: Period
) -> dict[int, dict[str, Current]]:
    """Verified figures of the period before that may still hold: states (时点), never totals."""
    points = [key for key, item in items.items() if item.period == "point"]
    before = current_values(points, org_ids, period.previous())
    return {
        pk: {
            key: row for key, row in rows.items() if row.state == FactState.VERIFIED and _holds(row)
        }
        for pk, rows in before.items()
    }


def previous_numbers(
    keys: Iterable[str], org_ids: Sequence[int], period: Period
) -> dict[int, dict[str, Decimal | None]]:
    """The figures of the period before."""
    values: dict[int, dict[str, Decimal | None]] = {pk: {} for pk in org_ids}
    rows = _current(list(keys), org_ids, period.previous())
    for org_id, key, value in rows.values_list("organisation_id", "key", "value"):
        values[org_id][key] = value
    return values
