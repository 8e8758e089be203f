from __future__ import annotations

from wangyu.institutions.connections.models import Connection


def locked(connection: Connection) -> Connection:
    """As it is now, and nobody else changes it before we are done."""
    rows = Connection.objects.select_for_update(of=("self",)).select_related("organisation")
    return rows.get(pk=connection.pk)
