"""Submitting in a crowd: much is read before anything is locked, and what changed is read again."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from wangyu.base.core.stamps import bump
from wangyu.institutions.orgs.logic.paths import stamp_of
from wangyu.institutions.orgs.models import LeadingGroup
from wangyu.records.ledger import ops, queries
from wangyu.records.ledger.models import Entry
from wangyu.records.ledger.ops import signing

HELD = {"sqlite": 11, "postgresql": 9}
"""Statements while others wait; the sheet, its figures, receipt, notice and log."""


def test_what_a_sheet_is_held_against_is_read_before_the_transaction(
    filled, leader_user, reporter, now
):
    with CaptureQueriesContext(connection) as asked:
        ops.submit(sheet=filled, actor=reporter, now=now)
    told = [query["sql"] for query in asked]
    begun = next(at for at, sql in enumerate(told) if sql.startswith("SAVEPOINT"))
    held = [sql for sql in told[begun:] if "SAVEPOINT" not in sql]
    assert sum("orgs_leadinggroup" in sql for sql in told[:begun]) == 1
    assert not [sql for sql in held if "orgs_leadinggroup" in sql or "windowitem" in sql]
    assert len(held) == HELD[connection.vendor], held


def test_what_changes_between_reading_and_locking_is_read_again(filled, university, reporter, now):
    read = queries.around(filled)
    LeadingGroup.objects.create(organisation=university, established_on=date(2024, 1, 1))
    bump(stamp_of(university.path))
    signing._submit(sheet=filled, read=read, actor=reporter, now=now)
    assert Entry.objects.get(sheet=filled, key="leading_group").value == 1


def test_what_was_read_is_used_while_nothing_has_changed(filled, reporter, now):
    read = queries.around(filled)
    assert read.is_fresh
    bump("ledger", "orgs")
    assert read.is_fresh
    bump(stamp_of(filled.organisation.path))
    assert not read.is_fresh
