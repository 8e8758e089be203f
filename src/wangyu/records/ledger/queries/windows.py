"""A reporting window as those who open and watch it see it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from wangyu.base.core.roles import Tier
from wangyu.institutions.orgs.models import Organisation
from wangyu.records.ledger.enums import Mode, SheetState
from wangyu.records.ledger.logic.items import Item, item_from
from wangyu.records.ledger.logic.workbook import School
from wangyu.records.ledger.models import Entry, Sheet, Window, WindowItem


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


def cities_of(window: Window) -> list[str]:
    """Cities whose universities report in a window."""
    rows = Sheet.objects.filter(window=window).exclude(organisation__university__city="")
    return sorted(set(rows.values_list("organisation__university__city", flat=True)))


def schools_of(window: Window) -> list[School]:
    """The universities of a window, as a workbook's rows may name them."""
    rows = Sheet.objects.filter(window=window).select_related("organisation__university")
    return [school_of(sheet.organisation) for sheet in rows.order_by("organisation__path")]


def school_of(organisation: Organisation) -> School:
    facts = organisation.university
    return School(organisation.pk, organisation.name, facts.code or "", facts.former_name)


def figures_of(window: Window) -> dict[int, dict[str, tuple[Decimal | None, str]]]:
    """Organisation -> item -> figure as it stands on the sheets of a window."""
    values: dict[int, dict[str, tuple[Decimal | None, str]]] = {}
    rows = Entry.objects.filter(sheet__window=window)
    for org_id, key, value, text in rows.values_list(
        "sheet__organisation_id", "key", "value", "text"
    ):
        values.setdefault(org_id, {})[key] = (value, text)
    return values
