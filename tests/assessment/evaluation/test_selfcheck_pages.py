"""The form as a university, its leader and the province see it."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

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


def test_a_workbook_holds_what_is_seen(as_reporter, member, university):
    report(university, "Y2025", group_meetings=1)
    put(member, "exchange", "1", "2", words="两校合办")
    response = as_reporter.get(page(member, "workbook"))
    book = CalamineWorkbook.from_filelike(BytesIO(response.content))
    rows = {row[1] + str(row[3]): row for row in book.get_sheet_by_index(0).to_python()}
    assert rows["交流承办了几次全省交流？"][5:9] == ["1", "本校填写", 7.0, 10.0]
    assert rows["交流承办了几次全省交流？"][12] == "两校合办"
    assert rows["交流参加了几次全省交流？"][5:9] == ["2", "本校填写", "", ""]
    assert rows["专题研究领导小组专题研究次数（次）"][5] == 1.0
    assert rows["专题研究领导小组专题研究次数（次）"][7:9] == [10.0, 30.0]
    assert ["没有", "", "缺数据"] in [row[5:8] for row in rows.values()]


def test_the_province_sees_where_evidence_is_lacking(as_officer, cycle, member, university):
    report(university, "Y2025", group_meetings=1)
    seen = text(as_officer.get(f"/evaluation/{cycle.pk}/orphans/?leaf=meetings"))
    assert "专题研究 应附 1 所 1 所" in seen
    assert university.name in seen


def test_a_page_without_script_saves_all_cells_and_tells_what_is_wrong(as_reporter, member):
    sent = {
        "key": ["plans:0", "exchange:0", "nothing:0"], "value-plans:0": "约三份",
        "value-exchange:0": "2", "version-exchange:0": "old",
    }  # fmt: skip
    put(member, "exchange", "1", None)
    seen = text(as_reporter.post(page(member, "save"), sent, follow=True))
    assert "已保存。有 1 处需要改正" in seen
    assert "您输入的是“2”" in seen
    assert "应填不小于 0 的数" in seen


def test_what_may_not_be_saved_says_why(as_reporter, member):
    Member.objects.filter(pk=member.pk).update(state="signed")
    told = as_reporter.post(page(member, "save"), {"script": "1", "key": "plans:0"})
    assert told.status_code == 409
    assert "不能修改" in told.json()["refused"]
    assert "不能修改" in text(
        as_reporter.post(page(member, "save"), {"key": "plans:0"}, follow=True)
    )
    assert "不能修改" in text(
        as_reporter.post(page(member, "confirm"), {"leaf": "plans"}, follow=True)
    )
    assert "data-editable" not in as_reporter.get(page(member, "fill")).content.decode()


def test_what_was_carried_over_is_confirmed_on_the_page(as_reporter, member):
    put(member, "plans", "2", carried=True)
    seen = text(as_reporter.get(page(member, "fill")))
    assert "沿用上期的请确认" in seen
    assert "沿用上期，待确认" in seen
    seen = text(as_reporter.post(page(member, "confirm"), {"leaf": "plans"}, follow=True))
    assert "已确认 1 项沿用上期" in seen
    assert "沿用上期的请确认" not in seen


def test_a_submission_that_lacks_something_says_what(as_reporter, member):
    seen = text(as_reporter.post(page(member, "move") + "submit/", follow=True))
    assert "还有 3 处需要处理，暂时不能提交" in seen
    assert "“两年里印发了几份年度工作要点？”还没有填" in seen


def test_the_way_to_the_signature(
    client, reporter_user, leader_user, officer_user, member, university
):
    put(member, "plans", "2")
    put(member, "exchange", "1", "0")
    factories.sign_in(client, reporter_user)
    assert "已提交，等待校领导签批" in text(
        client.post(page(member, "move") + "submit/", follow=True)
    )
    factories.sign_in(client, leader_user)
    seen = text(client.get(page(member)))
    assert "签批上报" in seen
    assert "退回填报人的理由" in seen
    assert "已签批上报，事实已冻结" in text(
        client.post(page(member, "move") + "sign/", follow=True)
    )
    factories.sign_in(client, officer_user)
    sent = {"reason": "请补会议纪要"}
    seen = text(client.post(page(member, "move") + "return/", sent, follow=True))
    assert "已退回补正" in seen
    assert "请补会议纪要" in seen
    assert "第 1 次上报，事实指纹" in seen


def test_a_step_there_is_none_of_is_not_found(as_reporter, member):
    assert as_reporter.post(page(member, "move") + "fly/").status_code == 404


def test_after_the_deadline_the_page_says_that_it_will_be_late(as_reporter, cycle, member, now):
    type(cycle).objects.filter(pk=cycle.pk).update(due_at=now - timedelta(days=400))
    assert "会标为“逾期”" in text(as_reporter.get(page(member)))


def test_an_interim_shows_only_what_is_asked_and_no_total(as_reporter, cycle, member):
    type(cycle).objects.filter(pk=cycle.pk).update(form="interim")
    Answer.objects.filter(member=member).exclude(indicator="plans").delete()
    seen = text(as_reporter.get(page(member)))
    assert "工作要点" in seen
    assert "专题研究" not in seen
    assert "自查得分" not in seen


def test_what_a_panel_gives_is_called_by_its_name(as_reporter, cycle, member):
    data = cycle.version.data
    (row,) = [one for one in data["indicator"] if one["key"] == "exchange"]
    row.update(rule={"kind": "panel"}, asked=[])
    cycle.version.save()
    seen = text(as_reporter.get(page(member)))
    assert "由他人评分" in seen
    assert "panel." not in seen


def test_a_veto_is_said_at_the_top(as_reporter, cycle, member):
    data = cycle.version.data
    data["indicator"].append({
        "key": "leak", "title": "泄密", "parent": "output", "points": 0, "clause": 2,
        "asked": ["发生过泄密吗？"], "rule": {"kind": "veto", "at_least": 1},
    })  # fmt: skip
    cycle.version.save()
    Answer.objects.create(member=member, indicator="leak", values=["1"])
    assert "“泄密”的否决条件已满足，总分记 0" in text(as_reporter.get(page(member)))


def test_an_answer_of_yes_or_no_of_the_ledger_is_a_word(as_reporter, cycle, member, university):
    data = cycle.version.data
    (row,) = [one for one in data["indicator"] if one["key"] == "office"]
    row["measures"] = ["fact.leading_group"]
    cycle.version.save()
    report(university, "Y2025", leading_group=0)
    seen = text(as_reporter.get(page(member)))
    assert "是否成立领导小组： 2025年 否" in seen
    assert "“是否成立领导小组”为“是”，可得 10 分" in seen


def test_the_province_gives_one_university_longer(as_officer, cycle, member, reporter_user):
    assert "现在的截止时间" in text(as_officer.get(page(member, "deadline")))
    due = timezone.now() + timedelta(days=9)
    type(cycle).objects.filter(pk=cycle.pk).update(due_at=due)
    until = due + timedelta(days=5)
    sent = {"due_at": f"{until:%Y-%m-%dT%H:%M}", "reason": "迁址"}
    seen = text(as_officer.post(page(member, "deadline"), sent, follow=True))
    assert "通知 1 人" in seen
    assert "（单独延期）" in seen
    sent["due_at"] = f"{due - timedelta(days=1):%Y-%m-%dT%H:%M}"
    assert "应晚于全体的截止时间" in text(as_officer.post(page(member, "deadline"), sent))


def test_the_province_reminds_from_its_list(as_officer, cycle, member, reporter_user):
    assert "提醒没有上报的" in text(as_officer.get(f"/evaluation/{cycle.pk}/members/"))
    url = f"/evaluation/{cycle.pk}/remind/"
    assert "已提醒 1 人" in text(as_officer.post(url, follow=True))
    assert "今天都已提醒过" in text(as_officer.post(url, follow=True))
    type(cycle).objects.filter(pk=cycle.pk).update(state="mutual")
    assert "只有自查期间可以提醒" in text(as_officer.post(url, follow=True))


def test_what_lacks_evidence_is_taken_away_as_a_workbook(as_officer, cycle, member, university):
    report(university, "Y2025", group_meetings=1)
    response = as_officer.get(f"/evaluation/{cycle.pk}/orphans/?export=xlsx")
    rows = (
        CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0).to_python()
    )
    assert rows[1] == ["没有佐证", "专题研究", university.name, "", "应附"]
