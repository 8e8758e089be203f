"""Sessions that know whose they are, so that ending one deletes the session itself.

Kept: browser and system by name, the day it began and the day it was last used. No address, no
fingerprint.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import DatabaseError, InterfaceError, OperationalError, models
from django.db.models import QuerySet
from django.db.models.functions import Now

from wangyu.base.core.passwords import policy
from wangyu.base.core.prepared import Prepared
from wangyu.base.core.space import is_full, space
from wangyu.institutions.people.logic.sessions import BEGAN, ENDS, end_of, must_move


def handle_of(session_key: str) -> str:
    """How a session is named in addresses: its key cannot be found from it."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:32]


def keep_alive(session: SessionBase, now: datetime) -> None:
    """Move the end of a session that is in use; see the policy. ASVS 5.0 7.3.1, 7.3.2."""
    idle, longest = policy().idle_minutes * 60, policy().hours * 3600
    at = int(now.timestamp())
    end = end_of(session, at=at, idle=idle, longest=longest)
    if must_move(session, end, idle=idle, longest=longest):
        session.setdefault(BEGAN, at)
        session[ENDS] = end
        session.set_expiry(datetime.fromtimestamp(end, UTC))


class Session(AbstractBaseSession):
    user = models.ForeignKey(
        "people.User", models.CASCADE, null=True, related_name="sessions", verbose_name="用户"
    )
    handle = models.CharField(max_length=32, db_index=True)
    label = models.CharField("设备", max_length=40, blank=True)
    created_on = models.DateField("登录日期", null=True)
    seen_on = models.DateField("最近使用", null=True)

    @classmethod
    def get_session_store_class(cls) -> type[DatabaseStore]:
        return SessionStore


def _live(key: str) -> QuerySet[Session, tuple[str]]:
    return Session.objects.filter(pk=key, expire_date__gt=Now()).values_list("session_data")


_data_of = Prepared(_live, ("a", "b"))


class SessionStore(DatabaseStore):
    """The engine named by SESSION_ENGINE."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        """One query, as Django's own; a session that is over or was never there gets a new key."""
        found = _data_of(self.session_key)
        if found:
            return dict(self.decode(found[0][0]))
        self._session_key = None
        return {}

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 -- Django's signature
        """A reader keeps reading when there is no room to note that a session was used.

        Django calls every failure of an update a lost session; one of the database is the database's.
        """
        try:
            super().save(must_create)
        except (DatabaseError, UpdateError) as error:
            if is_full(error) and not must_create:
                space.note_failure()
            elif isinstance(error.__context__, OperationalError | InterfaceError):
                raise error.__context__ from error
            else:
                raise

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        made = super().create_model_instance(data)
        assert isinstance(made, Session)  # noqa: S101 -- tells the type checker
        made.handle = handle_of(made.session_key)
        made.user_id = int(data["_auth_user_id"]) if "_auth_user_id" in data else None
        made.label = data.get("device", "")
        made.created_on, made.seen_on = data.get("created_on"), data.get("seen_on")
        return made
