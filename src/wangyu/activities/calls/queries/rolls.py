"""Reads about what universities recommend. No permission is decided here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, QuerySet, Subquery, When

from wangyu.activities.calls.logic.flow import ROLL
from wangyu.activities.calls.logic.roll import Place, Tally, in_order
from wangyu.activities.calls.models import Call, Contributor, Entry, Piece, Roll
from wangyu.activities.calls.queries.calls import HANDED_OVER, UNSEEN, deadline, rules_of
from wangyu.base.core.access import within
from wangyu.base.core.roles import Tier
from wangyu.base.lib.dates import show_time
from wangyu.institutions.orgs.models import Organisation

ASKED = 200
SHOWN_DECLINED = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A recommended work with its serial number in the roll."""

    number: int
    entry: Entry
    authors: str
    advisers: str

    @property
    def withdrawn(self) -> bool:
        return self.entry.state == "withdrawn"


def tallies(call: Call, organisation: Organisation) -> list[Tally]:
    """Track by track: waiting, to choose from, chosen x of y."""
    rows = Entry.objects.filter(call=call, organisation=organisation)
    counts = rows.order_by().values_list("track", "state").annotate(n=Count("pk"))
    found: Counter[tuple[str, str]] = Counter()
    for track, state, n in counts:
        found[track, "chosen" if state in HANDED_OVER else state] += n
    return [
        Tally(
            one.key, one.title, one.quota, found[one.key, "submitted"],
            found[one.key, "dept_passed"], found[one.key, "chosen"], found[one.key, "declined"],
        )
        for one in rules_of(call).tracks
    ]  # fmt: skip


def chosen(call: Call, organisation: Organisation) -> list[Entry]:
    """The recommended works in the order of recommendation."""
    rows = Entry.objects.filter(call=call, organisation=organisation, state__in=HANDED_OVER)
    works = {one.pk: one for one in rows.select_related("call", "organisation", "unit")}
    return [works[place.pk] for place in ordered(call, works.values())]


def completing(call: Call, organisation: Organisation) -> list[datetime]:
    """By when a university's works that were returned have to be completed."""
    rows = Entry.objects.filter(call=call, organisation=organisation, state="completing")
    return [due for due in rows.values_list("complete_by", flat=True) if due]


def declined(call: Call, organisation: Organisation, track: str) -> QuerySet[Entry]:
    """Works of a track the university did not choose, the latest first."""
    rows = Entry.objects.filter(call=call, organisation=organisation, track=track, state="declined")
    return rows.select_related("unit").order_by("-submitted_at", "pk")[:SHOWN_DECLINED]


def ordered(call: Call, works: Iterable[Entry]) -> list[Place]:
    tracks = [one.key for one in rules_of(call).tracks]
    return in_order(tracks, (Place(one.pk, one.track, one.rank) for one in works))


def lines_of(roll: Roll) -> list[Line]:
    """What the sheet lists. Once signed the numbers stay; a work withdrawn later keeps its line."""
    if roll.state == "signed":
        rows = Entry.objects.filter(call=roll.call, organisation=roll.organisation)
        kept = rows.filter(state__in=[*HANDED_OVER, "withdrawn"], rank__isnull=False)
        works = list(kept.select_related("call", "organisation", "unit").order_by("rank"))
    else:
        works = chosen(roll.call, roll.organisation)
    names = names_of(works)
    return [
        Line(
            (one.rank if roll.state == "signed" and one.rank else number), one,
            names[one.pk, "author"], names[one.pk, "adviser"],
        )
        for number, one in enumerate(works, start=1)
    ]  # fmt: skip


def names_of(works: Sequence[Entry]) -> dict[tuple[int, str], str]:
    """Authors and advisers of each, joined."""
    rows = Contributor.objects.filter(entry__in=[one.pk for one in works])
    found: dict[tuple[int, str], list[str]] = {
        (one.pk, part): [] for one in works for part in ("author", "adviser")
    }
    for person in rows.order_by("position", "pk"):
        found[person.entry_id, person.part].append(person.name)
    return {key: "、".join(names) for key, names in found.items()}


def pieces_by_entry(works: Sequence[Entry]) -> dict[int, list[Piece]]:
    found: dict[int, list[Piece]] = {one.pk: [] for one in works}
    for piece in Piece.objects.filter(entry__in=list(found)).order_by("slot", "position", "pk"):
        found[piece.entry_id].append(piece)
    return found


def roll_or_new(call: Call, organisation: Organisation) -> Roll:
    """The university's roll; one that nobody has touched yet is not kept."""
    rows = Roll.objects.select_related("organisation", "call__owner", "signed_by")
    found = rows.filter(call=call, organisation=organisation).first()
    return found or Roll(call=call, organisation=organisation)


