"""What was frozen is what was known that day, and can be checked at any time."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from wangyu.base.core import append_only
from wangyu.base.lib import measures
from wangyu.base.lib.measures import Measure, MeasureSpec
from wangyu.base.lib.periods import Period
from wangyu.records.ledger import ops
from wangyu.records.ledger.models import Snapshot, SnapshotRow
from wangyu.records.ledger.queries.snapshots import frozen_rows, is_intact

PERIOD = Period.parse("Y2025")


@pytest.fixture
def freeze(officer, university, other_university, now):
    def run(*keys, period=PERIOD):
        orgs = [university.pk, other_university.pk]
        return ops.take_snapshot(
            name="年末", keys=keys, org_ids=orgs, period=period, actor=officer, now=now
        )

    return run


@pytest.fixture
def offered(monkeypatch, university, other_university):
    """A measure that knows a third, and that something is unknown."""
    found = {
        university.pk: Measure(Decimal(1) / 3, Decimal(1), Decimal(3), date(2025, 12, 31), "试算"),
        other_university.pk: Measure(None, source="没有填"),
    }
    spec = MeasureSpec("test.third", "", "三分之一", None, lambda *_: found)
    monkeypatch.setitem(measures._specs, "test.third", spec)


def test_a_snapshot_read_back_has_the_hash_it_was_given(freeze, verified, offered):
    snapshot = freeze("fact.students", "fact.articles_adopted", "test.third")
    assert is_intact(Snapshot.objects.get(pk=snapshot.pk))


def test_unknown_nought_and_quotient_are_kept_apart(freeze, verified, offered, university):
    rows = {(r.key, r.organisation_id): r for r in frozen_rows(freeze("fact.articles_adopted", "test.third"))}  # fmt: skip
    third = rows["test.third", university.pk]
    assert (third.value, third.numerator, third.denominator) == (Decimal("0.3333"), 1, 3)
    assert rows["fact.articles_adopted", university.pk].value == 0
    assert sorted(r.value is None for r in rows.values()) == [False, False, True]


def test_an_organisation_nothing_is_known_of_has_no_row(freeze, verified, other_university):
    assert other_university.pk not in {r.organisation_id for r in frozen_rows(freeze("fact.students"))}  # fmt: skip


@pytest.fixture
def unguarded(db):
    """As somebody who gets at the database itself."""
    with connection.cursor() as cursor:
        for statement in append_only.removals(connection):
            cursor.execute(statement)


@pytest.mark.parametrize("change", [{"value": 1}, {"value": None}, {"source": "改"}, {"key": "x"}])
def test_a_row_changed_behind_the_platforms_back_is_noticed(freeze, verified, unguarded, change):
    snapshot = freeze("fact.students")
    SnapshotRow.objects.update(**change)
    assert not is_intact(snapshot)


def test_a_row_taken_away_or_another_period_is_noticed(freeze, verified, unguarded):
    snapshot = freeze("fact.students")
    Snapshot.objects.update(period_key="Y2024")
    assert not is_intact(Snapshot.objects.get(pk=snapshot.pk))
    Snapshot.objects.update(period_key="Y2025")
    SnapshotRow.objects.all().delete()
    assert not is_intact(Snapshot.objects.get(pk=snapshot.pk))
