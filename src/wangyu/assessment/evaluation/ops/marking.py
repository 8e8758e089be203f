"""Keeping marks as they are typed, one by one: for those who check and for those who visit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wangyu.assessment.evaluation.logic.marking import PointsError, read_points
from wangyu.assessment.evaluation.logic.nodes import Indicator
from wangyu.assessment.evaluation.models.checks import Mark
from wangyu.assessment.evaluation.queries.shown import seen_as
from wangyu.base.core.access import Actor
from wangyu.base.core.once import RepeatedError, is_first

WORDS, PLACE = 1000, 120


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed about one indicator; None was not touched."""

    seen: str
    """The mark as it was when they began (``queries.shown.seen_as``)."""
    points: str | None = None
    words: str | None = None
    file: str | None = None
    place: str | None = None


@dataclass(slots=True)
class Kept:
    """What came of it, indicator by indicator."""

    marks: dict[str, Mark] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    overtaken: dict[str, Mark] = field(default_factory=dict)
    """Where somebody else was quicker: their mark stands."""


def claim(what: str, key: str, actor: Actor, now: datetime) -> None:
    """Raises RepeatedError where this was kept before and only its answer was lost on the way."""
    if key and not is_first(f"marks {what} {actor.user_id} {key}", now):
        raise RepeatedError


def what_stands(
    marks: Any, leaves: Iterable[Indicator], typed: Mapping[str, Typed], *, actor: Actor
) -> Kept:
    """What would be answered to what was typed, now that it was kept before. Writes nothing."""
    kept, there = Kept(), {one.indicator: one for one in marks.select_related("updated_by")}
    for leaf in leaves:
        one, before = typed.get(leaf.key), there.get(leaf.key)
        if one is None or before is None:
            continue
        if _is_overtaken(before, one, actor):
            kept.overtaken[leaf.key] = before
        else:
            kept.marks[leaf.key] = before
            _points(kept, leaf, one)
    return kept


def keep_marks(
    marks: Any, leaves: Iterable[Indicator], typed: Mapping[str, Typed], files: Mapping[str, int],
    *, actor: Actor, now: datetime,
) -> Kept:  # fmt: skip
    """``marks``: of a check or a visit that is locked. ``files``: those that may be named, as text."""
    kept, there = Kept(), {one.indicator: one for one in marks.all()}
    for leaf in leaves:
        one = typed.get(leaf.key)
        if one is not None:
            _keep(kept, marks, leaf, one, files, there.get(leaf.key), actor, now)
    return kept


def _keep(
    kept: Kept, marks: Any, leaf: Indicator, typed: Typed, files: Mapping[str, int],
    before: Mark | None, actor: Actor, now: datetime,
) -> None:  # fmt: skip
    if before and _is_overtaken(before, typed, actor):
        kept.overtaken[leaf.key] = before
        return
    if before is None and not any((typed.points, typed.words, typed.file, typed.place)):
        return
    facts: dict[str, Any] = {"updated_at": now, "updated_by_id": actor.user_id}
    facts |= _points(kept, leaf, typed)
    for name, read in _readers(files).items():
        said = getattr(typed, name)
        if said is not None:
            facts |= read(said)
    kept.marks[leaf.key], _ = marks.update_or_create(indicator=leaf.key, defaults=facts)


def _is_overtaken(before: Mark, typed: Typed, actor: Actor) -> bool:
    """Whether somebody else changed it after it was seen."""
    return before.updated_by_id != actor.user_id and seen_as(before) != typed.seen


def _points(kept: Kept, leaf: Indicator, typed: Typed) -> dict[str, Any]:
    try:
        return {} if typed.points is None else {"points": read_points(typed.points, leaf)}
    except PointsError as error:
        kept.refused[leaf.key] = str(error)
        return {}


def _readers(files: Mapping[str, int]) -> dict[str, Callable[[str], dict[str, Any]]]:
    return {
        "words": lambda said: {"words": said[:WORDS]},
        "place": lambda said: {"place": said[:PLACE]},
        "file": lambda said: {"file_id": files.get(said)},
    }
