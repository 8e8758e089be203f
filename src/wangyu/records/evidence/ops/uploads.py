"""Large files in pieces: begun, finished, given up. The pieces themselves lie in ``files.partial``."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from wangyu.base.audit.op import op, say
from wangyu.base.core import files
from wangyu.base.core.access import Actor
from wangyu.base.core.files import partial
from wangyu.base.core.files.store import Stored
from wangyu.base.lib.ports import Destination, Sent, destinations
from wangyu.institutions.orgs.models import Organisation
from wangyu.records.evidence.models import Upload
from wangyu.records.evidence.ops import EvidenceError, add_stored
from wangyu.records.evidence.queries import unfinished_bytes

KEPT_FOR = timedelta(days=7)
MOST_AT_ONCE = 20
QUOTA = "您还没传完的材料合计将超过 {} MB；请先传完，或放弃不再需要的，再传新的。"
MANY = f"您有 {MOST_AT_ONCE} 份材料还没传完；请先传完，或放弃不再需要的，再传新的。"
GIVEN_UP = "这份材料已被放弃或过了保留期，没有保存；需要时请再传一次。"
FULL = "平台的存储空间不足，暂时收不下这份材料；请联系平台管理员。"


class UploadTooLargeError(EvidenceError):
    """Larger than is allowed, or than there is room for."""


@dataclass(frozen=True, slots=True)
class Announced:
    """What is going to be sent, and for what."""

    name: str
    size: int
    kind: str
    target_id: int
    slot: str = ""
    modified: int = 0
    """When the sender's disk says it was changed: to know the same file again."""


def begin_upload(
    *, organisation: Organisation, announced: Announced, actor: Actor, now: datetime
) -> Upload:
    """Make room for a file that comes in pieces, for a thing of the organisation.

    Raises EvidenceError when there is none, BadFileError when it would not be taken at the end.
    """
    with partial.begun() as key:
        return _begin(organisation=organisation, announced=announced, key=key, actor=actor, now=now)


@op("evidence.upload.begin")
def _begin(
    *, organisation: Organisation, announced: Announced, key: str, actor: Actor, now: datetime
) -> Upload:
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # two begun at once
    name = files.plain_name(announced.name)[:200]
    _destination(announced.kind).check(announced.target_id, announced.slot, name, announced.size)
    _require_room(announced, Upload.objects.filter(owner_id=actor.user_id, ended_at=None))
    made = Upload.objects.create(
        key=key, owner_id=actor.user_id, organisation=organisation,
        kind=announced.kind, target_id=announced.target_id, slot=announced.slot,
        name=name, size=announced.size, modified=announced.modified, begun_at=now,
        expires_at=now + KEPT_FOR,
    )  # fmt: skip
    say(f"开始分段上传一份材料（{announced.size} 字节）", target=made, org_path=organisation.path)
    return made


def _destination(kind: str) -> Destination:
    found = destinations.get(kind)
    if found is None:  # begun under a version that knew it
        raise EvidenceError(GIVEN_UP)
    return found


def page_of(upload: Upload) -> str:
    """Where to look for it: at what it became, or where it was to go."""
    return _destination(upload.kind).page(upload.target_id, upload.result)


def room_takes(target_id: int, slot: str, name: str, size: int) -> None:
    """A file room takes whatever may be kept at all."""


def enter_room(sent: Sent, stored: Stored, actor: Actor, now: datetime) -> int:
    """The file in the room it was begun for."""
    room = Organisation.objects.get(pk=sent.target_id)
    return add_stored(organisation=room, stored=stored, actor=actor, now=now)[0].pk


