"""Planning a window: drafts, what asking costs, what may not be asked, opening."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests import factories
from wangyu.base.audit.models import Entry as AuditRow
from wangyu.base.core.roles import Role, Tier
from wangyu.base.notify.models import Notification
from wangyu.institutions.orgs.models import LeadingGroup, Office
from wangyu.records.ledger import ops
from wangyu.records.ledger.enums import FactState, Mode, Source, WindowState
from wangyu.records.ledger.models import Current, Entry, Fact, Sheet, Window
from wangyu.records.ledger.ops.deadlines import WindowError
from wangyu.records.ledger.ops.windows import AlreadyKnownError
from wangyu.records.ledger.queries import form_of

ASKED = {"students": Mode.ASK, "articles_submitted": Mode.ASK}
OFFICE = ASKED | {"office_established": Mode.ASK}


@pytest.fixture
def offices(university, other_university):
    """Both universities have an office: the platform knows `office_established` everywhere."""
    for org in (university, other_university):
        Office.objects.create(organisation=org, name="网络思政科", since=date(2024, 3, 5))


@pytest.fixture
def facts(now):
    def make(**more):
        given = {
            "title": "2025年度填报", "period_key": "Y2025", "opens_at": now,
            "due_at": now + timedelta(days=20),
        }  # fmt: skip
        return ops.WindowFacts(**(given | more))

    return make


@pytest.fixture
def leading_group(university):
    return LeadingGroup.objects.create(organisation=university, established_on=date(2024, 1, 1))


def only_row(action: str) -> AuditRow:
    return AuditRow.objects.get(action=action)


def fact(org, key, value, period, now, state=FactState.VERIFIED):
    made = Fact.objects.create(
        organisation=org, key=key, period_key=period, version=1, value=value, at=now,
        source=Source.TYPED,
    )  # fmt: skip
    Current.objects.create(
        organisation=org, key=key, period_key=period, fact=made, value=value, state=state
    )


def test_a_draft_keeps_its_items_as_they_are_defined_today(make_window, officer, province):
    window = make_window(ASKED)
    assert (window.state, window.period_label) == (WindowState.DRAFT, "2025年")
    form = form_of(window)
    assert list(form.asked) == ["students", "articles_submitted"]
    assert form.asked["students"].label == "在校生总数"
    row = only_row("ledger.window.create")
    assert row.sentence == "拟定填报窗口“2025年度填报”"
    assert (row.actor_id, row.org_path) == (officer.user_id, province.path)


def test_a_deadline_before_the_beginning_is_refused_naming_both(province, officer, facts, now):
    wrong = facts(due_at=now - timedelta(hours=1))
    with pytest.raises(WindowError, match="2026年3月5日 16:00 太早，应晚于 2026年3月5日 17:00"):
        ops.create_window(
            owner=province, pack="hunan-2021-07", facts=wrong, items=ASKED, actor=officer, now=now
        )
    with pytest.raises(WindowError, match="2026年3月5日 17:00 太早"):
        ops.create_window(
            owner=province, pack="hunan-2021-07", facts=facts(due_at=now), items=ASKED,
            actor=officer, now=now,
        )  # fmt: skip
    assert not Window.objects.exists()
    assert not AuditRow.objects.exists()


def test_an_item_the_pack_does_not_hold_is_refused_by_name(make_window):
    with pytest.raises(WindowError, match="hunan-2021-07 里没有填报项 happiness"):
        make_window(ASKED | {"happiness": Mode.ASK})


def test_a_draft_is_changed(make_window, officer, facts, now):
    window = make_window(ASKED)
    wanted = facts(title="2025学年填报", period_key="A2025", grace_minutes=30, note="请核对")
    ops.change_window(window=window, facts=wanted, actor=officer, now=now)
    window.refresh_from_db()
    assert (window.title, window.period_label) == ("2025学年填报", "2025—2026学年")
    assert (window.grace_minutes, window.note) == (30, "请核对")
    assert only_row("ledger.window.change").sentence == "修改拟定的填报窗口“2025学年填报”"


def test_a_draft_is_not_changed_to_end_before_it_begins(make_window, officer, facts, now):
    wrong = facts(due_at=now - timedelta(hours=1))
    with pytest.raises(WindowError, match="太早，应晚于"):
        ops.change_window(window=make_window(ASKED), facts=wrong, actor=officer, now=now)


def test_a_draft_is_thrown_away_with_its_items(make_window, officer, now):
    window = make_window(ASKED)
    ops.discard_window(window=window, actor=officer, now=now)
    assert not Window.objects.exists()
    assert only_row("ledger.window.discard").sentence == "删除拟定的填报窗口“2025年度填报”"


def test_other_items_are_chosen_for_a_draft(make_window, officer, now):
    window = make_window(ASKED)
    chosen = {"staff": Mode.ASK, "leading_group": Mode.CITE}
    ops.set_items(window=window, items=chosen, actor=officer, now=now)
    form = form_of(window)
    assert (list(form.asked), list(form.cited)) == (["staff"], ["leading_group"])
    assert only_row("ledger.window.items").sentence == "调整填报窗口“2025年度填报”的填报项，共 2 项"


@pytest.mark.parametrize(
    "run",
    [
        lambda facts, **given: ops.change_window(facts=facts(), **given),
        lambda _, **given: ops.set_items(items=ASKED, **given),
        lambda _, **given: ops.cite_known_items(**given),
        lambda _, **given: ops.discard_window(**given),
    ],
    ids=["change", "items", "cite", "discard"],
)
def test_an_open_window_is_no_longer_a_draft(window, facts, officer, now, run):
    rows = AuditRow.objects.count()
    with pytest.raises(WindowError, match="已经开启，不能再改"):
        run(facts, window=window, actor=officer, now=now)
    assert AuditRow.objects.count() == rows


def test_the_cost_counts_items_people_and_minutes(make_window, university, other_university):
    cost, refused = ops.draft_cost(make_window(ASKED | {"leading_group": Mode.CITE}))
    assert (cost.items_asked, cost.items_cited, cost.organisations) == (2, 1, 2)
    assert (cost.cells, cost.cells_prefilled, cost.people) == (4, 0, 4)
    assert (cost.minutes_each, cost.minutes_total) == (13, 26)
    assert refused == []


def test_what_stands_from_the_year_before_costs_only_a_look(
    make_window, university, other_university, now
):
    """A state may still hold; a year's total never does, and what nobody verified is not known."""
    fact(university, "students", 38000, "Y2024", now)
    fact(university, "articles_submitted", 40, "Y2024", now)
    fact(other_university, "students", 9000, "Y2024", now, FactState.REPORTED)
    cost, _ = ops.draft_cost(make_window(ASKED))
    assert (cost.cells_prefilled, cost.prefilled_percent) == (1, 25)


