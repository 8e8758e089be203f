"""Reads about blind copies. No permission is decided here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from wangyu.activities.calls.logic.blinding.files import PAINTED, can_mask
from wangyu.activities.calls.models import BlindCopy, BlindPiece, Call, Entry, Finding, Piece
from wangyu.activities.calls.queries.calls import rules_of
from wangyu.base.core import files
from wangyu.base.core.roles import Tier
from wangyu.institutions.orgs.models import FormerName, Organisation, University

TO_BLIND = ("format_ok", "in_review")
"""States of an entry that needs a copy for its reviewers."""


def copies_of(call: Call) -> QuerySet[Any]:
    """Works that need a copy, with how far it is."""
    still = Q(blind__findings__ruling="open")
    rows = Entry.objects.filter(Q(blind__isnull=False) | Q(state__in=TO_BLIND), call=call)
    return rows.select_related("call", "organisation", "blind").annotate(
        open_count=Count("blind__findings", filter=still, distinct=True),
        trouble_count=Count("blind__pieces", filter=~Q(blind__pieces__trouble=""), distinct=True),
    )


def to_blind(call: Call) -> QuerySet[Entry]:
    """Works without a copy, or with one of an earlier revision."""
    stale = Q(blind__isnull=True) | ~Q(blind__revision=F("revision"))
    rows = Entry.objects.filter(stale, call=call, state__in=TO_BLIND)
    return rows.select_related("call__owner", "organisation", "unit", "entrant").order_by("pk")


def ready_copies(call: Call, works: Collection[int]) -> QuerySet[BlindCopy]:
    """Of these works, copies in which nothing is left to decide."""
    left = Finding.objects.filter(copy=OuterRef("pk"), ruling="open")
    trouble = BlindPiece.objects.filter(copy=OuterRef("pk")).exclude(trouble="")
    rows = BlindCopy.objects.filter(
        ~Exists(left), ~Exists(trouble), entry__call=call, entry__in=works, frozen_at=None,
        revision=F("entry__revision"),
    )  # fmt: skip
    return rows.order_by("pk")


def unfrozen(call: Call) -> QuerySet[Entry]:
    """Works that wait for the review, with a copy that is still looked through."""
    rows = Entry.objects.filter(call=call, blind__isnull=False, blind__frozen_at=None)
    return rows.filter(state__in=TO_BLIND)


def following(entry: Entry) -> Entry | None:
    """The next work whose copy is not frozen; after the last one the first."""
    rows = unfrozen(entry.call).exclude(pk=entry.pk).order_by("pk")
    return rows.filter(pk__gt=entry.pk).first() or rows.first()


def is_current(entry: Entry, copy: BlindCopy | None) -> bool:
    return copy is not None and copy.revision == entry.revision


def copy_of(entry: Entry) -> BlindCopy | None:
    return BlindCopy.objects.filter(entry=entry).first()


def locked_copy(copy: BlindCopy) -> BlindCopy:
    rows = BlindCopy.objects.select_for_update(of=("self",))
    return rows.select_related("entry__call__owner", "entry__organisation").get(pk=copy.pk)


def shown_pieces(entry: Entry) -> list[Piece]:
    """Files of slots that reviewers see."""
    slots = {r.key for r in rules_of(entry.call).files_of(entry.track, entry.subtype) if r.blind}
    return list(entry.pieces.filter(slot__in=slots).order_by("slot", "position", "pk"))


def shown_answers(entry: Entry) -> dict[str, str]:
    fields = rules_of(entry.call).fields_of(entry.track)
    return {one.key: entry.answers.get(one.key, "") for one in fields if one.blind}


def findings_of(copy: BlindCopy) -> QuerySet[Finding]:
    return copy.findings.order_by("pk")


def page_of(place: str) -> int:
    """0 for a whole file, or what is no file."""
    return int(place.split("/")[2]) if place.count("/") > 1 else 0


def findings_in(piece: BlindPiece) -> QuerySet[Finding]:
    """Those of one file, whatever their page."""
    place = f"{piece.slot}/{piece.position}"
    rows = Finding.objects.filter(copy_id=piece.copy_id)
    return rows.filter(Q(place=place) | Q(place__startswith=f"{place}/")).order_by("pk")


def maskable_in(copy: BlindCopy) -> Callable[[Finding], bool]:
    """Whether what was found can be masked here: in the texts, or in a file that lets it."""
    kinds = {f"{one.slot}/{one.position}": one.media_type for one in copy.pieces.all()}

    def can(finding: Finding) -> bool:
        media = kinds.get("/".join(finding.place.split("/")[:2]))
        return media is None or (can_mask(media) and (media not in PAINTED or bool(finding.boxes)))

    return can


def source_of(piece: BlindPiece) -> Path | None:
    """The file it was made of: the one handed in, or brought by hand instead. None: not any more."""
    given = piece.copy.entry.pieces.filter(slot=piece.slot, position=piece.position).first()
    name = piece.brought_name or (given.stored_name if given else "")
    return files.path_of(name) if name else None


def blind_pieces_of(copy: BlindCopy) -> QuerySet[BlindPiece]:
    return copy.pieces.order_by("slot", "position", "pk")


def roster() -> list[str]:
    """Every university, by all its names."""
    rows = Organisation.objects.filter(tier=Tier.UNIVERSITY)
    names = [name for pair in rows.values_list("name", "short_name") for name in pair]
    former = University.objects.exclude(former_name="").values_list("former_name", flat=True)
    return [name for name in [*names, *former] if name]


def known_words(entry: Entry) -> set[str]:
    """What the form and the tree know of whose it is."""
    return {word.strip() for word in _known(entry) if word and word.strip()}


def _known(entry: Entry) -> Iterator[str]:
    for name, unit in entry.contributors.values_list("name", "unit"):
        yield from (name, unit)
    yield from (entry.entrant.name, entry.entrant.username)
    yield from _places(entry.organisation)
    fields = rules_of(entry.call).fields_of(entry.track)
    for one in fields:
        if not one.blind and one.kind in {"line", "link"}:
            yield entry.answers.get(one.key, "").partition("://")[2] or entry.answers.get(
                one.key, ""
            )


def _places(university: Organisation) -> Iterator[str]:
    """The university and its departments, with and without its name before theirs, and before."""
    below = Q(path__startswith=university.path)
    for name, short in Organisation.objects.filter(below).values_list("name", "short_name"):
        yield from (name, short, name.removeprefix(university.name))
    former = FormerName.objects.filter(organisation__path__startswith=university.path)
    yield from former.values_list("name", flat=True)
