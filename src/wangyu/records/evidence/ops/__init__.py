"""Bringing files in, using them, taking them down."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from wangyu.base.audit.op import named, named_as, op, say
from wangyu.base.audit.reads import note_read
from wangyu.base.core import files
from wangyu.base.core.access import Actor, Refused
from wangyu.base.core.files.store import Stored, Upload
from wangyu.base.core.search import put, remove
from wangyu.base.lib.ports import Document
from wangyu.institutions.orgs.models import Organisation
from wangyu.records.evidence import access
from wangyu.records.evidence.models import Classification, File, Use
from wangyu.records.evidence.queries import uses_of_file


class EvidenceError(Exception):
    """The file or its use cannot be changed; carries the sentence."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a keeper writes about a file."""

    title: str
    classification: str = Classification.INTERNAL
    issued_on: date | None = None
    expires_on: date | None = None


@files.kept_if_done()
def add_file(
    *, organisation: Organisation, upload: Upload, actor: Actor, now: datetime, title: str = ""
) -> tuple[File, bool]:
    """Keep a file. The same bytes in one organisation are one file: (file, False) then.

    Raises BadFileError with a sentence; nothing is kept then. The bytes are received and examined
    before the database is asked to write, so that a large film keeps nobody else from writing.
    """
    stored = examined(upload)
    return add_stored(organisation=organisation, stored=stored, title=title, actor=actor, now=now)


def examined(upload: Upload) -> Stored:
    """Received and examined, as large as a file of its name may be. Call it inside ``kept_if_done``.

    Never inside an op: it takes its time, and on SQLite one writes at a time.
    """
    return files.store(upload, limit_mb=files.limit_mb(upload.name or ""))


