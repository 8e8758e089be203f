"""Where figures stand and what proves them: for whoever reads them through measures."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from wangyu.records.evidence.models import Use
from wangyu.records.evidence.queries import count_uses, uses_among
from wangyu.records.ledger.enums import WindowState
from wangyu.records.ledger.logic.items import Item
from wangyu.records.ledger.models import Decision, Fact, Sheet, WindowItem
from wangyu.records.ledger.queries.facts import item_of

ENTRY = "ledger.entry"
"""What evidence of a figure is attached to."""
STEPS = {"submit": "本校填报人提交", "sign": "本校分管领导签批上报", "verify": "省中心核实通过"}
"""What made a figure a fact, and by whom: as what they are, never by name."""


@dataclass(frozen=True, slots=True)
class Told:
    """A signed figure for readers outside its university: nobody is named."""

    fact: Fact
    item: Item
    steps: list[tuple[str, datetime]]


def told_of(fact_id: int) -> Told | None:
    fact = Fact.objects.select_related("sheet__window").filter(pk=fact_id).first()
    if fact is None:
        return None
    done = Decision.objects.filter(sheet=fact.sheet_id, revision=fact.revision, verb__in=STEPS)
    last = {one.verb: one.at for one in done} if fact.sheet_id else {}
    return Told(fact, item_of(fact), [(STEPS[verb], last[verb]) for verb in STEPS if verb in last])


def entries_of_facts(fact_ids: Collection[int]) -> dict[int, int]:
    """Fact -> the entry it was signed from; those without are left out."""
    rows = Fact.objects.filter(pk__in=set(fact_ids), entry__isnull=False)
    return {fact: entry for fact, entry in rows.values_list("pk", "entry_id") if entry}


def proofs_of_facts(fact_ids: Collection[int]) -> dict[int, int]:
    """Fact -> pieces of evidence at the figure it was signed from; those without are left out."""
    entries = entries_of_facts(fact_ids)
    counted = count_uses(ENTRY, list(entries.values()))
    return {fact: counted[entry] for fact, entry in entries.items() if entry in counted}


def papers_of_facts(fact_ids: Collection[int]) -> dict[int, list[Use]]:
    """The same, the pieces themselves."""
    entries = entries_of_facts(fact_ids)
    found: dict[int, list[Use]] = {}
    for use in uses_among(ENTRY, list(entries.values())):
        found.setdefault(use.subject_id, []).append(use)
    return {fact: found[entry] for fact, entry in entries.items() if entry in found}


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
