"""The pages of panels: naming, an expert's desk, one university, and where the points are traced to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from tests import factories
from tests.assessment.evaluation import paneling
from wangyu.assessment.evaluation.models import Answer, Expert, RatingMark
from wangyu.assessment.evaluation.ops import concluding, noticing, panels
from wangyu.base.audit.models import Entry
from wangyu.base.core.roles import Role
from wangyu.portal.agenda import collect
from wangyu.records.evidence import ops as evidence

pytestmark = pytest.mark.django_db
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63680000"
    "0082008177cd72b60000000049454e44ae426082"
)


@pytest.fixture
def rating(expert, university):
    return expert.ratings.get(member__organisation=university)


@pytest.fixture
def as_expert(client, expert, reviewer):
    factories.sign_in(client, reviewer[0])
    return client


@pytest.fixture
def as_province(client, officer_user):
    factories.sign_in(client, officer_user)
    return client


@pytest.fixture
def use(rating, reporter, university, now):
    """Shown by the university for what experts rate."""
    paper, _ = evidence.add_file(
        organisation=university, upload=ContentFile(PNG, "内容摘录.png"), actor=reporter, now=now
    )
    answer = Answer.objects.get(member=rating.member, indicator=paneling.LEAF)
    return factories.use(paper, "evaluation.answer", answer.pk, reporter, now)


def at(name, *args):
    return reverse(f"evaluation:{name}", args=args)


def text(answer):
    return answer.content.decode()


def test_looking_at_the_experts_is_in_the_log_once_a_day(as_province, expert, officer_user):
    cycle = expert.cycle
    for _ in range(2):
        as_province.get(at("panel", cycle.pk))
    line = Entry.objects.get(action="evaluation.experts.read")
    assert (line.target_kind, line.target_id) == ("evaluation.cycle", cycle.pk)
    assert line.actor_id == officer_user.pk


def test_the_province_names_an_expert(as_province, judged, reviewer, university):
    page = text(as_province.get(at("panel", judged.pk)))
    assert "还没有请专家" in page
    assert "每项至少 2 位，平均" in page
    form = text(as_province.get(at("name_expert", judged.pk)))
    assert "评审甲" in form
    said = {"user": reviewer[0].pk, "home": university.pk, "due_at": "2036-05-01T12:00"}
    done = as_province.post(at("name_expert", judged.pk), said, follow=True)
    assert "已请这位专家评分" in text(done)
    assert "评审甲" in text(done)
    assert Expert.objects.get().home == university
    assert as_province.get(at("panel", judged.pk), {"export": "xlsx"}).status_code == 200


def test_a_deadline_that_is_over_is_told_and_nothing_is_lost(as_province, judged, reviewer):
    said = {"user": reviewer[0].pk, "home": "", "due_at": "2020-05-01T12:00"}
    page = text(as_province.post(at("name_expert", judged.pk), said))
    assert "应在现在之后" in page
    assert 'value="2020-05-01T12:00"' in page


def test_a_round_without_a_panel_says_so(as_province, judged):
    judged.charter["panel_least"] = 0
    judged.save()
    for name in ("panel", "name_expert"):
        assert "没有专家评分" in text(as_province.get(at(name, judged.pk)))
    assert "专家评分" not in text(as_province.get(at("cycle", judged.pk)))


def test_the_round_leads_to_its_panel(as_province, judged, expert):
    page = text(as_province.get(at("cycle", judged.pk)))
    assert "1 位专家，0 位已提交" in page
    assert "每项至少 2 位专家，平均" in page


def test_the_desk_tells_what_is_to_be_done(judged, expert, reviewer, officer, now):
    mine = [one for one in collect(reviewer[1], now) if "评分" in one.title]
    assert [one.title for one in mine] == ["为 8 所高校评分"]
    late = [one.title for one in collect(officer, now + timedelta(days=30))]
    assert "1 位专家的评分已逾期" in late
    Expert.objects.all().delete()
    assert "请专家评分" in [one.title for one in collect(officer, now)]


def test_an_expert_sees_what_to_rate_and_how(as_expert, expert, rating):
    assert "年度表彰" in text(as_expert.get(at("my_seats")))
    page = text(as_expert.get(at("seat", expert.pk)))
    assert "90—100 分：有实效" in page
    assert "云梦大学" in page
    assert "还没有评完的" in page
    page = text(as_expert.get(at("rating", rating.pk)))
    assert "0 到 100" in page
    assert "90—100 分：有实效" in page
    assert "专题研究" not in page
    assert "由专家评分" in page


def test_typing_saves_itself_and_is_told_what_lacks(as_expert, rating):
    said = {"script": "1", "points-impact": "100", "seen-impact": ""}
    told = as_expert.post(at("save_rating", rating.pk), said).json()
    assert told["filled"] == 1
    assert "请写理由" in told["missing"][0]["message"]
    told = as_expert.post(
        at("save_rating", rating.pk), {"script": "1", "points-impact": "一百"}
    ).json()
    assert "不是数" in told["refused"]["impact"]
    assert RatingMark.objects.get().points == 100


def test_the_whole_page_is_kept_without_a_script(as_expert, rating):
    said = {"points-impact": "88", "words-impact": "写得实在", "seen-impact": ""}
    page = text(as_expert.post(at("save_rating", rating.pk), said, follow=True))
    assert "已保存" in page
    assert 'value="88"' in page


def test_all_of_it_is_handed_in_at_once(as_expert, expert, reviewer, now):
    page = text(as_expert.post(at("submit_seat", expert.pk), follow=True))
    assert "还有 8 所高校没有评完" in page
    paneling.give(expert, reviewer[1], now, 77)
    page = text(as_expert.post(at("submit_seat", expert.pk), follow=True))
    assert "评分已提交" in page
    assert "提交全部评分" not in page


def test_papers_are_open_while_one_rates_and_each_opening_is_noted(
    as_expert, expert, rating, use, reviewer, now
):
    assert "内容摘录" in text(as_expert.get(at("rating", rating.pk)))
    assert as_expert.get(at("rating_file", rating.pk, use.pk)).status_code == 200
    assert as_expert.get(at("rating_preview", rating.pk, use.pk)).status_code == 200
    assert Entry.objects.filter(action="evaluation.paper.read").count() == 1
    paneling.give(expert, reviewer[1], now, 77)
    panels.submit_seat(expert=expert, actor=reviewer[1], now=now)
    assert as_expert.get(at("rating_file", rating.pk, use.pk)).status_code == 403
    page = text(as_expert.get(at("rating", rating.pk)))
    assert "不再打开" in page
    assert at("rating_file", rating.pk, use.pk) not in page


def test_what_is_attached_elsewhere_stays_shut(as_expert, rating, use):
    Answer.objects.filter(member=rating.member, indicator=paneling.LEAF).update(indicator="plans2")
    assert as_expert.get(at("rating_file", rating.pk, use.pk)).status_code == 404


def test_a_university_one_keeps_off_is_shut_and_the_province_is_told(
    as_expert, expert, rating, use
):
    page = text(as_expert.post(at("recuse", rating.pk), {"reason": "曾在这里任教"}, follow=True))
    assert "已回避" in page
    page = text(as_expert.get(at("rating", rating.pk)))
    assert "曾在这里任教" in page
    assert "points-impact" not in page
    assert as_expert.get(at("rating_file", rating.pk, use.pk)).status_code == 403


def test_nobody_else_looks_in(client, expert, rating, province, reporter_user):
    other, _ = paneling.reviewer(province, "评审乙")
    for user in (other, reporter_user):
        factories.sign_in(client, user)
        for address in (at("seat", expert.pk), at("rating", rating.pk)):
            assert client.get(address).status_code == 404
        assert client.post(at("save_rating", rating.pk), {}).status_code == 404


def test_who_is_no_reviewer_any_more_sits_nowhere(as_expert, expert, reviewer):
    reviewer[0].grants.all().delete()
    assert as_expert.get(at("seat", expert.pk)).status_code == 404


def test_the_province_reads_gives_back_and_takes_away(as_province, expert, rating, reviewer, now):
    assert "提交全部评分" not in text(as_province.get(at("seat", expert.pk)))
    assert as_province.post(at("save_rating", rating.pk), {}).status_code == 403
    paneling.give(expert, reviewer[1], now, 77)
    panels.submit_seat(expert=expert, actor=reviewer[1], now=now)
    assert "77" in text(as_province.get(at("rating", rating.pk)))
    page = text(as_province.post(at("return_seat", expert.pk), {"reason": "漏看材料"}, follow=True))
    assert "已退回" in page
    page = text(as_province.post(at("drop_seat", expert.pk), {"reason": ""}, follow=True))
    assert "理由" in page
    assert Expert.objects.get().state == "open"
    as_province.post(at("drop_seat", expert.pk), {"reason": "出国"})
    assert Expert.objects.get().state == "dropped"


def test_the_figure_opens_to_who_gave_it_and_why(
    client, judged, province, university, officer, officer_user, reporter_user, now
):
    paneling.rated(judged, province, officer, now, 80, 60)
    member = judged.members.get(organisation=university)
    figure = at("member_figure", member.pk, "panel.impact", "all")
    factories.sign_in(client, officer_user)
    assert figure in text(client.get(at("sheet", member.pk)))
    page = text(client.get(figure))
    assert "评审0" in page
    assert "专家评分：2 位专家平均" in page
    factories.sign_in(client, reporter_user)
    assert client.get(figure).status_code == 404
    for one in judged.members.all():
        concluding.decide(member=one, grade="passed", reason="会议", actor=officer, now=now)
    noticing.publicize(cycle=judged, actor=officer, now=now)
    page = text(client.get(figure))
    assert "专家 1" in page
    assert "看过材料" in page
    assert "评审0" not in page
    result = text(client.get(at("result", member.pk)))
    assert figure in result
    assert "评审0" not in result


def test_a_leader_reads_the_panel_on_the_own_result(
    client, judged, province, university, officer, now
):
    paneling.rated(judged, province, officer, now, 80)
    for one in judged.members.all():
        concluding.decide(member=one, grade="passed", reason="会议", actor=officer, now=now)
    noticing.publicize(cycle=judged, actor=officer, now=now)
    factories.sign_in(client, factories.officer(Role.UNIVERSITY_LEADER, university))
    member = judged.members.get(organisation=university)
    page = text(client.get(at("result", member.pk)))
    assert "专家 1 位，不足 2 位，按缺项计" in page
    figure = text(client.get(at("member_figure", member.pk, "panel.impact", "all")))
    assert "没有数字" in figure
