"""Reads of the gallery. What may be shown is decided by ``access.shown``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from wangyu.activities.calls.logic.edition import FileRule
from wangyu.activities.calls.models import Call, Entry, Piece, ShownCopy
from wangyu.activities.calls.queries.calls import rules_of

MEDIA = {"video": "视频", "image": "图片", "audio": "音频", "text": "文字"}
SEEN = ("video", "image", "audio")
AGAIN = timedelta(days=1)
READ = ("line", "text", "choice")
"""Kinds of fields that say something about a work to those who look at it."""


def medium_of(media_type: str) -> str:
    kind = media_type.split("/", 1)[0]
    return kind if kind in SEEN else "text"


def public_rules(entry: Entry) -> dict[str, FileRule]:
    """Slots of the work itself. Proofs, which reviewers do not see either, are never public."""
    rules = rules_of(entry.call).files_of(entry.track, entry.subtype)
    return {rule.key: rule for rule in rules if rule.blind}


def to_copy(shown: QuerySet[Entry], now: datetime) -> list[Piece]:
    """Files of shown works without a copy; one that could not be made is tried again another day."""
    missing = Q(shown=None) | Q(shown__stored_name="", shown__made_at__lt=now - AGAIN)
    found: list[Piece] = []
    for call in Call.objects.filter(pk__in=shown.order_by().values("call")).order_by("pk"):
        pieces = _public_in(call, shown).filter(missing)
        found += pieces.select_related("entry__call__owner").order_by("pk")
    return found


def copy_of(piece: Piece) -> ShownCopy | None:
    """What is served of a file; nothing is, before it is stripped."""
    copy = getattr(piece, "shown", None)
    return copy if copy and copy.stored_name else None


def not_served(call: Call, shown: QuerySet[Entry]) -> tuple[list[Entry], int]:
    """Of its shown works: those with a file that could not be stripped, and how many files still wait."""
    pieces = _public_in(call, shown)
    stuck = pieces.filter(shown__stored_name="").values("entry")
    waiting = pieces.filter(shown=None).count()
    return list(shown.filter(pk__in=stuck).order_by("pk")), waiting


def _public_in(call: Call, shown: QuerySet[Entry]) -> QuerySet[Piece]:
    slots = {rule.key for rule in rules_of(call).files if rule.blind}
    return Piece.objects.filter(slot__in=slots, entry__in=shown.filter(call=call))


def public_pieces(entries: Iterable[Entry]) -> dict[int, list[Piece]]:
    """Entry -> its public files, for many in one query."""
    slots = {entry.pk: public_rules(entry) for entry in entries}
    found: dict[int, list[Piece]] = {pk: [] for pk in slots}
    rows = Piece.objects.filter(entry__in=slots).select_related("shown")
    for piece in rows.order_by("slot", "position", "pk"):
        if piece.slot in slots[piece.entry_id]:
            found[piece.entry_id].append(piece)
    return found


def with_covers(entries: Sequence[Any]) -> None:
    """Sets ``cover``, a file with a preview or none, and ``medium``, what the work is."""
    pieces = public_pieces(entries)
    for entry in entries:
        mine = pieces[entry.pk]
        entry.cover = next(
            (one for one in mine if (kept := copy_of(one)) and kept.preview_name), None
        )
        entry.medium = MEDIA[medium_of(mine[0].media_type)] if mine else MEDIA["text"]


def with_medium(rows: QuerySet[Entry], medium: str) -> QuerySet[Entry]:
    """Works that have a file of that kind."""
    kinds = Q(media_type__startswith=f"{medium}/")
    if medium == "text":
        kinds = ~(Q(media_type__startswith="video/") | Q(media_type__startswith="image/") | Q(media_type__startswith="audio/"))  # fmt: skip
    return rows.filter(Exists(Piece.objects.filter(kinds, entry=OuterRef("pk"))))


def calls_in(rows: QuerySet[Entry]) -> list[tuple[str, str]]:
    """Calls that works are shown of, the latest first."""
    calls = Call.objects.filter(pk__in=rows.order_by().values("call")).order_by("-released_at")
    return [(str(pk), title) for pk, title in calls.values_list("pk", "title")]


def told_of(entry: Entry) -> list[tuple[str, str]]:
    """What its authors wrote about it, as far as reviewers read it too."""
    asked = rules_of(entry.call).fields_of(entry.track)
    wanted = [one for one in asked if one.blind and one.kind in READ]
    return [(one.title, entry.answers[one.key]) for one in wanted if entry.answers.get(one.key)]


def file_name(piece: Piece) -> str:
    """What it is called when somebody saves it: the original name may tell more than it should."""
    suffix = piece.original_name.rpartition(".")[2]
    return f"{piece.entry}-{piece.position}.{suffix}"
