"""Reads of the ledger: what is known, what stands where, and what each costs."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests import factories
from wangyu.base.lib import measures
from wangyu.base.lib.measures import Measure, MeasureSpec
from wangyu.base.lib.periods import Period
from wangyu.records.ledger import ops, queries
from wangyu.records.ledger.enums import FactState, Source
from wangyu.records.ledger.models import Current, Entry, Fact, Sheet, Window, WindowItem

PERIOD = Period.parse("Y2025")


@pytest.fixture
def report(university, now):
    """Put a figure in force without a window: value or text, of a period, verified or not."""

    def put(key, value=None, text="", *, period="Y2025", state=FactState.VERIFIED, org=None):
        org = org or university
        fact = Fact.objects.create(
            organisation=org, key=key, period_key=period, version=1, value=value, text=text,
            source=Source.TYPED, at=now,
        )  # fmt: skip
        return Current.objects.create(
            organisation=org, key=key, period_key=period, fact=fact, value=value, text=text,
            state=state,
        )  # fmt: skip

    return put


@pytest.fixture
def computed(monkeypatch):
    """Let an app compute ``orgs.leading_group``."""

    def offer(found):
        spec = MeasureSpec("orgs.leading_group", "", "领导小组", 7, lambda *_: found)
        monkeypatch.setitem(measures._specs, spec.key, spec)

    return offer


def known(window, *orgs):
    return queries.known_values(queries.form_of(window).all, [org.pk for org in orgs], PERIOD)


def test_known_is_what_an_app_computed_and_what_was_verified(
    draft, report, computed, university, other_university
):
    computed({university.pk: Measure(Decimal(0), source="登记在册")})
    report("students", Decimal(38200))
    found = known(draft, university, other_university)
    assert found[university.pk] == {
        "leading_group": queries.KnownFigure(Decimal(0), "", "登记在册"),
        "students": queries.KnownFigure(Decimal(38200), "", "2025年已核实的填报"),
    }
    assert found[other_university.pk] == {}


def test_what_an_app_computed_comes_before_what_was_reported(draft, report, computed, university):
    computed({university.pk: Measure(Decimal(1), source="登记在册")})
    report("leading_group", Decimal(0))
    assert known(draft, university)[university.pk]["leading_group"].value == 1


def test_known_to_be_unknown_is_not_known(draft, report, computed, university):
    computed({university.pk: Measure(None, source="登记了但没有填数")})
    report("students", None)
    report("staff", Decimal(5), state=FactState.REPORTED)
    report("fund_received", Decimal(5), period="Y2024")
    assert known(draft, university)[university.pk] == {}


def test_a_verified_nought_and_a_verified_text_are_known(draft, report, university):
    report("students", Decimal(0))
    report("staff", None, "另行报送")
    figures = known(draft, university)[university.pk]
    assert (figures["students"].value, figures["staff"].text) == (0, "另行报送")


def test_a_known_text_is_filled_in_as_it_is(draft, report, university, officer, now):
    report("staff", None, "另行报送")
    ops.open_window(window=draft, actor=officer, now=now)
    entry = Entry.objects.get(sheet__organisation=university, key="staff")
    assert (entry.value, entry.text, entry.source) == (None, "另行报送", Source.PREFILLED)
    assert not ops.take_known(
        sheet=entry.sheet, actor=factories.actor("university_reporter", university), now=now
    )


def test_only_states_that_hold_something_are_carried_over(window, report, university):
    report("students", Decimal(0), period="Y2024")
    report("staff", None, period="Y2024")
    report("fund_received", Decimal(5), period="Y2024")
    report("rules_for_media", Decimal(1), period="Y2024", state=FactState.REPORTED)
    asked = queries.form_of(window).asked
    carried = queries.carried_over(asked, [university.pk], PERIOD)
    assert {key: row.value for key, row in carried[university.pk].items()} == {"students": 0}


def test_a_figure_of_the_year_before_stands_beside_and_a_jump_asks_why(sheet, fill, report):
    report("students", Decimal(20_000), period="Y2024")
    fill(sheet)
    (problem,) = queries.problems_of(sheet)
    assert (problem.key, problem.level) == ("students", "warn")
    fill(sheet, {"students": "38200"}, note="两校合并")
    assert queries.problems_of(sheet) == []
    assert [doubt.key for doubt in queries.doubts_of(sheet)][:1] == ["students"]


@pytest.mark.parametrize("key", ["fund_spent", "articles_adopted"])
def test_figures_that_disagree_are_told_and_only_a_warning_is_answered_by_a_note(sheet, fill, key):
    fill(sheet)
    fill(sheet, {key: "99999999"}, note="有说明")
    levels = [problem.level for problem in queries.problems_of(sheet)]
    assert levels == ([] if key == "fund_spent" else ["error"])


def test_what_is_required_and_blank_asks_for_a_reason(sheet, fill):
    fill(sheet)
    fill(sheet, {"staff": "—"})
    (problem,) = queries.problems_of(sheet)
    assert problem.message == "“教职工总数”还没有填；确实没有数据的，请在说明里写明原因。"
    fill(sheet, {"staff": "—"}, note="正在统计")
    assert queries.problems_of(sheet) == []


def test_a_text_too_long_is_kept_whole_and_explained(sheet, fill):
    WindowItem.objects.filter(key="staff").update(
        spec={"key": "staff", "label": "说明材料", "kind": "text", "section": "甲"}
    )
    fill(sheet)
    fill(sheet, {"staff": "字" * 1500})
    (problem,) = queries.problems_of(sheet)
    assert problem.message == "“说明材料”有 1500 字，最多 1000 字。"
    rows = [row for group in queries.rows_of(sheet).values() for row in group]
    assert next(row for row in rows if row.item.key == "staff").typed == "字" * 1500


def test_states_of_a_window_are_counted(submitted, other_sheet, window):
    assert queries.count_states(window) == {"submitted": 1, "filling": 1}
    counted = queries.annotate_windows(Window.objects.all()).get()
    assert (counted.sheet_count, counted.verified_count) == (2, 0)


def test_cities_of_a_window_come_once_and_sorted(window, sheet, other_sheet, province, make_window):
    for name, place in ((sheet, "云城"), (other_sheet, "云城")):
        name.organisation.university.city = place
        name.organisation.university.save()
    factories.university(province, city="不在窗口里的市")
    assert queries.cities_of(window) == ["云城"]


def test_schools_of_a_window_know_every_name_they_go_by(
    window, sheet, university, other_university
):
    facts = university.university
    facts.code, facts.former_name = "4143010001", "云梦学院"
    facts.save()
    first, second = queries.schools_of(window)
    assert (first.code, first.former_name, first.org_id) == (
        "4143010001",
        "云梦学院",
        university.pk,
    )
    assert (second.code, second.name) == ("", "云梦师范学院")


def test_closed_universities_do_not_report(draft, university, other_university):
    other_university.closed_on = factories.TODAY
    other_university.save()
    assert list(queries.reporting_universities(draft)) == [university]


def test_every_version_of_a_figure_is_kept_newest_first(verified, reporter, officer, now):
    old = Fact.objects.get(key="students")
    asked = ops.ask_correction(fact=old, raw="38100", reason="更正", actor=reporter, now=now)
    new = ops.accept_correction(correction=asked, answer="", actor=officer, now=now)
    assert list(queries.history_of(old)) == [new, old]
    assert queries.current_of(old).fact == new


def test_a_receipt_is_found_by_its_number_and_newest_first(signed, leader):
    newest = queries.receipts_of(signed)[0]
    assert queries.receipt_by_number(newest.number) == newest
    assert queries.receipt_by_number("WY-20260305-0") is None
    assert list(queries.receipts_of(signed).values_list("verb", flat=True)) == ["sign", "submit"]


def test_renaming_a_university_does_not_change_what_it_reported(signed, university):
    before = queries.content_hash(signed)
    university.name = "云梦理工大学"
    university.save()
    again = Sheet.objects.select_related("window", "organisation").get(pk=signed.pk)
    assert queries.content_hash(again) == before == queries.receipts_of(signed)[0].content_sha256


def test_a_sheet_costs_as_many_queries_with_one_figure_as_with_all(
    sheet, fill, django_assert_num_queries
):
    with django_assert_num_queries(4):
        queries.rows_of(sheet)
    fill(sheet)
    with django_assert_num_queries(5):  # and the evidence of what is there
        assert len([row for group in queries.rows_of(sheet).values() for row in group]) == 9


def test_the_deadline_of_a_sheet_is_its_own_where_it_was_extended(sheet, now):
    assert queries.deadline(sheet) == sheet.window.due_at
    sheet.due_at = now + timedelta(days=99)
    assert queries.deadline(sheet) == sheet.due_at


def test_a_row_shows_what_was_typed_as_typed(sheet, fill, report):
    report("students", Decimal(0), period="Y2024")
    fill(sheet, {"students": "三万", "staff": "2,600", "rules_for_media": "否"})
    rows = {row.item.key: row for group in queries.rows_of(sheet).values() for row in group}
    shown = {key: (rows[key].typed, rows[key].shown) for key in rows}
    assert shown["students"] == ("三万", "三万")
    assert shown["staff"] == ("2600", "2,600")
    assert shown["rules_for_media"] == ("否", "否")
    assert shown["fund_spent"] == ("", "未填")
    assert (rows["students"].shown_before, rows["staff"].shown_before) == ("0", "")
    assert [rows[key].is_answered for key in ("students", "staff", "fund_spent")] == [
        False, True, False,
    ]  # fmt: skip
    assert rows["students"].kind == "integer"
