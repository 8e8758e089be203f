"""What each TOML table of a pack may hold."""

from __future__ import annotations

from wangyu.assessment.policy.logic.pack import FREQUENCIES, MODALITIES, RULES, TIERS
from wangyu.assessment.policy.logic.standards import BASES, ROUNDINGS
from wangyu.base.lib.packs import count, counts, day, figure, flag, one_of, text, texts

META = {
    "id": text(), "title": text(), "document_no": text(), "issued_on": day(), "issued_by": text(),
    "entrusted_by": text(""), "province": text(), "valid_from": day(), "valid_until": day(None),
    "goal_until": day(None), "validity_note": text(""),
}  # fmt: skip
ERRATUM = {"where": text(), "original": text(""), "note": text()}
PART = {"title": text(), "clauses": counts()}
REQUIREMENT = {
    "key": text(), "clause": count(), "title": text(), "quote": text(),
    "modality": one_of(MODALITIES), "tier": one_of(TIERS), "frequency": one_of(FREQUENCIES),
    "rule": one_of(RULES), "measures": texts(), "evidence": texts(()), "value": figure(None),
    "unofficial": flag(), "planned": flag(), "applies_if": text(""), "note": text(""),
}  # fmt: skip
STANDARD = {
    "key": text(), "title": text(), "clause": count(), "quote": text(), "value": figure(),
    "unit": text(), "per": figure(), "heads": text(), "basis": one_of(BASES),
    "basis_note": text(), "basis_open": flag(), "rounding": one_of(ROUNDINGS), "actual": texts(),
    "weak": flag(), "source": text(), "valid_from": day(), "valid_until": day(None),
}  # fmt: skip
FIGURE = {
    "key": text(), "title": text(), "clause": count(), "quote": text(), "value": text(),
    "unit": text(),
}  # fmt: skip
