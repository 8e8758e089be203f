"""Calls in their meeting, in public notice and with results, each with a work of every place."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests import factories
from tests.house.planting import Plot, plant_piece
from wangyu.activities.calls.kinds import editions
from wangyu.activities.calls.models import (
    BlindCopy,
    BlindPiece,
    Call,
    Change,
    Entry,
    Objection,
    Panelist,
    Piece,
    Remark,
    Review,
    Roll,
    ShownCopy,
    Standing,
)
from wangyu.activities.calls.ops.objections import fingerprint
from wangyu.base.core.roles import Role
from wangyu.institutions.orgs.models import Organisation

CODE = "AAAA-BBBB-CCCC-DDDD"
STATES = {"meeting_call": "deciding", "noticed_call": "publicized", "released_call": "released"}
TITLES = {"deciding": "会评中的推选", "publicized": "公示中的推选", "released": "已公布的推选"}
TRACK = "articles"


def plant_judged_calls(province: Organisation, now: datetime) -> dict[str, Call]:
    facts = {
        "owner": province, "kind": "both", "opens_at": now - timedelta(days=90),
        "due_at": now - timedelta(days=60), "changed_at": now, "created_at": now,
        "rules": editions()["hunan_2025"].data, "notice_until": now + timedelta(days=9),
    }  # fmt: skip
    made = {
        name: Call.objects.create(title=TITLES[state], state=state, **facts)
        for name, state in STATES.items()
    }
    Call.objects.filter(pk=made["released_call"].pk).update(released_at=now)
    judge = factories.officer(Role.REVIEWER, province)
    Panelist.objects.create(call=made["meeting_call"], user=judge, most=9)
    return made


def plant_judged(plot: Plot, calls: dict[str, Call]) -> dict[str, Any]:
    """A work before the meeting, one in the notice with an objection to it, and one that is shown."""
    for call in calls.values():
        Roll.objects.get_or_create(
            call=call, organisation=university_of(plot),
            defaults={"state": "signed", "signed_at": plot.now},
        )  # fmt: skip
    before = plant_work(plot, calls["meeting_call"], "in_review", award="merit")
    plant_review(plot, before, calls["meeting_call"])
    noticed = plant_work(plot, calls["noticed_call"], "publicized", award="first")
    objection = Objection.objects.create(
        call=calls["noticed_call"], entry=noticed, code=fingerprint(f"{CODE}{plot.place}"),
        made_at=plot.now.date(), **plot.text(Objection, "text", "answer"),
    )  # fmt: skip
    shown = plant_work(plot, calls["released_call"], "exhibited", award="first", may_show=True)
    piece = plant_piece(plot, shown)
    Piece.objects.filter(pk=piece).update(slot="text", original_name="正文.png")
    served = Piece.objects.values("stored_name", "preview_name", "sha256", "size").get(pk=piece)
    ShownCopy.objects.create(piece_id=piece, made_at=plot.now, **served)
    return {
        "judged": before.pk, "noticed": noticed.pk, "objection": objection.pk, "shown": shown.pk,
        "shown_piece": piece,
    }  # fmt: skip


def university_of(plot: Plot) -> Organisation:
    return Organisation.objects.get(path=plot.org.university_path)


def plant_work(plot: Plot, call: Call, state: str, **more: Any) -> Entry:
    university = university_of(plot)
    return Entry.objects.create(
        call=call, track=TRACK, organisation=university, entrant=plot.officer, state=state,
        unit=None if university == plot.org else plot.org, revision=1, begun_at=plot.now,
        saved_at=plot.now, submitted_at=plot.now, title=f"{plot.org.name}的作品", **more,
    )  # fmt: skip


def plant_review(plot: Plot, work: Entry, call: Call) -> None:
    """What was written about a work, and what is proposed for it: the province's alone so far."""
    copy = BlindCopy.objects.create(
        entry=work, code=f"C{plot.org.pk:05d}", revision=1, made_at=plot.now, frozen_at=plot.now,
        title="匿名作品",
    )  # fmt: skip
    said = plot.text(Review, "opinion", "reasons")
    review = Review.objects.create(
        entry=work, panelist=Panelist.objects.get(call=call), state="done",
        scores=dict.fromkeys(("direction", "content", "making", "novelty"), 4),
        reasons={"direction": said["reasons"]}, opinion=said["opinion"], assigned_at=plot.now,
        submitted_at=plot.now,
    )  # fmt: skip
    piece = BlindPiece.objects.create(copy=copy, slot="text", position=1, media_type="text/plain")
    Remark.objects.create(
        review=review, piece=piece, at=1, written_at=plot.now, **plot.text(Remark, "text")
    )
    Standing.objects.create(
        entry=work, reviews=1, mean=75, score=75, low=60, high=90, spread=0, zone="border",
        computed_at=plot.now,
    )  # fmt: skip
    Change.objects.create(
        entry=work, before="", after="merit", by=plot.colleague, at=plot.now,
        **plot.text(Change, "reason"),
    )  # fmt: skip