@op("evidence.file.add")
def add_stored(
    *, organisation: Organisation, stored: Stored, actor: Actor, now: datetime, title: str = ""
) -> tuple[File, bool]:
    """Enter bytes that are stored and examined. Call it inside ``kept_if_done``."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # two uploads of one file
    rows = File.objects.filter(organisation=organisation, sha256=stored.sha256)
    same = rows.select_for_update().first()  # nobody takes it down meanwhile
    if same is not None:
        _bring_back(same, stored)
        say(f"材料{named(same)}已在材料室，不重复保存", target=same, org_path=organisation.path)
        return same, False
    made = _create(organisation, stored, title, actor, now)
    _index(made)
    say(f"上传材料{named(made)}", target=made, org_path=organisation.path, sha256=made.sha256)
    return made, True


def _bring_back(same: File, stored: Stored) -> None:
    files.remove(stored.name)
    files.remove(stored.preview_name)
    if same.withdrawn_at:
        same.withdrawn_at = None
        same.save(update_fields=["withdrawn_at"])
        _index(same)


def _create(
    organisation: Organisation, stored: Stored, title: str, actor: Actor, now: datetime
) -> File:
    original = stored.file_name
    return File.objects.create(
        organisation=organisation, title=(title or original.rpartition(".")[0] or original)[:120],
        original_name=original, stored_name=stored.name, sha256=stored.sha256, size=stored.size,
        media_type=stored.media_type, preview_name=stored.preview_name,
        uploaded_by_id=actor.user_id, uploaded_at=now,
    )  # fmt: skip


@files.kept_if_done()
def replace_file(
    *, file: File, upload: Upload, moving: Collection[int], actor: Actor, now: datetime
) -> File:
    """Bring a newer version; the old one is kept. Only the uses named in ``moving`` go over."""
    stored = examined(upload)
    return replace_by_stored(file=file, stored=stored, moving=moving, actor=actor, now=now)


@op("evidence.file.replace")
def replace_by_stored(
    *, file: File, stored: Stored, moving: Collection[int], actor: Actor, now: datetime
) -> File:
    """Enter a newer version whose bytes are stored. Call it inside ``kept_if_done``.

    What was closed meanwhile stays with the old one.
    """
    uses = [
        one
        for one in uses_of_file(file).filter(pk__in=moving).order_by("pk")
        if _is_open(one, actor)
    ]
    made, fresh = add_stored(
        organisation=file.organisation, stored=stored, title=file.title, actor=actor, now=now
    )
    file = _locked(file)
    if file.withdrawn_at or File.objects.filter(replaces=file).exists():
        raise EvidenceError(f"“{file.title}”已撤下或已有新版，请到新版那里更换。")
    if not fresh:
        raise EvidenceError(f"这份文件已在材料室（“{made.title}”），内容没有变化，请直接引用它。")
    made.replaces, made.classification = file, file.classification
    made.save(update_fields=["replaces", "classification"])
    _index(made)
    _move(uses, made, actor, now)
    text = f"用新版更换材料{named(file)}，{len(uses)} 处引用改用新版"
    say(text, target=made, org_path=file.organisation.path, replaces=file.pk)
    return made


def _locked(file: File) -> File:
    rows = File.objects.select_for_update(of=("self",)).select_related("organisation")
    return rows.get(pk=file.pk)


def _is_open(use: Use, actor: Actor) -> bool:
    try:
        access.require_open(actor, use.subject_kind, use.subject_id)
    except Refused:
        return False
    return True


def _move(uses: Collection[Use], new: File, actor: Actor, now: datetime) -> None:
    Use.objects.filter(pk__in=[use.pk for use in uses]).update(removed_at=now)
    Use.objects.bulk_create(
        Use(file=new, subject_kind=use.subject_kind, subject_id=use.subject_id, note=use.note,
            added_by_id=actor.user_id, added_at=now)
        for use in uses
    )  # fmt: skip


def _index(file: File) -> None:
    if file.classification == Classification.SENSITIVE or file.withdrawn_at:
        remove("evidence.file", file.pk)
    else:
        put(document(file))


def document(file: File) -> Document:
    url = f"/evidence/{file.pk}/"
    return Document(
        "evidence.file",
        file.pk,
        file.title,
        file.original_name,
        url,
        file.organisation.path,
        "佐证材料",
    )


@op("evidence.file.describe")
def describe_file(*, file: File, facts: Facts, actor: Actor, now: datetime) -> None:
    """Title, classification, dates."""
    if facts.issued_on and facts.expires_on and facts.expires_on < facts.issued_on:
        raise EvidenceError("有效期不应早于材料日期。")
    file.title, file.classification = facts.title, facts.classification
    file.issued_on, file.expires_on = facts.issued_on, facts.expires_on
    file.save(update_fields=["title", "classification", "issued_on", "expires_on"])
    _index(file)
    text = f"修改材料{named(file)}的说明（{file.get_classification_display()}）"
    say(text, target=file, org_path=file.organisation.path)


@op("evidence.use.add")
def attach(
    *,
    file: File,
    kind: str,
    subject_id: int,
    actor: Actor,
    now: datetime,
    note: str = "",
) -> Use:
    """Let a file prove one more thing, if that may still be. Attaching twice is one use."""
    _require_open(actor, kind, subject_id)
    return let_prove(file=file, kind=kind, subject_id=subject_id, by=actor, at=now, note=note)


def _require_open(actor: Actor, kind: str, subject_id: int) -> None:
    try:
        access.require_open(actor, kind, subject_id)
    except Refused as refusal:
        raise EvidenceError(refusal.reason) from refusal


def let_prove(
    *, file: File, kind: str, subject_id: int, by: Actor, at: datetime, note: str = ""
) -> Use:
    """Part of an op of the app whose thing it is: that holds it, and has seen that this may be."""
    use = _use(file, kind, subject_id, note, by, at)
    text = f"用{named(file)}佐证{named_as(kind, subject_id)}"
    say(text, target=file, org_path=file.organisation.path)
    return use


def _use(file: File, kind: str, subject_id: int, note: str, by: Actor, at: datetime) -> Use:
    """The same one, when it is there already."""
    found = _locked(file)
    if found.withdrawn_at:
        raise EvidenceError(f"材料“{found.title}”已撤下，不能再引用。")
    given = {"note": note.replace("\x00", "")[:120], "added_by_id": by.user_id, "added_at": at}
    same = {"subject_kind": kind, "subject_id": subject_id, "removed_at": None}
    return Use.objects.get_or_create(file=found, **same, defaults=given)[0]


@files.kept_if_done()
def bring(
    *,
    organisation: Organisation,
    upload: Upload,
    kind: str,
    subject_id: int,
    actor: Actor,
    now: datetime,
    note: str = "",
) -> Use:
    """A new file that proves something at once: both, or neither. Examined before (see ``add_file``)."""
    return bring_stored(
        organisation=organisation, stored=examined(upload), kind=kind, subject_id=subject_id,
        actor=actor, now=now, note=note,
    )  # fmt: skip


@op("evidence.use.bring")
def bring_stored(
    *,
    organisation: Organisation,
    stored: Stored,
    kind: str,
    subject_id: int,
    actor: Actor,
    now: datetime,
    note: str = "",
) -> Use:
    """Enter bytes that are examined, if the thing may still be proved. Call it inside ``kept_if_done``."""
    _require_open(actor, kind, subject_id)
    file, _ = add_stored(organisation=organisation, stored=stored, actor=actor, now=now)
    use = _use(file, kind, subject_id, note, actor, now)
    text = f"上传{named(file)}作为{named_as(kind, subject_id)}的佐证"
    say(text, target=file, org_path=organisation.path)
    return use


@op("evidence.use.remove")
def detach(*, use: Use, actor: Actor, now: datetime) -> None:
    """The file no longer proves this, if that may still be; the log keeps that it did."""
    _require_open(actor, use.subject_kind, use.subject_id)
    end_use(use=use, at=now)


def end_use(*, use: Use, at: datetime) -> None:
    """Part of an op of the app whose thing it is, as ``let_prove`` is."""
    Use.objects.filter(pk=use.pk, removed_at=None).update(removed_at=at)
    text = f"{named(use.file)}不再佐证{named_as(use.subject_kind, use.subject_id)}"
    say(text, target=use.file, org_path=use.file.organisation.path)


@op("evidence.file.withdraw")
def withdraw(*, file: File, actor: Actor, now: datetime) -> None:
    """Take a file down. Refused while something stands on it."""
    _locked(file)  # nobody lets it prove anything meanwhile
    count = uses_of_file(file).count()
    if count:
        raise EvidenceError(
            f"“{file.title}”正在佐证 {count} 处，不能撤下；请先在那些地方取消引用。"
        )
    File.objects.filter(pk=file.pk).update(withdrawn_at=now)
    file.withdrawn_at = now
    _index(file)
    say(f"撤下材料{named(file)}", target=file, org_path=file.organisation.path)


def note_sensitive_reading(*, file: File, actor: Actor, now: datetime) -> None:
    """Reading a sensitive file is itself kept in the log."""
    path = file.organisation.path
    what, sentence = "evidence.file.read", "查看敏感材料"
    note_read(what, sentence, actor=actor, now=now, target=file, org_path=path)
