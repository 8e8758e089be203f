"""Reads of the ledger. No permission is decided here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, F, Max, Q, QuerySet

from wangyu.base.core.roles import Tier
from wangyu.base.lib import measures
from wangyu.base.lib.canonical import sha256_of
from wangyu.base.lib.measures import Measure
from wangyu.base.lib.periods import Period
from wangyu.institutions.orgs.models import Organisation
from wangyu.records.ledger.enums import FactState, Mode, SheetState
from wangyu.records.ledger.kinds import catalogue
from wangyu.records.ledger.logic.items import (
    Item,
    Problem,
    item_from,
    read,
    run_changes,
    run_checks,
)
from wangyu.records.ledger.logic.workbook import School
from wangyu.records.ledger.models import (
    Current,
    Decision,
    Entry,
    Fact,
    Receipt,
    Sheet,
    Window,
    WindowItem,
)


@dataclass(frozen=True, slots=True)
class WindowForm:
    """A window's items as they were frozen, in order."""

    asked: dict[str, Item]
    cited: dict[str, Item]

    @property
    def all(self) -> dict[str, Item]:
        return self.asked | self.cited


def form_of(window: Window) -> WindowForm:
    asked: dict[str, Item] = {}
    cited: dict[str, Item] = {}
    for row in WindowItem.objects.filter(window=window):
        (asked if row.mode == Mode.ASK else cited)[row.key] = item_from(row.spec)
    return WindowForm(asked, cited)


def reporting_universities(window: Window) -> QuerySet[Organisation]:
    """Every open university below the window's owner."""
    return Organisation.objects.filter(
        tier=Tier.UNIVERSITY, closed_on=None, path__startswith=window.owner.path
    )


def prefill_measures(items: Mapping[str, Item]) -> dict[str, str]:
    """Item key -> key of the measure that may already hold it."""
    return {
        key: item.prefill
        for key, item in items.items()
        if item.prefill and measures.is_offered(item.prefill)
    }


def known_values(
    items: Mapping[str, Item], org_ids: Sequence[int], period: Period
) -> dict[int, dict[str, Measure]]:
    """What the platform already knows: computed by an app, or verified in the same period."""
    known: dict[int, dict[str, Measure]] = {pk: {} for pk in org_ids}
    sources = prefill_measures(items)
    found = measures.read(sources.values(), org_ids, period)
    for key, source in sources.items():
        for org_id, value in found[source].items():
            if value.value is not None:
                known[org_id][key] = value
    rows = Current.objects.filter(
        organisation__in=org_ids, key__in=list(items), period_key=period.key,
        state=FactState.VERIFIED,
    )  # fmt: skip
    for row in rows:
        source_text = f"{period.label}已核实的填报"
        known[row.organisation_id].setdefault(
            row.key, Measure(row.value, as_of=period.end, source=source_text)
        )
    return known


def current_values(
    keys: Iterable[str], org_ids: Sequence[int], period_key: str
) -> dict[int, dict[str, Current]]:
    values: dict[int, dict[str, Current]] = {pk: {} for pk in org_ids}
    rows = Current.objects.filter(
        organisation__in=org_ids, key__in=list(keys), period_key=period_key
    )
    for row in rows:
        values[row.organisation_id][row.key] = row
    return values


def numbers_of(sheet: Sheet) -> dict[str, Decimal | None]:
    """Figures of a sheet as they stand."""
    return dict(Entry.objects.filter(sheet=sheet).values_list("key", "value"))


def previous_numbers(sheet: Sheet, keys: Iterable[str]) -> dict[str, Decimal | None]:
    """The same organisation's figures of the period before."""
    before = Period.parse(sheet.window.period_key).previous()
    rows = current_values(keys, [sheet.organisation_id], before.key)[sheet.organisation_id]
    return {key: row.value for key, row in rows.items()}


def deadline(sheet: Sheet) -> datetime:
    """The sheet's own deadline where it was extended, else the window's; without the grace."""
    return sheet.due_at or sheet.window.due_at


def is_late(sheet: Sheet, now: datetime) -> bool:
    """Later than the deadline and its grace; late is received and marked."""
    return now > deadline(sheet) + timedelta(minutes=sheet.window.grace_minutes)


def annotate_progress(sheets: QuerySet[Sheet]) -> QuerySet[Sheet]:
    """Adds ``filled``: entries that hold something and were looked at."""
    holds = Q(entries__value__isnull=False) | ~Q(entries__text="") | Q(entries__confirmed=True)
    return sheets.annotate(filled=Count("entries", filter=holds & Q(entries__confirmed=True)))


def annotate_windows(windows: QuerySet[Window]) -> QuerySet[Window]:
    """Adds ``sheet_count`` and ``verified_count``."""
    verified = Q(sheets__state=SheetState.VERIFIED)
    return windows.annotate(
        sheet_count=Count("sheets", distinct=True),
        verified_count=Count("sheets", filter=verified, distinct=True),
    )


def count_states(window: Window) -> dict[str, int]:
    """State -> how many sheets of a window."""
    rows = Sheet.objects.filter(window=window).values_list("state").annotate(Count("pk"))
    return dict(rows.values_list("state", "pk__count"))


