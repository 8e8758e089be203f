"""What an edition of a call asks for: read from plain data, whether of a pack or of a call's own copy.

A limit that is missing was not found in the sources: it is not checked by the machine, and a person
is told to look (DOMAIN §3).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from wangyu.base.lib.packs import (
    Key,
    PackError,
    count,
    flag,
    one_of,
    read_row,
    slug,
    text,
    texts,
)

ENTRANTS = ("student", "teacher")
FIELD_KINDS = ("line", "text", "choice", "link", "day", "number")
OVER = ("refuse", "mark")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in. ``blind`` fields are shown to reviewers."""

    key: str
    title: str
    kind: str
    tracks: tuple[str, ...]
    choices: tuple[str, ...]
    required: bool
    most: int
    help: str
    blind: bool


@dataclass(frozen=True, slots=True)
class FileRule:
    """One slot for files, and what is known of its limits; ``None`` was not read anywhere."""

    key: str
    title: str
    tracks: tuple[str, ...]
    subtypes: tuple[str, ...]
    formats: tuple[str, ...]
    fewest: int
    most: int
    min_seconds: int | None
    max_seconds: int | None
    min_width: int | None
    min_height: int | None
    max_mb: int | None
    advised_mb: int | None
    max_chars: int | None
    max_pages: int | None
    over: str
    blind: bool
    note: str


@dataclass(frozen=True, slots=True)
class Criterion:
    key: str
    title: str
    weight: int
    tracks: tuple[str, ...]
    levels: tuple[str, ...]
    """What a work of each level is like, the lowest first."""


@dataclass(frozen=True, slots=True)
class Award:
    key: str
    title: str
    tracks: tuple[str, ...]
    places: int | None
    money: int | None
    """Yuan for each, where the edition gives any."""


@dataclass(frozen=True, slots=True)
class Track:
    key: str
    title: str
    entrant: str
    subtypes: tuple[str, ...]
    authors: int
    advisors: int
    quota: int | None
    """How many a university may recommend; ``None``: no limit."""
    national: int | None
    """How many the province may report to the nation; ``None`` was not read anywhere."""
    unread: tuple[str, ...]
    """What the sources do not say: a person has to look."""
    note: str


@dataclass(frozen=True, slots=True)
class Edition:
    key: str
    kind: str
    title: str
    doc: str
    issuer: str
    source: str
    guide: str
    opens: date | None
    due: date | None
    made_from: date | None
    made_until: date | None
    one_way: bool
    """One work may come by one way only."""
    except_authority: str
    naming: str
    reviews: int
    most_load: int
    notice_days: int
    names_people: bool
    """Whether authors and advisers are named where results are made public."""
    sample: tuple[str, ...]
    """Which of its rules are 示例·非官方."""
    tracks: tuple[Track, ...]
    fields: tuple[Field, ...]
    files: tuple[FileRule, ...]
    criteria: tuple[Criterion, ...]
    awards: tuple[Award, ...]

    def track(self, key: str) -> Track:
        return next(track for track in self.tracks if track.key == key)

    def fields_of(self, track: str) -> tuple[Field, ...]:
        return of_track(self.fields, track)

    def files_of(self, track: str, subtype: str = "") -> tuple[FileRule, ...]:
        """The slots of a track; those of one subtype only where it is chosen."""
        found = of_track(self.files, track)
        return tuple(one for one in found if not one.subtypes or subtype in one.subtypes)

    def criteria_of(self, track: str) -> tuple[Criterion, ...]:
        return of_track(self.criteria, track)

    def awards_of(self, track: str) -> tuple[Award, ...]:
        return of_track(self.awards, track)


T = TypeVar("T", Field, FileRule, Criterion, Award)


def of_track(rows: Iterable[T], track: str) -> tuple[T, ...]:
    return tuple(row for row in rows if not row.tracks or track in row.tracks)


def _day() -> Key:
    return Key(date.fromisoformat, "日期，写作年-月-日", None)


def _limit() -> Key:
    return count(None)


