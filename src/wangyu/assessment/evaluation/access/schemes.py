"""Who sees schemes of indicators: those who hold rounds, and the auditor."""

from __future__ import annotations

from django.db.models import QuerySet

from wangyu.assessment.evaluation.access import OVERSEERS, one_of
from wangyu.assessment.evaluation.models import Version
from wangyu.base.core.access import Actor, require, within_any
from wangyu.base.core.roles import PROVINCE_STAFF

PROVINCE_ONLY = "指标方案由省中心拟定。"


def visible_versions(actor: Actor) -> QuerySet[Version]:
    own = within_any(actor.paths(OVERSEERS), "scheme__owner__path")
    return Version.objects.filter(own).select_related("scheme__owner")


def require_overseer(actor: Actor) -> None:
    require(actor.has(OVERSEERS), PROVINCE_ONLY)


def access_version(actor: Actor, pk: int) -> Version:
    """Whoever sees no schemes at all is told so, of a missing one too."""
    require_overseer(actor)
    return one_of(visible_versions(actor).filter(pk=pk))


def keeps_version(actor: Actor, version: Version) -> bool:
    return actor.has(PROVINCE_STAFF, version.scheme.owner.path)


def access_own_version(actor: Actor, pk: int) -> Version:
    """To be changed or moved."""
    require(actor.has(PROVINCE_STAFF), PROVINCE_ONLY)
    version = access_version(actor, pk)
    require(keeps_version(actor, version), PROVINCE_ONLY)
    return version
