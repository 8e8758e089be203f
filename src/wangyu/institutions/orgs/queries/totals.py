"""Counts and sums for many universities at once: the number of queries never grows with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Substr

from wangyu.base.core.roles import Tier
from wangyu.institutions.orgs.enums import BudgetLevel, MemberRole
from wangyu.institutions.orgs.models import (
    Appointment,
    Budget,
    GroupMember,
    LeadingGroup,
    Meeting,
    Office,
    Organisation,
    Room,
)
from wangyu.institutions.orgs.queries.tree import open_on


@dataclass(frozen=True, slots=True)
class Total:
    """A sum, out of how many rows, how many of them left blank."""

    value: Decimal
    rows: int
    blanks: int = 0
    of: int | None = None


def in_force(day: date, start: str = "since") -> Q:
    """Begun by ``day`` (or at an unknown time) and not ended by then."""
    begun = Q(**{start: None}) | Q(**{f"{start}__lte": day})
    return begun & (Q(until=None) | Q(until__gt=day))


def _counts(rows: QuerySet[Any], org_ids: Sequence[int], wanted: Q) -> dict[int, Total]:
    """Rows that are ``wanted``, for organisations with any row at all."""
    found = rows.filter(organisation_id__in=org_ids).order_by().values("organisation_id")
    counted = found.annotate(rows=Count("pk"), n=Count("pk", filter=wanted))
    return {r["organisation_id"]: Total(Decimal(r["n"]), r["rows"]) for r in counted}


def full_time_staff(org_ids: Sequence[int], day: date) -> dict[int, Total]:
    return _counts(Appointment.objects.all(), org_ids, in_force(day) & Q(full_time=True))


def groups(org_ids: Sequence[int], day: date) -> dict[int, Total]:
    return _counts(LeadingGroup.objects.all(), org_ids, in_force(day, "established_on"))


def offices(org_ids: Sequence[int], day: date) -> dict[int, Total]:
    return _counts(Office.objects.all(), org_ids, in_force(day))


def meetings(org_ids: Sequence[int], start: date, end: date) -> dict[int, Total]:
    held = Q(until=None, held_on__gte=start, held_on__lte=end)
    return _counts(Meeting.objects.all(), org_ids, held)


def heads(org_ids: Sequence[int], day: date) -> dict[int, Total]:
    """Whether a 组长 in office is a school leader; only where members are known."""
    leads = in_force(day) & Q(role=MemberRole.HEAD, is_school_leader=True)
    return _counts(GroupMember.objects.all(), org_ids, leads)


def member_departments(org_ids: Sequence[int], day: date) -> dict[int, list[str]]:
    """Departments and titles of the members in office; an empty list where all have left."""
    rows = GroupMember.objects.filter(organisation_id__in=org_ids)
    found: dict[int, list[str]] = {pk: [] for pk in rows.values_list("organisation_id", flat=True)}
    now = rows.filter(in_force(day)).values_list("organisation_id", "department", "title")
    for pk, department, title in now:
        found[pk] += [department, title]
    return found


def areas(org_ids: Sequence[int], day: date, use: str = "") -> dict[int, Total]:
    """Square metres of the university's own rooms in use."""
    wanted = in_force(day) & (Q(use=use) if use else Q())
    found = Room.objects.filter(organisation_id__in=org_ids).order_by().values("organisation_id")
    summed = found.annotate(
        area=Sum("area_m2", filter=wanted),
        rows=Count("pk", filter=wanted),
        known=Count("area_m2", filter=wanted),
    )
    return {
        r["organisation_id"]: Total(r["area"] or Decimal(0), r["rows"], r["rows"] - r["known"])
        for r in summed
        if r["known"] or not r["rows"]
    }


_UNIVERSITY = Substr("organisation__path", 1, 16)


def money(org_ids: Sequence[int], year: int, field: str) -> dict[int, Total]:
    """Yuan of a year: 校级 and 院系. Departments' own rows count where the school gave no sum."""
    paths = _paths(org_ids)
    rows = Budget.objects.filter(year=year, until=None).annotate(at=_UNIVERSITY)
    summed = (
        rows.filter(at__in=paths)
        .order_by()
        .values("at", "level", "organisation__tier")
        .annotate(sum=Sum(field), rows=Count("pk"), known=Count(field))
    )
    school: dict[str, list[dict[str, Any]]] = {}
    for row in summed:
        school.setdefault(row["at"], []).append(dict(row))
    added = {paths[at]: _added(parts) for at, parts in school.items()}
    return {pk: total for pk, total in added.items() if total is not None}


def _added(parts: Sequence[dict[str, Any]]) -> Total | None:
    given = any(
        p["level"] == BudgetLevel.DEPARTMENT and p["organisation__tier"] == Tier.UNIVERSITY
        and p["known"]
        for p in parts
    )  # fmt: skip
    used = [p for p in parts if not (given and p["organisation__tier"] == Tier.DEPARTMENT)]
    known = sum(p["known"] for p in used)
    rows = sum(p["rows"] for p in used)
    if not known:
        return None
    return Total(sum((p["sum"] or Decimal(0) for p in used), Decimal(0)), rows, rows - known)


def _paths(org_ids: Sequence[int]) -> dict[str, int]:
    """Of universities; no path of another tier is as long as what it is compared with."""
    rows = Organisation.objects.filter(pk__in=org_ids)
    return dict(rows.values_list("path", "pk"))


def units(
    org_ids: Sequence[int], day: date, tier: Tier, *, founded: bool = False
) -> dict[int, Total]:
    """Open units of a tier under each university that has any; ``founded``: with a known date."""
    paths = _paths(org_ids)
    wanted = open_on(day) & (Q(established_on__isnull=False) if founded else Q())
    rows = Organisation.objects.filter(tier=tier).annotate(at=Substr("path", 1, 16))
    counted = (
        rows.filter(at__in=paths)
        .order_by()
        .values("at")
        .annotate(
            rows=Count("pk"), n=Count("pk", filter=wanted), of=Count("pk", filter=open_on(day))
        )
    )
    return {paths[r["at"]]: Total(Decimal(r["n"]), r["rows"], of=r["of"]) for r in counted}


def independent_rooms(org_ids: Sequence[int], day: date) -> dict[int, Total]:
    """Departments with a room of their own, where any department's rooms are known."""
    paths = _paths(org_ids)
    own = in_force(day) & Q(independent=True)
    rows = Room.objects.filter(organisation__tier=Tier.DEPARTMENT).annotate(at=_UNIVERSITY)
    counted = (
        rows.filter(at__in=paths)
        .order_by()
        .values("at")
        .annotate(
            rows=Count("organisation_id", distinct=True),
            n=Count("organisation_id", distinct=True, filter=own),
        )
    )
    return {paths[r["at"]]: Total(Decimal(r["n"]), r["rows"], of=r["rows"]) for r in counted}
