"""One open window of 2025 for two universities, its people, and a sheet at every step of its life."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import factories
from wangyu.base.core.roles import Role
from wangyu.institutions.people.queries import actor_for
from wangyu.records.ledger import ops
from wangyu.records.ledger.enums import Mode
from wangyu.records.ledger.models import Sheet

PACK = "hunan-2021-07"
PERIOD = "Y2025"
FIGURES = {
    "students": "38200",
    "staff": "2,600",
    "rules_for_media": "是",
    "fund_received": "1146000.50",
    "fund_spent": "900000",
    "articles_submitted": "60",
    "articles_adopted": "0",
}
"""Every required figure as somebody types it: numbers, money, a yes, and a reported nought."""
ITEMS = dict.fromkeys([*FIGURES, "master_studios"], Mode.ASK) | {"leading_group": Mode.CITE}
"""``master_studios`` need not be filled in; ``leading_group`` is cited."""


def _actor(user):
    return actor_for(user, on=factories.TODAY)


@pytest.fixture
def reporter_user(university):
    return factories.officer(Role.UNIVERSITY_REPORTER, university, "填报甲")


@pytest.fixture
def reporter(reporter_user):
    return _actor(reporter_user)


@pytest.fixture
def leader_user(university):
    return factories.officer(Role.UNIVERSITY_LEADER, university, "校领导甲")


@pytest.fixture
def leader(leader_user):
    return _actor(leader_user)


@pytest.fixture
def officer_user(province):
    return factories.officer(Role.PROVINCE_OFFICER, province, "省员甲")


@pytest.fixture
def officer(officer_user):
    """Of the province: opens windows, verifies, decides."""
    return _actor(officer_user)


@pytest.fixture
def stranger_user(other_university):
    """Reports for another university; the name stands nowhere else."""
    return factories.officer(Role.UNIVERSITY_REPORTER, other_university, "外校绝密填报人")


@pytest.fixture
def stranger(stranger_user):
    return _actor(stranger_user)


@pytest.fixture
def make_window(province, officer, now):
    """A draft; ``items`` maps item keys to modes."""

    def make(items=ITEMS, *, period=PERIOD, title="2025年度填报", days=20, grace=0):
        facts = ops.WindowFacts(title, period, now, now + timedelta(days=days), grace)
        return ops.create_window(
            owner=province, pack=PACK, facts=facts, items=items, actor=officer, now=now
        )

    return make


@pytest.fixture
def draft(make_window, university, other_university):
    return make_window()


@pytest.fixture
def window(draft, officer, now):
    """Open, with a sheet for each of the two universities."""
    ops.open_window(window=draft, actor=officer, now=now)
    return draft


@pytest.fixture
def sheet(window, university):
    return _again(Sheet.objects.get(window=window, organisation=university))


@pytest.fixture
def other_sheet(window, other_university):
    return _again(Sheet.objects.get(window=window, organisation=other_university))


def _again(sheet):
    return Sheet.objects.select_related("window", "organisation").get(pk=sheet.pk)


@pytest.fixture
def fill(reporter, now):
    """Type figures (key -> what is typed) onto a sheet, and give it back as it is then."""

    def type_in(sheet, figures=FIGURES, *, actor=reporter, note=""):
        cells = [ops.CellInput(key, raw, note) for key, raw in figures.items()]
        ops.save_entries(sheet=sheet, cells=cells, actor=actor, now=now)
        return _again(sheet)

    return type_in


@pytest.fixture
def filled(sheet, fill):
    return fill(sheet)


@pytest.fixture
def submitted(filled, reporter, now):
    ops.submit(sheet=filled, actor=reporter, now=now)
    return _again(filled)


@pytest.fixture
def signed(submitted, leader, now):
    ops.sign(sheet=submitted, actor=leader, now=now)
    return _again(submitted)


@pytest.fixture
def verified(signed, officer, now):
    ops.verify(sheet=signed, actor=officer, now=now)
    return _again(signed)


@pytest.fixture
def returned(signed, officer, now):
    reasons = {"students": "与年报不一致"}
    ops.return_sheet(
        sheet=signed, reason="请核对", item_reasons=reasons, actor=officer, now=now
    )  # fmt: skip
    return _again(signed)


@pytest.fixture
def as_(client):
    """The test client, signed in as somebody."""

    def run(user):
        factories.sign_in(client, user)
        return client

    return run
