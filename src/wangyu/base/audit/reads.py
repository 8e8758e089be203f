"""Reading what is sensitive is itself in the log: pages once a day, exports each time.

A page that shows a person, a sensitive file or the log calls ``note_read`` before it answers; what
takes many of them away calls ``note_export``. When the log cannot be written, nothing is shown.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction

from wangyu.base.audit.chain import join
from wangyu.base.audit.logic import refs
from wangyu.base.audit.models import Reading
from wangyu.base.audit.op import label_of
from wangyu.base.core.access import Actor
from wangyu.base.lib.dates import SHANGHAI


def note_read(
    what: str,
    sentence: str,
    *,
    actor: Actor,
    now: datetime,
    target: models.Model | None = None,
    org_path: str = "",
) -> None:
    """``what`` is the key of the log's entry ("people.person.read"); once for a reader, thing and day."""
    seen: dict[str, Any] = {
        "actor_id": actor.own_id, "what": what, "object_id": target.pk if target else 0,
        "day": now.astimezone(SHANGHAI).date(),
    }  # fmt: skip
    if Reading.objects.filter(**seen).exists():
        return
    with transaction.atomic():
        _, fresh = Reading.objects.get_or_create(**seen)
        if fresh:
            _write(what, sentence, actor, now, target, org_path, {})


@transaction.atomic
def note_export(
    what: str, sentence: str, *, actor: Actor, now: datetime, org_path: str = "", **details: Any
) -> None:
    """Somebody takes a list away, for example ``note_export("people.list.export", "导出人员名单", rows=12)``."""
    _write(what, sentence, actor, now, None, org_path, details)


def _write(
    what: str,
    sentence: str,
    actor: Actor,
    now: datetime,
    target: models.Model | None,
    org_path: str,
    details: dict[str, Any],
) -> None:
    kind = label_of(target) if target is not None else ""
    pk = target.pk if target is not None else None
    join(
        at=now, actor=actor, action=what, target_kind=kind, target_id=pk, org_path=org_path,
        sentence=sentence + (refs.write(kind, pk) if pk else ""), details=details, private={},
    )  # fmt: skip