def test_asking_what_is_known_everywhere_is_refused_with_items_and_source(
    make_window, offices, officer, now
):
    window = make_window(OFFICE)
    _, refused = ops.draft_cost(window)
    assert [str(known) for known in refused] == [
        "“是否设专门机构或科室”（来源：期末存续的校级专门机构或科室）"
    ]
    with pytest.raises(AlreadyKnownError, match=r"专门机构或科室”（来源：期末存续的校级.*引用"):
        ops.open_window(window=window, actor=officer, now=now)
    assert Window.objects.get().state == WindowState.DRAFT
    assert not Sheet.objects.exists()


def test_what_one_university_does_not_have_may_be_asked(
    make_window, university, other_university, officer, now
):
    Office.objects.create(organisation=university, name="网络思政科", since=date(2024, 3, 5))
    window = make_window(OFFICE)
    assert ops.open_window(window=window, actor=officer, now=now) == 2
    known = Entry.objects.get(key="office_established")
    assert (known.sheet.organisation, known.value, known.source) == (
        university, 1, Source.PREFILLED,
    )  # fmt: skip
    assert known.source_text.startswith("期末存续的校级专门机构或科室")


def test_figures_verified_in_the_same_period_are_known(
    make_window, university, other_university, officer, now
):
    for org in (university, other_university):
        fact(org, "students", 38000, "Y2025", now)
    with pytest.raises(AlreadyKnownError, match=r"在校生总数”（来源：2025年已核实的填报）"):
        ops.open_window(window=make_window(ASKED), actor=officer, now=now)


