"""Ways to write of blind copies (see writing.py), and ops no page calls (see working.py)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.house.calling import PICTURE, work_is
from tests.house.way import Way, nothing, own, says
from tests.house.world import World
from wangyu.activities.calls.models import BlindCopy, Finding, Piece
from wangyu.activities.calls.models import Entry as Entered
from wangyu.activities.calls.ops import blinding, filming, likeness, showing
from wangyu.activities.calls.ops.stripping import Made
from wangyu.activities.calls.queries.blinding import shown_pieces
from wangyu.institutions.people.queries import actor_for


def looked_through(world: World) -> None:
    Finding.objects.filter(copy__entry=own(world, "work")).delete()


def frozen(world: World) -> None:
    looked_through(world)
    work_is("format_ok")(world)
    BlindCopy.objects.filter(entry=own(world, "work")).update(frozen_at=timezone.now())


def revised(world: World) -> None:
    work_is("format_ok")(world)
    Entered.objects.filter(pk=own(world, "work")).update(revision=2)


def picture(world: World) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("x.png", PICTURE)}


def ticked(world: World) -> dict[str, Any]:
    return {"pick": own(world, "work")}


def officer(world: World, now: datetime) -> dict[str, Any]:
    who = world.people["province_officer"]
    return {"actor": actor_for(who, on=timezone.localdate(now)), "now": now}


def entry(world: World) -> Entered:
    return Entered.objects.get(pk=own(world, "work"))


def shown(world: World) -> Piece:
    return Piece.objects.get(pk=own(world, "shown_piece"))


def unmade(entry: Entered) -> list[Made]:
    """Of every file of it, that it could not be made blind."""
    return [
        Made(one.slot, one.position, one.media_type, {}, source=one.stored_name)
        for one in shown_pieces(entry)
    ]


BLINDING = [
    Way("calls:blind_make", "province_officer", prepare=revised),
    Way("calls:blind_rule", "province_officer", says(finding="all", ruling="masked")),
    Way("calls:blind_freeze", "province_officer", prepare=looked_through),
    Way("calls:blind_freeze_many", "province_officer", ticked, prepare=looked_through),
    Way("calls:blind_thaw", "province_officer", prepare=frozen),
    Way("calls:blind_replace", "province_officer", picture),
    Way("calls:compare", "province_officer"),
    Way("calls:likeness_rule", "province_officer", says(ruling="copied", reason="整段相同")),
]
BLIND_EXAMINED = {"calls:blind_rule"}
"""On which a copy is made anew, or read."""
UNMADE = Made("work", 1, "image/png", {})
BLIND_WORKS = [
    (
        "calls.film.keep",
        lambda w, now: filming.keep_film(piece=shown(w), seen=[(0, 7)], **officer(w, now)),
        nothing,
    ),
    (
        "calls.blind.make",
        lambda w, now: blinding.keep_copy(
            entry=entry(w), made=unmade(entry(w)), known=[], **officer(w, now)
        ),
        nothing,
    ),
    (
        "calls.piece.show",
        lambda w, now: showing.keep_shown(piece=shown(w), made=UNMADE, **officer(w, now)),
        nothing,
    ),
    (
        "calls.likeness.keep",
        lambda w, now: likeness.keep_likenesses(call=entry(w).call, found={}, **officer(w, now)),
        nothing,
    ),
]
