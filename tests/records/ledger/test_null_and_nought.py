"""Not reported, reported blank, and nought: three things from the keyboard to the export."""

from __future__ import annotations

from decimal import Decimal

import pytest

from wangyu.base.core.books import open_book
from wangyu.base.lib import measures
from wangyu.base.lib.measures import Measure
from wangyu.base.lib.periods import Period
from wangyu.records.ledger import exports, ops, queries
from wangyu.records.ledger.logic.workbook import read_province, read_university
from wangyu.records.ledger.models import Current, Entry, Fact, SnapshotRow, WindowItem

PERIOD = Period.parse("Y2025")
KEYS = {"students": "0", "staff": "—", "fund_received": "1146000.50"}
"""Nought, blank with a reason, a number; ``master_studios`` is never touched."""
VALUES = {"students": Decimal(0), "staff": None, "fund_received": Decimal("1146000.5")}
YESNO = "rules_for_media"


@pytest.fixture
def reported(sheet, fill, reporter, leader, now):
    """The sheet, signed."""
    fill(sheet)
    fill(sheet, KEYS, note="说明")
    ops.submit(sheet=sheet, actor=reporter, now=now)
    ops.sign(sheet=sheet, actor=leader, now=now)
    return sheet


@pytest.mark.parametrize("model", [Entry, Fact, Current])
def test_in_every_table(reported, model):
    rows = dict(model.objects.filter(key__in=KEYS).values_list("key", "value"))
    assert rows == VALUES
    assert not model.objects.filter(key="master_studios").exists()


def test_as_measures(reported, university, other_university):
    orgs = [university.pk, other_university.pk]
    keys = [f"fact.{key}" for key in (*KEYS, "master_studios")]
    found = measures.read(keys, orgs, PERIOD)
    values = {key: {pk: m.value for pk, m in found[f"fact.{key}"].items()} for key in KEYS}
    assert values == {key: {university.pk: value} for key, value in VALUES.items()}
    assert found["fact.master_studios"] == {}


def test_in_a_snapshot(reported, university, other_university, officer, now):
    ops.take_snapshot(
        name="年末", keys=[f"fact.{key}" for key in (*KEYS, "master_studios")], period=PERIOD,
        org_ids=[university.pk, other_university.pk], actor=officer, now=now,
    )  # fmt: skip
    rows = dict(SnapshotRow.objects.values_list("key", "value"))
    assert rows == {f"fact.{key}": value for key, value in VALUES.items()}


def test_in_the_workbooks_and_back(reported, window):
    asked = queries.form_of(window).asked
    school = queries.school_of(reported.organisation)
    entries = Entry.objects.filter(sheet=reported)
    lines = {e.key: exports.Line(e.value, e.text, e.note) for e in entries}
    data = exports.university_workbook(window.title, school.name, asked, lines)
    alone = read_university(open_book(data), asked, school, window.title)
    assert {c.key: c.value for c in alone.cells if c.key in KEYS} == VALUES
    assert "master_studios" not in {c.key for c in alone.cells}
    data = exports.province_workbook(
        window.title, list(asked.values()), queries.schools_of(window), queries.figures_of(window)
    )
    wide = read_province(open_book(data), asked, queries.schools_of(window), window.title)
    values = {c.key: c.value for c in wide.cells if c.org_id == school.org_id}
    assert {key: values.get(key) for key in KEYS} == VALUES
    assert not {"staff", "master_studios"} & set(values)


def test_a_no_is_not_a_blank(sheet, fill):
    fill(sheet, {YESNO: "无"})
    assert Entry.objects.get(key=YESNO).value == 0
    fill(sheet, {YESNO: ""})
    assert Entry.objects.get(key=YESNO).value is None


def test_as_the_hash_of_a_receipt(sheet, fill):
    hashes = {queries.content_hash(sheet)}
    for typed in ("0", "—", "1"):
        fill(sheet, {"students": typed})
        hashes.add(queries.content_hash(sheet))
    assert len(hashes) == 4


def test_when_a_correction_takes_a_figure_back(reported, officer, reporter, now):
    ops.verify(sheet=reported, actor=officer, now=now)
    for raw, value in (("", None), ("0", Decimal(0))):
        fact = Current.objects.get(key="students").fact
        asked = ops.ask_correction(fact=fact, raw=raw, reason="更正", actor=reporter, now=now)
        ops.accept_correction(correction=asked, answer="", actor=officer, now=now)
        assert Current.objects.get(key="students").value == value


def test_a_measure_reads_the_day_of_signing_in_shanghai(submitted, leader, now, university):
    ops.sign(sheet=submitted, actor=leader, now=now.replace(hour=17))
    (found,) = measures.read(["fact.students"], [university.pk], PERIOD)["fact.students"].values()
    assert found == Measure(
        Decimal(38200), as_of=PERIOD.end, source="2025年填报，2026年3月6日签批",
        ref=f"ledger.fact:{Current.objects.get(key='students').fact_id}", state="reported",
    )  # fmt: skip


def test_measures_are_offered_and_labelled_item_by_item(sheet):
    assert measures.is_offered("fact.students")
    assert not measures.is_offered("fact.happiness")
    assert measures.label_of("fact.students") == "在校生总数（人）"
    assert measures.label_of("fact.rules_for_media") == "是否制定三微一端及二级网站管理办法"


def test_measures_of_many_keys_and_universities_are_one_query(
    reported, university, other_university, django_assert_num_queries
):
    keys = [f"fact.{row.key}" for row in WindowItem.objects.all()]
    for orgs in ([university.pk], [university.pk, other_university.pk]):
        with django_assert_num_queries(1):
            found = measures.read(keys, orgs, PERIOD)
        assert found["fact.students"][university.pk].value == 0


def test_bare_numbers_are_those_of_the_measures_in_one_query_of_one_table(
    reported, university, other_university, django_assert_num_queries
):
    keys = [f"fact.{row.key}" for row in WindowItem.objects.all()]
    orgs = [university.pk]
    with django_assert_num_queries(1) as asked:
        bare = measures.read_numbers(keys, orgs, PERIOD)
    assert "JOIN" not in asked[0]["sql"]
    full = measures.read(keys, orgs, PERIOD)
    assert bare == {key: {pk: m.value for pk, m in of.items()} for key, of in full.items()}
    assert bare["fact.students"] == {university.pk: 0}
    assert measures.read_numbers(keys, [other_university.pk], PERIOD)["fact.students"] == {}


def test_another_universitys_figure_is_not_read_along(reported, university, other_university):
    found = measures.read(["fact.students"], [other_university.pk], PERIOD)["fact.students"]
    assert Current.objects.filter(organisation=university, key="students").exists()
    assert found == {}


def test_periods_are_those_of_windows_that_were_opened(make_window, window):
    make_window(period="A2024", title="还没有开启")
    assert Current.objects.count() == 0
    assert measures.reported_periods() == {PERIOD}
