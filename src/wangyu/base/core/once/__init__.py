"""Nothing twice: however often a form is sent, what it does is done once.

Every form carries a key of its own (``{% once %}``). The first op of the request that brings it
claims key and content in its own transaction. Who brings the same again, later or at the same
moment, is led to the first one's result. A view whose ops may be repeated without harm, each of them
finding its thing done, says so by ``repeatable``; one that answers with a page of its own says by
``instead`` where a repetition is led to.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.db import DatabaseError
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.utils.datastructures import MultiValueDict

from wangyu.base.core.clock import database_now_and
from wangyu.base.core.models import Sent
from wangyu.base.core.prepared import Prepared
from wangyu.base.core.turns import turn
from wangyu.base.core.writing import PreparedInsert

FIELD = "once"
CSRF = "csrfmiddlewaretoken"
KEPT = timedelta(days=1)
HEAD = 24
"""How much of a digest tells the key, the rest what was said with it."""
View = TypeVar("View", bound=Callable[..., Any])
log = logging.getLogger(__name__)


class RepeatedError(Exception):
    """The same was sent and done before."""


@dataclass(slots=True)
class Claim:
    """What one request may do once; without a digest it brought no key."""

    digest: str = ""
    held: bool = False
    drafted: bool = False
    """Whether a draft of this form was kept when it came."""
    place: str = ""
    """Where its result is to be seen, as far as that is known beforehand; see ``leads_to``."""


_claim: ContextVar[Claim | None] = ContextVar("once", default=None)


@contextmanager
def sending(claim: Claim) -> Iterator[None]:
    """Ops inside act for this claim."""
    token = _claim.set(claim)
    try:
        yield
    finally:
        _claim.reset(token)


def leads_to(place: str) -> None:
    """A view says before its op where that will lead: it is kept with the op, and not after it."""
    if claim := _claim.get():
        claim.place = place


@contextmanager
def claimed(now: datetime) -> Iterator[None]:
    """Around an op, inside its transaction: the first of a request claims, or raises RepeatedError."""
    claim = _claim.get()
    if claim is None or claim.held or not claim.digest:
        yield
        return
    _insert(claim.digest, now, claim.place)
    claim.held = True
    try:
        yield
    except BaseException:
        claim.held = False
        raise


_new = PreparedInsert(Sent)


def _insert(digest: str, now: datetime, place: str = "") -> None:
    """PostgreSQL waits here for another who is doing the same; SQLite has waited before."""
    if not _new.if_new(Sent(digest=digest, at=now, place=place[:500])):
        raise RepeatedError


def is_first(what: str, now: datetime) -> bool:
    """Whether this was never said here before, as far back as is kept; from now on it was."""
    try:
        _insert(hashlib.sha256(f"first {what}".encode()).hexdigest(), now)
    except RepeatedError:
        return False
    return True


def new_key(user_id: int | None) -> str:
    """A key for one form, made out to one person."""
    random = secrets.token_urlsafe(12)
    return f"{random}.{_mark(random, user_id)}"


def is_of(key: str, user_id: int | None) -> bool:
    """Whether we made this key out to this person."""
    random, _, mark = key.partition(".")
    return hmac.compare_digest(mark.encode(), _mark(random, user_id).encode())


def _mark(random: str, user_id: int | None) -> str:
    secret = settings.SECRET_KEY.encode()
    return hmac.new(secret, f"once:{random}:{user_id}".encode(), "sha256").hexdigest()[:24]


def digest_of(
    whose: int | None, path: str, fields: QueryDict, files: MultiValueDict[str, Any]
) -> str:
    """Key and content: a form that was gone back to and changed is another one."""
    said = sorted((name, values) for name, values in fields.lists() if name != CSRF)
    made = hashlib.sha256(repr(said).encode())
    for name, uploads in sorted(files.lists()):
        for upload in uploads:
            made.update(repr([name, upload.name, upload.size]).encode())
            for chunk in upload.chunks():
                made.update(chunk)
            upload.seek(0)
    return _of_key(whose, path, fields.get(FIELD, "")) + made.hexdigest()[HEAD:]


def _of_key(whose: int | None, path: str, key: str) -> str:
    """How the digests of everything begin that is sent with this key."""
    return hashlib.sha256(repr([whose, path, key]).encode()).hexdigest()[:HEAD]


def is_key_done(whose: int | None, path: str, key: str) -> bool:
    """Whether anything was done by the form of this key, whatever it said."""
    head = _of_key(whose, path, key)
    return bool(key) and Sent.objects.filter(pk__gte=head, pk__lt=head + "g").exists()


LOOK = (
    "EXISTS(SELECT 1 FROM core_sent WHERE digest = %s)",
    "EXISTS(SELECT 1 FROM core_draft WHERE owner_id = %s AND place = %s)",
)


def look(digest: str, whose: int | None, path: str) -> tuple[datetime, bool, bool]:
    """In one question: what time it is, whether this is done, and whether a draft of it is kept."""
    now, (done, drafted) = database_now_and(*LOOK, params=[digest, whose or 0, path])
    return now, bool(done), bool(drafted)


def is_done(digest: str) -> bool:
    return bool(_done(digest))


def _sent(digest: str) -> QuerySet[Sent, tuple[str]]:
    return Sent.objects.filter(pk=digest).values_list("pk")


_done = Prepared(_sent, ("a", "b"))


def place_of(digest: str) -> str:
    """Where the first one was led; "" while that is not known."""
    return Sent.objects.filter(pk=digest).values_list("place", flat=True).first() or ""


def remember(digest: str, place: str) -> None:
    """What was done is done: that its place cannot be noted is no reason to say otherwise."""
    try:
        with turn():
            Sent.objects.filter(pk=digest).update(place=place[:500])
    except DatabaseError:
        log.warning("the place of a result could not be kept", exc_info=True)


def forget(now: datetime) -> None:
    """A round of the worker."""
    Sent.objects.filter(at__lt=now - KEPT).delete()


def repeatable(view: View) -> View:
    vars(view)["repeatable"] = True
    return view


def instead(response: HttpResponse, url: str) -> HttpResponse:
    vars(response)["instead"] = url
    return response
