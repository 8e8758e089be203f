"""Works at any step of their life without the steps before."""

from __future__ import annotations

import itertools

from tests import factories
from wangyu.activities.calls.logic.likeness import likeness_of
from wangyu.activities.calls.models import Contributor, Entry, Piece, Roll

serial = itertools.count(1)


def plant(
    call, university, state="dept_passed", *, track="pictures", unit=None, entrant=None, **more
):
    """One work with an author and a file of its own."""
    number = next(serial)
    title = more.pop("title", f"作品第{number}号")
    author = more.pop("author", f"作者{number}")
    now = call.opens_at
    made = Entry.objects.create(
        call=call, track=track, organisation=university, unit=unit, title=title, state=state,
        entrant=entrant or factories.user(), begun_at=now, saved_at=now, submitted_at=now,
        revision=1, likeness=likeness_of(title),
        answers={"summary": "简介", "published_on": "2025-03-01"}, **more,
    )  # fmt: skip
    Contributor.objects.create(entry=made, part="author", position=1, name=author, confirmed_at=now)
    Piece.objects.create(
        entry=made, slot="work", position=1, original_name="家乡.png", stored_name=f"{number:040d}",
        sha256=f"{number:064d}", size=2048, media_type="image/png", added_at=now,
        measured={"width": 640, "height": 480},
    )  # fmt: skip
    return made


def roll_of(call, university, state="collecting", **more):
    return Roll.objects.update_or_create(
        call=call, organisation=university, defaults={"state": state} | more
    )[0]


def states(*works):
    found = dict(Entry.objects.values_list("pk", "state"))
    return [found[one.pk] for one in works]
