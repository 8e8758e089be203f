"""Whoever checks a university opens what proves its figures while they do, and nothing else of it."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests import factories
from tests.assessment.evaluation.proving import in_ledger, prove
from tests.base.core.files.hostile.build import pdf
from wangyu.assessment.evaluation.access import checks as access
from wangyu.assessment.evaluation.access import visits as visit_access
from wangyu.assessment.evaluation.models import Answer, Check, Cycle, Visit
from wangyu.assessment.evaluation.ops import checks as ops
from wangyu.assessment.evaluation.ops.marking import Typed
from wangyu.assessment.evaluation.queries.behind import figure_behind, uses_behind
from wangyu.assessment.evaluation.queries.points import leaves_of
from wangyu.base.audit.models import Entry as Logged
from wangyu.base.core.access import NotVisible, Refused
from wangyu.base.core.roles import Role
from wangyu.records.evidence.models import Classification, File

pytestmark = pytest.mark.django_db
MEETINGS, CHOSEN = "fact.group_meetings", ("fact.group_meetings", "Y2025")


@pytest.fixture
def proved(check, now):
    """The checked university's meetings of 2025, proved in its ledger on a third page."""
    fact = in_ledger(check.checked, "group_meetings", now)
    return prove(
        check.checked, "ledger.entry", fact.entry_id, "专题会材料.pdf", now, "第 3 页", pdf()
    )


def at(name, *args):
    return reverse(f"evaluation:{name}", args=args)


def text(answer):
    return answer.content.decode()


@pytest.fixture
def as_checker(client, check):
    factories.sign_in(
        client, factories.officer(Role.UNIVERSITY_REPORTER, check.checker.organisation)
    )
    return client


def test_two_clicks_lead_a_checker_from_a_figure_to_its_paper_at_the_page(
    as_checker, check, proved
):
    page = text(as_checker.get(at("check", check.pk)))
    figure = at("check_figure", check.pk, *CHOSEN)
    assert f'href="{figure}"' in page
    opened = text(as_checker.get(figure))
    for said in (
        "本校分管领导签批上报",
        "省中心核实通过",
        "按纪要统计",
        "七项综合评价 第 1 版",
        "专题研究",
        "政策第 7 条",
        "2025",
    ):
        assert said in opened, said
    picture = f"{at('check_preview', check.pk, proved.pk)}?page=3"
    assert picture in opened
    assert "第 3 页" in opened
    assert as_checker.get(picture).headers["Content-Type"] == "image/png"
    assert at("check_file", check.pk, proved.pk) in opened


def test_nobody_is_named_who_signed(as_checker, check, proved):
    user = factories.officer(Role.UNIVERSITY_LEADER, check.checked.organisation, "某分管领导")
    fact = figure_behind(check.checked, CHOSEN, leaves_of(check.checked.cycle)).told.fact
    type(fact.sheet).objects.filter(pk=fact.sheet_id).update(signed_by=user)
    assert "某分管领导" not in text(as_checker.get(at("check_figure", check.pk, *CHOSEN)))


def test_opening_another_universitys_paper_is_in_its_log_once_a_day(as_checker, check, proved):
    for name in ("check_file", "check_preview", "check_file"):
        assert as_checker.get(at(name, check.pk, proved.pk)).status_code == 200
    logged = Logged.objects.get(action="evaluation.paper.read")
    assert logged.org_path == check.checked.organisation.path
    assert logged.target_id == proved.file_id


def test_the_right_ends_when_the_check_is_handed_in(check, checker, proved):
    assert access.access_check_file(checker, check.pk, proved.pk) == (check, proved)
    Check.objects.filter(pk=check.pk).update(state="submitted")
    for pk in (proved.pk, 0):
        with pytest.raises(Refused, match="不再打开"):
            access.access_check_file(checker, check.pk, pk)
    with pytest.raises(Refused, match="不再打开"):
        access.access_check_papers(checker, check.pk)


def test_the_right_ends_with_the_mutual_check(check, checker, proved):
    Cycle.objects.filter(pk=check.checked.cycle_id).update(state="spot")
    with pytest.raises(Refused, match="不再打开"):
        access.access_check_file(checker, check.pk, proved.pk)


def test_what_was_handed_in_names_its_papers_without_opening_them(as_checker, check, proved):
    Check.objects.filter(pk=check.pk).update(state="submitted")
    page = text(as_checker.get(at("check", check.pk)))
    assert proved.file.title in page
    assert "不再打开" in page
    assert at("check_file", check.pk, proved.pk) not in page
    assert at("check_figure", check.pk, *CHOSEN) not in page


