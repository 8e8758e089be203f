"""Telling people: one call for an event; nobody is told twice of one thing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypedDict, Unpack

from wangyu.base.core.writing import PreparedInsert, Write
from wangyu.base.notify.models import Notification


def one_line(text: str) -> str:
    """A title is the subject of a mail, and a subject of two lines is a mail of somebody else's."""
    return " ".join(text.split())


class News(TypedDict):
    """What somebody is told; ``key`` names the event."""

    kind: str
    title: str
    body: str
    url: str
    key: str
    now: datetime


def notify(*, recipients: Iterable[int], **news: Unpack[News]) -> None:
    """Tell each recipient (user ids) once."""
    Notification.objects.bulk_create(_rows(recipients, news), ignore_conflicts=True)


def notify_each(news: Iterable[tuple[int, News]]) -> None:
    """Something else for each recipient, in a few statements."""
    rows = [row for recipient, one in news for row in _rows([recipient], one)]
    Notification.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def telling(*, recipients: Iterable[int], **news: Unpack[News]) -> list[Write]:
    """The same of a few, to be written along with what they are told of."""
    return _new.along(*_rows(recipients, news))


def _rows(recipients: Iterable[int], news: News) -> list[Notification]:
    return [
        Notification(
            recipient_id=pk, kind=news["kind"], title=one_line(news["title"])[:120],
            body=news["body"][:500], url=news["url"], key=news["key"], created_at=news["now"],
        )
        for pk in sorted(set(recipients))
    ]  # fmt: skip


_new = PreparedInsert(Notification)


def untold(recipients: Iterable[int], key: str) -> list[int]:
    """Those of the recipients who have not been told of this event."""
    wanted = set(recipients)
    told = Notification.objects.filter(recipient__in=wanted, key=key)
    return sorted(wanted - set(told.values_list("recipient_id", flat=True)))
