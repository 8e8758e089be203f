"""What a person does with the notices of their own: read them, choose how they come."""

from __future__ import annotations

from datetime import datetime

from wangyu.base.notify.models import Notification, Preference


def mark_read(*, recipient_id: int | None, now: datetime, pk: int | None = None) -> int:
    """One notice, or every unread one. Returns how many were unread."""
    unread = Notification.objects.filter(recipient_id=recipient_id, read_at=None)
    return (unread if pk is None else unread.filter(pk=pk)).update(read_at=now)


def keep(preference: Preference) -> None:
    preference.save()
