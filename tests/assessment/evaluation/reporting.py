"""Puts figures in force for a university, as its ledger would."""

from __future__ import annotations

from decimal import Decimal

from tests.conftest import NOW
from wangyu.records.ledger.enums import FactState, Source
from wangyu.records.ledger.models import Current, Fact


def report(org, period="Y2025", **values):
    """None is a figure reported blank. What was in force before is replaced."""
    for key, value in values.items():
        number = None if value is None else Decimal(str(value))
        place = {"organisation": org, "key": key, "period_key": period}
        version = Fact.objects.filter(**place).count() + 1
        fact = Fact.objects.create(
            **place, version=version, value=number, source=Source.TYPED, at=NOW, revision=1
        )
        told = {"fact": fact, "value": number, "state": FactState.VERIFIED}
        Current.objects.update_or_create(**place, defaults=told)
