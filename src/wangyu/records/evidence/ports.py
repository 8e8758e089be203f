"""The file room's entries in the menu, the desk and search."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.urls import reverse

from wangyu.base.core.access import Actor
from wangyu.base.core.files import partial
from wangyu.base.core.roles import Role
from wangyu.base.lib.dates import local_day
from wangyu.base.lib.ports import (
    AgendaItem,
    Destination,
    Document,
    KeptFiles,
    Naming,
    NavItem,
    agenda,
    destinations,
    documents,
    kept_files,
    leaving,
    naming,
    navigation,
    readers,
    rounds,
)
from wangyu.records.evidence import access, ops, queries
from wangyu.records.evidence.models import Classification, File
from wangyu.records.evidence.ops import uploads

SOON = timedelta(days=30)


def todo(actor: Actor, now: datetime) -> Iterable[AgendaItem]:
    """Files in use whose validity is about to end."""
    if not actor.has(access.KEEPERS) or actor.is_province:
        return
    files = access.visible_files(actor).filter(withdrawn_at=None)
    for file in queries.filter_expiring(files, by=local_day(now + SOON))[:10]:
        title = f"佐证材料“{file.title}”即将到期，请换新"
        yield AgendaItem(title, reverse("evidence:file", args=[file.pk]), file.expires_on, 5)


def _documents() -> Iterable[Document]:
    rows = File.objects.filter(withdrawn_at=None).exclude(classification=Classification.SENSITIVE)
    for file in rows.select_related("organisation").iterator():
        yield ops.document(file)


agenda.add("evidence", todo)
leaving.add("uploads", uploads.end_uploads)


def clear_uploads(now: datetime) -> None:
    """The worker's round: uploads nobody finished in time."""
    if expired := queries.list_expired(now):
        uploads.expire_uploads(uploads=expired, actor=Actor.system(), now=now)
    partial.sweep(queries.known_keys(), older_than=(now - timedelta(days=1)).timestamp())


rounds.add("evidence", clear_uploads)


def _page(_: int, result: int | None) -> str:
    return reverse("evidence:file", args=[result]) if result else reverse("evidence:list")


room = Destination(access.room_to_send_to, uploads.room_takes, uploads.enter_room, _page)
destinations.add(access.ROOM, room)
documents.add("evidence", _documents)
naming.add("evidence.file", Naming("材料", queries.file_titles))
readers.add("evidence.file", access.KEEPERS)
kept_files.add("evidence.file", KeptFiles("evidence_file", "stored_name", "sha256"))
kept_files.add("evidence.preview", KeptFiles("evidence_file", "preview_name"))
navigation.add(
    "evidence",
    NavItem(
        "佐证材料",
        "evidence:list",
        "paperclip",
        30,
        lambda a: a.has(access.KEEPERS | {Role.AUDITOR}),
    ),
)
