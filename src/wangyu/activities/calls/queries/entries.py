"""Reads about entries. No permission is decided here."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from wangyu.activities.calls.logic.completeness import Person, Problem, Work, look_over
from wangyu.activities.calls.logic.filerules import Given
from wangyu.activities.calls.models import Contributor, Entry, Piece, Slip, Step
from wangyu.activities.calls.queries.calls import UNSEEN, rules_of
from wangyu.base.lib.dates import show_date
from wangyu.institutions.orgs.models import Organisation, University


def work_of(entry: Entry) -> Work:
    """The entry as plain data."""
    pieces: dict[str, list[Given]] = {}
    for one in entry.pieces.all():
        given = Given(one.original_name, one.media_type, one.size, one.measured)
        pieces.setdefault(one.slot, []).append(given)
    people = [
        Person(c.name, c.part, c.confirmed_at is not None, c.refused_at is not None)
        for c in entry.contributors.all()
    ]
    return Work(entry.track, entry.subtype, entry.title, entry.answers, people, pieces)


def problems_of(entry: Entry) -> list[Problem]:
    """What keeps it from being handed in, and what a person has to look at."""
    edition = rules_of(entry.call)
    return [
        *look_over(edition, work_of(entry)),
        *_likeness_problems(entry, one_way=edition.one_way),
    ]


def _likeness_problems(entry: Entry, *, one_way: bool) -> list[Problem]:
    found = []
    for other in same_works(entry)[:5]:
        here = other.call_id == entry.call_id
        when = show_date((other.submitted_at or other.begun_at).date())
        told = f"这件作品已在“{other.call.title}”中参加过（{when}）"
        if here and one_way:
            found.append(
                Problem("title", f"{told}，同一作品只能由一条通道参加；请撤回其中一件再提交。")
            )
        else:
            found.append(Problem("title", f"{told}，请在提交前与推荐单位核实。", "doubt"))
    return found


def same_works(entry: Entry) -> QuerySet[Entry]:
    """Other entries of the same name with an author in common, or with a file in common."""
    names = list(entry.contributors.filter(part="author").values_list("name", flat=True))
    prints = list(entry.pieces.values_list("sha256", flat=True))
    by_name = Q(likeness=entry.likeness, contributors__name__in=names) & ~Q(likeness="")
    by_file = Q(pieces__sha256__in=prints)
    rows = Entry.objects.filter(by_name | by_file).exclude(pk=entry.pk)
    rows = rows.exclude(state__in=UNSEEN).select_related("call")
    return rows.distinct().order_by("-submitted_at")


def content_of(entry: Entry) -> dict[str, Any]:
    """What a receipt signs: everything handed in, files by fingerprint."""
    return {
        "call": entry.call_id, "entry": entry.pk, "track": entry.track, "subtype": entry.subtype,
        "title": entry.title, "answers": entry.answers, "may_show": entry.may_show,
        "people": [[c.part, c.position, c.name, c.unit] for c in entry.contributors.all()],
        "files": [[p.slot, p.position, p.sha256, p.size] for p in entry.pieces.all()],
    }  # fmt: skip


def locked(entry: Entry) -> Entry:
    rows = Entry.objects.select_for_update(of=("self",))
    return rows.select_related("call__owner", "organisation", "unit").get(pk=entry.pk)


def people_of(entry: Entry) -> QuerySet[Contributor]:
    return entry.contributors.order_by("part", "position", "pk")


def pieces_of(entry: Entry) -> QuerySet[Piece]:
    return entry.pieces.order_by("slot", "position", "pk")


def steps_of(entry: Entry) -> QuerySet[Step]:
    return entry.steps.select_related("by")


def slips_of(entry: Entry) -> QuerySet[Slip]:
    return entry.slips.order_by("at", "pk")


def find_slip(number: str) -> Slip | None:
    return Slip.objects.select_related("entry__call").filter(number=number).first()


def find_invited(digest: str) -> Contributor | None:
    """Whose confirmation a link asks for."""
    rows = Contributor.objects.select_related("entry__call", "entry__organisation")
    return rows.filter(token=digest).first() if digest else None


def entry_titles(ids: Collection[int]) -> dict[int, str]:
    return dict(Entry.objects.filter(pk__in=set(ids)).values_list("pk", "title"))


def departments_of(university: Organisation) -> QuerySet[Organisation]:
    return Organisation.objects.filter(parent=university, closed_on=None).order_by("name")


def authority_of(university_id: int) -> str:
    rows = University.objects.filter(pk=university_id)
    return rows.values_list("authority", flat=True).first() or ""
