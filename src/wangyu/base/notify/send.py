"""Telling people: one call for an event; nobody is told twice of one thing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from wangyu.base.notify.models import Notification


def one_line(text: str) -> str:
    """A title is the subject of a mail, and a subject of two lines is a mail of somebody else's."""
    return " ".join(text.split())


def notify(
    *,
    recipients: Iterable[int],
    kind: str,
    title: str,
    body: str,
    url: str,
    key: str,
    now: datetime,
) -> None:
    """Tell each recipient (user ids) once; ``key`` names the event."""
    rows = [
        Notification(
            recipient_id=pk, kind=kind, title=one_line(title)[:120], body=body[:500], url=url, key=key,
            created_at=now,
        )
        for pk in sorted(set(recipients))
    ]  # fmt: skip
    Notification.objects.bulk_create(rows, ignore_conflicts=True)


def untold(recipients: Iterable[int], key: str) -> list[int]:
    """Those of the recipients who have not been told of this event."""
    wanted = set(recipients)
    told = Notification.objects.filter(recipient__in=wanted, key=key)
    return sorted(wanted - set(told.values_list("recipient_id", flat=True)))
