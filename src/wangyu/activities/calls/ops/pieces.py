"""Files of a work: measured and held against their slot when they come."""

from __future__ import annotations

from datetime import datetime

from wangyu.activities.calls import queries
from wangyu.activities.calls.logic.edition import FileRule
from wangyu.activities.calls.logic.filerules import Given, check_file, check_name
from wangyu.activities.calls.models import Entry, Piece
from wangyu.activities.calls.ops.entering import GONE, EntryError, editable
from wangyu.base.audit.op import op, say
from wangyu.base.core import files
from wangyu.base.core.access import Actor
from wangyu.base.core.files.store import Stored, Upload
from wangyu.base.lib.ports import Sent


def slot_of(entry: Entry, slot: str) -> FileRule:
    rules = queries.rules_of(entry.call).files_of(entry.track, entry.subtype)
    rule = next((one for one in rules if one.key == slot), None)
    if rule is None:
        raise EntryError("这一类作品不收这种文件，请先选好子类，再在相应的位置上传。")
    return rule


@files.kept_if_done()
def add_piece(*, entry: Entry, slot: str, upload: Upload, actor: Actor, now: datetime) -> Piece:
    """Receive, examine, keep. Raises BadFileError or EntryError; nothing is kept then."""
    slot_of(entry, slot)
    stored = files.store(upload, limit_mb=files.limit_mb(upload.name or ""))
    return enter_piece(entry=entry, slot=slot, stored=stored, actor=actor, now=now)


@op("calls.piece.add")
def enter_piece(
    *,
    entry: Entry,
    slot: str,
    stored: Stored,
    actor: Actor,
    now: datetime,
    begun_at: datetime | None = None,
) -> Piece:
    """Enter bytes that are stored and examined. Call it inside ``kept_if_done``."""
    found = editable(entry)
    rule = slot_of(found, slot)
    there = list(found.pieces.filter(slot=slot))
    _require_place(rule, len(there))
    if any(one.sha256 == stored.sha256 for one in there):
        raise EntryError(f"“{stored.file_name}”已经传过了，不用再传。")
    measured = measured_of(stored)
    given = Given(stored.file_name, stored.media_type, stored.size, measured)
    if bad := [found for found in check_file(rule, given) if found.tone == "bad"]:
        raise EntryError(bad[0].sentence)
    made = Piece.objects.create(
        entry=found, slot=slot, position=1 + max((one.position for one in there), default=0),
        original_name=stored.file_name, stored_name=stored.name, preview_name=stored.preview_name,
        sha256=stored.sha256, size=stored.size, media_type=stored.media_type, measured=measured,
        begun_at=begun_at, added_at=now,
    )  # fmt: skip
    Entry.objects.filter(pk=found.pk).update(saved_at=now)
    text = f"为作品上传“{rule.title}”的文件（{stored.size} 字节）"
    say(text, target=found, org_path=found.organisation.path, sha256=stored.sha256)
    return made


def _require_place(rule: FileRule, there: int) -> None:
    if there >= rule.most:
        raise EntryError(f"“{rule.title}”不超过 {rule.most} 个文件；要换，请先移除原来的。")


def check_announced(entry_id: int, slot: str, name: str, size: int) -> None:
    """Before hundreds of megabytes are sent: whether the slot would take such a file at all."""
    entry = Entry.objects.select_related("call").get(pk=entry_id)
    try:
        rule = slot_of(editable(entry), slot)
        _require_place(rule, entry.pieces.filter(slot=slot).count())
    except EntryError as error:
        raise files.BadFileError(str(error)) from error
    if told := check_name(rule, name, size):
        raise files.BadFileError(told)


def receive_piece(sent: Sent, stored: Stored, actor: Actor, now: datetime) -> int:
    """A file that came in pieces, for the work and slot it was begun for."""
    entry = Entry.objects.select_related("call").filter(pk=sent.target_id).first()
    if entry is None:
        raise files.BadFileError(GONE)
    try:
        made = enter_piece(
            entry=entry, slot=sent.slot, stored=stored, actor=actor, now=now, begun_at=sent.begun_at
        )
    except EntryError as error:
        raise files.BadFileError(str(error)) from error
    return made.pk


def measured_of(stored: Stored) -> dict[str, float | str]:
    """What is known of a file besides its size; nobody measures to less than a millisecond."""
    return {
        key: round(value, 3) if isinstance(value, float) else value
        for key, value in stored.measured.items()
    }


@op("calls.piece.remove")
def remove_piece(*, piece: Piece, actor: Actor, now: datetime) -> None:
    """The bytes go with the next sweep, unless another row names them."""
    found = editable(piece.entry)
    say("移除作品的一个文件", target=found, org_path=found.organisation.path, sha256=piece.sha256)
    Piece.objects.filter(pk=piece.pk).delete()
    Entry.objects.filter(pk=found.pk).update(saved_at=now)
