"""The pages of the province: the panel, the plan, the progress, a judgement with names."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from tests import factories
from tests.activities.calls.panel import (
    SCORES,
    give,
    make_round,
    reviewer,
)
from wangyu.activities.calls.models import (
    BlindPiece,
    Call,
    Conflict,
    Entry,
    Message,
    Panelist,
    Remark,
    Review,
    Roll,
)
from wangyu.base.audit.models import Entry as Line
from wangyu.base.core import jobs
from wangyu.base.core.models import Job
from wangyu.base.core.roles import Role

pytestmark = pytest.mark.django_db
RUBRIC = {f"level-{key}": str(level) for key, level in SCORES.items()}


@pytest.fixture
def made(province, now):
    return make_round(province, now)


@pytest.fixture
def mine(made, now):
    return give(made.works[0], made.panel[1], now)


@pytest.fixture
def code(made):
    return made.works[0].blind.code


@pytest.fixture
def me(as_, made, mine):
    return as_(made.people[1])


@pytest.fixture
def office(as_, officer_user):
    return as_(officer_user)


def page(client, name, *args, **asked):
    answer = client.get(reverse(f"calls:{name}", args=args), asked)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def send(client, name, *args, **said):
    return client.post(reverse(f"calls:{name}", args=args), said)


def told(client, name, *args, **said):
    """What the next page says."""
    answer = client.post(reverse(f"calls:{name}", args=args), said, follow=True)
    return "".join(str(one) for one in answer.context["messages"])


@pytest.fixture
def both(made, mine, now):
    """Two have handed in."""
    other = give(
        made.works[0], made.panel[2], now, "done", scores=SCORES | {"making": 1},
        reasons={"making": "制作粗糙得很"}, opinion="不同意入选",
    )  # fmt: skip
    Review.objects.filter(pk=mine.pk).update(state="done", scores=SCORES)
    return mine, other


@pytest.mark.parametrize("name", ["panel", "panelist", "assign", "progress", "judgement"])
def test_looking_at_who_judges_is_in_the_log_once_a_day(office, made, mine, officer_user, name):
    about = {"panelist": mine.panelist_id, "judgement": mine.pk}
    for _ in range(2):
        page(office, name, about.get(name, made.call.pk))
    line = Line.objects.get(action="calls.reviewers.read")
    assert line.actor_id == officer_user.pk
    assert (line.target_kind, line.target_id) == ("calls.call", made.call.pk)


class TestTheProvince:
    def test_composes_the_panel(self, office, made, province):
        who = reviewer(province, "新评委", made.schools[0])
        pk = made.call.pk
        assert "云梦第0学院" in page(office, "add_panelists", pk)
        assert "请先勾选" in told(office, "add_panelists", pk, user="x")
        assert "请核对单位" in told(office, "add_panelists", pk, user=str(who.pk))
        assert "没有可选的评委" in page(office, "add_panelists", pk)
        text = page(office, "panel", pk)
        assert "新评委" in text
        assert "各类" in text
        for name in ("panel", "add_panelists", "progress"):
            assert (
                office.get(reverse(f"calls:{name}", args=[pk]), {"export": "xlsx"}).status_code
                == 200
            )

    def test_sets_the_university_the_tracks_and_the_limit(self, office, made, now):
        give(made.works[2], made.panel[0], now)
        one = made.panel[0]
        said = {"organisation": str(made.schools[0].pk), "tracks": ["words"], "most": "7"}
        assert "已保存" in told(office, "panelist", one.pk, **said)
        one.refresh_from_db()
        assert (one.tracks, one.most) == (["words"], 7)
        said["organisation"] = str(made.schools[1].pk)
        answer = send(office, "panelist", one.pk, **said)
        assert "手上有云梦第1学院的作品" in answer.content.decode()
        assert "原名作品" in page(office, "panelist", one.pk)

    def test_does_not_undo_what_a_colleague_has_set_meanwhile(self, office, made):
        one = made.panel[0]
        seen = office.get(reverse("calls:panelist", args=[one.pk])).context["panelist_form"].seen
        school = str(made.schools[0].pk)
        told(office, "panelist", one.pk, organisation=school, most="7", seen=seen)
        told(office, "panelist", one.pk, organisation=school, most="40", seen=seen)
        answer = send(office, "panelist", one.pk, organisation=school, most="9", seen=seen)
        assert "别人把它改成了“7”" in answer.content.decode()
        one.refresh_from_db()
        assert one.most == 7

    def test_declares_and_drops_conflicts(self, office, made):
        one = made.panel[3]
        assert "请选择回避的学校或作品" in told(
            office, "declare_conflict", one.pk, what="", reason=""
        )
        said = {"what": f"work-{made.works[0].pk}", "reason": "合作"}
        assert "已登记回避" in told(office, "declare_conflict", one.pk, **said)
        told(office, "declare_conflict", one.pk, what=f"school-{made.schools[1].pk}", reason="兼课")
        assert "合作" in page(office, "panelist", one.pk)
        for conflict in Conflict.objects.all():
            assert "已取消" in told(office, "drop_conflict", conflict.pk)
        assert "已移出名单" in told(office, "remove_panelist", one.pk)

    @pytest.mark.usefixtures("officer_user")
    def test_computes_looks_and_applies(self, office, made):
        Call.objects.update(state="screening")
        Entry.objects.update(state="format_ok")
        pk = made.call.pk
        assert "最近算出的方案" not in page(office, "assign", pk)
        assert "“每人至少”应不多于" in told(office, "compute_plan", pk, at_least="9", at_most="2")
        answer = send(office, "compute_plan", pk, at_least="0", at_most="9")
        job = Job.objects.get()
        assert answer["Location"] == reverse("core:job", args=[job.pk])
        assert "正在计算" in page(office, "assign", pk)
        jobs.run_job.func(job.pk)
        job.refresh_from_db()
        assert job.state == "done", job.error
        text = page(office, "assign", pk)
        assert "已证明是最优" in text
        assert "同类作品由评审连成一片" in text
        assert "不是最新的" in told(office, "apply_plan", pk, mark="x")
        assert "共分派 12 次" in told(office, "apply_plan", pk, mark=job.result["mark"])
        assert Review.objects.count() == 12
        assert "有 6 件作品形式审查通过" in page(office, "progress", pk)
        assert "评审截止时间：这个字段是必填项" in told(office, "begin_review", pk)
        assert "应在现在之后" in told(office, "begin_review", pk, due_at="2020-01-01T09:00")
        assert "评审开始了" in told(office, "begin_review", pk, due_at="2098-01-01T09:00")
        assert "评审截止 2098年1月1日 09:00" in page(office, "progress", pk)

    def test_is_told_what_clashes(self, office, made):
        Panelist.objects.update(most=1)
        send(office, "compute_plan", made.call.pk, at_least="0", at_most="9")
        jobs.run_job.func(Job.objects.get().pk)
        text = page(office, "assign", made.call.pk)
        assert "分派不出来" in text
        assert "最多只能安排" in text

    def test_another_officer_waits_for_the_same_plan(self, office, made, as_, province):
        send(office, "compute_plan", made.call.pk, at_least="0", at_most="9")
        other = as_(factories.officer(Role.PROVINCE_LEADER, province))
        answer = send(other, "compute_plan", made.call.pk, at_least="0", at_most="9")
        assert answer["Location"] == reverse("calls:assign", args=[made.call.pk])
        assert Job.objects.count() == 1

    def test_assigns_nobody_before_the_formal_check(self, office, made):
        Call.objects.update(state="open")
        assert "形式审查开始以后" in page(office, "assign", made.call.pk)
        assert "形式审查开始以后" in told(
            office, "compute_plan", made.call.pk, at_least="0", at_most="9"
        )

    def test_shows_parts_that_nothing_links(self, office, made, officer_user, now):
        plan = {
            "mark": "m", "reviews": [], "objective": 5, "bound": 9, "loss": 4, "added": 1,
            "exchanged": 1, "loads": [0, 1], "apart": [[made.works[0].pk], [made.works[1].pk]],
        }  # fmt: skip
        key = f"calls.assign:{made.call.pk}"
        job = {"kind": "calls.assign", "key": key, "owner": officer_user, "created_at": now}
        Job.objects.create(**job, state="done", result=plan)
        text = page(office, "assign", made.call.pk)
        assert "没有全部连上" in text
        assert made.works[0].title in text
        Job.objects.update(result=plan | {"apart": []})
        assert "为此最多让出 4" in page(office, "assign", made.call.pk)
        for more, words in (
            ({"gap": 3, "proved": False}, "为此最多让出 4，与最少的相差不超过 3，另加 1 次评审<"),
            ({"gap": 0, "proved": True}, "为此让出 4，已证明最少，另加 1 次评审，已证明不能再少"),
            ({"loss": 0, "added": 0, "proved": True}, "1 次评审换了评委，没有让出契合度<"),
        ):
            Job.objects.update(result=plan | {"apart": []} | more)
            assert words in page(office, "assign", made.call.pk)

    @pytest.mark.usefixtures("mine")
    def test_follows_the_progress_and_reminds(self, office, made):
        text = page(office, "progress", made.call.pk)
        assert "评委1" in text
        assert "评委不足的作品" in text
        assert "已催办 1 名" in told(office, "remind", made.call.pk)

    @pytest.mark.usefixtures("mine")
    def test_moves_the_day_reviews_are_due(self, office, made, now):
        pk = made.call.pk
        Call.objects.filter(pk=pk).update(review_due_at=now - timedelta(days=1))
        text = page(office, "progress", pk)
        assert "已过，还有 1 次没有提交" in text
        assert "理由：这个字段是必填项" in told(office, "review_due", pk, due_at="2098-01-01T09:00")
        said = {"due_at": "2098-01-01T09:00", "reason": "样片迟到"}
        assert "通知 1 名评委" in told(office, "review_due", pk, **said)
        assert "评审截止 2098年1月1日 09:00" in page(office, "progress", pk)

    def test_what_came_late_is_marked_until_the_day_is_moved(self, office, made, mine, now):
        Review.objects.filter(pk=mine.pk).update(state="done", submitted_at=now)
        Call.objects.update(review_due_at=now - timedelta(days=1))
        assert 'data-label="逾期">逾期<' in page(office, "progress", made.call.pk)
        Call.objects.update(review_due_at=now + timedelta(days=1))
        assert 'data-label="逾期">逾期<' not in page(office, "progress", made.call.pk)

    @pytest.mark.usefixtures("mine")
    def test_fills_a_gap_and_says_with_whom_and_why(self, office, made):
        said = told(office, "refill", made.works[0].pk)
        assert "已补派：" in said
        assert "其他评审都没有变动" in said
        assert "已有 2 名评委" in told(office, "refill", made.works[0].pk)

    @pytest.mark.usefixtures("made")
    def test_reads_a_judgement_with_names(self, office, both, now):
        Message.objects.create(review=both[1], text="我给低了", at=now)
        Remark.objects.create(review=both[0], text="数据有误", at=3, written_at=now)
        text = page(office, "judgement", both[0].pk)
        for word in ("评委1", "评委2", "制作粗糙得很", "我给低了", "数据有误", "理由"):
            assert word in text

    @pytest.mark.usefixtures("made")
    def test_opens_the_page_a_remark_is_tied_to(self, office, both, now):
        entry = both[0].entry
        piece = entry.blind.pieces.get()
        Roll.objects.create(call=entry.call, organisation=entry.organisation, state="signed")
        BlindPiece.objects.update(media_type="application/pdf")
        Remark.objects.create(review=both[0], piece=piece, text="数据有误", at=3, written_at=now)
        there = reverse("calls:blind_piece", args=[piece.pk])
        text = page(office, "judgement", both[0].pk)
        assert f'<a href="{there}?inline#page=3" target="beside">作品文件第 3 页' in text
        assert office.get(there, {"inline": ""})["Content-Disposition"] == "inline"
        BlindPiece.objects.update(stored_name="")
        assert there not in page(office, "judgement", both[0].pk)

    @pytest.mark.usefixtures("made")
    def test_replaces_a_reviewer(self, office, mine):
        assert "必须写明理由" in told(office, "replace_review", mine.pk, reason="")
        assert "已补派：" in told(office, "replace_review", mine.pk, reason="久不评")
        text = page(office, "judgement", mine.pk)
        assert "已回避" in text
        assert "还没有评委提交" in text

    def test_begins_only_when_all_is_ready(self, office, made):
        assert "没有形式审查通过" in told(
            office, "begin_review", made.call.pk, due_at="2098-01-01T09:00"
        )

    def test_finds_the_way_from_the_call(self, office, made):
        assert reverse("calls:assign", args=[made.call.pk]) in page(office, "call", made.call.pk)
