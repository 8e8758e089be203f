"""The one place that writes an entry's state."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from wangyu.activities.calls import access, queries
from wangyu.activities.calls.logic.flow import ENTRY
from wangyu.activities.calls.models import Entry, Step
from wangyu.base.core.access import Actor
from wangyu.base.lib.flow import Edge
from wangyu.base.notify.send import notify


def move(entry: Entry, verb: str, actor: Actor, now: datetime, *, reason: str = "") -> Entry:
    """Take one move of the table under a lock, and keep it. Called by the ops that decide."""
    found = queries.locked(entry)
    edge = ENTRY.take(found.state, verb, access.roles_for(actor, found), reason=reason)
    return write(found, edge, actor, now, reason=reason)


def write(entry: Entry, edge: Edge, actor: Actor, now: datetime, *, reason: str = "") -> Entry:
    """Of an entry that is locked, and for which the move was found to be right."""
    revision = entry.revision + (edge.verb in {"submit", "completed", "resubmit"})
    Entry.objects.filter(pk=entry.pk).update(state=edge.target, revision=revision)
    entry.state, entry.revision = edge.target, revision
    Step.objects.create(
        entry=entry, revision=revision, verb=edge.verb, source=edge.source, target=edge.target,
        reason=reason.strip()[:500], by_id=actor.user_id, at=now,
    )  # fmt: skip
    return entry


def tell_entrant(entry: Entry, title: str, body: str, now: datetime) -> None:
    notify(
        recipients=[entry.entrant_id], kind="calls.entry", title=title, body=body,
        url=reverse("calls:entry", args=[entry.pk]), now=now,
        key=f"calls.entry:{entry.pk}:{entry.revision}:{entry.state}:{now.isoformat()}",
    )  # fmt: skip
