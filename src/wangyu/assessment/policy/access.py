"""Who sees whose line: the province and the auditor all, a university its own."""

from __future__ import annotations

from django.db.models import QuerySet

from wangyu.base.core.access import Actor, NotVisible, within_any
from wangyu.base.core.roles import PROVINCE_STAFF, UNIVERSITY_STAFF, Role, Tier
from wangyu.institutions.orgs.models import Organisation

READERS = PROVINCE_STAFF | UNIVERSITY_STAFF | {Role.AUDITOR}


def visible_universities(actor: Actor) -> QuerySet[Organisation]:
    rows = Organisation.objects.filter(tier=Tier.UNIVERSITY, closed_on=None)
    return rows.filter(within_any(actor.paths(READERS)))


def access_university(actor: Actor, pk: int) -> Organisation:
    found = visible_universities(actor).select_related("university").filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found