NONE: tuple[str, ...] = ()
HEAD = {
    "key": slug(), "kind": slug(), "title": text(), "doc": text(""), "issuer": text(""),
    "source": text(""), "guide": text(""), "opens": _day(), "due": _day(), "made_from": _day(),
    "made_until": _day(), "one_way": flag(), "except_authority": text(""),
    "naming": text("序号+类别+《作品名称》"), "reviews": count(3), "most_load": count(30),
    "notice_days": count(5), "names_people": flag(default=True), "sample": texts(NONE),
}  # fmt: skip
TRACK = {
    "key": slug(), "title": text(), "entrant": one_of(ENTRANTS), "subtypes": texts(NONE),
    "authors": count(1), "advisors": Key(lambda v: max(0, int(v)), "整数", 0), "quota": _limit(),
    "national": _limit(), "unread": texts(NONE), "note": text(""),
}  # fmt: skip
FIELD = {
    "key": slug(), "title": text(), "kind": one_of(FIELD_KINDS), "tracks": texts(NONE),
    "choices": texts(NONE), "required": flag(default=True), "most": count(200), "help": text(""),
    "blind": flag(default=True),
}  # fmt: skip
FILE = {
    "key": slug(), "title": text(), "tracks": texts(NONE), "subtypes": texts(NONE),
    "formats": texts(), "fewest": Key(lambda v: max(0, int(v)), "整数", 1), "most": count(1),
    "min_seconds": _limit(), "max_seconds": _limit(), "min_width": _limit(),
    "min_height": _limit(), "max_mb": _limit(), "advised_mb": _limit(), "max_chars": _limit(),
    "max_pages": _limit(), "over": one_of(OVER, "refuse"), "blind": flag(default=True),
    "note": text(""),
}  # fmt: skip
CRITERION = {
    "key": slug(), "title": text(), "weight": count(), "tracks": texts(NONE), "levels": texts(),
}  # fmt: skip
AWARD = {
    "key": slug(), "title": text(), "tracks": texts(NONE), "places": _limit(), "money": _limit(),
}  # fmt: skip
ROWS: dict[str, tuple[dict[str, Key], type]] = {
    "track": (TRACK, Track), "field": (FIELD, Field), "file": (FILE, FileRule),
    "criterion": (CRITERION, Criterion), "award": (AWARD, Award),
}  # fmt: skip


def read_edition(where: str, data: Mapping[str, Any]) -> Edition:
    """Everything an edition says, held against itself. Raises PackError with one sentence."""
    head = {name: value for name, value in data.items() if name not in ROWS}
    tables = {name: _rows(where, name, data.get(name, [])) for name in ROWS}
    if not tables["track"]:
        raise PackError(f"{where} 至少要有一个 [[track]]")
    keys = [track.key for track in tables["track"]]
    for name in ("field", "file", "criterion", "award"):
        for row in tables[name]:
            if strange := [key for key in row.tracks if key not in keys]:
                raise PackError(f"{where} 的 [[{name}]] {row.key} 所说的类别 {strange[0]} 不存在")
    return Edition(
        **read_row(where, head, HEAD), tracks=tables["track"], fields=tables["field"],
        files=tables["file"], criteria=tables["criterion"], awards=tables["award"],
    )  # fmt: skip


def _rows(where: str, name: str, rows: Any) -> tuple[Any, ...]:
    keys, made = ROWS[name]
    read = tuple(
        made(**read_row(f"{where} 的第 {number} 个 [[{name}]]", row, keys))
        for number, row in enumerate(rows, start=1)
    )
    seen: set[Any] = set()
    for one in read:
        mark = (one.key, getattr(one, "tracks", ()), getattr(one, "subtypes", ()))
        if mark in seen:
            raise PackError(f"{where} 的 [[{name}]] {one.key} 写了两次，请删去一处")
        seen.add(mark)
    return read


def as_plain(data: Any) -> Any:
    """The same with days as text: what a call keeps as its own copy."""
    if isinstance(data, Mapping):
        return {key: as_plain(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [as_plain(value) for value in data]
    return data.isoformat() if isinstance(data, date) else data
