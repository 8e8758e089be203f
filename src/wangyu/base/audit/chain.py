"""Joining a new entry to the chain, under a lock on its head."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from wangyu.base.audit.logic.chain import entry_hash, private_hash
from wangyu.base.audit.models import By, Entry, Head, Private
from wangyu.base.core.access import Actor


def join(
    *, at: datetime, actor: Actor, details: dict[str, Any], private: dict[str, Any], **fields: Any
) -> Entry:
    """Append one entry. Call inside the op's transaction: the head row serialises writers."""
    salt = secrets.token_hex(16) if private else ""
    principals = sorted({h.principal_id for h in actor.held if h.principal_id})
    head = _locked_head()
    fields |= {
        "seq": head.seq + 1, "at": at.astimezone(UTC), "by": _by(actor), "actor_id": actor.user_id,
        "details": details | ({"on_behalf_of": principals} if principals else {}),
        "private_sha256": private_hash(salt, private) if private else "",
        "previous_hash": head.hash,
    }  # fmt: skip
    entry = Entry(**fields, hash=entry_hash(fields))
    entry.save(force_insert=True)
    if private:
        Private.objects.create(entry=entry, salt=salt, values=private)
    Head.objects.filter(pk=1).update(seq=entry.seq, hash=entry.hash)
    return entry


def _locked_head() -> Head:
    locked = Head.objects.select_for_update()
    found = locked.filter(pk=1).first()
    if found is None:
        Head.objects.get_or_create(pk=1)
        found = locked.get(pk=1)
    return found


def _by(actor: Actor) -> By:
    if actor.is_signed_in:
        return By.PERSON
    return By.SYSTEM if actor.held else By.VISITOR
