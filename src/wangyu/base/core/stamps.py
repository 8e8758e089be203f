"""Counters that say "something changed": what caches of computed pages are keyed by."""

from __future__ import annotations

from functools import cache

from django.db.models import F, QuerySet

from wangyu.base.core.models import Stamp
from wangyu.base.core.prepared import Prepared


def _named(*names: str) -> QuerySet[Stamp, tuple[str, int]]:
    return Stamp.objects.filter(name__in=names).values_list("name", "value")


@cache
def _reading(count: int) -> Prepared:
    return Prepared(_named, *((f"a{n}", f"b{n}") for n in range(count)))


def read_stamps(*names: str) -> tuple[int, ...]:
    """Current values, 0 where never bumped. One query."""
    found: dict[str, int] = dict(_reading(len(names))(*names))
    return tuple(found.get(name, 0) for name in names)


def bump(name: str) -> None:
    """Call inside the op that changed what ``name`` stands for."""
    if not Stamp.objects.filter(name=name).update(value=F("value") + 1):
        Stamp.objects.get_or_create(name=name, defaults={"value": 1})
