"""Reads about results: lists, what a call came to in numbers, and measures. Nobody is ranked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from wangyu.activities.calls.models import Call, Entry, Objection, Standing
from wangyu.activities.calls.queries.calls import UNSEEN, rules_of
from wangyu.activities.calls.queries.deciding import WON, award_title, money_of
from wangyu.base.lib.dates import local_day
from wangyu.base.lib.periods import Period
from wangyu.institutions.orgs.models import Organisation

NOT_RECOMMENDED = (*UNSEEN, "submitted", "dept_passed", "returned", "declined")
BINS = 10
"""Of the scale from 0 to 100, for the distribution of scores."""


def order_by_award(call: Call, rows: QuerySet[Entry]) -> QuerySet[Any]:
    """Awards in the order the edition gives them."""
    keys = dict.fromkeys(one.key for one in rules_of(call).awards)
    whens = [When(award=key, then=Value(at)) for at, key in enumerate(keys)]
    place = Case(*whens, default=Value(len(whens)), output_field=IntegerField())
    return rows.annotate(award_place=place).order_by("track", "award_place", "pk")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the statistics of a call."""

    label: str
    entered: int
    recommended: int
    won: int
    by_award: list[tuple[str, int]]
    """Title of an award -> how many."""


@dataclass(frozen=True, slots=True)
class Statistics:
    awards: list[str]
    tracks: list[Line]
    universities: list[Line]
    total: Line
    money: int


Facts = tuple[str, str, str, str]
"""Of one entry: its group, track, state and award."""


def statistics_of(call: Call) -> Statistics:
    """By track and by kind of university; never by university or person."""
    edition = rules_of(call)
    awards = {one.key: one.title for one in edition.awards}
    names = {one.key: one.title for one in edition.tracks}
    rows = Entry.objects.filter(call=call).exclude(state__in=UNSEEN).order_by()
    fields = ("track", "state", "award", "organisation__university__level", "organisation__university__ownership")  # fmt: skip
    found = list(rows.values_list(*fields))
    by_track = [(names[track], track, state, award) for track, state, award, _, _ in found]
    by_kind = [
        (kind_of_university(level, ownership), track, state, award)
        for track, state, award, level, ownership in found
    ]
    return Statistics(
        list(awards.values()),
        _lines(names.values(), by_track, awards),
        _lines(sorted({row[0] for row in by_kind}), by_kind, awards),
        _line("合计", by_track, awards),
        money_of(((track, award) for _, track, state, award in by_track if state in WON), edition),
    )


def kind_of_university(level: str | None, ownership: str | None) -> str:
    """For example 公办本科; what the roster does not say is left out."""
    return f"{ownership or ''}{level or ''}" or "未载明"


def _lines(labels: Iterable[str], rows: Sequence[Facts], awards: Mapping[str, str]) -> list[Line]:
    return [_line(label, [row for row in rows if row[0] == label], awards) for label in labels]


def _line(label: str, rows: Sequence[Facts], awards: Mapping[str, str]) -> Line:
    won = Counter(award for _, _, state, award in rows if state in WON)
    recommended = sum(state not in NOT_RECOMMENDED for _, _, state, _ in rows)
    return Line(
        label,
        len(rows),
        recommended,
        won.total(),
        [(title, won[key]) for key, title in awards.items()],
    )


def score_bins(call: Call) -> list[tuple[str, int]]:
    """How many works have a mean within each tenth of the scale."""
    means = Standing.objects.filter(entry__call=call).values_list("mean", flat=True)
    counts = Counter(min(BINS - 1, int(one * BINS / 100)) for one in means if one is not None)
    width = 100 // BINS
    return [(f"{at * width}—{(at + 1) * width}", counts[at]) for at in range(BINS)]


@dataclass(frozen=True, slots=True)
class Outcome:
    award: str
    words: str


def is_told(entry: Entry) -> bool:
    """Whether its entrant may read the result and what reviewers wrote."""
    return entry.call.state == "released" and entry.state in (*WON, "not_awarded")


def result_of(entry: Entry) -> Outcome | None:
    """What may be said of it now; while the meeting decides, nothing."""
    if is_told(entry):
        won = entry.state in WON
        return Outcome(award_title(entry) if won else "", "获奖" if won else "未入选")
    if entry.state == "publicized":
        return Outcome(award_title(entry), "拟定结果，公示中")
    return None


def objections_of(call: Call) -> QuerySet[Objection]:
    return Objection.objects.filter(call=call).select_related("entry", "call")


def find_objection(fingerprint: str) -> Objection | None:
    return Objection.objects.select_related("call", "entry").filter(code=fingerprint).first()


def calls_of(kinds: Sequence[str], period: Period, *, released: bool) -> list[Call]:
    """Of certain kinds: those that came due in a period, or whose result came out in it."""
    rows = Call.objects.filter(kind__in=kinds).select_related("owner")
    rows = rows.filter(state="released") if released else rows.exclude(state__in=NOT_HELD)
    dated = [(call, call.released_at if released else call.due_at) for call in rows]
    return [call for call, at in dated if at and period.covers(local_day(at))]


def entries_but(states: Sequence[str]) -> QuerySet[Entry]:
    return Entry.objects.exclude(state__in=states)


def entries_sent() -> QuerySet[Entry]:
    return Entry.objects.filter(state="sent_national")


def entries_won() -> QuerySet[Entry]:
    return Entry.objects.filter(state__in=WON)


NOT_HELD = ("draft", "cancelled")
Worth = Callable[[Call, str, str], int]
"""What one entry counts, by its call, track and award."""


def sums(
    calls: Sequence[Call], org_ids: Sequence[int], entries: QuerySet[Entry], worth: Worth
) -> dict[int, int]:
    """Organisation -> what its entries come to. Who was reached by a call and has none, has 0."""
    paths = dict(Organisation.objects.filter(pk__in=org_ids).values_list("pk", "path"))
    found = {
        pk: 0 for pk, path in paths.items() if any(path.startswith(c.owner.path) for c in calls)
    }
    known = {call.pk: call for call in calls}
    fields = ("call_id", "organisation__path", "unit__path", "track", "award")
    rows = entries.filter(call__in=known).order_by().values_list(*fields).annotate(n=Count("pk"))
    for call, org, unit, track, award, count in rows:
        for pk in found:
            if (unit or org).startswith(paths[pk]):
                found[pk] += count * worth(known[call], track, award)
    return found
