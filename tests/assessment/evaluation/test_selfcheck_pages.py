"""The form as a university, its leader and the province see it."""

from __future__ import annotations

import pytest

from tests import factories
from tests.assessment.evaluation.reporting import report
from tests.assessment.policy.conftest import text
from wangyu.assessment.evaluation.models import Answer, Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_reporter(client, reporter_user):
    factories.sign_in(client, reporter_user)
    return client


@pytest.fixture
def as_leader(client, leader_user):
    factories.sign_in(client, leader_user)
    return client


@pytest.fixture
def as_officer(client, officer_user):
    factories.sign_in(client, officer_user)
    return client


def put(member, leaf, *values, **more):
    Answer.objects.filter(member=member, indicator=leaf).update(values=list(values), **more)


def page(member, name="member"):
    return f"/evaluation/members/{member.pk}/" + ("" if name == "member" else f"{name}/")


def test_a_form_says_what_each_indicator_is_worth_and_why(as_reporter, member, university):
    report(university, "Y2025", group_meetings=1)
    put(member, "plans", "1")
    seen = text(as_reporter.get(page(member)))
    assert "10 / 30 分" in seen
    assert "每 1 计 10 分" in seen
    assert "再增加 1，可得 20 分（满分 30 分）" in seen
    assert "缺数据" in seen
    assert "要您填 3 项，另有 3 项数字在填报里缺，已带出 1 项" in seen


def test_a_figure_opens_to_its_fact(as_reporter, member, university):
    report(university, "Y2025", group_meetings=1)
    response = as_reporter.get(page(member))
    fact = university.facts.get(key="group_meetings")
    assert f'href="/ledger/facts/{fact.pk}/"' in response.content.decode()


def test_a_form_is_filled_in_on_its_own_page(as_reporter, member):
    response = as_reporter.get(page(member, "fill"))
    assert "两年里印发了几份年度工作要点？" in text(response)
    assert response.content.decode().count('data-cell="plans:0"') == 1


def test_what_is_typed_is_saved_and_valued_at_once(as_reporter, member):
    sent = {"script": "1", "key": "plans:0", "value-plans:0": "2"}
    answer = as_reporter.post(page(member, "save"), sent).json()
    assert answer["cells"][0]["note"].startswith("两年里印发了几份年度工作要点？ 2")
    assert answer["filled"] == 1
    assert Member.objects.get(pk=member.pk).saved_at


def test_a_workbook_holds_what_is_seen(as_reporter, member):
    response = as_reporter.get(page(member, "workbook"))
    assert response.status_code == 200
    assert response.headers["Content-Type"].endswith("sheet")


def test_the_province_sees_where_evidence_is_lacking(as_officer, cycle, member, university):
    report(university, "Y2025", group_meetings=1)
    seen = text(as_officer.get(f"/evaluation/{cycle.pk}/orphans/?leaf=meetings"))
    assert "专题研究 应附 1 所 1 所" in seen
    assert university.name in seen
