"""Mail: one digest a day (or each at once, or none), never the same thing twice."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail

from wangyu.base.notify.models import MailChoice, Notification, Preference
from wangyu.base.notify.send import one_line

PAUSE = timedelta(hours=20)
log = logging.getLogger(__name__)


def _due(now: datetime) -> dict[int, list[Notification]]:
    """Unread and unmailed notices of those who want mail now."""
    choices = dict(Preference.objects.values_list("user_id", "mail"))
    recent = set(
        Notification.objects.filter(mailed_at__gt=now - PAUSE).values_list(
            "recipient_id", flat=True
        )
    )
    waiting: dict[int, list[Notification]] = defaultdict(list)
    rows = Notification.objects.filter(read_at=None, mailed_at=None).exclude(recipient__email="")
    for row in rows.select_related("recipient").order_by("created_at"):
        choice = choices.get(row.recipient_id, MailChoice.DAILY)
        held_back = choice == MailChoice.DAILY and row.recipient_id in recent
        if choice != MailChoice.NONE and not held_back:
            waiting[row.recipient_id].append(row)
    return waiting


@dataclass(frozen=True, slots=True)
class Outcome:
    sent: int
    failed: int


def send_digests(now: datetime) -> Outcome:
    """One mail a person with all that is new. What could not go out stays due."""
    went = [_send(rows, now) for rows in _due(now).values()]
    return Outcome(went.count(True), went.count(False))


def _send(rows: Sequence[Notification], now: datetime) -> bool:
    lines = [f"· {row.title}\n  {settings.SITE_URL}{row.url}" for row in rows]
    subject = one_line(rows[0].title) if len(rows) == 1 else f"网育：{len(rows)} 件事待您处理"
    try:
        send_mail(subject, "\n\n".join(lines), None, [rows[0].recipient.email])
    except (SMTPException, OSError):
        log.warning("a digest could not be sent", exc_info=True)
        return False
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=now)
    return True
