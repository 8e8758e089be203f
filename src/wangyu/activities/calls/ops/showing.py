"""Copies for the gallery, without what a file tells of places, people and devices (clause 3)."""

from __future__ import annotations

from datetime import datetime

from wangyu.activities.calls.access.shown import exhibited_entries
from wangyu.activities.calls.models import Piece, ShownCopy
from wangyu.activities.calls.ops.stripping import Made, blinded
from wangyu.activities.calls.queries import gallery
from wangyu.base.audit.op import named, op, say
from wangyu.base.core import files, jobs
from wangyu.base.core.access import Actor

KIND = "calls.show"


def start_copying(now: datetime) -> None:
    """A round of the worker: whatever is shown and has no copy yet gets one."""
    if gallery.to_copy(exhibited_entries(), now):
        jobs.start(KIND, actor=Actor.system(), payload={}, key=KIND, now=now)


@files.kept_if_done()
def make_shown(*, piece: Piece, actor: Actor, now: datetime) -> ShownCopy:
    """Words stay as they are: who made a work is told with it. Only what lies beside them goes."""
    made = blinded(files.path_of(piece.stored_name), piece)
    return keep_shown(piece=piece, made=made, actor=actor, now=now)


@op("calls.piece.show")
def keep_shown(*, piece: Piece, made: Made, actor: Actor, now: datetime) -> ShownCopy:
    """Call it inside ``kept_if_done``."""
    kept = made.stored
    facts = {
        "stored_name": kept.name if kept else "", "preview_name": kept.preview_name if kept else "",
        "sha256": kept.sha256 if kept else "", "size": kept.size if kept else 0, "made_at": now,
    }  # fmt: skip
    copy, _ = ShownCopy.objects.update_or_create(piece=piece, defaults=facts)
    done = "生成" if kept else "没有能生成"
    say(
        f"{done}{named(piece.entry)}一个文件的展播副本",
        target=piece.entry,
        org_path=piece.entry.call.owner.path,
    )
    return copy
