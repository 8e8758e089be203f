from __future__ import annotations

from dataclasses import dataclass

from wangyu.base.core.roles import Tier
from wangyu.institutions.orgs.logic.roster import School
from wangyu.institutions.orgs.models import FormerName, University


@dataclass(frozen=True, slots=True)
class PublicSchool:
    """What anybody may know of a university."""

    id: int
    name: str
    code: str
    former_name: str
    authority: str
    city: str
    level: str
    ownership: str
    check_note: str
    source: str
    demo: bool


_COLUMNS = (
    "pk", "organisation__name", "code", "former_name", "authority", "city", "level", "ownership",
    "check_note", "source", "organisation__demo",
)  # fmt: skip


def catalogue() -> list[PublicSchool]:
    """All open universities, by name. One query."""
    rows = University.objects.filter(
        organisation__tier=Tier.UNIVERSITY, organisation__closed_on=None
    ).order_by("pk")
    return [PublicSchool(r[0], r[1], r[2] or "", *r[3:]) for r in rows.values_list(*_COLUMNS)]


def public_school(pk: int) -> PublicSchool | None:
    found = University.objects.filter(organisation__pk=pk, organisation__closed_on=None)
    row = found.values_list(*_COLUMNS).first()
    return PublicSchool(row[0], row[1], row[2] or "", *row[3:]) if row else None


def known_schools() -> list[School]:
    """All universities, closed ones too, as the roster's comparison sees them. Two queries."""
    names: dict[int, list[str]] = {}
    for org_id, name in FormerName.objects.order_by("pk").values_list("organisation_id", "name"):
        names.setdefault(org_id, []).append(name)
    rows = University.objects.select_related("organisation")
    return [
        School(
            name=u.organisation.name, code=u.code or "", former_name=u.former_name,
            authority=u.authority, city=u.city, level=u.level, ownership=u.ownership,
            source=u.source, check_note=u.check_note, id=u.pk,
            former_names=(*names.get(u.pk, ()), *filter(None, [u.former_name])),
            closed=u.organisation.closed_on is not None,
        )
        for u in rows.order_by("pk")
    ]  # fmt: skip