def test_nothing_else_of_the_ledger_is_behind_it(check, checker, proved, now):
    """Another year's paper that does not count, another item's, another university's."""
    member = check.checked
    earlier = in_ledger(member, "group_meetings", now, "Y2024")
    other = in_ledger(member, "trainings", now)
    stranger = in_ledger(check.checker, "group_meetings", now)
    strange = [
        prove(member, "ledger.entry", earlier.entry_id, "去年.txt", now),
        prove(member, "ledger.entry", other.entry_id, "培训.txt", now),
        prove(check.checker, "ledger.entry", stranger.entry_id, "别校.txt", now),
        prove(member, "evaluation.problem", 1, "整改.txt", now),
    ]
    assert list(uses_behind(member, peer=True)) == [proved]
    for use in strange:
        with pytest.raises(NotVisible):
            access.access_check_file(checker, check.pk, use.pk)


def test_every_year_that_counts_is_behind_it(check, now):
    """供稿 is summed over both years."""
    facts = [in_ledger(check.checked, "articles_adopted", now, year) for year in ("Y2024", "Y2025")]
    uses = [prove(check.checked, "ledger.entry", f.entry_id, f"{f.pk}.txt", now) for f in facts]
    assert list(uses_behind(check.checked, peer=True).order_by("pk")) == uses


def test_answers_to_another_member_or_leaf_are_not_behind_it(check, now):
    answer = Answer.objects.get(member=check.checked, indicator="plans")
    use = prove(check.checked, "evaluation.answer", answer.pk, "要点.txt", now)
    strange = Answer.objects.create(member=check.checked, indicator="gone")
    prove(check.checked, "evaluation.answer", strange.pk, "旧.txt", now)
    assert list(uses_behind(check.checked, peer=True)) == [use]


def test_withdrawn_and_detached_papers_are_not_behind_it(check, proved, now):
    File.objects.filter(pk=proved.file_id).update(withdrawn_at=now)
    assert not uses_behind(check.checked, peer=True).exists()
    File.objects.filter(pk=proved.file_id).update(withdrawn_at=None)
    type(proved).objects.filter(pk=proved.pk).update(removed_at=now)
    assert not uses_behind(check.checked, peer=True).exists()


def test_what_lies_in_the_ledger_as_sensitive_a_peer_does_not_open(as_checker, check, proved):
    File.objects.filter(pk=proved.file_id).update(classification=Classification.SENSITIVE)
    for url in (at("check", check.pk), at("check_figure", check.pk, *CHOSEN)):
        page = text(as_checker.get(url))
        assert "另有 1 份标为敏感" in page
        assert proved.file.title not in page
    assert as_checker.get(at("check_file", check.pk, proved.pk)).status_code == 404


def test_a_stranger_and_a_missing_figure_are_told_the_same(client, check, proved, now):
    url, use = at("check_figure", check.pk, *CHOSEN), at("check_file", check.pk, proved.pk)
    elsewhere = factories.university(check.checked.cycle.owner)
    factories.sign_in(client, factories.officer(Role.UNIVERSITY_REPORTER, elsewhere))
    for found, none in (
        (url, at("check_figure", 0, *CHOSEN)),
        (use, at("check_file", 0, proved.pk)),
    ):
        answers = [client.get(one) for one in (found, none)]
        assert {one.status_code for one in answers} == {404}
        assert bare(answers[0]) == bare(answers[1])


def test_a_figure_that_is_no_part_of_the_check_is_as_if_it_were_not(as_checker, check, proved, now):
    """Neither an item nobody checks nor one that is nowhere."""
    in_ledger(check.checked, "trainings", now)
    places = (
        ("fact.trainings", "Y2025"),
        ("fact.no_such", "Y2025"),
        (MEETINGS, "Y2024"),
        (MEETINGS, "Y1"),
        ("self.plans", "Y2025"),
    )
    answers = [as_checker.get(at("check_figure", check.pk, *place)) for place in places]
    assert {one.status_code for one in answers} == {404}
    assert len({bare(one) for one in answers}) == 1


def bare(answer):
    """Without what is drawn anew for each answer."""
    return re.sub(rb'(nonce|once|value|csrf\w*)="[^"]*"', b"", answer.content)


