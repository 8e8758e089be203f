"""The one place that writes an entry's state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.urls import reverse

from wangyu.activities.calls import access, queries
from wangyu.activities.calls.logic.flow import ENTRY
from wangyu.activities.calls.models import Entry, Step
from wangyu.base.core.access import Actor
from wangyu.base.lib.flow import Edge, IllegalMoveError
from wangyu.base.notify.send import News, notify_each


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


def write_many(
    moves: Sequence[tuple[Entry, Edge]], actor: Actor, now: datetime, *, reason: str = ""
) -> list[Entry]:
    """The same move of many that are locked, in a few statements; none that makes a new revision."""
    by_target: dict[str, list[int]] = {}
    for entry, edge in moves:
        by_target.setdefault(edge.target, []).append(entry.pk)
        entry.state = edge.target
    for target, pks in by_target.items():
        Entry.objects.filter(pk__in=pks).update(state=target)
    Step.objects.bulk_create(
        Step(
            entry=entry, revision=entry.revision, verb=edge.verb, source=edge.source,
            target=edge.target, reason=reason.strip()[:500], by_id=actor.user_id, at=now,
        )
        for entry, edge in moves
    )  # fmt: skip
    return [entry for entry, _ in moves]


def move_many(
    entries: Sequence[Entry], verb: str, actor: Actor, now: datetime, *, reason: str = ""
) -> None:
    """The same move of many that are locked; right for every one of them, or done for none."""
    moves = [
        (one, ENTRY.take(one.state, verb, access.roles_for(actor, one), reason=reason))
        for one in entries
    ]
    write_many(moves, actor, now, reason=reason)


def takeable(
    entries: Sequence[Entry], verb: str, actor: Actor, reason: str
) -> tuple[list[tuple[Entry, Edge]], list[tuple[Entry, str]]]:
    """Of locked works, those the move is right for; and for the others why it is not."""
    moves: list[tuple[Entry, Edge]] = []
    left_out: list[tuple[Entry, str]] = []
    for entry in entries:
        try:
            edge = ENTRY.take(entry.state, verb, access.roles_for(actor, entry), reason=reason)
        except IllegalMoveError as error:
            left_out.append((entry, str(error)))
        else:
            moves.append((entry, edge))
    return moves, left_out


def tell_entrant(entry: Entry, title: str, body: str, now: datetime) -> None:
    tell_entrants([(entry, title)], body, now)


def tell_entrants(titles: Iterable[tuple[Entry, str]], body: str, now: datetime) -> None:
    """Each of a title of its own; the rest is the same for all."""
    notify_each(
        (
            entry.entrant_id,
            News(
                kind="calls.entry", title=title, body=body, now=now,
                url=reverse("calls:entry", args=[entry.pk]),
                key=f"calls.entry:{entry.pk}:{entry.revision}:{entry.state}:{now.isoformat()}",
            ),
        )
        for entry, title in titles
    )  # fmt: skip
