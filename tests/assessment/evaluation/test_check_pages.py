"""The pages of mutual checks: proposal, list, one check, and what a script is told."""

from __future__ import annotations

import json

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from tests import factories
from tests.assessment.evaluation import checking
from wangyu.assessment.evaluation.models import Answer, Check, Cycle
from wangyu.assessment.evaluation.queries import checks as queries
from wangyu.base.core.roles import Role
from wangyu.records.evidence import ops as evidence
from wangyu.records.evidence.models import Classification, File

pytestmark = pytest.mark.django_db
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63680000"
    "0082008177cd72b60000000049454e44ae426082"
)


@pytest.fixture
def eight(province, facts, officer, now):
    cycle = checking.round_of_eight(province, facts, officer, now)
    checking.sign(cycle)
    return cycle


@pytest.fixture
def mutual(eight, officer, now):
    Cycle.objects.filter(pk=eight.pk).update(state="mutual")
    eight.members.update(state="signed")
    members = list(eight.members.all())
    for place, member in enumerate(members):
        Check.objects.create(
            checker=member, checked=members[place - 1], due_at=checking.chosen(now).due_at,
            created_at=now,
        )  # fmt: skip
    return Cycle.objects.get(pk=eight.pk)


@pytest.fixture
def check(mutual):
    return queries.checks_of(mutual).first()


@pytest.fixture
def as_checker(client, check):
    user = factories.officer(Role.UNIVERSITY_REPORTER, check.checker.organisation)
    factories.sign_in(client, user)
    return client


@pytest.fixture
def as_province(client, officer_user):
    factories.sign_in(client, officer_user)
    return client


def at(name, *args):
    return reverse(f"evaluation:{name}", args=args)


def text(answer):
    return answer.content.decode()


def test_a_proposal_is_looked_at_changed_and_taken(as_province, eight):
    page = text(as_province.get(at("pairs", eight.pk)))
    assert "采用这个配对" in page
    assert "连成一片" in page
    assert "名次相邻" in page
    other = text(as_province.get(at("pairs", eight.pk), {"seed": "2", "without": ["city"]}))
    assert 'name="seed" value="2"' in other
    taken = {"seed": "2", "due_at": "2036-05-01T12:00"}
    answer = as_province.post(at("take_pairs", eight.pk), taken, follow=True)
    assert "已采用这个配对" in text(answer)
    assert "已分派 16 对" in text(answer)


def test_what_is_wrong_with_a_proposal_is_told(as_province, eight, cycle):
    answer = as_province.post(at("take_pairs", eight.pk), {"seed": "1"}, follow=True)
    assert "这个字段是必填项" in text(answer)
    assert "还没有高校上报" in text(as_province.get(at("pairs", cycle.pk)))


def test_a_clash_is_shown_on_the_page(as_province, eight, cycle):
    eight.members.update(city="云梦市")
    assert "同市不查" in text(as_province.get(at("pairs", eight.pk), {"seed": "3"}))
    checking.sign(cycle)
    cycle.members.exclude(organisation__name__startswith="云梦").update(state="filling")
    assert "配不出互查" in text(as_province.get(at("pairs", cycle.pk)))


def test_the_province_follows_and_exports(as_province, mutual):
    Check.objects.filter(checked__cycle=mutual).update(conflict="")
    assert "互查进度" in text(as_province.get(at("checks", mutual.pk)))
    assert as_province.get(at("checks", mutual.pk), {"export": "xlsx"}).status_code == 200
    assert "没有" in text(as_province.get(at("checks", mutual.pk), {"conflict": "yes"}))


def test_a_deadline_is_moved(as_province, mutual):
    assert "截止" in text(as_province.get(at("check_deadline", mutual.pk)))
    wrong = as_province.post(
        at("check_deadline", mutual.pk), {"due_at": "2020-01-01T12:00", "reason": "雨"}
    )
    assert "应在现在之后" in text(wrong)
    right = {"due_at": "2036-01-01T12:00", "reason": "雨"}
    answer = as_province.post(at("check_deadline", mutual.pk), right, follow=True)
    assert "已调整 8 对互查" in text(answer)


def test_a_pair_is_replaced_on_a_page(as_province, mutual, check):
    page = as_province.get(at("replace_check", check.pk))
    choices = page.context["form"].fields["checker"].choices
    assert "现查 1 所" in choices[0][1]
    data = {"checker": choices[0][0], "reason": "有合作"}
    answer = as_province.post(at("replace_check", check.pk), data, follow=True)
    assert f"已改由{choices[0][0]}查" in text(answer)
    gone = as_province.post(at("replace_check", check.pk), data)
    assert "请换一所" in text(gone) or "选择一个有效的选项" in text(gone)


def test_nobody_can_check_instead_of_one_of_two(as_province, mutual, check):
    mutual.members.exclude(pk__in=(check.checker_id, check.checked_id)).update(state="returned")
    assert (
        as_province.get(at("replace_check", check.pk)).context["form"]["checker"].field.choices
        == []
    )


