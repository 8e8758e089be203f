"""Indicators nothing proves, evidence that proves nothing, and where missing figures are filled in."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile

from tests import factories
from tests.assessment.evaluation.reporting import report
from tests.assessment.policy.conftest import Round
from wangyu.assessment.evaluation import queries
from wangyu.assessment.evaluation.models import Answer, Member
from wangyu.assessment.evaluation.queries.lines import sections_of
from wangyu.assessment.evaluation.queries.orphans import orphans_of
from wangyu.assessment.evaluation.queries.sheet import sheet_of
from wangyu.base.core.keys import ensure_keys
from wangyu.base.core.roles import Role
from wangyu.records.evidence import ops as evidence
from wangyu.records.ledger import ops as ledger
from wangyu.records.ledger.models import Fact, Sheet
from wangyu.records.ledger.queries.pointing import proofs_of_facts

pytestmark = pytest.mark.django_db


@pytest.fixture
def attach(member, reporter, now):
    def run(leaf, name):
        row, _ = Answer.objects.get_or_create(member=member, indicator=leaf)
        upload = ContentFile(name.encode(), f"{name}.txt")
        file, _ = evidence.add_file(
            organisation=member.organisation, upload=upload, actor=reporter, now=now
        )
        return factories.use(file, "evaluation.answer", row.pk, reporter, now)

    return run


def put(member, leaf, *values):
    Answer.objects.filter(member=member, indicator=leaf).update(values=list(values))


def bare(cycle):
    return {
        one.leaf.key: (len(one.lacking), one.claiming, one.wanted) for one in orphans_of(cycle).bare
    }


def test_who_claims_something_that_nothing_proves(
    cycle, member, university, other_university, attach
):
    report(university, group_meetings=1)
    report(other_university, group_meetings=2)
    put(member, "plans", "0")
    assert bare(cycle) == {"meetings": (2, 2, "应附")}
    attach("meetings", "会议纪要")
    assert bare(cycle) == {"meetings": (1, 2, "应附")}


def test_what_may_be_proved_is_listed_as_well(cycle, member):
    put(member, "plans", "1")
    assert bare(cycle) == {"plans": (1, 1, "可以附")}


@pytest.mark.parametrize(
    ("leaf", "values", "why"),
    [
        ("exchange", ["1", "1"], "这个指标不要佐证"),
        ("plans", [], "这个指标缺数据，没有计分"),
        ("plans", ["0"], "这个指标得 0 分"),
        ("nothing", [], "方案里没有这个指标"),
    ],
)
def test_evidence_that_moves_no_point(cycle, member, attach, leaf, values, why):
    use = attach(leaf, "材料")
    put(member, leaf, *values)
    (found,) = orphans_of(cycle).idle
    assert (found.use, found.member, found.why) == (use, member, why)


def test_evidence_that_counts_is_no_orphan(cycle, member, attach):
    attach("plans", "工作要点")
    put(member, "plans", "1")
    assert orphans_of(cycle).idle == []


@pytest.fixture
def windows(settings, province, university):
    ensure_keys(settings.HOME)
    return Round(province, [university])


def test_evidence_at_a_figure_of_the_ledger_counts_for_the_indicator(cycle, member, windows, now):
    """Fill in once: what proves the figure proves what stands on it."""
    fact = Fact.objects.get(organisation=member.organisation, key="full_time_staff")
    assert proofs_of_facts([fact.pk]) == {fact.pk: 1}
    tree = cycle.version.data
    (row,) = [one for one in tree["indicator"] if one["key"] == "meetings"]
    row["measures"] = ["fact.full_time_staff"]
    cycle.version.save()
    sheet = sheet_of(Member.objects.get(pk=member.pk))
    assert sheet.proofs["meetings"] == (0, 1)
    assert "meetings:words" not in [end.key for end in sheet.open_ends]


def test_a_missing_figure_leads_to_the_sheet_that_asks_it(province, cycle, member, officer, now):
    """Only a window that was opened; where nobody asks, nothing leads anywhere."""
    facts = ledger.WindowFacts(
        title="2024 年填报", period_key="Y2024", opens_at=now, due_at=cycle.due_at
    )
    window = ledger.create_window(
        owner=province, pack="hunan-2021-07", facts=facts, items={"articles_adopted": "ask"},
        actor=officer, now=now,
    )  # fmt: skip
    ledger.open_window(window=window, actor=officer, now=now)
    asked = Sheet.objects.get(window=window, organisation=member.organisation)
    lines = {
        line.leaf.key: line
        for part in sections_of(sheet_of(member), lambda _: "")
        for line in part.lines
    }
    (figure,) = lines["articles"].figures
    assert [cell.fill_url for cell in figure.cells] == [
        f"/ledger/sheets/{asked.pk}/#value-articles_adopted",
        "",
    ]


def test_where_nothing_is_missing_nothing_is_asked_of_the_ledger(cycle, member, university):
    for year in ("Y2024", "Y2025"):
        report(university, year, group_meetings=1, office_established=1, articles_adopted=1)
    lines = [line for part in sections_of(sheet_of(member), lambda ref: ref) for line in part.lines]
    assert not any(cell.fill_url for line in lines for one in line.figures for cell in one.cells)
    assert all(cell.url for line in lines for one in line.figures for cell in one.cells)


def test_a_figure_reported_blank_is_told_apart_from_one_nobody_reported(cycle, member, university):
    report(university, group_meetings=None)
    lines = {
        line.leaf.key: line
        for part in sections_of(sheet_of(member), lambda _: "")
        for line in part.lines
    }
    assert lines["meetings"].figures[0].cells[0].shown == "上报为空"
    assert lines["office"].figures[0].cells[0].shown == "没有"
    assert lines["meetings"].shown_points == ""


def test_a_leaf_without_an_answer_row_is_read_as_unanswered(cycle, member):
    Answer.objects.filter(member=member).delete()
    sheet = sheet_of(member)
    assert len(sheet.open_ends) == 3
    assert len(queries.scheme_of(cycle.version).leaves) == len(sheet.leaves)


def test_the_auditor_sees_them_and_a_university_does_not(client, cycle, province, reporter_user):
    url = f"/evaluation/{cycle.pk}/orphans/"
    factories.sign_in(client, factories.officer(Role.AUDITOR, province))
    assert client.get(url).status_code == 200
    factories.sign_in(client, reporter_user)
    assert client.get(url).status_code == 403
