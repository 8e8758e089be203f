"""Counters that say "something changed": what caches of computed pages are keyed by."""

from __future__ import annotations

from django.db.models import F

from wangyu.base.core.models import Stamp


def read_stamps(*names: str) -> tuple[int, ...]:
    """Current values, 0 where never bumped. One query."""
    found = dict(Stamp.objects.filter(name__in=names).values_list("name", "value"))
    return tuple(found.get(name, 0) for name in names)


def bump(name: str) -> None:
    """Call inside the op that changed what ``name`` stands for."""
    if not Stamp.objects.filter(name=name).update(value=F("value") + 1):
        Stamp.objects.get_or_create(name=name, defaults={"value": 1})
