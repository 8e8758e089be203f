from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import F, Q, QuerySet

from wangyu.base.audit.models import Entry
from wangyu.base.core.access import within_any
from wangyu.base.core.holding import hold
from wangyu.institutions.orgs.models import FACTS, LeadingGroup, Meeting, Organisation, OrgFact


def facts_of(org: Organisation, kind: str) -> QuerySet[OrgFact]:
    """Facts of one kind, those in force first."""
    model = FACTS[kind]
    ordering = model._meta.ordering or ()  # noqa: SLF001 -- Django's own public-by-convention API
    rows: QuerySet[OrgFact] = model._default_manager.filter(organisation=org)  # noqa: SLF001 -- as above
    return rows.order_by(F("until").desc(nulls_first=True), *ordering)


def fact_names(model: type[OrgFact], ids: Collection[int]) -> dict[int, str]:
    rows = model._default_manager.filter(pk__in=ids)  # noqa: SLF001 -- as above
    return {row.pk: str(row) for row in rows}


def hold_fact(model: type[OrgFact], pk: int) -> None:
    """Nobody else ends or changes it meanwhile."""
    hold(model._default_manager.filter(pk=pk))  # noqa: SLF001 -- as above


def history_of(org: Organisation) -> QuerySet[Entry]:
    """What was written about the organisation and its facts, newest first."""
    itself = Q(target_kind="orgs.organisation", target_id=org.pk)
    facts = Q(org_path=org.path, target_kind__startswith="orgs.")
    return Entry.objects.filter(itself | facts).select_related("private").order_by("-seq")


def overdue_groups(paths: Collection[str], since: date) -> QuerySet[LeadingGroup]:
    """Leading groups older than ``since`` that have not met after it."""
    met = Meeting.objects.filter(until=None, held_on__gte=since).values("organisation_id")
    old = Q(established_on=None) | Q(established_on__lt=since)
    return (
        LeadingGroup.objects.filter(old, within_any(paths, "organisation__path"), until=None)
        .exclude(organisation_id__in=met)
        .select_related("organisation")
        .order_by("organisation__path")
    )
