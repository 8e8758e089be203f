"""Joining a new entry to the chain, under a lock on its head."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet

from wangyu.base.audit.logic.chain import entry_hash, private_hash
from wangyu.base.audit.models import By, Entry, Head, Private
from wangyu.base.core.access import Actor
from wangyu.base.core.prepared import Prepared
from wangyu.base.core.writing import PreparedInsert, change


def join(
    *, at: datetime, actor: Actor, details: dict[str, Any], private: dict[str, Any], **fields: Any
) -> Entry:
    """Append one entry. Call inside the op's transaction: the head row serialises writers."""
    salt = secrets.token_hex(16) if private else ""
    principals = sorted({h.principal_id for h in actor.held if h.principal_id})
    seq, previous = _locked_head()
    fields |= {
        "seq": seq + 1, "at": at.astimezone(UTC), "by": _by(actor), "actor_id": actor.user_id,
        "details": details | ({"on_behalf_of": principals} if principals else {}),
        "private_sha256": private_hash(salt, private) if private else "",
        "previous_hash": previous,
    }  # fmt: skip
    sealed = entry_hash(fields)
    moved = change(Head, 1, {"seq": seq + 1, "hash": sealed})
    entry = _insert(Entry(**fields, hash=sealed), moved)
    if private:
        Private.objects.create(entry=entry, salt=salt, values=private)
    return entry


def _locked() -> QuerySet[Head, tuple[int, str]]:
    return Head.objects.select_for_update().filter(pk=1).values_list("seq", "hash")


_insert = PreparedInsert(Entry)
_head = Prepared(_locked)


def _locked_head() -> tuple[int, str]:
    """Number and hash of the last entry."""
    if not (found := _head()):
        Head.objects.get_or_create(pk=1)
        found = _head()
    return found[0][0], found[0][1]


def _by(actor: Actor) -> By:
    if actor.is_signed_in:
        return By.PERSON
    return By.SYSTEM if actor.held else By.VISITOR
