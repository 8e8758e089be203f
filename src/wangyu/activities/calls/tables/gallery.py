"""Filters of the gallery, and its list as Excel."""

from __future__ import annotations

from collections.abc import Sequence

from wangyu.activities.calls.logic.edition import Edition
from wangyu.activities.calls.queries.deciding import award_title
from wangyu.activities.calls.queries.gallery import MEDIA, with_medium
from wangyu.activities.calls.tables import track_title
from wangyu.base.ui.tables import Column, Filter

WORKS = (
    Column("title", "作品", str),
    Column("award", "等级", award_title),
    Column("track", "类别", track_title),
    Column("organisation", "学校", lambda e: e.organisation.name),
    Column("call", "征集", lambda e: e.call.title),
)


def filters(calls: Sequence[tuple[str, str]], edition: Edition | None) -> Sequence[Filter]:
    """Tracks can be chosen once a call is."""
    tracks = [(one.key, one.title) for one in edition.tracks] if edition else []
    found = (
        Filter("call", "征集", calls, "call"),
        Filter("medium", "形式", list(MEDIA.items()), apply=with_medium),
    )
    return (*found, Filter("track", "类别", tracks, "track")) if tracks else found
