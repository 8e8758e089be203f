"""What is bumped when a fact becomes one in force, or counts for more than before."""

from __future__ import annotations

LEDGER = "ledger"


def stamp_of(organisation_id: int) -> str:
    """The same, of one university alone."""
    return f"{LEDGER}.{organisation_id}"
