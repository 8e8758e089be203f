"""What sheets are held against is read once for a whole window, and again where it has changed."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from wangyu.base.core.access import Actor
from wangyu.institutions.orgs.models import LeadingGroup
from wangyu.institutions.orgs.ops.facts import add_fact
from wangyu.records.ledger import ops
from wangyu.records.ledger.models import Sheet
from wangyu.records.ledger.queries import surroundings as module


@pytest.fixture
def kept() -> module.Kept:
    return module.Kept()


@pytest.fixture
def neighbour(filled, other_sheet) -> Sheet:
    return other_sheet


def asked_for(kept: module.Kept, sheet: Sheet) -> int:
    with CaptureQueriesContext(connection) as asked:
        kept.of(sheet)
    return len(asked)


def lead(university, now) -> None:
    add_fact(
        model=LeadingGroup, org=university, values={"established_on": date(2024, 1, 1)},
        actor=Actor.system(), now=now,
    )  # fmt: skip


def test_one_sheet_reads_for_all_of_its_window(kept, filled, neighbour):
    assert asked_for(kept, filled) > 1
    assert asked_for(kept, neighbour) == 1  # only whether it still holds


def test_what_is_known_by_now_is_not_asked_for_again(
    kept, filled, university, now, django_assert_num_queries
):
    known = kept.by_now(filled)
    assert known.is_fresh
    lead(university, now)
    with django_assert_num_queries(0):
        assert kept.by_now(filled) is known
    assert not known.is_fresh


def test_what_is_read_for_all_is_what_is_read_for_one(kept, filled, neighbour, university, now):
    lead(university, now)
    for sheet in (filled, neighbour):
        org = sheet.organisation
        assert kept.of(sheet) == module.read_around(sheet.window, {org.pk: org.path})[org.pk]
    assert kept.of(filled).known["leading_group"].value == 1
    assert "leading_group" not in kept.of(neighbour).known


def test_a_change_at_one_university_is_read_for_that_one_alone(
    kept, filled, neighbour, university, now
):
    kept.of(filled)
    lead(university, now)
    assert asked_for(kept, neighbour) == 1
    assert kept.of(filled).known["leading_group"].value == 1
    assert asked_for(kept, filled) == 1


def test_a_signature_is_read_by_the_sheets_of_that_university_alone(
    kept, filled, neighbour, reporter, leader, now
):
    kept.of(filled)
    ops.submit(sheet=filled, actor=reporter, now=now)
    assert asked_for(kept, filled) == 1
    ops.sign(sheet=filled, actor=leader, now=now)
    assert asked_for(kept, neighbour) == 1
    assert asked_for(kept, filled) > 1


def test_a_university_that_came_later_is_read_too(kept, window, sheet, other_sheet):
    Sheet.objects.filter(pk=other_sheet.pk).update(organisation=window.owner)
    kept.of(sheet)
    Sheet.objects.filter(pk=other_sheet.pk).update(organisation=other_sheet.organisation)
    assert kept.of(other_sheet).form.asked


def test_the_window_not_asked_for_longest_is_forgotten(
    kept, make_window, university, officer, now, monkeypatch
):
    monkeypatch.setattr(module, "MOST", 2)
    for number in range(3):
        window = make_window(title=f"第{number}号窗口")
        ops.open_window(window=window, actor=officer, now=now)
    first, second, third = Sheet.objects.select_related("window", "organisation").order_by("pk")
    for sheet in (first, second, first, third):
        kept.of(sheet)
    assert asked_for(kept, first) == 1
    assert asked_for(kept, second) > 1


@pytest.mark.django_db(transaction=True)
def test_what_may_be_undone_is_not_kept(make_window, university, officer, now):
    ops.open_window(window=make_window(), actor=officer, now=now)
    sheet = Sheet.objects.select_related("window", "organisation").get()
    with transaction.atomic():
        inside = module.around(sheet)
        lead(university, now)
        transaction.set_rollback(True)
    lead(university, now)
    assert "leading_group" not in inside.known
    assert module.around(sheet).known["leading_group"].value == 1
    assert module.around(sheet).stamps != inside.stamps
