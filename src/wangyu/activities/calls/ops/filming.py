"""Films are looked at once, when they are first compared, by a program that may not be here."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings

from wangyu.activities.calls.logic.frames import A_SECOND, HIGH, MOST_SECONDS, WIDE, moments_of
from wangyu.activities.calls.models import Film, Piece
from wangyu.activities.calls.queries.likeness import READERS
from wangyu.base.audit.op import named, op, say
from wangyu.base.core import confined
from wangyu.base.core.access import Actor
from wangyu.base.core.files import path_of
from wangyu.base.core.programs import program

SHARE = confined.Share(seconds=600, megabytes=1500)
log = logging.getLogger(__name__)


def reader() -> str:
    """Whole path of ffmpeg; "" where there is none."""
    return program(settings.FFMPEG, "ffmpeg")


def looked_at(piece: Piece) -> list[tuple[int, int]] | None:
    """Its moments; None when it could not be read. Writes nothing, and takes its time."""
    dots = f"fps={A_SECOND},scale={WIDE}:{HIGH}:flags=area,format=gray"
    asked = [
        "-v", "error", "-nostdin", "-threads", "1", "-protocol_whitelist", "file,pipe",
        "-f", READERS[piece.media_type], "-t", str(MOST_SECONDS), "-i", str(path_of(piece.stored_name)),
        "-an", "-sn", "-dn", "-vf", dots, "-frames:v", str(MOST_SECONDS * A_SECOND),
        "-threads", "1", "-f", "rawvideo", "pipe:1",
    ]  # fmt: skip
    try:
        return moments_of(confined.run(reader(), asked, SHARE))
    except (confined.ConfinedError, OSError) as error:
        log.warning("a film could not be looked at (%s)", error)
        return None


@op("calls.film.keep")
def keep_film(
    *, piece: Piece, seen: list[tuple[int, int]] | None, actor: Actor, now: datetime
) -> None:
    """What was seen is kept: works of earlier years are not looked at again each year."""
    facts = {"readable": seen is not None, "moments": seen or [], "at": now}
    Film.objects.update_or_create(piece=piece, defaults=facts)
    owner = piece.entry.call.owner.path
    say(f"取{named(piece.entry)}的视频画面，用于查重", target=piece.entry, org_path=owner)
