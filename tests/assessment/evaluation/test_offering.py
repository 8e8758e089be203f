"""What proved an indicator before is offered there again, taken over by a press, never by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from tests import factories
from tests.assessment.evaluation.proving import in_ledger, prove
from tests.assessment.evaluation.schemes import small
from wangyu.assessment.evaluation.kinds import charters
from wangyu.assessment.evaluation.logic.ageing import out_of_period
from wangyu.assessment.evaluation.logic.meaning import meaning_of, means_the_same
from wangyu.assessment.evaluation.logic.scheme import read_scheme
from wangyu.assessment.evaluation.models import Answer, Cycle, Frozen, Member, Version
from wangyu.assessment.evaluation.ops import cycles as cycle_ops
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.ops.taking import take_over
from wangyu.assessment.evaluation.queries.offering import offers_of
from wangyu.assessment.evaluation.queries.sheet import sheet_of
from wangyu.base.audit.models import Entry as Logged
from wangyu.base.core.roles import Role
from wangyu.records.evidence.models import File, Use

FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)


@pytest.mark.parametrize(
    ("issued", "expires", "kept", "words"),
    [
        (date(2026, 5, 1), None, FIRST, ""),
        (date(2024, 5, 1), None, FIRST, "材料日期 2024年5月1日，早于本期（2026年1月1日至2027年12月31日），也没有写有效期"),
        (date(2024, 5, 1), date(2026, 1, 1), FIRST, ""),
        (date(2024, 5, 1), date(2025, 12, 31), FIRST, "有效期至 2025年12月31日，本期（2026年1月1日至2027年12月31日）以前已经过期"),
        (date(2028, 1, 1), None, FIRST, "材料日期 2028年1月1日，晚于本期（2026年1月1日至2027年12月31日）"),
        (None, None, date(2025, 3, 1), "没有写材料日期，2025年3月1日上传，早于本期（2026年1月1日至2027年12月31日）"),
        (None, None, FIRST, ""),
        (None, date(2030, 1, 1), date(2025, 3, 1), "没有写材料日期，2025年3月1日上传，早于本期（2026年1月1日至2027年12月31日）"),
    ],
)  # fmt: skip
def test_a_paper_out_of_the_period_says_why(issued, expires, kept, words):
    assert out_of_period(issued, expires, kept, FIRST, LAST) == words


def leaf(key="meetings", **more):
    data = small()
    (row,) = [one for one in data["indicator"] if one["key"] == key]
    row.update(more)
    return read_scheme(data, "小方案").by_key[key]


@pytest.mark.parametrize(
    "change",
    [
        {"title": "专题研究会"}, {"measures": ["fact.trainings"]}, {"papers": ["会议纪要"]},
        {"clause": 8},
    ],
)  # fmt: skip
def test_an_indicator_that_means_something_else_has_another_version_of_meaning(change):
    assert not means_the_same(leaf(**change), leaf())


@pytest.mark.parametrize("change", [{"points": 30}, {"evidence": "none"}, {"reason": "改了分值"}, {"span": "mean"}])  # fmt: skip
def test_points_and_thresholds_are_none_of_its_meaning(change):
    assert means_the_same(leaf(**change), leaf())


def test_a_question_put_otherwise_is_another_and_so_is_another_key():
    plans = leaf("plans")
    assert not means_the_same(leaf("plans", asked=["印发了几份要点？"]), plans)
    assert not means_the_same(plans, leaf())
    assert not means_the_same(plans, None)
    assert len(meaning_of(plans)) == 12


pages = pytest.mark.django_db


@pytest.fixture
def before(cycle, member, now):
    """The round before, signed: a paper at an answer, one at a figure of the ledger, words at both."""
    Frozen.objects.create(
        member=member,
        revision=1,
        measure="fact.group_meetings",
        period_key="Y2025",
        state="verified",
    )
    fact = in_ledger(member, "group_meetings", now)
    told = {"meetings": "每季度一次", "plans": "两份要点"}
    for key, words in told.items():
        Answer.objects.filter(member=member, indicator=key).update(words=words)
    answer = Answer.objects.get(member=member, indicator="meetings")
    Member.objects.filter(pk=member.pk).update(state="signed")
    Cycle.objects.filter(pk=cycle.pk).update(state="released")
    return (
        prove(member, "evaluation.answer", answer.pk, "制度.txt", now, "第 2 页"),
        prove(member, "ledger.entry", fact.entry_id, "纪要.txt", now),
    )


@pytest.fixture
def begin(province, facts, cycle, before, officer, now):
    def run(follows=None, **more):
        told = replace(facts, first_year=2026, last_year=2027, follows=follows or Cycle.objects.get(pk=cycle.pk), **more)  # fmt: skip
        made = cycle_ops.create_cycle(
            owner=province, charter=charters()["two_years"], facts=told, actor=officer, now=now
        )
        return cycle_ops.begin_cycle(cycle=made, actor=officer, now=now)

    return run


def member_in(cycle, organisation):
    return Member.objects.select_related("cycle__version", "organisation").get(
        cycle=cycle, organisation=organisation
    )


def attached(member):
    answers = Answer.objects.filter(member=member).values("pk")
    return Use.objects.filter(subject_kind="evaluation.answer", subject_id__in=answers, removed_at=None)  # fmt: skip


@pages
def test_nothing_is_copied_until_somebody_takes_it(begin, before, university):
    member = member_in(begin(), university)
    offers = offers_of(sheet_of(member))
    assert {one.use for one in offers["meetings"].papers} == set(before)
    assert offers["meetings"].words == "每季度一次"
    assert not attached(member).exists()
    assert not Answer.objects.filter(member=member, indicator="meetings").exclude(words="").exists()


@pages
def test_a_press_takes_one_and_its_hash_stays(begin, before, university, reporter, now):
    member, (at_answer, _) = member_in(begin(), university), before
    taken = take_over(member=member, papers=[at_answer.pk], words=[], actor=reporter, now=now)
    assert (taken.papers, taken.words) == (1, 0)
    made = attached(member).get()
    assert (made.file_id, made.note) == (at_answer.file_id, "第 2 页")
    assert File.objects.filter(sha256=at_answer.file.sha256).count() == 1
    left = offers_of(sheet_of(member))["meetings"]
    assert [one.use for one in left.papers] == [before[1]]
    logged = Logged.objects.filter(action="evaluation.answer.take").get()
    assert logged.details["sha256"] == [at_answer.file.sha256]


@pages
def test_words_are_taken_where_none_are_written(begin, university, reporter, now):
    member = member_in(begin(), university)
    take_over(member=member, papers=[], words=["meetings"], actor=reporter, now=now)
    assert Answer.objects.get(member=member, indicator="meetings").words == "每季度一次"
    assert offers_of(sheet_of(member))["meetings"].words == ""
    with pytest.raises(EvaluationError, match="已经沿用过"):
        take_over(member=member, papers=[], words=["meetings"], actor=reporter, now=now)


@pages
def test_what_is_out_of_the_period_is_told(begin, before, university, reporter, now):
    """The papers were kept in 2026, the round looks at 2026 and 2027; one is of 2025."""
    File.objects.filter(pk=before[0].file_id).update(issued_on=date(2025, 4, 1))
    member = member_in(begin(), university)
    warned = {one.use.pk: one.warning for one in offers_of(sheet_of(member))["meetings"].papers}
    assert "早于本期" in warned[before[0].pk]
    assert warned[before[1].pk] == ""
    ids = [one.pk for one in before]
    taken = take_over(member=member, papers=ids, words=[], actor=reporter, now=now)
    assert taken.papers == 2
    (warning,) = taken.warnings
    assert warning.startswith("“制度”材料日期 2025年4月1日")


@pages
@pytest.mark.parametrize("gone", ["withdrawn", "detached", "other meaning", "other key"])
def test_what_no_longer_stands_or_means_the_same_is_not_offered(
    gone, begin, before, version, university, now
):
    data, more = small(), {}
    if gone == "withdrawn":
        File.objects.update(withdrawn_at=now)
    elif gone == "detached":
        Use.objects.update(removed_at=now)
    else:
        (row,) = [one for one in data["indicator"] if one["key"] == "meetings"]
        row["title" if gone == "other meaning" else "key"] = "changed"
        more["version"] = Version.objects.create(
            scheme=version.scheme, number=2, data=data, sha256="1" * 64, made_at=now,
            state="published", changed_at=now, published_at=now,
        )  # fmt: skip
    offers = offers_of(sheet_of(member_in(begin(**more), university)))
    assert not offers["meetings"].papers if "meetings" in offers else gone.startswith("other")


@pages
def test_nobody_is_offered_what_is_anothers(begin, before, other_university, stranger, now):
    member = member_in(begin(), other_university)
    assert offers_of(sheet_of(member)) == {}
    with pytest.raises(EvaluationError, match="不再提供"):
        take_over(member=member, papers=[before[0].pk], words=["meetings"], actor=stranger, now=now)
    assert not attached(member).exists()


@pages
def test_an_interim_between_does_not_hide_what_was_before(
    begin, cycle, university, officer, province, facts, now
):
    """It asks only what is open; the round after it looks farther back."""
    told = replace(facts, first_year=2025, last_year=2025, follows=Cycle.objects.get(pk=cycle.pk))
    interim = cycle_ops.create_cycle(
        owner=province, charter=charters()["interim"], facts=told, actor=officer, now=now
    )
    member = member_in(begin(follows=interim), university)
    assert offers_of(sheet_of(member))["meetings"].papers
    assert Answer.objects.get(member=member, indicator="plans").words == ""


@pages
def test_it_is_too_late_after_the_deadline_of_the_stage(begin, before, university, reporter, now):
    member = member_in(begin(), university)
    Cycle.objects.filter(pk=member.cycle_id).update(state="mutual")
    with pytest.raises(EvaluationError, match="已经结束"):
        take_over(member=member, papers=[before[0].pk], words=[], actor=reporter, now=now)


@pages
def test_a_reporter_sees_takes_one_and_takes_all(client, begin, before, university, reporter_user):
    File.objects.filter(pk=before[1].file_id).update(issued_on=date(2020, 4, 1))
    member = member_in(begin(), university)
    factories.sign_in(client, reporter_user)
    url, take = (reverse(f"evaluation:{name}", args=[member.pk]) for name in ("fill", "take"))
    page = client.get(url).content.decode()
    for said in (
        "附过佐证 2 份，可以沿用",
        before[0].file.sha256[:12],
        "不在本期",
        "全部沿用：佐证 1 份",
        "沿用不在本期的 1 份",
    ):
        assert said in page, said
    one = client.post(take, {"use": str(before[1].pk)}, follow=True).content.decode()
    assert "已沿用上期的佐证 1 份" in one
    assert "请核对" in one
    rest = {"use": [str(before[0].pk), "x"], "words": ["meetings"]}
    assert (
        "已沿用上期的佐证 1 份、说明 1 处" in client.post(take, rest, follow=True).content.decode()
    )
    again = client.post(take, rest | {"use": ["0"]}, follow=True).content.decode()
    assert "已经沿用过" in again
    assert "可以沿用" not in again.split("专题研究的说明")[0]


@pages
def test_who_only_reads_takes_nothing(client, begin, before, university):
    member = member_in(begin(), university)
    factories.sign_in(client, factories.officer(Role.UNIVERSITY_LEADER, university))
    answer = client.post(reverse("evaluation:take", args=[member.pk]), {"use": str(before[0].pk)})
    assert answer.status_code == 403


@pages
@pytest.mark.parametrize("papers", [1, 3])
def test_offers_take_as_many_queries_however_many_there_are(
    begin, before, member, university, now, papers, django_assert_num_queries
):
    answer = Answer.objects.get(member=member, indicator="plans")
    for number in range(papers):
        prove(member, "evaluation.answer", answer.pk, f"{number}.txt", now, content=b"%d" % number)
    sheet = sheet_of(member_in(begin(), university))
    with django_assert_num_queries(9):
        assert len(offers_of(sheet)["plans"].papers) == papers
