"""What all processes remember together for a while: Django's cache, kept in the database.

For tries at signing in and codes already used: with a memory of its own in each process, two
processes would allow twice the tries and take a code twice, and a restart would forgive all.
Values are JSON, never pickles, so that who can write rows cannot run code; names are kept as
digests, for they are made of sign-in names.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import InternalError, connection
from django.db.models import QuerySet
from django.db.models.functions import Now

from wangyu.base.core.models import Shared

ADD = (
    "INSERT INTO core_shared (digest, value, expires) VALUES (%s, %s, %s) "
    "ON CONFLICT (digest) DO NOTHING"
)
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)


class SharedCache(BaseCache):
    def __init__(self, location: str, params: dict[str, Any]) -> None:  # noqa: ARG002 -- Django's signature
        super().__init__(params)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        found = self._rows(key, version).filter(expires__gt=Now()).first()
        return default if found is None else found.value

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        row = Shared(digest=self._digest(key, version), value=value, expires=self._end(timeout))
        Shared.objects.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["digest"],
            update_fields=["value", "expires"],
        )

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Whether it was not there. Of many at once the database tells one so."""
        self._rows(key, version).filter(expires__lte=Now()).delete()
        row = Shared(digest=self._digest(key, version), value=value, expires=self._end(timeout))
        given = [
            field.get_db_prep_save(getattr(row, field.attname), connection)
            for field in Shared._meta.local_fields  # noqa: SLF001 -- Django's own public-by-convention API
        ]
        with connection.cursor() as cursor:
            cursor.execute(ADD, given)
            return bool(cursor.rowcount)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        live = self._rows(key, version).filter(expires__gt=Now())
        return bool(live.update(expires=self._end(timeout)))

    def delete(self, key: str, version: int | None = None) -> bool:
        """In a transaction that is lost nothing can be deleted, and what was added in it goes with it."""
        if connection.needs_rollback:
            return False
        try:
            return bool(self._rows(key, version).delete()[0])
        except InternalError:  # how PostgreSQL says the same
            return False

    def clear(self) -> None:
        Shared.objects.all().delete()

    def _rows(self, key: str, version: int | None) -> QuerySet[Shared]:
        return Shared.objects.filter(pk=self._digest(key, version))

    def _digest(self, key: str, version: int | None) -> str:
        return hashlib.sha256(self.make_key(key, version=version).encode()).hexdigest()

    def _end(self, timeout: Any) -> datetime:
        seconds = self.get_backend_timeout(timeout)
        return FOREVER if seconds is None else datetime.fromtimestamp(seconds, UTC)


def forget(now: datetime) -> None:
    """Remove what is over."""
    Shared.objects.filter(expires__lte=now).delete()
