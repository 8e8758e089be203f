"""Reads about works reported to the nation: candidates, and places taken (DOMAIN §3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q, QuerySet

from wangyu.activities.calls.models import Call, Entry
from wangyu.activities.calls.queries.calls import rules_of
from wangyu.activities.calls.queries.deciding import WON
from wangyu.activities.calls.queries.results import order_by_award

SENT = "sent_national"


@dataclass(frozen=True, slots=True)
class Places:
    """One track: how many were awarded and are reported, of how many the province may report."""

    key: str
    title: str
    won: int
    sent: int
    quota: int | None
    """``None`` was not read anywhere: nothing is checked."""

    @property
    def left(self) -> int | None:
        return None if self.quota is None else max(0, self.quota - self.sent)


def places_of(call: Call) -> list[Places]:
    rows = Entry.objects.filter(call=call, state__in=WON).order_by()
    found = Counter(rows.values_list("track", "state"))
    won: Counter[str] = Counter()
    for (track, _), count in found.items():
        won[track] += count
    return [
        Places(one.key, one.title, won[one.key], found[one.key, SENT], one.national)
        for one in rules_of(call).tracks
    ]


def candidates(call: Call) -> QuerySet[Any]:
    """Every awarded work, the best awards of each track first, with when it was reported."""
    sent_at = Max("steps__at", filter=Q(steps__verb="send"))
    rows = Entry.objects.filter(call=call, state__in=WON).annotate(sent_at=sent_at)
    rows = rows.select_related("organisation", "unit").prefetch_related("call", "contributors")
    return order_by_award(call, rows)


def numbers_of(call: Call) -> dict[int, int]:
    """Reported work -> its number within its track, as on the list that is sent."""
    rows = candidates(call).filter(state=SENT).values_list("pk", "track")
    counts: Counter[str] = Counter()
    found = {}
    for pk, track in rows:
        counts[track] += 1
        found[pk] = counts[track]
    return found


def locked_works(call: Call, pks: Sequence[int]) -> list[Entry]:
    rows = Entry.objects.select_for_update(of=("self",)).select_related(
        "call__owner", "organisation", "unit"
    )
    return list(rows.filter(call=call, pk__in=pks).order_by("pk"))
