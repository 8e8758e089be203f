"""What calls offer the desk, the menu, search and the store of files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from wangyu.activities.calls import access, ops, queries
from wangyu.activities.calls.models import Call
from wangyu.base.core.access import Actor
from wangyu.base.lib.ports import (
    AgendaItem,
    Document,
    KeptFiles,
    Naming,
    NavItem,
    agenda,
    documents,
    kept_files,
    naming,
    navigation,
)

TO_MEND = {"returned": "补正", "completing": "补齐", "revising": "修改"}


def todo(actor: Actor, now: datetime) -> Iterable[AgendaItem]:  # noqa: ARG001 -- the port's signature
    """One's own works that wait for oneself."""
    if not actor.is_signed_in:
        return
    mine = access.visible_entries(actor).filter(entrant_id=actor.user_id)
    for entry in mine.filter(state__in=ops.EDITABLE).select_related("call")[:10]:
        verb = TO_MEND.get(entry.state, "填写")
        url = reverse("calls:form", args=[entry.pk])
        due = entry.complete_by or entry.call.due_at
        yield AgendaItem(f"{verb}作品“{entry}”", url, due, 20, entry.call.title)


def _documents() -> Iterable[Document]:
    for call in Call.objects.exclude(state="draft"):
        yield ops.document(call)


agenda.add("calls", todo)
documents.add("calls", _documents)
naming.add("calls.call", Naming("征集", queries.call_titles))
naming.add("calls.entry", Naming("作品", queries.entry_titles))
kept_files.add("calls.piece", KeptFiles("calls_piece", "stored_name", "original_name", "sha256"))
kept_files.add("calls.preview", KeptFiles("calls_piece", "preview_name", "original_name"))
navigation.add("calls", NavItem("征集", "calls:calls", "certificate", 40, lambda _: True))
navigation.add(
    "calls.entries",
    NavItem("作品", "calls:entries", "book", 41, lambda a: a.is_signed_in),
)
