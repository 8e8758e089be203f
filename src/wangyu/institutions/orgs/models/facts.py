from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models

from wangyu.base.core.roles import Tier
from wangyu.institutions.orgs.models.tree import Organisation


class OrgFact(models.Model):
    """Something true of an organisation between two dates. Ended with a date, never deleted."""

    KIND: ClassVar[str]
    LABEL: ClassVar[str]
    TAB: ClassVar[str]
    """The tab of the organisation's page that shows it."""
    TIERS: ClassVar[frozenset[int]] = frozenset({Tier.UNIVERSITY, Tier.DEPARTMENT})
    END_WORD: ClassVar[str] = "停用"
    START: ClassVar[str] = "since"
    """The field that holds the first day."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="%(class)ss")
    until = models.DateField("止于", null=True, blank=True)
    end_reason = models.CharField("停用原因", max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def first_day(self) -> date | None:
        """When it began; None where that is not known or, for a budget, is a whole year."""
        day = getattr(self, self.START, None)
        return day if isinstance(day, date) else None