def test_a_checker_finds_its_list_and_the_evidence(as_checker, check, now):
    file = attach(check, now)
    page = text(as_checker.get(at("my_checks")))
    assert check.checked.organisation.name in page
    assert as_checker.get(at("my_checks"), {"export": "xlsx"}).status_code == 200
    page = text(as_checker.get(at("check", check.pk)))
    assert "自查 20 分" in page
    assert file.title in page
    use = file.uses.get()
    content = as_checker.get(at("check_file", check.pk, use.pk), {"inline": ""})
    assert content.headers["Content-Type"] == "image/png"
    assert as_checker.get(at("check_preview", check.pk, use.pk)).status_code == 200
    File.objects.update(preview_name="", classification=Classification.SENSITIVE)
    assert as_checker.get(at("check_preview", check.pk, use.pk)).status_code == 404
    kept = as_checker.get(at("check_file", check.pk, use.pk)).headers
    assert "attachment" in kept["Content-Disposition"]
    assert kept["Cache-Control"] == "no-store"


def attach(check, now):
    answer = Answer.objects.get(member=check.checked, indicator="plans")
    actor = checking.reporter_of(check.checked)
    org = check.checked.organisation
    file, _ = evidence.add_file(
        organisation=org, upload=ContentFile(PNG, "会议.png"), actor=actor, now=now
    )
    factories.use(file, "evaluation.answer", answer.pk, actor, now)
    return file


def test_a_script_is_told_what_came_of_it(as_checker, check):
    url = at("save_check", check.pk)
    sent = {"script": "1", "points-plans": "12", "words-plans": "看过", "points-office": "99"}
    told = json.loads(as_checker.post(url, sent).content)
    assert (told["filled"], told["of"]) == (1, 5)
    assert "应为 0 到 10" in told["refused"]["office"]
    assert "plans" in told["seen"]
    assert {one["key"] for one in told["missing"]} == {"meetings", "office", "articles", "exchange"}
    user = factories.officer(Role.UNIVERSITY_OFFICER, check.checker.organisation, "同事")
    check.marks.filter(indicator="plans").update(updated_by=user, points=None)
    told = json.loads(as_checker.post(url, sent).content)
    assert told["overtaken"]["plans"]["who"] == "同事"
    Cycle.objects.filter(pk=check.checked.cycle_id).update(state="spot")
    answer = as_checker.post(url, sent)
    assert (answer.status_code, "不是互查阶段" in json.loads(answer.content)["refused"]) == (
        409,
        True,
    )
    assert "不是互查阶段" in text(as_checker.post(url, {"points-plans": "1"}, follow=True))


def test_without_a_script_the_whole_page_is_sent(as_checker, check):
    url = at("save_check", check.pk)
    told = text(as_checker.post(url, {"points-plans": "1", "points-office": "x"}, follow=True))
    assert "已保存" in told
    assert "不是数" in told
    user = factories.officer(Role.UNIVERSITY_OFFICER, check.checker.organisation)
    check.marks.update(updated_by=user)
    assert "同事刚改过" in text(as_checker.post(url, {"points-plans": "2"}, follow=True))


def test_it_is_handed_in_given_back_or_declined(as_checker, check, officer_user):
    told = text(as_checker.post(at("submit_check", check.pk), follow=True))
    assert "还有 5 处要补" in told
    told = text(as_checker.post(at("decline_check", check.pk), {"reason": "合作"}, follow=True))
    assert "已告诉省中心" in told
    everything = {
        f"points-{key}": "5" for key in ("plans", "meetings", "office", "articles", "exchange")
    }
    everything |= {name.replace("points", "words"): "看过" for name in everything}
    as_checker.post(at("save_check", check.pk), everything)
    assert "谢谢" in text(as_checker.post(at("submit_check", check.pk), follow=True))
    assert "看过" in text(as_checker.get(at("check", check.pk)))
    factories.sign_in(as_checker, officer_user)
    page = text(as_checker.get(at("check", check.pk)))
    assert "退回重查" in page
    told = text(as_checker.post(at("return_check", check.pk), {"reason": "漏看"}, follow=True))
    assert "已退回" in told
    assert "漏看" in told


def test_a_round_leads_to_its_checks(as_checker, check, officer_user, mutual, eight):
    page = text(as_checker.get(at("cycle", mutual.pk)))
    assert at("check", check.pk) in page
    factories.sign_in(as_checker, officer_user)
    assert at("checks", mutual.pk) in text(as_checker.get(at("cycle", mutual.pk)))
    Cycle.objects.filter(pk=mutual.pk).update(state="self_check")
    assert at("pairs", mutual.pk) in text(as_checker.get(at("cycle", mutual.pk)))
    told = as_checker.post(at("move", mutual.pk, "check"), follow=True)
    assert "互查" in text(told)


def test_only_a_campus_has_a_list_of_its_own(as_province):
    assert as_province.get(at("my_checks")).status_code == 403