def last_versions(org_ids: Sequence[int], period_key: str) -> dict[tuple[int, str], int]:
    """(organisation, item) -> version of its newest fact."""
    rows = (
        Current.objects.filter(organisation__in=org_ids, period_key=period_key)
        .annotate(newest=Max(F("fact__version")))
        .values_list("organisation_id", "key", "newest")
    )
    return {(org_id, key): newest for org_id, key, newest in rows}


def content_of(sheet: Sheet) -> dict[str, object]:
    """What a receipt's hash is computed over: every figure of the sheet as it stands."""
    rows = Entry.objects.filter(sheet=sheet).order_by("key")
    return {
        "window": sheet.window.title,
        "period": sheet.window.period_key,
        "organisation": sheet.organisation.name,
        "figures": [{"key": e.key, "value": e.value, "text": e.text, "note": e.note} for e in rows],
    }


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


def item_of(fact: Fact) -> Item:
    """The definition a fact was reported under: frozen in its window."""
    row = WindowItem.objects.get(window__sheets=fact.sheet_id, key=fact.key)
    return item_from(row.spec)


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of a sheet, with all a page shows of it."""

    item: Item
    entry: Entry | None
    cited: bool
    previous: Current | None
    returned: str
    """Why the province returned this figure, if it did."""
    problem: str = ""
    level: str = ""

    @property
    def kind(self) -> str:
        return self.item.kind

    @property
    def typed(self) -> str:
        """What stands in the input: the figure, or what was typed when it was not understood."""
        if self.entry is None:
            return ""
        if self.entry.raw:
            return self.entry.raw
        return plain_value(self.item, self.entry.value, self.entry.text)


def plain_value(item: Item, value: Decimal | None, text: str = "") -> str:
    """A figure as one would type it; "" for none."""
    if value is None:
        return text
    if item.kind == "yesno":
        return "是" if value else "否"
    return format(value.normalize(), "f")


def rows_of(sheet: Sheet) -> dict[str, list[Row]]:
    """Section -> rows, in the window's order. Five queries, however many figures."""
    form = form_of(sheet.window)
    entries = {e.key: e for e in Entry.objects.filter(sheet=sheet)}
    before = Period.parse(sheet.window.period_key).previous()
    earlier = current_values(form.all, [sheet.organisation_id], before.key)[sheet.organisation_id]
    last = Decision.objects.filter(sheet=sheet, verb="return").last()
    returned = last.item_reasons if last and sheet.state == SheetState.RETURNED else {}
    wrong = {p.key: p for p in problems_of(sheet)}
    sections: dict[str, list[Row]] = {}
    for key, item in form.all.items():
        problem = wrong.get(key)
        sections.setdefault(item.section, []).append(
            Row(
                item, entries.get(key), key in form.cited, earlier.get(key), returned.get(key, ""),
                problem.message if problem else "", problem.level if problem else "",
            )
        )  # fmt: skip
    return sections


def cities_of(window: Window) -> list[str]:
    """Cities whose universities report in a window."""
    rows = Sheet.objects.filter(window=window).exclude(organisation__university__city="")
    return sorted(set(rows.values_list("organisation__university__city", flat=True)))


def history_of(fact: Fact) -> QuerySet[Fact]:
    """Every version of a figure, newest first."""
    same = {"organisation": fact.organisation_id, "key": fact.key, "period_key": fact.period_key}
    return Fact.objects.filter(**same).select_related("entered_by").order_by("-version")


def current_of(fact: Fact) -> Current:
    return Current.objects.select_related("fact").get(
        organisation=fact.organisation_id, key=fact.key, period_key=fact.period_key
    )


def decisions_of(sheet: Sheet) -> QuerySet[Decision]:
    return Decision.objects.filter(sheet=sheet).select_related("by")


def receipts_of(sheet: Sheet) -> QuerySet[Receipt]:
    return Receipt.objects.filter(sheet=sheet).order_by("-at")


def receipt_by_number(number: str) -> Receipt | None:
    return (
        Receipt.objects.select_related("sheet__organisation", "sheet__window")
        .filter(number=number)
        .first()
    )


def schools_of(window: Window) -> list[School]:
    """The universities of a window, as a workbook's rows may name them."""
    rows = Sheet.objects.filter(window=window).select_related("organisation__university")
    return [
        School(
            s.organisation_id,
            s.organisation.name,
            s.organisation.university.code or "",
            s.organisation.university.former_name,
        )
        for s in rows.order_by("organisation__path")
    ]


def figures_of(window: Window) -> dict[int, dict[str, tuple[Decimal | None, str]]]:
    """Organisation -> item -> figure as it stands on the sheets of a window."""
    values: dict[int, dict[str, tuple[Decimal | None, str]]] = {}
    rows = Entry.objects.filter(sheet__window=window)
    for org_id, key, value, text in rows.values_list(
        "sheet__organisation_id", "key", "value", "text"
    ):
        values.setdefault(org_id, {})[key] = (value, text)
    return values


def content_hash(sheet: Sheet) -> str:
    """SHA-256 of the sheet as it stands now, to compare with a receipt's."""
    return sha256_of(content_of(sheet))