def test_a_checker_names_a_paper_of_the_ledger(check, checker, proved, now):
    typed = {"meetings": Typed("", points="20", file=str(proved.file_id), place="第 3 页")}
    ops.save_marks(check=check, typed=typed, actor=checker, now=now)
    assert check.marks.get().file_id == proved.file_id
    assert check.marks.get().seen_at.query == "?page=3"


def test_an_answer_opens_as_a_figure_too(as_checker, check, now):
    answer = Answer.objects.get(member=check.checked, indicator="plans")
    use = prove(check.checked, "evaluation.answer", answer.pk, "录像.txt", now, "1:35")
    page = text(as_checker.get(at("check_figure", check.pk, "self.plans", "all")))
    assert "两年里印发了几份年度工作要点？" in page
    assert at("check_file", check.pk, use.pk) in page
    assert "见 1:35" in page


@pytest.fixture
def visit_proved(visit, now):
    fact = in_ledger(visit.member, "group_meetings", now)
    return prove(
        visit.member, "ledger.entry", fact.entry_id, "专题会材料.pdf", now, "第 2 页", pdf()
    )


def test_whoever_is_named_for_a_visit_opens_the_same_until_it_is_handed_in(
    client, inspector, reviewer_user, visit, visit_proved
):
    factories.sign_in(client, reviewer_user)
    figure = at("visit_figure", visit.pk, *CHOSEN)
    assert figure in text(client.get(at("visit", visit.pk)))
    assert at("visit_file", visit.pk, visit_proved.pk) in text(client.get(figure))
    File.objects.update(classification=Classification.SENSITIVE)
    assert client.get(at("visit_file", visit.pk, visit_proved.pk)).status_code == 200
    assert Logged.objects.filter(action="evidence.file.read").count() == 1
    Visit.objects.filter(pk=visit.pk).update(state="submitted")
    assert client.get(figure).status_code == 403
    with pytest.raises(Refused, match="不再打开"):
        visit_access.access_visit_file(inspector, visit.pk, visit_proved.pk)


def test_a_reviewer_who_is_not_named_sees_nothing(client, province, visit, visit_proved):
    factories.sign_in(client, factories.officer(Role.REVIEWER, province))
    for url in (at("visit_figure", visit.pk, *CHOSEN), at("visit_file", visit.pk, visit_proved.pk)):
        assert client.get(url).status_code == 404


def test_the_university_and_the_province_open_the_same_from_result_and_sheet(
    noticed, client, officer_user, now
):
    member = noticed.members.get(organisation__name="云梦第2大学")
    fact = in_ledger(member, "group_meetings", now)
    use = prove(member, "ledger.entry", fact.entry_id, "专题会材料.pdf", now, "第 2 页", pdf())
    figure = at("member_figure", member.pk, *CHOSEN)
    reporter = factories.officer(Role.UNIVERSITY_REPORTER, member.organisation)
    for user, page in ((reporter, "result"), (officer_user, "sheet")):
        factories.sign_in(client, user)
        shown, opened = text(client.get(at(page, member.pk))), text(client.get(figure))
        assert f'href="{figure}"' in shown
        assert f"{reverse('evidence:file', args=[use.file_id])}?page=2" in shown
        assert f"{reverse('evidence:preview', args=[use.file_id])}?page=2" in opened
        assert f'href="{at(page, member.pk)}"' in opened
        assert reverse("ledger:fact", args=[fact.pk]) in opened
        assert "?page=2" in text(
            client.get(reverse("evidence:file", args=[use.file_id]), {"page": "2"})
        )


def test_an_auditor_is_not_told_of_what_is_sensitive(concluding, client, province, now):
    member = concluding.members.get(organisation__name="云梦第2大学")
    fact = in_ledger(member, "group_meetings", now)
    use = prove(member, "ledger.entry", fact.entry_id, "秘密.txt", now)
    File.objects.update(classification=Classification.SENSITIVE)
    factories.sign_in(client, factories.officer(Role.AUDITOR, province))
    for url in (at("sheet", member.pk), at("member_figure", member.pk, *CHOSEN)):
        assert use.file.title not in text(client.get(url))


@pytest.mark.parametrize("papers", [1, 3])
def test_what_is_behind_takes_as_many_queries_however_much_it_is(
    check, now, papers, django_assert_num_queries
):
    fact = in_ledger(check.checked, "group_meetings", now)
    for number in range(papers):
        prove(
            check.checked,
            "ledger.entry",
            fact.entry_id,
            f"{number}.txt",
            now,
            content=b"%d" % number,
        )
    member = check.checked
    with django_assert_num_queries(4):
        assert len(uses_behind(member, peer=True)) == papers
