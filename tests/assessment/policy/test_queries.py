"""What the board reads, at what cost, and which period it is about."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests import factories
from tests.assessment.policy.conftest import report
from tests.conftest import NOW
from wangyu.assessment.policy import queries
from wangyu.base.core.stamps import bump
from wangyu.base.lib.periods import Period
from wangyu.records.ledger.enums import FactState, WindowState
from wangyu.records.ledger.models import Window

Y2025, TODAY = Period.parse("Y2025"), date(2026, 3, 5)

NOTHING = {"evaluation.rounds": 0}
"""What is known of a university that reported nothing: that no evaluation has been concluded."""


def opened(province, period, state=WindowState.OPEN):
    return Window.objects.create(
        title=f"{period}填报", owner=province, pack="hunan-2021-07", period_key=period, state=state,
        opens_at=NOW, due_at=NOW + timedelta(days=9), created_at=NOW,
    )  # fmt: skip


def test_blank_zero_and_untouched_are_three_things(rules, university, other_university):
    report(university, students=None, staff=0, trainings=3)
    found = queries.figures(rules, [university.pk, other_university.pk], Y2025)
    values = found.values(university.pk)
    assert (values["fact.students"], values["fact.staff"], values["fact.trainings"]) == (None, 0, 3)
    assert "fact.works_entries" not in values
    assert found.values(other_university.pk) == NOTHING
    assert found.values(999) == {}


def test_keys_nobody_offers_are_left_out_and_known_to_be(rules, university):
    offered = queries.figures(rules, [university.pk], Y2025).offered
    assert rules.planned_keys.isdisjoint(offered)
    assert set(rules.measure_keys) - rules.planned_keys == offered


def test_figures_of_another_period_are_not_mixed_in(rules, university):
    report(university, "Y2024", leading_group=1)
    report(university, "Y2025", leading_group=0)
    found = queries.open_university(rules, university.pk, Y2025)
    [group] = [f for f in found.findings[7] if f.requirement.key == "leading_group"]
    assert group.status == "not_met"
    assert queries.open_university(rules, university.pk, Period.parse("Y2023")).values == NOTHING


@pytest.mark.parametrize("count", [1, 3])
def test_the_lines_cost_the_same_for_one_and_for_three(
    rules, province, count, django_assert_num_queries
):
    """One query for the ledger, one for evaluations."""
    schools = [factories.university(province, f"校{n}") for n in range(count)]
    for school in schools:
        report(school, leading_group=1, self_check_done=1, work_rules=1)
    with django_assert_num_queries(2):
        lines = queries.board_lines(rules, [s.pk for s in schools], Y2025)
    assert [lines[s.pk].states[11] for s in schools] == ["met"] * count
    assert list(lines[schools[0].pk].states) == list(rules.clauses)


def test_one_university_opens_to_findings_measures_and_standards(rules, university):
    report(university, "Y2025", FactState.REPORTED, students=100, fund_received=3000)
    found = queries.open_university(rules, university.pk, Y2025)
    assert set(found.standards) == {"staff_ratio", "space", "fund"}
    assert found.measures["fact.students"].state == "reported"
    assert found.measures["fact.students"].ref.startswith("ledger.fact:")
    [fund] = [f for f in found.findings[9] if f.requirement.key == "fund"]
    assert (fund.status, fund.target, fund.heads) == ("met", 3000, 100)


def test_a_standard_is_judged_by_either_reading_in_one_query(
    rules, university, other_university, django_assert_num_queries
):
    report(university, students=15_900, staff=900, full_time_staff=2)
    pks = [university.pk, other_university.pk]
    with django_assert_num_queries(1):
        by_all = queries.judged_standard(rules, "staff_ratio", pks, Y2025, "students_and_staff")
    by_students = queries.judged_standard(rules, "staff_ratio", pks, Y2025, "students")
    assert (by_all[university.pk].need, by_students[university.pk].need) == (3, 2)
    assert by_all[other_university.pk].status == "not_reported"


def test_before_its_first_day_a_standard_is_not_applied(rules, university):
    report(university, "Y2020", students=100, fund_received=0)
    before = queries.judged_standard(rules, "fund", [university.pk], Period.parse("Y2020"), "")
    report(university, "Y2021", students=100, fund_received=0)
    after = queries.judged_standard(rules, "fund", [university.pk], Period.parse("Y2021"), "")
    assert before[university.pk].status == "not_applicable"
    assert after[university.pk].gap == Decimal(3000)
    lines = queries.board_lines(rules, [university.pk], Period.parse("Y2020"))
    assert lines[university.pk].states[9] == "not_reported"


def test_without_any_window_the_last_full_year_is_shown(db):
    assert queries.periods(TODAY).usual.key == "Y2025"
    assert [p.key for p in queries.periods(TODAY).offered] == ["Y2026", "Y2025", "Y2024", "Y2023"]


def test_the_newest_period_asked_for_is_shown_and_drafts_do_not_count(province):
    opened(province, "A2023")
    opened(province, "Y2019", WindowState.CLOSED)
    opened(province, "Y2027", WindowState.DRAFT)
    found = queries.periods(TODAY)
    assert found.usual.key == "A2023"
    assert [p.key for p in found.offered] == [
        "Y2026", "Y2025", "Y2024", "A2023", "Y2023", "Y2019",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["ledger", "orgs"])
def test_the_stamp_moves_when_a_fact_or_an_organisation_does(db, name):
    before = queries.change_stamp()
    bump(name)
    assert queries.change_stamp() != before
    middle = queries.change_stamp()
    bump("something else")
    assert queries.change_stamp() == middle


def test_measures_have_names_for_people(rules):
    assert queries.measure_label("fact.students") == "在校生总数（人）"
    assert queries.measure_label("channels.x") == "channels.x"
