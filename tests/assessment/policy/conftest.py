"""Universities of 云梦省 with invented figures, and who looks at them."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape

import pytest

from tests import factories
from tests.conftest import NOW
from wangyu.assessment.policy.kinds import pack
from wangyu.base.core.roles import Role
from wangyu.base.core.stamps import bump
from wangyu.records.ledger.enums import FactState, Source
from wangyu.records.ledger.models import Current, Fact


def report(org, period="Y2025", state=FactState.VERIFIED, **values):
    """Put figures in force for a university; None is a figure reported blank."""
    for key, value in values.items():
        number = None if value is None else Decimal(str(value))
        place = {"organisation": org, "key": key, "period_key": period}
        fact = Fact.objects.create(
            **place, version=1, value=number, source=Source.TYPED, at=NOW, revision=1
        )
        Current.objects.create(**place, fact=fact, value=number, state=state)
    bump("ledger")


def text(response):
    """What a reader sees: tags away, spaces made one."""
    plain = re.sub(r"<script.*?</script>|<[^>]*>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(plain).split())


@pytest.fixture
def rules():
    return pack("hunan-2021-07")


@pytest.fixture
def as_(client):
    def enter(role, org):
        factories.sign_in(client, factories.officer(role, org))
        return client

    return enter


@pytest.fixture
def as_province(as_, province):
    return as_(Role.PROVINCE_OFFICER, province)
