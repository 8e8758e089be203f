"""What reviewers gave and wrote, without their names: for the meeting, and later for the entrant."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from wangyu.activities.calls.logic.edition import Edition
from wangyu.activities.calls.logic.filerules import length
from wangyu.activities.calls.logic.standing import ABOVE, BELOW, BORDER, score_of
from wangyu.activities.calls.models import Entry, Remark, Review
from wangyu.activities.calls.queries.calls import rules_of

NUMERALS = "一二三四五六七八九十"
TIMED = ("video/", "audio/")
ZONES = {ABOVE: "名额之内", BORDER: "边界", BELOW: "名额之外"}


@dataclass(frozen=True, slots=True)
class Mark:
    """One criterion as one reviewer saw it."""

    title: str
    weight: int
    level: int
    of: int
    words: str
    """What a work of that level is like."""
    reason: str


@dataclass(frozen=True, slots=True)
class Opinion:
    alias: str
    score: float | None
    marks: list[Mark]
    words: str
    remarks: list[tuple[str, str]]


def opinions_of(entry: Any) -> list[Opinion]:
    """Every review handed in, as 评审一, 评审二 …, in an order of each work's own."""
    edition = rules_of(entry.call)
    rows = entry.handed_in if hasattr(entry, "handed_in") else _handed_in(entry.reviews.all())
    mixed = sorted(rows, key=lambda one: hashlib.sha256(f"{entry.pk}:{one.pk}".encode()).digest())
    return [
        _opinion(f"评审{numeral(at)}", one, edition, entry.track) for at, one in enumerate(mixed)
    ]


def _handed_in(reviews: QuerySet[Review]) -> QuerySet[Review]:
    return reviews.filter(state="done").prefetch_related("remarks__piece")


def with_opinions(entries: Iterable[Entry]) -> list[Entry]:
    """What reviewers wrote of many, read at once for ``opinions_of``."""
    found = list(entries)
    handed_in = Prefetch("reviews", _handed_in(Review.objects.all()), to_attr="handed_in")
    prefetch_related_objects(found, handed_in)
    return found


def numeral(at: int) -> str:
    return NUMERALS[at] if at < len(NUMERALS) else str(at + 1)


def _opinion(alias: str, review: Review, edition: Edition, track: str) -> Opinion:
    criteria = edition.criteria_of(track)
    titles = {rule.key: rule.title for rule in edition.files}
    marks = [
        Mark(
            one.title, one.weight, level, len(one.levels), one.levels[level - 1],
            review.reasons.get(one.key, ""),
        )
        for one in criteria
        if 1 <= (level := review.scores.get(one.key, 0)) <= len(one.levels)
    ]  # fmt: skip
    score = score_of(criteria, review.scores)
    remarks = [(_place(one, titles), one.text) for one in review.remarks.all()]
    return Opinion(
        alias, None if score is None else round(score, 1), marks, review.opinion, remarks
    )


def _place(remark: Remark, titles: dict[str, str]) -> str:
    """For example 微视频 1 分 20 秒, or 正文第 3 页."""
    piece = remark.piece
    where = titles.get(piece.slot, "") if piece else ""
    if remark.at is None:
        return where or "整体"
    timed = piece is not None and piece.media_type.startswith(TIMED)
    return f"{where} {length(remark.at)}" if timed else f"{where}第 {remark.at} 页"


def code_of(entry: Any) -> str:
    """What the meeting calls a work: neither whose nor from where."""
    return str(entry.blind.code) if hasattr(entry, "blind") else f"第 {entry.pk} 号"


def blind_title(entry: Any) -> str:
    return str(entry.blind.title if hasattr(entry, "blind") else entry.title)


def standing_of(name: str) -> Callable[[Any], Any]:
    """Reads one number of what the reviews come to; None where there is none."""
    return lambda entry: getattr(getattr(entry, "standing", None), name, None)


def interval(entry: Any) -> str:
    """For example 71.2—83.5."""
    low, high = standing_of("low")(entry), standing_of("high")(entry)
    return "" if low is None else f"{low:.1f}—{high:.1f}"


def zone(entry: Any) -> str:
    return ZONES.get(standing_of("zone")(entry) or "", "")
