"""What only grows is guarded by the database, whoever asks."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from wangyu.base.core import append_only
from wangyu.base.core.append_only import unguarded
from wangyu.records.ledger.models import Fact, Snapshot

SNAPSHOT = {"name": "年末", "period_key": "Y2025", "sha256": "0" * 64, "row_count": 0}

ATTEMPTS = {
    "UPDATE": "UPDATE ledger_snapshot SET name = '改过'",
    "DELETE": "DELETE FROM ledger_snapshot",
    "TRUNCATE": "TRUNCATE ledger_snapshot CASCADE",
}


@pytest.fixture
def row(db, now):
    made = Snapshot.objects.create(taken_at=now, **SNAPSHOT)
    connection.check_constraints()  # nothing of the row is still to be checked
    return made


@pytest.fixture
def lifted(db):
    with connection.cursor() as cursor:
        for statement in append_only.removals(connection):
            cursor.execute(statement)


def run(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_database_refuses_to_change_delete_or_empty(row):
    for verb in append_only.VERBS[connection.vendor]:
        with pytest.raises(IntegrityError, match="ledger_snapshot only grows"):
            run(ATTEMPTS[verb])
    assert Snapshot.objects.get().name == "年末"


def test_objects_are_refused_as_plain_statements_are(row):
    row.name = "改过"
    for change in (row.save, row.delete, Snapshot.objects.all().delete):
        with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
            change()
    assert Snapshot.objects.get().name == "年末"


def test_new_rows_are_welcome(row, now):
    Snapshot.objects.create(taken_at=now, **SNAPSHOT)
    assert Snapshot.objects.count() == 2


def test_a_table_that_lost_its_guard_is_named(lifted):
    assert Fact._meta.db_table in unguarded(connection)


def test_migrating_puts_the_guard_back(lifted):
    call_command("migrate", verbosity=0)
    assert unguarded(connection) == []


def test_a_guard_that_was_switched_off_counts_as_lost(row):
    if connection.vendor == "sqlite":  # a trigger of SQLite can only be dropped
        run("DROP TRIGGER ledger_snapshot_no_update")
    else:
        run("ALTER TABLE ledger_snapshot DISABLE TRIGGER ledger_snapshot_no_update")
    assert unguarded(connection) == ["ledger_snapshot"]


@pytest.mark.django_db(transaction=True)
def test_a_thrown_away_database_is_emptied_and_guarded_again(now):
    Snapshot.objects.create(taken_at=now, **SNAPSHOT)
    call_command("flush", verbosity=0, interactive=False)
    assert not Snapshot.objects.exists()
    assert unguarded(connection) == []
