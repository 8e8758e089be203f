"""Signed figures and their versions."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, Max, QuerySet

from wangyu.records.ledger.kinds import catalogue
from wangyu.records.ledger.logic.items import Item, item_from
from wangyu.records.ledger.models import Current, Fact, WindowItem


def last_versions(org_ids: Sequence[int], period_key: str) -> dict[tuple[int, str], int]:
    """(organisation, item) -> version of its newest fact."""
    rows = (
        Current.objects.filter(organisation__in=org_ids, period_key=period_key)
        .annotate(newest=Max(F("fact__version")))
        .values_list("organisation_id", "key", "newest")
    )
    return {(org_id, key): newest for org_id, key, newest in rows}


def item_of(fact: Fact) -> Item:
    """The definition a fact was reported under, frozen in its window; the pack's where none was."""
    row = WindowItem.objects.filter(window__sheets=fact.sheet_id, key=fact.key).first()
    return item_from(row.spec) if fact.sheet_id and row else catalogue().items[fact.key]


def history_of(fact: Fact) -> QuerySet[Fact]:
    """Every version of a figure, newest first."""
    same = {"organisation": fact.organisation_id, "key": fact.key, "period_key": fact.period_key}
    return Fact.objects.filter(**same).select_related("entered_by").order_by("-version")


def current_of(fact: Fact) -> Current:
    return Current.objects.select_related("fact").get(
        organisation=fact.organisation_id, key=fact.key, period_key=fact.period_key
    )
