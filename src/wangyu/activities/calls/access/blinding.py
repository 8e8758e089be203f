"""Who prepares blind copies: the province. Reviewers come by doors of their own."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import QuerySet

from wangyu.activities.calls.access import (
    access_entry,
    access_own_call,
    keeps,
    visible_entries,
)
from wangyu.activities.calls.models import BlindCopy, BlindPiece, Entry, Finding
from wangyu.base.core.access import Actor, NotVisible

Part = TypeVar("Part", BlindPiece, Finding)
"""What belongs to a copy."""


def access_blinding(actor: Actor, pk: int) -> Entry:
    """A work whose copy somebody may prepare."""
    entry = access_entry(actor, pk)
    access_own_call(actor, entry.call_id)
    return entry


def access_copy(actor: Actor, pk: int) -> BlindCopy:
    """By the number of its work."""
    entry = access_blinding(actor, pk)
    copy = BlindCopy.objects.select_related("entry__call__owner", "entry__organisation")
    found = copy.filter(entry=entry).first()
    if found is None:
        raise NotVisible
    return found


def access_finding(actor: Actor, pk: int) -> Finding:
    return _of_a_copy(actor, Finding.objects.filter(pk=pk))


def access_copied_piece(actor: Actor, pk: int) -> BlindPiece:
    return _of_a_copy(actor, BlindPiece.objects.filter(pk=pk))


def _of_a_copy(actor: Actor, rows: QuerySet[Part]) -> Part:
    """Of a work one looks through for the province; to its own author it is not there."""
    seen = rows.filter(copy__entry__in=visible_entries(actor))
    found = seen.select_related("copy__entry__call__owner").first()
    if found is None or not keeps(actor, found.copy.entry.call):
        raise NotVisible
    return found
