"""From the checks to a verdict: combining, moving on, deciding."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from tests import factories
from tests.assessment.evaluation import rounds
from wangyu.assessment.evaluation.kinds import charters
from wangyu.assessment.evaluation.models import (
    Cycle,
    Frozen,
    Member,
    Verdict,
    VerdictChange,
    Visit,
    VisitMark,
)
from wangyu.assessment.evaluation.ops import concluding as ops
from wangyu.assessment.evaluation.ops import cycles
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.queries import scores
from wangyu.assessment.evaluation.queries.combined import round_of
from wangyu.assessment.evaluation.queries.conclusions import lines_of
from wangyu.base.core.access import Refused
from wangyu.base.lib.flow import IllegalMoveError

pytestmark = pytest.mark.django_db


def decided(member, grade, officer, now, reason=""):
    return ops.decide(member=member, grade=grade, reason=reason, actor=officer, now=now)


def line_of(cycle, member):
    return lines_of(cycle).full(member.pk)


def of_zone(cycle, proposal):
    """A university that the numbers put so."""
    lines = lines_of(cycle)
    return next(m for m in cycle.members.all() if lines.brief(m.pk)["proposal"] == proposal)


class TestCombining:
    def test_self_points_are_those_of_the_self_check(self, checked):
        found, other = round_of(checked), scores.scores_of(checked)
        for member in checked.members.all():
            mine = found.outcome.own.points[found.row(member.pk)]
            assert mine.tolist() == other.points[scores.row_of(other, member)].tolist()

    def test_each_cell_says_what_it_stands_on(self, checked):
        visited, other = checked.members.filter(visit__isnull=False).get(), checked.members.last()
        cells = line_of(checked, visited)["by_leaf"]
        assert cells["office"]["how"] == "自查 20 % + 互查 30 % + 抽查 50 %"
        assert cells["office"]["spot"] == 6.0
        assert (
            line_of(checked, other)["by_leaf"]["office"]["how"] == "自查 20 % + 互查 80 %（未抽到）"
        )

    def test_only_marks_that_were_handed_in_count(self, checked):
        visited = checked.members.filter(visit__isnull=False).get()
        Visit.objects.update(state="planned")
        assert line_of(checked, visited)["by_leaf"]["office"]["spot"] is None

    def test_a_changed_mark_is_seen_at_once(self, checked, now):
        visited = checked.members.filter(visit__isnull=False).get()
        before = line_of(checked, visited)["total"]
        VisitMark.objects.filter(indicator="meetings").update(points=30, updated_at=now)
        assert line_of(checked, visited)["total"] > before

    def test_what_nobody_checked_is_missing_and_not_nothing(self, checked):
        member = checked.members.last()
        member.checks_had.update(state="open")
        line = line_of(checked, member)
        assert set(line["missing"]) == {"meetings", "plans", "office", "articles", "exchange"}
        assert line["total"] == 0 < line["total_most"] == 100
        assert "不计分" in line["by_leaf"]["plans"]["how"]

    def test_a_large_difference_between_self_and_spot_asks_for_a_recheck(self, checked):
        visited = checked.members.filter(visit__isnull=False).get()
        line = line_of(checked, visited)
        assert abs(line["gap"]) > 10
        assert line["recheck"]
        checked.charter["recheck_over"] = 90
        checked.save()
        assert not line_of(checked, visited)["recheck"]

    def test_places_are_within_the_peer_group(self, checked):
        lines = lines_of(checked)
        alone = checked.members.get(level="专科")
        assert (lines.brief(alone.pk)["rank"], lines.brief(alone.pk)["of"]) == (1, 1)
        ranks = sorted(lines.brief(m.pk)["rank"] for m in checked.members.filter(level="本科"))
        assert ranks[0] == 1
        assert ranks[-1] <= 7

    def test_unsigned_universities_are_computed_by_what_is_known_now(self, checked):
        member = checked.members.first()
        Member.objects.filter(pk=member.pk).update(state="returned")
        cells = line_of(checked, member)["by_leaf"]
        assert cells["meetings"]["self"] is None

    def test_a_fact_known_to_be_unknown_is_missing(self, checked):
        member = checked.members.last()
        Frozen.objects.create(
            member=member, revision=2, measure="fact.group_meetings", period_key="Y2025",
            value=None, state="verified",
        )  # fmt: skip
        Member.objects.filter(pk=member.pk).update(revision=2)
        assert line_of(checked, member)["by_leaf"]["meetings"]["self"] is None


class TestMoving:
    def test_every_drawn_university_has_to_be_visited(self, checked, officer, now):
        Visit.objects.update(state="planned")
        with pytest.raises(EvaluationError, match="还有 1 所抽到的高校没有提交抽查记录"):
            ops.conclude_cycle(cycle=checked, actor=officer, now=now)
        Visit.objects.update(state="submitted")
        assert ops.conclude_cycle(cycle=checked, actor=officer, now=now).state == "concluding"

    def test_a_whole_evaluation_does_not_leave_the_checks_out(self, cycle, officer, now):
        with pytest.raises(EvaluationError, match="要先经过互查和抽查"):
            ops.conclude_cycle(cycle=cycle, actor=officer, now=now)

    @pytest.mark.usefixtures("university")
    def test_a_commendation_goes_from_the_self_check_when_it_is_over(
        self, province, facts, officer, now
    ):
        drafted = cycles.create_cycle(
            owner=province, charter=charters()["commendation"], facts=facts, actor=officer, now=now
        )
        begun = cycles.begin_cycle(cycle=drafted, actor=officer, now=now)
        with pytest.raises(EvaluationError, match="还有 1 所没有上报"):
            ops.conclude_cycle(cycle=begun, actor=officer, now=now)
        rounds.sign(begun.members.get(), now)
        found = ops.conclude_cycle(cycle=begun, actor=officer, now=now)
        cell = lines_of(found).full(found.members.get().pk)["by_leaf"]["office"]
        assert (cell["points"], cell["how"]) == (10.0, "自查 100 %（没有互查；未抽到）")

    @pytest.mark.usefixtures("university")
    def test_after_the_deadline_nobody_is_waited_for(self, province, facts, officer, now):
        drafted = cycles.create_cycle(
            owner=province, charter=charters()["commendation"], facts=facts, actor=officer, now=now
        )
        begun = cycles.begin_cycle(cycle=drafted, actor=officer, now=now)
        late = begun.due_at + timedelta(minutes=1)
        assert ops.conclude_cycle(cycle=begun, actor=officer, now=late).state == "concluding"

    def test_back_to_the_spot_check_with_a_reason(self, concluding, officer, now):
        with pytest.raises(IllegalMoveError, match="必须写明理由"):
            ops.spot_again(cycle=concluding, actor=officer, now=now)
        again = ops.spot_again(cycle=concluding, actor=officer, now=now, reason="差距大")
        assert again.state == "spot"


class TestDeciding:
    def test_with_the_numbers_no_reason_is_needed(self, concluding, officer, now):
        member = of_zone(concluding, "mending")
        assert decided(member, "mending", officer, now).grade == "mending"

    def test_against_the_numbers_a_reason_is(self, concluding, officer, now):
        member = of_zone(concluding, "mending")
        with pytest.raises(EvaluationError, match="与综合得分的建议不同，请写明理由"):
            decided(member, "model", officer, now)
        assert decided(member, "model", officer, now, "会议讨论").reason == "会议讨论"

    def test_where_the_numbers_do_not_decide_a_reason_is(self, concluding, officer, now):
        concluding.charter["pass_line"] = 40
        concluding.charter["first"] = 3
        concluding.save()
        member = concluding.members.last()
        member.checks_had.update(state="open")
        with pytest.raises(EvaluationError, match="不足以决定等级，请写明理由"):
            decided(member, "passed", officer, now)

    def test_a_change_needs_a_reason_and_keeps_what_was(self, concluding, officer, now):
        member = of_zone(concluding, "mending")
        decided(member, "mending", officer, now)
        decided(member, "passed", officer, now, "补充材料")
        with pytest.raises(EvaluationError, match="改变已拟定的等级"):
            decided(member, "mending", officer, now)
        changes = VerdictChange.objects.filter(member=member).values_list(
            "before", "after", "reason"
        )
        assert list(changes) == [("", "mending", ""), ("mending", "passed", "补充材料")]

    def test_an_unknown_grade_is_refused(self, concluding, officer, now):
        with pytest.raises(EvaluationError, match="请选择一个等级"):
            decided(concluding.members.first(), "", officer, now)

    def test_a_veto_is_seen_and_asks_for_a_reason(self, concluding, officer, now):
        member = of_zone(concluding, "mending")
        data = concluding.version.data
        data["indicator"].append(
            {"key": "accident", "title": "重大事故", "parent": "output", "points": 0, "clause": 1,
             "measures": ["fact.accidents"], "rule": {"kind": "veto", "at_least": 1}}
        )  # fmt: skip
        concluding.version.save()
        Frozen.objects.create(
            member=member, revision=1, measure="fact.accidents", period_key="Y2025", value=1,
            state="verified",
        )  # fmt: skip
        Member.objects.filter(pk=member.pk).update(signed_at=now + timedelta(hours=1))
        fresh = Cycle.objects.get(pk=concluding.pk)
        line = line_of(fresh, member)
        assert (line["vetoed"], line["total"], line["proposal"]) == ("accident", 0.0, "mending")
        assert line["why"] == ["一票否决：重大事故"]
        with pytest.raises(EvaluationError, match="请写明理由"):
            decided(Member.objects.get(pk=member.pk), "mending", officer, now)

    def test_only_the_province_decides(self, concluding, leader, now):
        with pytest.raises(Refused):
            decided(concluding.members.first(), "passed", leader, now, "自荐")

    def test_only_while_a_round_is_concluded(self, checked, officer, now):
        with pytest.raises(EvaluationError, match="只有综合评定期间"):
            decided(checked.members.first(), "passed", officer, now, "早了")

    def test_an_interim_grades_nobody(self, concluding, officer, now):
        Cycle.objects.filter(pk=concluding.pk).update(form="interim")
        with pytest.raises(EvaluationError, match="只诊断，不定级"):
            decided(concluding.members.first(), "passed", officer, now)

    def test_the_clear_ones_of_a_group_at_once(self, concluding, officer, now):
        lines = lines_of(concluding)
        expected = {
            m.pk for m in concluding.members.filter(level="本科")
            if lines.brief(m.pk)["proposal"] == "mending"
        }  # fmt: skip
        first = min(expected)
        decided(Member.objects.get(pk=first), "passed", officer, now, "已定")
        count = ops.decide_clear(
            cycle=concluding, group="本科·公办", proposal="mending", actor=officer, now=now
        )
        given = set(Verdict.objects.filter(grade="mending").values_list("member", flat=True))
        assert count == len(expected) - 1
        assert given == expected - {first}


class TestPages:
    @pytest.fixture
    def page(self, client, officer_user):
        factories.sign_in(client, officer_user)
        return client

    def get(self, page, name, pk, **query):
        response = page.get(reverse(f"evaluation:{name}", args=[pk]), query)
        assert response.status_code == 200
        return response.content.decode()

    def test_the_list_is_by_group_and_name_and_sorts_by_no_score(self, page, concluding):
        text = self.get(page, "combined", concluding.pk)
        assert "还有 8 所高校没有拟定等级" in text
        assert "sort=total" not in text
        places = [text.index(f">云梦第{n}大学</a></td>") for n in range(1, 7)]
        assert places == sorted(places)

    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ({"group": "专科·公办"}, {"云梦师范学院"}),
            ({"look": "recheck"}, {"云梦大学"}),
            ({"look": "missing"}, set()),
            ({"grade": "passed"}, {"云梦第1大学"}),
            ({"q": "第2"}, {"云梦第2大学"}),
        ],
    )
    def test_filters(self, page, concluding, officer, now, query, shown):
        decided(
            concluding.members.get(organisation__name="云梦第1大学"), "passed", officer, now, "议定"
        )
        text = self.get(page, "combined", concluding.pk, **query)
        found = {
            m.organisation.name
            for m in concluding.members.all()
            if f">{m.organisation.name}</a></td>" in text
        }
        assert found == shown

    def test_undecided_ones_and_zones(self, page, concluding):
        assert "共 8 条" in self.get(page, "combined", concluding.pk, grade="open")
        assert "共 8 条" in self.get(page, "combined", concluding.pk, zone="above")
        assert "共 0 条" in self.get(page, "combined", concluding.pk, zone="border")

    def test_the_list_as_a_file(self, page, concluding):
        url = reverse("evaluation:combined", args=[concluding.pk])
        response = page.get(url, {"export": "xlsx"})
        assert response.headers["Content-Type"].endswith("sheet")

    def test_a_slider_moves_the_intervals(self, page, concluding):
        text = self.get(page, "sway", concluding.pk, k="2", concentration="5")
        assert "全省前 2 名" in text
        assert "权重把握 5" in text
        assert "<html" not in text

    @pytest.mark.parametrize("wrong", ["-1", "1e3", "１", "999999999", ""])
    def test_what_is_no_number_is_the_charters(self, page, concluding, wrong):
        text = self.get(page, "sway", concluding.pk, k="1", concentration=wrong)
        assert "权重把握 30" in text

    def test_a_sheet_leads_to_facts_checkers_and_reasons(self, page, concluding):
        member = concluding.members.filter(visit__isnull=False).get()
        text = self.get(page, "sheet", member.pk)
        for said in (
            "须复核",
            "互查：专题研究",
            "抽查：专题研究",
            "第 3 页",
            "没有佐证",
            "七项综合评价 第 1 版",
            "账本",
        ):
            assert said in text
        checker = member.checks_had.first().checker.organisation.name
        assert f"{checker}（2026年" in text

    def test_those_that_cannot_be_told_apart_are_named(self, page, concluding):
        concluding.members.first().checks_had.update(state="open")
        concluding.members.last().checks_had.update(state="open")
        text = self.get(page, "sheet", concluding.members.last().pk)
        assert "分不出先后的" in text

    def test_a_verdict_is_typed_and_a_missing_reason_told(self, page, concluding):
        member = of_zone(concluding, "mending")
        url = reverse("evaluation:decide", args=[member.pk])
        text = page.post(url, {"grade": "model", "reason": ""}).content.decode()
        assert "与综合得分的建议不同" in text
        assert page.post(url, {"grade": "", "reason": "空"}).status_code == 200
        assert page.post(url, {"grade": "model", "reason": "会议讨论"}).status_code == 302
        assert "会议讨论" in self.get(page, "sheet", member.pk)

    def test_a_batch_from_the_page(self, page, concluding):
        url = reverse("evaluation:decide_clear", args=[concluding.pk])
        page.post(url, {"group": "本科·公办", "proposal": "mending"})
        assert Verdict.objects.exists()
        assert "请选择同组和等级" in page.post(url, {"group": "没有"}, follow=True).content.decode()
        Cycle.objects.filter(pk=concluding.pk).update(state="spot")
        again = page.post(url, {"group": "本科·公办", "proposal": "passed"})
        assert again.status_code == 302

    def test_before_the_checks_are_over_there_is_nothing_to_see(self, page, checked):
        for name, pk in (("combined", checked.pk), ("sheet", checked.members.first().pk)):
            response = page.get(reverse(f"evaluation:{name}", args=[pk]))
            assert response.status_code == 403
            assert "进入综合评定以后才能看" in response.content.decode()

    def test_unsigned_universities_are_pointed_at(self, page, concluding):
        Member.objects.filter(pk=concluding.members.first().pk).update(state="returned")
        assert "1 所高校没有签批上报" in self.get(page, "combined", concluding.pk)
