"""Every score that a standing is made of, of works and reviewers without names."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from wangyu.activities.calls.logic.standing import parts_of
from wangyu.activities.calls.models import Call
from wangyu.activities.calls.queries.calls import rules_of
from wangyu.activities.calls.queries.deciding import handed_in
from wangyu.activities.calls.queries.sheets import code_of


@dataclass(frozen=True, slots=True)
class Rating:
    """``reviewer`` counts from 0: the same person within one file, and in no other."""

    code: str
    reviewer: int
    criterion: str
    score: float
    weight: int


def ratings_of(call: Call, track: str) -> list[Rating]:
    """The reviews that standings are computed from, criterion by criterion."""
    criteria = rules_of(call).criteria_of(track)
    rows = list(handed_in(call, track).select_related("entry__blind"))
    places = _places({one.panelist_id for one in rows}, f"{call.pk}:{track}")
    return [
        Rating(code_of(one.entry), places[one.panelist_id], part.key, part.score, part.weight)
        for one in rows
        for part in parts_of(criteria, one.scores)
    ]


def _places(panelists: set[int], salt: str) -> dict[int, int]:
    """In an order of each file's own, so that nobody is known again from another."""
    mixed = sorted(panelists, key=lambda pk: hashlib.sha256(f"{salt}:{pk}".encode()).digest())
    return {pk: at for at, pk in enumerate(mixed)}
