"""Reads about the formal checks of a call. No permission is decided here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, prefetch_related_objects

from wangyu.activities.calls.logic.roll import Place, in_order
from wangyu.activities.calls.logic.screening import ASPECTS, Found, Handed, Twin, examine
from wangyu.activities.calls.models import Call, Check, Entry, Roll, Step
from wangyu.activities.calls.queries.calls import HANDED_OVER, deadline, rules_of
from wangyu.activities.calls.queries.entries import work_of
from wangyu.activities.calls.queries.rolls import signed, twins_of
from wangyu.institutions.orgs.models import Organisation

OPEN_DOUBT = Q(tone="doubt", ruling="")
BAD = Q(tone="bad") | Q(ruling="bad")
STAGES = (
    ("ready", "没有问题，可以通过"), ("doubt", "有待人工认定"), ("bad", "不符合"),
    ("completing", "退回补齐中"), ("overdue", "补齐已逾期"), ("passed", "已通过"),
    ("rejected", "未通过"),
)  # fmt: skip


def to_screen(call: Call) -> QuerySet[Any]:
    """Every work a signed roll of the call names, with what its checks come to."""
    return to_screen_anywhere().filter(call=call)


def to_screen_anywhere() -> QuerySet[Any]:
    """The same of all calls, to look for one work in."""
    checks = Check.objects.filter(entry=OuterRef("pk"))
    rows = Entry.objects.filter(signed(), state__in=HANDED_OVER)
    rows = rows.select_related("organisation", "unit").prefetch_related("call__owner")
    return rows.annotate(has_bad=Exists(checks.filter(BAD)), has_doubt=Exists(checks.filter(OPEN_DOUBT)))  # fmt: skip


PASSED = tuple(
    state for state in HANDED_OVER if state not in {"recommended", "completing", "format_rejected"}
)


def _stages(now: datetime) -> dict[str, Q]:
    """What each stage is, of rows of ``to_screen``."""
    waiting = Q(state="recommended")
    return {
        "ready": waiting & Q(has_bad=False, has_doubt=False), "bad": waiting & Q(has_bad=True),
        "doubt": waiting & Q(has_bad=False, has_doubt=True), "completing": Q(state="completing"),
        "overdue": Q(state="completing", complete_by__lt=now), "passed": Q(state__in=PASSED),
        "rejected": Q(state="format_rejected"),
    }  # fmt: skip


def at_stage(rows: QuerySet[Any], stage: str, now: datetime) -> QuerySet[Any]:
    """Of ``to_screen``, those that are that far."""
    return rows.filter(_stages(now)[stage])


def stage_of(entry: Any, now: datetime) -> str:
    """The same of one annotated row."""
    if entry.state == "recommended":
        return "bad" if entry.has_bad else "doubt" if entry.has_doubt else "ready"
    if entry.state == "completing":
        return "overdue" if entry.complete_by and entry.complete_by < now else "completing"
    return "rejected" if entry.state == "format_rejected" else "passed"


def progress(call: Call, now: datetime) -> dict[str, int]:
    """How many works are how far, and ``all``; ``overdue`` are among the completing."""
    counts = {key: Count("pk", filter=stage) for key, stage in _stages(now).items()}
    return to_screen(call).order_by().aggregate(all=Count("pk"), **counts)


@dataclass(frozen=True, slots=True)
class Doubt:
    """One question that several works raise in the same words."""

    sentence: str
    works: int
    first: int
    """A check with this sentence: ruling it with the others like it answers all."""
    entry: int
    """The work it is of."""


def open_doubts(call: Call) -> QuerySet[Check]:
    """Those of works that wait: a returned one is checked anew when it comes back."""
    waiting = Entry.objects.filter(signed(), call=call, state="recommended")
    return Check.objects.filter(OPEN_DOUBT, entry__in=waiting)


def doubts(call: Call) -> list[Doubt]:
    """Questions of the call, the commonest first."""
    found: dict[str, list[tuple[int, int]]] = {}
    rows = open_doubts(call).order_by("pk").values_list("pk", "entry", "sentence")
    for pk, entry, sentence in rows:
        found.setdefault(sentence, []).append((pk, entry))
    ranked = sorted(found.items(), key=lambda one: (-len(one[1]), one[1][0]))
    return [Doubt(sentence, len(seen), *seen[0]) for sentence, seen in ranked]


def checks_of(entry: Entry) -> list[dict[str, Any]]:
    """The checks by aspect; what a person has ruled stands before what the machine found."""
    return [
        {
            "check": one, "aspect": ASPECTS[one.key.partition("-")[0]],
            "tone": one.ruling or one.tone, "open": one.tone == "doubt" and not one.ruling,
            "ruled": bool(one.ruling),
        }
        for one in sorted(entry.checks.select_related("ruled_by"), key=_place)
    ]  # fmt: skip


def _place(check: Check) -> tuple[int, int]:
    """Aspect by aspect, however often it was checked again."""
    aspect, _, number = check.key.partition("-")
    return list(ASPECTS).index(aspect), int(number)


def alike(check: Check) -> QuerySet[Check]:
    """Open doubts of the same call in the same words."""
    return open_doubts(check.entry.call).filter(sentence=check.sentence)


def universities_with(call: Call) -> list[tuple[str, str]]:
    rows = Organisation.objects.filter(
        pk__in=Roll.objects.filter(call=call, state="signed").values("organisation")
    )
    return [(str(pk), name) for pk, name in rows.order_by("name").values_list("pk", "name")]


def findings_of(works: Sequence[Entry]) -> dict[int, list[Found]]:
    """What the machine finds of each; of works whose university has signed."""
    prefetch_related_objects(works, "pieces", "contributors")
    twins = twins_of(works)
    places = _places(works)
    rolls = {(one.call_id, one.organisation_id): one for one in _rolls(works)}
    completed = _completed(works)
    found = {}
    for one in works:
        roll = rolls[one.call_id, one.organisation_id]
        edition = rules_of(one.call)
        handed = Handed(
            one.submitted_at, deadline(one.call, roll), one.late, roll.signed_at, roll.late,
            places.get(one.pk, 1), edition.track(one.track).quota,
            [
                Twin(t.call.title, t.organisation.name, t.submitted_at, t.call_id == one.call_id)
                for t in twins[one.pk]
            ],
            one.complete_by, completed.get(one.pk),
        )  # fmt: skip
        found[one.pk] = examine(edition, work_of(one), handed)
    return found


def _rolls(works: Sequence[Entry]) -> QuerySet[Roll]:
    pairs = {(one.call_id, one.organisation_id) for one in works}
    return Roll.objects.filter(
        call__in={call for call, _ in pairs}, organisation__in={place for _, place in pairs}
    )


def _places(works: Sequence[Entry]) -> dict[int, int]:
    """Which of its track each work is in its university's order."""
    found: dict[int, int] = {}
    for call in {one.call_id: one.call for one in works}.values():
        schools = {one.organisation_id for one in works if one.call_id == call.pk}
        rows = Entry.objects.filter(call=call, organisation__in=schools, state__in=HANDED_OVER)
        known = {
            pk: (school, Place(pk, track, rank))
            for pk, school, track, rank in rows.values_list("pk", "organisation", "track", "rank")
        }
        counted: Counter[tuple[int, str]] = Counter()
        tracks = [one.key for one in rules_of(call).tracks]
        for place in in_order(tracks, (place for _, place in known.values())):
            mine = known[place.pk][0], place.track
            counted[mine] += 1
            found[place.pk] = counted[mine]
    return found


def _completed(works: Sequence[Entry]) -> dict[int, datetime]:
    """When each was completed last."""
    rows = Step.objects.filter(entry__in=[one.pk for one in works], verb="completed")
    return dict(rows.order_by("at").values_list("entry", "at"))
