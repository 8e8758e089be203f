"""Reads about what reviews come to, and about proposed awards. No permission is decided here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, FloatField, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from wangyu.activities.calls.logic.edition import Award, Edition
from wangyu.activities.calls.logic.flow import GIVEN_BACK
from wangyu.activities.calls.logic.standing import Judged, cut_of, places_of, score_of
from wangyu.activities.calls.models import Call, Change, Entry, Review
from wangyu.activities.calls.queries.calls import rules_of

NONE = "-"
"""Stands for a proposed result without an award; no key of an award looks like it."""
UNDECIDED = ("in_review", "shortlisted")
JUDGED = (
    "in_review", "revising", "shortlisted", "publicized", "awarded", "not_awarded", "exhibited",
    "sent_national",
)  # fmt: skip
"""States of an entry that has come as far as the panel."""
WON = ("awarded", "exhibited", "sent_national")
LAST = -1.0
"""Sorts what has no score behind all that has."""


def awards_by_key(edition: Edition, track: str) -> dict[str, Award]:
    return {one.key: one for one in edition.awards_of(track)}


def award_title(entry: Entry) -> str:
    """What is proposed, or given; "" while nothing is."""
    if entry.award == NONE:
        return "不入选"
    found = awards_by_key(rules_of(entry.call), entry.track).get(entry.award)
    return found.title if found else ""


def judged_entries(call: Call, track: str) -> QuerySet[Any]:
    """Entries of a track that the panel has seen, with what orders them: the best first."""
    rows = Entry.objects.filter(call=call, track=track, state__in=JUDGED)
    points = Coalesce(F("standing__score"), Value(LAST), output_field=FloatField())
    rows = rows.select_related("standing", "blind").prefetch_related("call").annotate(points=points)
    return rows.order_by("-points", "pk")


def order_of(call: Call, track: str) -> dict[int, int]:
    """Entry -> its place by calibrated score, from 1. An order of works for the meeting only."""
    keys = judged_entries(call, track).values_list("pk", flat=True)
    return {pk: place for place, pk in enumerate(keys, start=1)}


def handed_in(call: Call, track: str) -> QuerySet[Review]:
    """Every review that counts, of works that have come as far as the panel."""
    rows = Review.objects.filter(entry__call=call, entry__track=track, state="done")
    return rows.filter(entry__state__in=JUDGED).order_by("pk")


def judged_of(call: Call, track: str) -> list[Judged]:
    """Every review that was handed in, as one score."""
    criteria = rules_of(call).criteria_of(track)
    rows = handed_in(call, track).values_list("entry_id", "panelist_id", "scores")
    scored = ((entry, panelist, score_of(criteria, scores)) for entry, panelist, scores in rows)
    return [
        Judged(entry, panelist, score) for entry, panelist, score in scored if score is not None
    ]


def places(call: Call, track: str) -> int | None:
    return places_of(rules_of(call).awards_of(track))


def cut(call: Call, track: str) -> float | None:
    """The border by the scores as they are kept."""
    rows = judged_entries(call, track).exclude(standing__score=None)
    return cut_of(rows.values_list("standing__score", flat=True), places(call, track))


def taken(call: Call, track: str) -> Counter[str]:
    """How often each award is proposed or given in a track; ``NONE`` and "" too."""
    rows = Entry.objects.filter(call=call, track=track, state__in=JUDGED)
    return Counter(rows.values_list("award", flat=True))


def track_counts(call: Call) -> dict[str, int]:
    rows = Entry.objects.filter(call=call, state__in=JUDGED).order_by()
    return dict(rows.values_list("track").annotate(n=Count("pk")))


def stale_reviews(call: Call, track: str) -> int:
    """Reviews handed in since the standings were computed, or never counted."""
    rows = Review.objects.filter(entry__call=call, entry__track=track, state="done")
    new = Q(entry__standing=None) | Q(submitted_at__gt=F("entry__standing__computed_at"))
    return rows.filter(new, entry__state__in=JUDGED).count()


def in_the_way(call: Call) -> dict[str, int]:
    """What keeps a call from being shown publicly: words -> how many works."""
    rows = Entry.objects.filter(call=call)
    counts = {
        "形式审查还没有办完": rows.filter(state__in=("recommended", "completing", "format_ok")),
        "正在修改，等交修改稿": rows.filter(state="revising"),
        "退回重看的评审还没有提交": rows.filter(state__in=UNDECIDED, pk__in=_looked_at_again()),
        "还没有拟定结果": rows.filter(state__in=UNDECIDED, award=""),
    }
    return {words: found for words, one in counts.items() if (found := one.count())}


def _looked_at_again() -> QuerySet[Review, int]:
    """Works with a review that was handed in, given back, and not handed in again."""
    rows = Review.objects.filter(state="scoring", steps__verb__in=GIVEN_BACK)
    return rows.values_list("entry_id", flat=True)


def changes_of(entry: Entry) -> list[Change]:
    return list(entry.changes.select_related("by"))


def money_of(entries: Iterable[tuple[str, str]], edition: Edition) -> int:
    """Yuan that awards come to: (track, award) of each entry."""
    worth = {
        (track.key, one.key): one.money or 0
        for track in edition.tracks
        for one in edition.awards_of(track.key)
    }
    return sum(worth.get(pair, 0) for pair in entries)
