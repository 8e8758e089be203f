"""One university's sheet as a page shows it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, OuterRef, Q, QuerySet

from wangyu.base.core.access import after
from wangyu.base.core.holding import hold
from wangyu.base.core.prepared import Prepared, PreparedModels
from wangyu.base.lib.periods import Period
from wangyu.records.evidence.queries import count_uses
from wangyu.records.ledger.enums import SheetState, WindowState
from wangyu.records.ledger.logic.deadlines import came_late
from wangyu.records.ledger.logic.items import Item, plain_value, show_value
from wangyu.records.ledger.models import Current, Decision, Entry, Sheet, Window
from wangyu.records.ledger.queries.figures import entries_of
from wangyu.records.ledger.queries.known import current_values
from wangyu.records.ledger.queries.problems import problems_among
from wangyu.records.ledger.queries.windows import WindowForm, form_of

BEYOND = "9" * 65
"""After every path, in whatever order the database puts other signs: paths are digits."""


def deadline(sheet: Sheet) -> datetime:
    """The sheet's own deadline where it was extended, else the window's; without the grace."""
    return sheet.due_at or sheet.window.due_at


def is_late(sheet: Sheet, now: datetime) -> bool:
    """Later than the deadline's whole minute and the grace; late is received and marked.

    What once reached the province in time stays in time, however often it is sent back.
    """
    if sheet.signed_at is not None:
        return sheet.late
    return came_late(now, deadline(sheet), sheet.window.grace_minutes)


def is_shut(sheet: Sheet) -> bool:
    """Its window closed before it ever reached the province: nothing more can be typed into it.

    What was sent back can still be put right after closing.
    """
    return sheet.window.state == WindowState.CLOSED and sheet.signed_at is None


ANSWERED = Q(entries__value__isnull=False) | ~Q(entries__text="") | ~Q(entries__note="")


def annotate_progress(sheets: QuerySet[Sheet]) -> QuerySet[Sheet]:
    """Adds ``filled``: figures given, or left blank with a note, and looked at."""
    looked_at = Q(entries__confirmed=True, entries__raw="")
    return sheets.annotate(filled=Count("entries", filter=ANSWERED & looked_at))


def sheets_of(window: Window) -> QuerySet[Sheet]:
    """The sheets of a window, in the order of the tree."""
    rows = Sheet.objects.filter(window=window).select_related("organisation", "window")
    return rows.order_by("organisation__path")


def entry_labels(ids: Collection[int]) -> dict[int, str]:
    """What the figures with these ids are called."""
    entries = Entry.objects.filter(pk__in=ids).select_related("sheet__window")
    forms: dict[int, WindowForm] = {}
    for entry in entries:
        window = entry.sheet.window
        forms[window.pk] = forms.get(window.pk) or form_of(window)
    return {e.pk: f"“{forms[e.sheet.window_id].all[e.key].label}”" for e in entries}


def locked(sheet: Sheet) -> Sheet:
    """The sheet as it stands, with window and organisation; nobody else changes it meanwhile.

    Its window is everybody's, and not held. On SQLite who writes is alone as it is.
    """
    _hold_alone(sheet)
    return _sheet(sheet.pk)[0]


def locked_for_step(sheet: Sheet) -> tuple[Sheet, list[datetime]]:
    """The same, and when the last step was taken; empty before the first."""
    _hold_alone(sheet)
    found = _decided_sheet(sheet.pk)[0]
    at: datetime | None = vars(found).pop("decided_at")
    return found, [at] if at else []


def _hold_alone(sheet: Sheet) -> None:
    if connection.features.has_select_for_update:
        _hold(sheet.pk)


def hold_sheet_of(entry_id: int) -> None:
    """The sheet of a figure, while that is written."""
    sheet = Entry.objects.filter(pk=entry_id).values("sheet")
    hold(Sheet.objects.filter(pk__in=sheet))


def find_sheet(pk: int, paths: Collection[str]) -> Sheet | None:
    """With window and organisation, if it lies below one of the paths.

    Nothing is made of a row that lies elsewhere: it would be told by the time that takes.
    """
    ranges = ((path, after(path) if path else BEYOND) for path in paths)
    return next((row for first, end in ranges for row in _sheet_below(pk, first, end)), None)


def _below(pk: int, first: str, end: str) -> QuerySet[Sheet]:
    rows = _numbered(pk).filter(organisation__path__gte=first, organisation__path__lt=end)
    return rows.exclude(window__state=WindowState.DRAFT)


def _numbered(pk: int) -> QuerySet[Sheet]:
    return Sheet.objects.filter(pk=pk)


def _held(pk: int) -> QuerySet[Sheet, tuple[int]]:
    return Sheet.objects.select_for_update().filter(pk=pk).values_list("pk")


def _with_last(pk: int) -> QuerySet[Sheet]:
    last = Decision.objects.filter(sheet=OuterRef("pk")).order_by("-pk")
    return _numbered(pk).annotate(decided_at=last.values("at")[:1])


_hold = Prepared(_held, (1, 2))
_sheet = PreparedModels(_numbered, (1, 2), related=("window", "organisation"))
_sheet_below = PreparedModels(
    _below, (1, 2), ("0", "1"), ("2", "3"), related=("window", "organisation")
)
_decided_sheet = PreparedModels(_with_last, (1, 2), related=("window", "organisation"))


def first_signed(sheets: Collection[int]) -> dict[int, datetime]:
    """Sheet -> when it first reached the province."""
    rows = Decision.objects.filter(sheet__in=sheets, verb="sign").order_by("-pk")
    return dict(rows.values_list("sheet", "at"))


def decisions_of(sheet: Sheet) -> QuerySet[Decision]:
    return Decision.objects.filter(sheet=sheet).select_related("by")


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
    proofs: int = 0
    """Pieces of evidence in force."""

    @property
    def kind(self) -> str:
        return self.item.kind

    @property
    def is_answered(self) -> bool:
        """Given, or left blank with a note; and looked at. As ``annotate_progress`` counts."""
        entry = self.entry
        if entry is None or entry.raw or not entry.confirmed:
            return False
        return entry.value is not None or bool(entry.text or entry.note)

    @property
    def typed(self) -> str:
        """What stands in the input: the figure, or what was typed when it was not understood."""
        if self.entry is None:
            return ""
        if self.entry.raw:
            return self.entry.raw
        return plain_value(self.item, self.entry.value, self.entry.text)

    @property
    def shown(self) -> str:
        if self.entry is None:
            return "未填"
        return show_value(self.item, self.entry.value, self.entry.text or self.entry.raw)

    @property
    def shown_before(self) -> str:
        before = self.previous
        return show_value(self.item, before.value, before.text) if before else ""


def rows_of(sheet: Sheet) -> dict[str, list[Row]]:
    """Section -> rows, in the window's order. As many queries, however many figures."""
    form = form_of(sheet.window)
    entries = entries_of(sheet)
    before = Period.parse(sheet.window.period_key).previous()
    earlier = current_values(form.all, [sheet.organisation_id], before)[sheet.organisation_id]
    last = Decision.objects.filter(sheet=sheet, verb="return").last()
    returned = last.item_reasons if last and sheet.state == SheetState.RETURNED else {}
    numbers = {key: row.value for key, row in earlier.items() if key in form.asked}
    wrong = {p.key: p for p in problems_among(sheet, form.asked, entries, numbers)}
    proofs = count_uses("ledger.entry", [e.pk for e in entries.values()])
    sections: dict[str, list[Row]] = {}
    for key, item in form.all.items():
        problem, entry = wrong.get(key), entries.get(key)
        sections.setdefault(item.section, []).append(
            Row(
                item, entry, key in form.cited, earlier.get(key), returned.get(key, ""),
                problem.message if problem else "", problem.level if problem else "",
                proofs.get(entry.pk, 0) if entry else 0,
            )
        )  # fmt: skip
    return sections
