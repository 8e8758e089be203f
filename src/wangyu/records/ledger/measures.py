"""What was reported, as measures: one key for each item, "fact.students" and so on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.db.models import QuerySet

from wangyu.base.core.prepared import Prepared
from wangyu.base.lib.dates import local_day, show_date
from wangyu.base.lib.measures import Measure, MeasureFamily, Numbers, Offer, Values, measure_family
from wangyu.base.lib.periods import Period
from wangyu.records.ledger.enums import WindowState
from wangyu.records.ledger.kinds import catalogue
from wangyu.records.ledger.models import Current, Window

PREFIX = "fact."


def _offers(key: str) -> bool:
    return key.removeprefix(PREFIX) in catalogue().items


def _label(key: str) -> str:
    item = catalogue().items[key.removeprefix(PREFIX)]
    return f"{item.label}（{item.unit}）" if item.unit else item.label


def _read(keys: Sequence[str], org_ids: Sequence[int], period: Period) -> Mapping[str, Values]:
    """Figures in force for a period. One query, however many keys and organisations."""
    found: dict[str, dict[int, Measure]] = {key: {} for key in keys}
    wanted = {key.removeprefix(PREFIX) for key in keys}
    rows = Current.objects.filter(period_key=period.key, key__in=wanted).values_list(
        "organisation_id", "key", "value", "fact_id", "state", "fact__at"
    )
    concerned = set(org_ids)
    for org_id, key, value, fact_id, state, at in rows:
        if org_id in concerned:
            source = f"{period.label}填报，{show_date(local_day(at))}签批"
            found[PREFIX + key][org_id] = Measure(
                value, as_of=period.end, source=source, ref=f"ledger.fact:{fact_id}", state=state
            )
    return found


def _numbers(keys: Sequence[str], org_ids: Sequence[int], period: Period) -> Mapping[str, Numbers]:
    """The same without where they come from: no other table is read. One query."""
    found: dict[str, dict[int, Decimal | None]] = {key: {} for key in keys}
    wanted = {key.removeprefix(PREFIX) for key in keys}
    rows = Current.objects.filter(period_key=period.key, key__in=wanted)
    concerned = set(org_ids)
    for org_id, key, value in rows.values_list("organisation_id", "key", "value"):
        if org_id in concerned:
            found[PREFIX + key][org_id] = value
    return found


def _opened() -> QuerySet[Window, tuple[str]]:
    opened = Window.objects.exclude(state=WindowState.DRAFT).order_by()
    return opened.values_list("period_key").distinct()


_opened_keys = Prepared(_opened)


def _periods() -> Iterable[Period]:
    """Periods of the windows that were opened. One query."""
    return (Period.parse(key) for (key,) in _opened_keys())


def _listed() -> Iterable[Offer]:
    for key, item in catalogue().items.items():
        yield Offer(PREFIX + key, item.label, item.unit, item.clause)


measure_family(MeasureFamily("fact", _offers, _read, _label, _periods, _listed, _numbers))
