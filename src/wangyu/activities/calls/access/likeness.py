"""Who judges what works have in common: the province."""

from __future__ import annotations

from wangyu.activities.calls.access import PROVINCE_ONLY, keeps, visible_entries
from wangyu.activities.calls.models import Likeness
from wangyu.base.core.access import Actor, NotVisible, require


def access_likeness(actor: Actor, pk: int) -> Likeness:
    rows = Likeness.objects.select_related(
        "entry__call__owner", "entry__organisation", "other__call", "other__organisation"
    )
    found = rows.filter(pk=pk, entry__in=visible_entries(actor)).first()
    if found is None:
        raise NotVisible
    require(keeps(actor, found.entry.call), PROVINCE_ONLY)
    return found
