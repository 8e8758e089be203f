"""Universities of 云梦省 with invented figures, and who looks at them."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.conf import settings
from django.core.files.base import ContentFile

from tests import factories
from tests.conftest import NOW
from wangyu.assessment.policy.kinds import pack
from wangyu.base.core.keys import ensure_keys
from wangyu.base.core.roles import Role
from wangyu.base.core.stamps import bump
from wangyu.institutions.people.queries import actor_for
from wangyu.records.evidence import ops as evidence
from wangyu.records.ledger import ops as ledger
from wangyu.records.ledger.enums import FactState, Source
from wangyu.records.ledger.kinds import catalogue
from wangyu.records.ledger.logic.workbook import CellValue
from wangyu.records.ledger.models import Current, Fact, Sheet


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


@pytest.fixture
def as_campus(as_, university):
    return as_(Role.UNIVERSITY_LEADER, university)


class Round:
    """A window of every item of the pack, reported for some universities and verified by the ops."""

    def __init__(self, province, schools):
        self.leaders, self.verifier = (
            {},
            factories.officer(Role.PROVINCE_OFFICER, province, "核实甲"),
        )
        boss, keys = actor_for(self.verifier, on=factories.TODAY), catalogue().items
        facts = ledger.WindowFacts(
            title="2025年度填报", period_key="Y2025", opens_at=NOW, due_at=NOW + timedelta(days=20)
        )
        self.window = ledger.create_window(
            owner=province, pack="hunan-2021-07", facts=facts, items=dict.fromkeys(keys, "ask"),
            actor=boss, now=NOW,
        )  # fmt: skip
        ledger.open_window(window=self.window, actor=boss, now=NOW)
        for school in schools:
            self._report(school, keys, boss)

    def _report(self, school, keys, boss):
        reporter = factories.actor(Role.UNIVERSITY_REPORTER, school)
        leader = factories.actor(Role.UNIVERSITY_LEADER, school)
        sheet = Sheet.objects.select_related("organisation", "window").get(
            window=self.window, organisation=school
        )
        figures = {
            k: Decimal(1) if item.kind == "yesno" else Decimal(3) for k, item in keys.items()
        }
        figures |= {"students": Decimal(15_900), "staff": Decimal(900)}
        cells = [CellValue(school.pk, key, value) for key, value in figures.items()]
        ledger.apply_cells(
            window=self.window, cells=cells, file_name="填报.xlsx", actor=reporter, now=NOW
        )
        entry = ledger.entry_for_evidence(
            sheet=sheet, key="full_time_staff", actor=reporter, now=NOW
        )
        paper, _ = evidence.add_file(
            organisation=school, upload=ContentFile("任职文件".encode(), "任职文件.txt"), actor=reporter, now=NOW
        )  # fmt: skip
        evidence.attach(
            file=paper, kind="ledger.entry", subject_id=entry.pk, actor=reporter, now=NOW
        )  # fmt: skip
        ledger.submit(sheet=sheet, actor=reporter, now=NOW)
        ledger.sign(sheet=sheet, actor=leader, now=NOW)
        ledger.verify(sheet=sheet, actor=boss, now=NOW)


@pytest.fixture
def verified(province, university):
    """云梦大学 reported everything: 3 of each thing, 15 900 students, 900 staff."""
    ensure_keys(settings.HOME)
    return Round(province, [university])