def test_what_is_known_is_turned_into_a_citation(make_window, offices, officer, now):
    window = make_window(OFFICE)
    assert ops.cite_known_items(window=window, actor=officer, now=now) == 1
    assert list(form_of(window).cited) == ["office_established"]
    row = only_row("ledger.window.cite")
    assert row.sentence == "把填报窗口“2025年度填报”的 1 项改为引用"
    ops.open_window(window=window, actor=officer, now=now)
    assert Entry.objects.filter(key="office_established", value=1).count() == 2


def test_opening_makes_a_sheet_for_each_open_university_and_tells_its_reporters(
    draft, province, university, reporter_user, stranger_user, leader_user, officer, now
):
    closed = factories.university(province, "已撤销学院")
    closed.closed_on = date(2025, 1, 1)
    closed.save()
    factories.organisation(university, Tier.DEPARTMENT)
    assert ops.open_window(window=draft, actor=officer, now=now) == 2
    told = Notification.objects.filter(kind="ledger.window")
    assert {n.recipient_id for n in told} == {reporter_user.pk, stranger_user.pk}
    assert {n.body for n in told} == {"截止 2026年3月25日 17:00"}
    row = only_row("ledger.window.open")
    assert row.sentence == "开启填报窗口“2025年度填报”，2 所学校，填写 8 项"


def test_a_window_is_open_from_the_moment_it_is_opened(draft, officer, now):
    later = now + timedelta(days=3)
    ops.open_window(window=draft, actor=officer, now=later)
    draft.refresh_from_db()
    assert (draft.state, draft.opens_at) == (WindowState.OPEN, later)


def test_last_years_state_is_carried_over_to_be_confirmed_with_its_source(
    draft, university, officer, now
):
    fact(university, "students", 38000, "Y2024", now)
    fact(university, "articles_submitted", 40, "Y2024", now)
    ops.open_window(window=draft, actor=officer, now=now)
    entry = Entry.objects.get(sheet__organisation=university)
    assert (entry.key, entry.value, entry.confirmed) == ("students", 38000, False)
    assert (entry.source, entry.source_text) == (Source.PREVIOUS, "2024年填报")


@pytest.mark.parametrize(
    ("items", "days", "sentence"),
    [
        (ASKED, 0, "截止时间 2026年3月5日 17:00 已过，请先改为将来的时间"),
        ({}, 20, "还没有填报项"),
        ({"students": Mode.CITE}, 20, "平台没有“在校生总数”的数据，不能引用"),
    ],
)
def test_a_window_that_makes_no_sense_is_not_opened(
    make_window, university, officer, now, items, days, sentence
):
    window = make_window(items)
    Window.objects.update(due_at=now + timedelta(days=days))
    window.refresh_from_db()
    with pytest.raises(WindowError, match=sentence):
        ops.open_window(window=window, actor=officer, now=now)
    assert not Sheet.objects.exists()


def test_a_window_that_asks_as_much_as_it_cites_is_opened(
    make_window, university, leading_group, officer, now
):
    window = make_window({"students": Mode.ASK, "leading_group": Mode.CITE})
    assert ops.open_window(window=window, actor=officer, now=now) == 1


def test_a_window_without_universities_is_not_opened(make_window, officer, now):
    with pytest.raises(WindowError, match="还没有高校"):
        ops.open_window(window=make_window(ASKED), actor=officer, now=now)


def test_a_window_is_opened_once(window, officer, now):
    with pytest.raises(WindowError, match="已经开启过"):
        ops.open_window(window=window, actor=officer, now=now)
    assert Sheet.objects.count() == 2


def test_citable_is_what_an_app_offers_or_somebody_verified(make_window, university, now):
    window = make_window(ASKED)
    assert "leading_group" in ops.citable_keys(window)
    assert "students" not in ops.citable_keys(window)
    fact(university, "students", 38000, "Y2025", now)
    assert "students" in ops.citable_keys(window)


def test_only_the_reporting_roles_are_told(draft, university, officer, now):
    factories.officer(Role.UNIVERSITY_LEADER, university)
    manager = factories.officer(Role.UNIVERSITY_OFFICER, university)
    ops.open_window(window=draft, actor=officer, now=now)
    assert [n.recipient_id for n in Notification.objects.all()] == [manager.pk]
