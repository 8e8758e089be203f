"""Who prepares blind copies: the province. Reviewers come by doors of their own."""

from __future__ import annotations

from wangyu.activities.calls.access import (
    PROVINCE_ONLY,
    access_entry,
    access_own_call,
    keeps,
    visible_entries,
)
from wangyu.activities.calls.models import BlindCopy, BlindPiece, Entry, Finding
from wangyu.base.core.access import Actor, NotVisible, require


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
    rows = Finding.objects.select_related("copy__entry__call__owner")
    found = rows.filter(pk=pk, copy__entry__in=visible_entries(actor)).first()
    if found is None:
        raise NotVisible
    require(keeps(actor, found.copy.entry.call), PROVINCE_ONLY)
    return found


def access_copied_piece(actor: Actor, pk: int) -> BlindPiece:
    rows = BlindPiece.objects.select_related("copy__entry__call__owner")
    found = rows.filter(pk=pk, copy__entry__in=visible_entries(actor)).first()
    if found is None:
        raise NotVisible
    require(keeps(actor, found.copy.entry.call), PROVINCE_ONLY)
    return found
