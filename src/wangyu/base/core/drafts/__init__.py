"""Nothing lost: what is typed into a long form is kept within seconds, and given back when it is opened.

The browser sends it along (``drafts.js``). It is sealed, only its owner gets it back, and it is gone
when its form is done, when its owner says so, or after thirty days.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction

from wangyu.base.core.models import Draft
from wangyu.base.core.once import is_key_done
from wangyu.base.core.sealed import seal, unseal
from wangyu.base.lib.foreign import read_json

PURPOSE = "drafts"
KEPT = timedelta(days=30)
LONGEST, PAIR = 64_000, 2
MOST = 40
"""Of one person; what was typed longest ago goes first."""
log = logging.getLogger(__name__)
Fields = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Typed:
    fields: Fields
    at: datetime


def read_fields(text: str) -> Fields | None:
    """Pairs of name and value as the browser writes them; None when it is anything else."""
    if len(text) > LONGEST:
        return None
    try:
        given = read_json(text)
    except ValueError:
        return None
    if not isinstance(given, list) or not all(map(_is_pair, given)):
        return None
    return [(name, value) for name, value in given]


def _is_pair(given: object) -> bool:
    return (
        isinstance(given, list)
        and len(given) == PAIR
        and all(isinstance(part, str) for part in given)
    )


def keep(owner_id: int, place: str, key: str, fields: Fields, now: datetime) -> None:
    values = {"key": key, "at": now, "said": seal(PURPOSE, json.dumps(fields))}
    with transaction.atomic():
        Draft.objects.update_or_create(owner_id=owner_id, place=place, defaults=values)
        mine = Draft.objects.filter(owner_id=owner_id).order_by("-at", "-pk")
        Draft.objects.filter(pk__in=list(mine.values_list("pk", flat=True)[MOST:])).delete()


def find(owner_id: int, place: str) -> Typed | None:
    """A form that was done meanwhile, its browser killed before it knew, is no draft any more."""
    found = Draft.objects.filter(owner_id=owner_id, place=place).first()
    if found is None or is_key_done(owner_id, place, found.key):
        return None
    return Typed(json.loads(unseal(PURPOSE, found.said)), found.at)


def drop(owner_id: int, place: str) -> None:
    Draft.objects.filter(owner_id=owner_id, place=place).delete()


def finish(owner_id: int, place: str) -> None:
    """Its form is done. That the draft is still there is no reason to say otherwise; see ``find``."""
    try:
        drop(owner_id, place)
    except DatabaseError:
        log.warning("the draft of a form that is done could not be removed", exc_info=True)


def forget(now: datetime) -> None:
    """A round of the worker."""
    Draft.objects.filter(at__lt=now - KEPT).delete()
