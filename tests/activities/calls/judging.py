"""Works that a panel has judged: planted at once, for what comes after the panel."""

from __future__ import annotations

from datetime import timedelta

from tests import factories
from wangyu.activities.calls.models import (
    BlindCopy,
    BlindPiece,
    Call,
    Contributor,
    Entry,
    Panelist,
    Remark,
    Review,
    Roll,
)
from wangyu.base.core.roles import Role

TRACK = "pictures"
CRITERIA = ("direction", "content", "making", "novelty")
REVIEWERS = ("评委绝密甲", "评委绝密乙", "评委绝密丙")
AUTHOR = "作者绝密"


def panel(call, province):
    """Three reviewers."""
    return [
        Panelist.objects.create(
            call=call, user=factories.officer(Role.REVIEWER, province, name), most=90
        )
        for name in REVIEWERS
    ]


def work(call, university, entrant, number, now, *, state="in_review", **more):
    """A work with its author, as the panel saw it."""
    made = Entry.objects.create(
        call=call, track=TRACK, organisation=university, entrant=entrant,
        title=f"作品{number:02d}", state=state, begun_at=now, saved_at=now,
        submitted_at=now - timedelta(days=5), revision=1, may_show=True, **more,
    )  # fmt: skip
    Contributor.objects.create(
        entry=made, part="author", position=1, name=f"{AUTHOR}{number}", confirmed_at=now
    )
    BlindCopy.objects.create(
        entry=made, code=f"N{number:03d}", revision=1, title=f"匿名{number:02d}", made_at=now
    )
    return made


def review(entry, panelist, level, now, *, state="done"):
    """The same level of every criterion."""
    return Review.objects.create(
        entry=entry, panelist=panelist, state=state, scores=dict.fromkeys(CRITERIA, level),
        reasons={"direction": f"立意第 {level} 等"}, opinion=f"总体第 {level} 等",
        assigned_at=now, saved_at=now, submitted_at=now if state == "done" else None,
    )  # fmt: skip


def remark(found, now, *, at=80, media="video/mp4", slot="work"):
    copy = found.entry.blind
    piece = BlindPiece.objects.create(copy=copy, slot=slot, position=1, media_type=media)
    return Remark.objects.create(
        review=found, piece=piece, at=at, text="这里转场太快", written_at=now
    )


def meeting(call, province, university, entrant, now, *, works=6, state="deciding"):
    """A call in its meeting: works from the best to the worst, three reviews of each."""
    Roll.objects.get_or_create(
        call=call, organisation=university, defaults={"state": "signed", "signed_at": now}
    )
    people = panel(call, province)
    made = [work(call, university, entrant, number, now) for number in range(1, works + 1)]
    for number, entry in enumerate(made):
        level = 5 - number * 4 // max(1, works - 1)
        for shift, one in zip((0, 0, -1), people, strict=True):
            review(entry, one, max(1, level + shift), now)
    Call.objects.filter(pk=call.pk).update(state=state)
    call.state = state
    return made
