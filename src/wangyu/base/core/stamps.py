"""Counters that say "something changed": what caches of computed pages are keyed by."""

from __future__ import annotations

from collections.abc import Iterable
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


def read_many(names: Iterable[str]) -> dict[str, int]:
    """The same, of so many that it is not worth preparing."""
    wanted = set(names)
    found = dict(Stamp.objects.filter(name__in=wanted).values_list("name", "value"))
    return dict.fromkeys(wanted, 0) | found


def bump(*names: str) -> None:
    """Call inside the op that changed what ``names`` stand for. Three statements, however many.

    They are locked in one order always, for whoever bumps several holds them until the op is done.
    """
    wanted = sorted(set(names))
    Stamp.objects.bulk_create((Stamp(name=n, value=0) for n in wanted), ignore_conflicts=True)
    rows = Stamp.objects.filter(name__in=wanted)
    held = list(rows.select_for_update().order_by("name").values_list("name", flat=True))
    Stamp.objects.filter(name__in=held).update(value=F("value") + 1)
