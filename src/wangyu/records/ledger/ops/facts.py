"""Appending to the ledger. Facts only grow; Current is their projection, kept in the same step."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from wangyu.base.core.access import Actor
from wangyu.base.core.stamps import bump
from wangyu.records.ledger.enums import FactState
from wangyu.records.ledger.logic.stamps import LEDGER, stamp_of
from wangyu.records.ledger.models import Current, Entry, Fact, Sheet
from wangyu.records.ledger.queries import form_of, last_versions


def append_facts(sheet: Sheet, actor: Actor, now: datetime) -> int:
    """Every figure of the sheet as a new fact version. Returns how many."""
    keys = form_of(sheet.window).all
    entries = Entry.objects.filter(sheet=sheet, key__in=keys).order_by("pk")
    period, org_id = sheet.window.period_key, sheet.organisation_id
    versions = last_versions([org_id], period)
    facts = Fact.objects.bulk_create(
        Fact(
            organisation_id=org_id, key=e.key, period_key=period,
            version=versions.get((org_id, e.key), 0) + 1, value=e.value, text=e.text, note=e.note,
            source=e.source, source_text=e.source_text, sheet=sheet, entry=e,
            revision=sheet.revision, entered_by_id=e.updated_by_id or actor.user_id, at=now,
        )
        for e in entries
    )  # fmt: skip
    project(facts, FactState.REPORTED)
    return len(facts)


def project(facts: Iterable[Fact], state: FactState) -> None:
    """Make these facts the ones in force."""
    rows = [
        Current(
            organisation_id=f.organisation_id, key=f.key, period_key=f.period_key, fact=f,
            value=f.value, text=f.text, state=state,
        )
        for f in facts
    ]  # fmt: skip
    Current.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["period_key", "key", "organisation"],
        update_fields=["fact", "value", "text", "state"],
    )
    bump(LEDGER, *(stamp_of(row.organisation_id) for row in rows))
