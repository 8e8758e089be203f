"""Who judges what works have in common: the province."""

from __future__ import annotations

from wangyu.activities.calls.access import keeps, visible_entries
from wangyu.activities.calls.models import Likeness
from wangyu.base.core.access import Actor, NotVisible


def access_likeness(actor: Actor, pk: int) -> Likeness:
    rows = Likeness.objects.select_related(
        "entry__call__owner", "entry__organisation", "other__call", "other__organisation"
    )
    found = rows.filter(pk=pk, entry__in=visible_entries(actor)).first()
    if found is None or not keeps(actor, found.entry.call):
        raise NotVisible  # whoever entered the work is not told that something was found
    return found
