from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from wangyu.base.core.access import within
from wangyu.base.core.roles import Tier
from wangyu.institutions.orgs.logic.paths import ids_of
from wangyu.institutions.orgs.models import Organisation


def province_root() -> Organisation | None:
    return Organisation.objects.filter(tier=Tier.PROVINCE).first()


def subtree(org: Organisation) -> QuerySet[Organisation]:
    """The organisation and everything under it: one range of the path index."""
    return Organisation.objects.filter(within(org.path))


def open_on(day: date, prefix: str = "") -> Q:
    """Organisations founded by ``day`` (or at an unknown time) and not closed by then."""
    founded = Q(**{f"{prefix}established_on": None}) | Q(**{f"{prefix}established_on__lte": day})
    return founded & (Q(**{f"{prefix}closed_on": None}) | Q(**{f"{prefix}closed_on__gt": day}))


def ancestors(org: Organisation) -> list[Organisation]:
    """From the root down to the parent. One query."""
    above = ids_of(org.path)[:-1]
    return list(Organisation.objects.filter(pk__in=above).order_by("tier"))


def children_of(org: Organisation) -> QuerySet[Organisation]:
    """Units directly below, open ones first."""
    return Organisation.objects.filter(parent=org).order_by(
        F("closed_on").desc(nulls_first=True), "name", "pk"
    )


def child_counts(orgs: Iterable[Organisation]) -> dict[int, int]:
    """How many open units stand directly below each. One query."""
    below = Organisation.objects.filter(parent__in=[o.pk for o in orgs], closed_on=None)
    return dict(below.order_by().values_list("parent").annotate(n=Count("pk")))


def departments_with_stations(university: Organisation) -> dict[str, frozenset[str]]:
    """Open departments by name with the names of their open classes. Two queries."""
    inside = Organisation.objects.filter(within(university.path), closed_on=None)
    names = dict(inside.filter(tier=Tier.DEPARTMENT).values_list("pk", "name"))
    classes: dict[str, set[str]] = {name: set() for name in names.values()}
    for parent, name in inside.filter(tier=Tier.STATION).values_list("parent", "name"):
        if parent in names:
            classes[names[parent]].add(name)
    return {name: frozenset(below) for name, below in classes.items()}


def destinations(org: Organisation, reachable: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Where an organisation could be moved: open units of its parent's tier, not its parent."""
    return reachable.filter(tier=org.tier - 1, closed_on=None).exclude(pk=org.parent_id or 0)


def topmost(seen: QuerySet[Organisation], paths: Collection[str]) -> QuerySet[Organisation]:
    """Where the tree of somebody who holds roles at ``paths`` begins."""
    if "" in paths:
        return seen.filter(parent=None)
    tops = {path for path in paths if not any(path != p and path.startswith(p) for p in paths)}
    return seen.filter(path__in=tops)