def universities_of(call: Call) -> QuerySet[Any]:
    """Every university the call is open to: how far its roll is, how many works a signed one names."""
    mine = Roll.objects.filter(call=call, organisation=OuterRef("pk"))
    handed = Entry.objects.filter(call=call, organisation=OuterRef("pk"), state__in=HANDED_OVER)
    count = handed.order_by().values("organisation").annotate(n=Count("pk")).values("n")
    rows = Organisation.objects.filter(
        within(call.owner.path), tier=Tier.UNIVERSITY, closed_on=None
    ).annotate(
        roll_state=Subquery(mine.values("state")[:1]), roll_due=Subquery(mine.values("due_at")[:1]),
        signed_at=Subquery(mine.values("signed_at")[:1]), late=Subquery(mine.values("late")[:1]),
        notice_until=Subquery(mine.values("notice_until")[:1]),
    )  # fmt: skip
    return rows.annotate(works=Case(When(roll_state="signed", then=Subquery(count)), default=None))


def roll_steps(roll: Roll) -> list[dict[str, Any]]:
    """What was done to it, for a time line."""
    labels = {edge.verb: edge for edge in ROLL.edges}
    return [
        {
            "title": labels[step.verb].label, "when": show_time(step.at), "text": step.reason,
            "tone": ROLL.states[labels[step.verb].target].tone,
            "who": step.by.name if step.by else "系统",
        }
        for step in (roll.steps.select_related("by") if roll.pk else ())
    ]  # fmt: skip


def roll_titles(ids: Collection[int]) -> dict[int, str]:
    rows = Roll.objects.filter(pk__in=set(ids))
    return {pk: f"{name}的推荐" for pk, name in rows.values_list("pk", "organisation__name")}


def latest_notice(call: Call, roll: Roll) -> datetime:
    """When a university's notice has to begin so that its roll is in time."""
    return deadline(call, roll) - timedelta(days=rules_of(call).notice_days + 1)


def twins_of(works: Sequence[Entry]) -> dict[int, list[Entry]]:
    """For each work the others that are the same: by name and an author in common, or by a file."""
    by_name = _same_name(works)
    by_file = _same_file(works)
    wanted = {pk for pks in (*by_name.values(), *by_file.values()) for pk in pks}
    rows = Entry.objects.filter(pk__in=wanted).exclude(state__in=UNSEEN)
    others = {one.pk: one for one in rows.select_related("call", "organisation")}
    return {
        one.pk: [
            others[pk]
            for pk in sorted(by_name.get(one.pk, set()) | by_file.get(one.pk, set()))
            if pk in others
        ]
        for one in works
    }


def _same_name(works: Sequence[Entry]) -> dict[int, set[int]]:
    likenesses = {one.likeness for one in works if one.likeness}
    rows = Contributor.objects.filter(entry__likeness__in=likenesses, part="author")
    authors: dict[int, set[str]] = {}
    sharing: dict[str, set[int]] = {}
    for pk, likeness, name in rows.values_list("entry", "entry__likeness", "name"):
        authors.setdefault(pk, set()).add(name)
        sharing.setdefault(likeness, set()).add(pk)
    return {
        one.pk: {
            pk
            for pk in sharing.get(one.likeness, set()) - {one.pk}
            if authors[pk] & authors.get(one.pk, set())
        }
        for one in works
    }


def _same_file(works: Sequence[Entry]) -> dict[int, set[int]]:
    mine: dict[str, set[int]] = {}
    pks = [one.pk for one in works]
    for pk, print_ in Piece.objects.filter(entry__in=pks).values_list("entry", "sha256"):
        mine.setdefault(print_, set()).add(pk)
    found: dict[int, set[int]] = {}
    prints = sorted(mine)
    for first in range(0, len(prints), ASKED):
        rows = Piece.objects.filter(sha256__in=prints[first : first + ASKED])
        for other, print_ in rows.values_list("entry", "sha256"):
            for pk in mine[print_] - {other}:
                found.setdefault(pk, set()).add(other)
    return found


def signed() -> Exists:
    """Whether an entry's university has signed its roll."""
    return Exists(
        Roll.objects.filter(
            call=OuterRef("call"), organisation=OuterRef("organisation"), state="signed"
        )
    )


def locked_roll(call: Call, organisation: Organisation) -> Roll:
    """Made if need be, and locked: whoever chooses for one university does so one after another."""
    rows = Roll.objects.select_for_update(of=("self",)).select_related(
        "call__owner", "organisation"
    )
    return rows.get(call=call, organisation=organisation)


def all_locked(works: Sequence[Entry]) -> list[Entry]:
    rows = Entry.objects.select_for_update(of=("self",)).order_by("pk")
    found = rows.select_related("call__owner", "organisation", "unit")
    return list(found.filter(pk__in=[one.pk for one in works]))
