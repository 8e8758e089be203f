"""Mending: named by the province, planned and reported by the university, checked again, ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from tests import factories
from tests.assessment.evaluation.conftest import actor_of
from wangyu.assessment.evaluation import access
from wangyu.assessment.evaluation.access import mending as room
from wangyu.assessment.evaluation.kinds import charters
from wangyu.assessment.evaluation.models import Cycle, Member, Problem
from wangyu.assessment.evaluation.ops import cycles
from wangyu.assessment.evaluation.ops import mending as ops
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.ports.mending import todo
from wangyu.assessment.evaluation.queries import mending
from wangyu.base.audit.models import Entry as Line
from wangyu.base.core.access import NotVisible, Refused
from wangyu.base.core.roles import Role
from wangyu.base.lib.dates import local_day
from wangyu.base.lib.flow import IllegalMoveError
from wangyu.base.lib.ports import attachables
from wangyu.base.notify.models import Notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def released(cycle):
    """The round is over; what it found is still to be mended."""
    Cycle.objects.filter(pk=cycle.pk).update(state="released")
    return Cycle.objects.get(pk=cycle.pk)


@pytest.fixture
def part(released, university):
    return Member.objects.select_related("cycle__owner", "organisation").get(
        cycle=released, organisation=university
    )


@pytest.fixture
def problem(part, officer, reporter_user, now):
    return ops.find_problem(
        member=part, indicator="meetings", words="没有会议纪要", due_on=None, actor=officer, now=now
    )


@pytest.fixture
def plan(now):
    return ops.Plan("每季度研究一次", "张三（演示）", local_day(now) + timedelta(days=30))


def again(problem):
    return Problem.objects.get(pk=problem.pk)


def verbs(problem):
    return list(problem.steps.values_list("verb", flat=True))


def test_the_university_is_told_and_the_log_keeps_the_words_apart(problem, reporter_user):
    told = Notification.objects.get(recipient=reporter_user, kind="evaluation.problem")
    assert told.body == "没有会议纪要"
    line = Line.objects.get(action="evaluation.problem.find")
    assert "会议纪要" not in line.sentence


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"words": "  "}, "写明问题"),
        ({"indicator": "nothing"}, "从方案的指标中选择"),
        ({"due_on": -1}, "应在今天或以后"),
    ],
)
def test_a_problem_names_what_is_wrong(part, officer, now, change, sentence):
    facts = {"indicator": "", "words": "问题", "due_on": None} | change
    if facts["due_on"]:
        facts["due_on"] = local_day(now) - timedelta(days=1)
    with pytest.raises(EvaluationError, match=sentence):
        ops.find_problem(member=part, **facts, actor=officer, now=now)


def test_before_anybody_has_looked_there_is_no_problem(member, officer, now):
    with pytest.raises(EvaluationError, match="自查结束以后"):
        ops.find_problem(
            member=member, indicator="", words="问题", due_on=None, actor=officer, now=now
        )


def test_from_problem_to_its_end(
    problem, plan, reporter, officer, reporter_user, officer_user, now
):
    ops.plan_problem(problem=problem, plan=plan, actor=reporter, now=now)
    ops.report_problem(problem=problem, outcome="已经开了两次", actor=reporter, now=now)
    assert Notification.objects.filter(recipient=officer_user, title__contains="请复查").exists()
    ops.reopen_problem(problem=problem, reason="缺签到", actor=officer, now=now)
    assert again(problem).ended_at is None
    ops.report_problem(problem=problem, outcome="补了签到", actor=reporter, now=now)
    ops.close_problem(problem=problem, reason="材料齐全", actor=officer, now=now)
    assert (again(problem).state, again(problem).ended_at) == ("closed", now)
    assert verbs(problem) == ["find", "plan", "report", "reopen", "report", "close"]
    assert [step["title"] for step in mending.steps_of_problem(problem)][:3] == [
        "提出问题", "提交整改措施", "报告整改完成",
    ]  # fmt: skip
    assert Notification.objects.filter(recipient=reporter_user, body="材料齐全").exists()


def test_a_plan_is_changed_while_it_is_carried_out(problem, plan, reporter, now):
    for _ in range(2):
        ops.plan_problem(problem=problem, plan=plan, actor=reporter, now=now)
    titles = [step["title"] for step in mending.steps_of_problem(problem)]
    assert titles == ["提出问题", "提交整改措施", "修改整改措施"]


def test_a_plan_has_a_future(problem, plan, reporter, now):
    wrong = ops.Plan(plan.measure, plan.responsible, local_day(now) - timedelta(days=1))
    with pytest.raises(EvaluationError, match="应在今天或以后"):
        ops.plan_problem(problem=problem, plan=wrong, actor=reporter, now=now)
    assert again(problem).state == "found"


def test_a_report_says_what_was_done(problem, plan, reporter, now):
    ops.plan_problem(problem=problem, plan=plan, actor=reporter, now=now)
    with pytest.raises(EvaluationError, match="写明整改结果"):
        ops.report_problem(problem=problem, outcome=" ", actor=reporter, now=now)


def test_nothing_is_reported_before_it_is_planned(problem, reporter, now):
    with pytest.raises(IllegalMoveError, match="待制定措施"):
        ops.report_problem(problem=problem, outcome="好了", actor=reporter, now=now)


def test_a_university_does_not_end_its_own_problem(problem, plan, reporter, now):
    ops.plan_problem(problem=problem, plan=plan, actor=reporter, now=now)
    ops.report_problem(problem=problem, outcome="好了", actor=reporter, now=now)
    with pytest.raises(IllegalMoveError, match="您的角色"):
        ops.close_problem(problem=problem, reason="好了", actor=reporter, now=now)


def test_what_is_waived_is_over_and_says_why(problem, officer, now):
    with pytest.raises(IllegalMoveError, match="理由"):
        ops.waive_problem(problem=problem, reason="", actor=officer, now=now)
    ops.waive_problem(problem=problem, reason="学校合并", actor=officer, now=now)
    assert again(problem).ended_at == now


def test_each_side_sees_its_part(problem, reporter, stranger, officer):
    assert room.access_own_problem(reporter, problem.pk) == problem
    assert room.access_kept_problem(officer, problem.pk) == problem
    with pytest.raises(NotVisible):
        room.access_problem(stranger, problem.pk)
    with pytest.raises(Refused, match="被指出问题的高校"):
        room.access_own_problem(officer, problem.pk)
    with pytest.raises(Refused, match="省中心"):
        room.access_kept_problem(reporter, problem.pk)


def titles(actor, now):
    return [(item.title, item.tone) for item in todo(actor, now)]


def test_the_desk_of_each_side_follows_it_up(problem, plan, reporter, officer, stranger, now):
    assert titles(reporter, now) == [("制定整改措施：没有会议纪要", "warn")]
    assert titles(officer, now) == titles(stranger, now) == []
    ops.plan_problem(problem=problem, plan=plan, actor=reporter, now=now)
    late = now + timedelta(days=31)
    assert titles(reporter, late) == [("完成整改并报告：没有会议纪要", "bad")]
    assert titles(officer, late) == [("1 个整改问题已经逾期", "bad")]
    ops.report_problem(problem=problem, outcome="好了", actor=reporter, now=late)
    assert titles(officer, late) == [("复查整改：没有会议纪要", "warn")]
    assert titles(reporter, late) == []


def test_the_desk_of_others_is_left_alone(problem, province, now):
    assert titles(factories.actor(Role.AUDITOR, province), now) == []


def test_evidence_is_attached_by_the_university_while_it_mends(problem, reporter, officer, now):
    resolve = attachables.get("evaluation.problem").resolve
    assert resolve(reporter, problem.pk).may_attach
    assert not resolve(officer, problem.pk).may_attach
    ops.waive_problem(problem=problem, reason="不再需要", actor=officer, now=now)
    assert not resolve(reporter, problem.pk).may_attach


def interim(released, facts, officer, now, follows):
    facts = ops_facts(facts, follows)
    draft = cycles.create_cycle(
        owner=released.owner, charter=charters()["interim"], facts=facts, actor=officer, now=now
    )
    return cycles.begin_cycle(cycle=draft, actor=officer, now=now)


def ops_facts(facts, follows):
    return cycles.Facts("2026 年中期检查", "", facts.version, 2026, 2026, facts.due_at, follows)


def test_an_interim_looks_only_at_what_is_open(problem, released, facts, university, officer, now):
    begun = interim(released, facts, officer, now, released)
    assert [one.organisation for one in begun.members.all()] == [university]
    answers = begun.members.get().answers
    assert list(answers.values_list("indicator", flat=True)) == ["meetings"]


def test_an_interim_finds_problems_of_its_own(problem, released, facts, officer, now):
    part = interim(released, facts, officer, now, released).members.get()
    made = ops.find_problem(
        member=part, indicator="meetings", words="仍然没有", due_on=None, actor=officer, now=now
    )
    assert made.state == "found"


@pytest.mark.parametrize(("waived", "sentence"), [(True, "不需要中期检查"), (False, "要先选")])
def test_an_interim_without_open_problems_is_told(
    problem, released, facts, officer, now, waived, sentence
):
    if waived:
        ops.waive_problem(problem=problem, reason="不再需要", actor=officer, now=now)
    with pytest.raises(EvaluationError, match=sentence):
        interim(released, facts, officer, now, released if waived else None)
    assert Cycle.objects.filter(form="interim", state="draft").count() == 1


def test_the_list_has_what_is_open_first(problem, part, officer, now):
    other = ops.find_problem(
        member=part, indicator="", words="第二个", due_on=None, actor=officer, now=now
    )
    ops.waive_problem(problem=problem, reason="不再需要", actor=officer, now=now)
    assert list(mending.by_urgency(room.visible_problems(officer))) == [other, problem]
    assert mending.indicator_title(problem) == "专题研究"
    assert mending.indicator_title(other) == ""


class TestPages:
    @pytest.fixture
    def page(self, client, reporter_user):
        factories.sign_in(client, reporter_user)
        return client

    def test_the_university_plans_and_reports_on_its_page(self, page, problem, now):
        url = reverse("evaluation:problem", args=[problem.pk])
        assert "没有会议纪要" in page.get(url).content.decode()
        due = (local_day(now) + timedelta(days=3000)).isoformat()
        typed = {"measure": "每季度一次", "responsible": "张三", "due_on": due}
        assert (
            page.post(reverse("evaluation:plan_problem", args=[problem.pk]), typed).status_code
            == 302
        )
        page.post(reverse("evaluation:report_problem", args=[problem.pk]), {"outcome": "好了"})
        assert again(problem).state == "done"

    @pytest.mark.parametrize("due", ["2020-01-01", "明天"])
    def test_a_wrong_date_is_told_and_what_was_typed_stays(self, page, problem, due):
        typed = {"measure": "每季度一次", "responsible": "张三", "due_on": due}
        answer = page.post(reverse("evaluation:plan_problem", args=[problem.pk]), typed)
        assert answer.status_code == 200
        assert "每季度一次" in answer.content.decode()
        assert again(problem).state == "found"

    def test_a_report_out_of_turn_is_told(self, page, problem):
        url = reverse("evaluation:report_problem", args=[problem.pk])
        answer = page.post(url, {"outcome": "好了"}, follow=True)
        assert "待制定措施" in answer.content.decode()

    def test_the_province_names_and_decides(self, client, officer_user, part, problem):
        factories.sign_in(client, officer_user)
        find = reverse("evaluation:find_problem", args=[part.pk])
        assert client.post(find, {"words": "第二个", "indicator": "plans"}).status_code == 302
        past = {"words": "第三个", "due_on": "2020-01-01"}
        assert "应在今天或以后" in client.post(find, past).content.decode()
        decide = reverse("evaluation:decide_problem", args=[problem.pk, "waive"])
        assert "必须写明理由" in client.post(decide, follow=True).content.decode()
        client.post(decide, {"reason": "学校合并"})
        assert again(problem).state == "waived"
        unknown = reverse("evaluation:decide_problem", args=[problem.pk, "plan"])
        assert client.post(unknown).status_code == 404

    @pytest.mark.usefixtures("problem")
    def test_the_list_is_exported_as_seen(self, page):
        url = reverse("evaluation:problems")
        assert "没有会议纪要" in page.get(url).content.decode()
        assert page.get(url, {"export": "xlsx"}).content[:2] == b"PK"

    @pytest.mark.usefixtures("problem")
    def test_a_round_leads_to_its_problems(self, page, released):
        text = page.get(reverse("evaluation:cycle", args=[released.pk])).content.decode()
        assert "1 个问题，1 个没有销号" in text


def test_the_auditor_reads(problem, province):
    auditor = actor_of(factories.officer(Role.AUDITOR, province))
    assert room.access_problem(auditor, problem.pk) == problem
    assert access.visible_members(auditor).exists()
