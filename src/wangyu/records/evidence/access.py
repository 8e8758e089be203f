"""Whose file room one may look into."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from wangyu.base.core.access import Actor, NotVisible, Refused, require, within_any
from wangyu.base.core.roles import PROVINCE_STAFF, UNIVERSITY_STAFF, Role
from wangyu.base.lib.ports import Subject, attachables, destinations
from wangyu.institutions.orgs.models import Organisation
from wangyu.records.evidence.models import Classification, File, Upload

KEEPERS = UNIVERSITY_STAFF | PROVINCE_STAFF | {Role.DEPARTMENT_OFFICER}
UNIVERSITY_DIGITS = 16
ROOM = "evidence.room"
MAY_NOT = "现在不能为它增减佐证：只有本单位、且在可修改的状态下可以。"
NOT_KEPT = "佐证材料由各单位工作人员保管，您的角色不能查看材料室。"


def visible_files(actor: Actor) -> QuerySet[File]:
    """Own subtree; the auditor sees what is not sensitive. Withdrawn files stay visible to keepers."""
    own = within_any(actor.paths(KEEPERS), "organisation__path")
    audited = within_any(actor.paths({Role.AUDITOR}), "organisation__path")
    return File.objects.filter(own | (audited & ~Q(classification=Classification.SENSITIVE)))


def access_file(actor: Actor, pk: int) -> File:
    found = visible_files(actor).select_related("organisation").filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def access_own_file(actor: Actor, pk: int) -> File:
    """A file to be changed: by its own organisation's keepers."""
    file = access_file(actor, pk)
    require(actor.has(KEEPERS, file.organisation.path), "材料由其所属单位管理。")
    return file


def access_file_for(actor: Actor, pk: int, subject: Subject) -> File:
    """A file to prove something with: one's own, of the same university as the thing proved."""
    file = access_own_file(actor, pk)
    same = file.organisation.path[:UNIVERSITY_DIGITS] == subject.org_path[:UNIVERSITY_DIGITS]
    require(same, "只能引用同一单位的材料；请先把材料上传到这个单位的材料室。")
    return file


def visible_uploads(actor: Actor, kind: str = ROOM) -> QuerySet[Upload]:
    """One's own on their way to things of a kind; to a room only while one keeps it."""
    kept = within_any(actor.paths(KEEPERS), "organisation__path") if kind == ROOM else Q()
    return Upload.objects.filter(kept, kind=kind, owner_id=actor.own_id)


def access_upload(actor: Actor, key: str) -> Upload:
    """One's own, while one may send to where it goes."""
    rows = Upload.objects.select_related("organisation")
    found = rows.filter(owner_id=actor.own_id, key=key).first()
    if found is None:
        raise NotVisible
    try:
        access_destination(actor, found.kind, found.target_id)
    except Refused as refusal:
        raise NotVisible from refusal
    return found


def access_destination(actor: Actor, kind: str, target_id: int) -> Organisation:
    """Whose thing a file may be sent to, as its own app sees this person's rights."""
    destination = destinations.get(kind)
    if destination is None:
        raise NotVisible
    return Organisation.objects.get(pk=destination.admit(actor, target_id))


def room_to_send_to(actor: Actor, org_id: int) -> int:
    """The organisation whose file room one keeps; to anybody else it looks missing."""
    rows = Organisation.objects.filter(within_any(actor.paths(KEEPERS), "path"), pk=org_id)
    if not rows.exists():
        raise NotVisible
    return org_id


def access_subject(actor: Actor, kind: str, pk: int) -> Subject:
    """The thing evidence is attached to, as its own app sees this person's rights."""
    attachable = attachables.get(kind)
    if attachable is None:
        raise NotVisible
    return attachable.resolve(actor, pk)


def require_open(actor: Actor, kind: str, pk: int) -> None:
    """Inside an op: evidence may still be attached to the thing, and nobody closes it meanwhile.

    Raises Refused also when it is gone: whoever asks saw it a moment ago.
    """
    if attachable := attachables.get(kind):
        attachable.hold(pk)
    try:
        subject = access_subject(actor, kind, pk)
    except NotVisible as error:
        raise Refused(MAY_NOT) from error
    require(subject.may_attach, MAY_NOT)


def own_room(actor: Actor) -> Organisation:
    """The organisation whose room new files go into: the first one this person keeps."""
    require(actor.has(KEEPERS), NOT_KEPT)
    held = min((h for h in actor.held if h.role in KEEPERS), key=lambda h: h.path)
    return Organisation.objects.get(pk=held.org_id)


def access_room(actor: Actor, org_path: str) -> Organisation:
    """The room of the organisation a subject belongs to."""
    require(actor.has(KEEPERS, org_path), NOT_KEPT)
    return Organisation.objects.get(path=org_path)
