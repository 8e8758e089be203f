"""Everybody who came by a connection begins anew: another partner may call anybody by their names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from wangyu.base.core.access import within
from wangyu.base.notify.send import notify
from wangyu.institutions.connections.models import Binding, Connection
from wangyu.institutions.people.logic.recovery import BY_MAIL, BY_TWO
from wangyu.institutions.people.logic.sessions import came_by
from wangyu.institutions.people.models import Session, User
from wangyu.institutions.people.queries import needing_two

OWN = "请用平台的登录名和密码登录。"


@dataclass(frozen=True, slots=True)
class Parted:
    people: int
    sessions: int


def part(connection: Connection, now: datetime, why: str) -> Parted:
    """Bindings and sessions go, and each who was bound is told how to come in now."""
    bound = list(User.objects.filter(bindings__connection=connection).order_by("pk"))
    Binding.objects.filter(connection=connection).delete()
    _tell(connection, now, why, [u for u in bound if u.has_usable_password()], OWN, "/signin/mine/")
    without = [u for u in bound if not u.has_usable_password()]
    two = needing_two(without, now)
    for how, needed in ((BY_MAIL, False), (BY_TWO, True)):
        people = [u for u in without if (u.pk in two) is needed]
        _tell(connection, now, why, people, how, "/account/password/reset/")
    return Parted(len(bound), end_sessions(connection))


def end_sessions(connection: Connection) -> int:
    """All that came by it, those whose second step is still to come and whose binding is undone too."""
    rows = Session.objects.iterator()
    through = [s.pk for s in rows if came_by(s.get_decoded(), connection.pk)]
    return Session.objects.filter(pk__in=through).delete()[0]


def end_sessions_in(path: str) -> Mapping[str, int]:
    """All that came by a connection of an organisation that is closed: it lets nobody in any more."""
    rows = Connection.objects.filter(within(path, "organisation__path")).exclude(state="removed")
    gone = sum(end_sessions(connection) for connection in rows)
    return {"sessions": gone} if gone else {}


def _tell(
    connection: Connection, now: datetime, why: str, people: list[User], how: str, url: str
) -> None:
    notify(
        recipients=[user.pk for user in people], kind="connection",
        title=f"“{connection.title}”{why}", body=how, url=url,
        key=f"connection-{connection.pk}-{now.timestamp():.0f}", now=now,
    )  # fmt: skip