def _require_room(announced: Announced, unfinished: QuerySet[Upload]) -> None:
    limit = files.limit_mb(announced.name)
    if announced.size > limit * files.MEGABYTE:
        raise UploadTooLargeError(f"文件超过 {limit} MB，请压缩后再传。")
    if not announced.size:
        raise EvidenceError("文件是空的，请重新选择。")
    if unfinished.count() >= MOST_AT_ONCE:
        raise EvidenceError(MANY)
    quota = settings.UPLOAD_QUOTA_MB
    if unfinished_bytes(unfinished) + announced.size > quota * files.MEGABYTE:
        raise UploadTooLargeError(QUOTA.format(quota))
    if not partial.has_room(announced.size):
        raise UploadTooLargeError(FULL)


def finish_upload(*, upload: Upload, actor: Actor, now: datetime) -> Upload:
    """All bytes are here: examine them like those of a small file, and enter it.

    What is wrong with the file is kept with the upload, for its owner may have left meanwhile.
    Raises BusyError while, or after, another connection does the same; TryLaterError when nobody can
    examine them now, and then they are kept.
    """
    with partial.held(upload.key):
        try:
            _keep(upload, actor, now)
        except files.TryLaterError:
            raise
        except files.BadFileError as error:
            refuse_upload(upload=upload, reason=str(error), actor=actor, now=now)
        partial.discard(upload.key)
    return upload


@files.kept_if_done()
def _keep(upload: Upload, actor: Actor, now: datetime) -> None:
    try:
        stored = files.store_file(partial.path_of(upload.key), upload.name)
    except FileNotFoundError as error:
        if partial.length(upload.key) is not None:
            raise
        raise EvidenceError(GIVEN_UP) from error  # while it was held, which keeps nobody from that
    enter_upload(upload=upload, stored=stored, actor=actor, now=now)


@op("evidence.upload.enter")
def enter_upload(*, upload: Upload, stored: Stored, actor: Actor, now: datetime) -> None:
    """The file of an upload, in the place it was begun for."""
    sent = Sent(upload.target_id, upload.slot, upload.begun_at)
    upload.result = _destination(upload.kind).receive(sent, stored, actor, now)
    _end(upload, now)
    say("分段上传完成", target=upload, org_path=upload.organisation.path, sha256=stored.sha256)


def _end(upload: Upload, now: datetime) -> None:
    upload.ended_at = now
    ended = Upload.objects.filter(pk=upload.pk).update(
        result=upload.result, refused=upload.refused, ended_at=now
    )
    if not ended:
        raise EvidenceError(GIVEN_UP)


@op("evidence.upload.refuse")
def refuse_upload(*, upload: Upload, reason: str, actor: Actor, now: datetime) -> None:
    """The bytes came whole, but may not be kept."""
    upload.refused = reason[:300]
    _end(upload, now)
    say("分段上传的材料没有收下", target=upload, org_path=upload.organisation.path)


def discard_upload(*, upload: Upload, actor: Actor, now: datetime) -> None:
    """Its owner gives it up, or has read why it was refused. The bytes go when that is done."""
    key = upload.key
    _discard(upload=upload, actor=actor, now=now)
    partial.discard(key)


@op("evidence.upload.discard")
def _discard(*, upload: Upload, actor: Actor, now: datetime) -> None:
    say("放弃分段上传的材料", target=upload, org_path=upload.organisation.path)
    Upload.objects.filter(pk=upload.pk).delete()


def expire_uploads(*, uploads: Collection[Upload], actor: Actor, now: datetime) -> None:
    """What nobody finished in time, and the notes of what ended."""
    _expire(uploads=uploads, actor=actor, now=now)
    for upload in uploads:
        partial.discard(upload.key)


@op("evidence.upload.expire")
def _expire(*, uploads: Collection[Upload], actor: Actor, now: datetime) -> None:
    Upload.objects.filter(pk__in=[upload.pk for upload in uploads]).delete()
    say(f"清除过期的分段上传 {len(uploads)} 份")


def end_uploads(user_id: int) -> int:
    """Of somebody who leaves. The bytes go with the worker's next sweep: no row names them."""
    return Upload.objects.filter(owner_id=user_id, ended_at=None).delete()[0]
