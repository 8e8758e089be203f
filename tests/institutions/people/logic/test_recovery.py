"""Who takes which step of a recovery, and how long an agreed one opens the way by mail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from wangyu.institutions.people.logic.recovery import RECOVERY, may_reset_by_mail

NOW = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_whoever_grants_asks_and_only_the_security_administrator_decides():
    granting = {"province_officer", "university_officer", "department_officer", "security_admin"}
    assert {(e.source, e.verb): (set(e.who), e.needs_reason) for e in RECOVERY.edges} == {
        ("asked", "agree"): ({"security_admin"}, False),
        ("asked", "refuse"): ({"security_admin"}, True),
        ("asked", "withdraw"): (granting, False),
    }


@pytest.mark.parametrize(
    ("strong", "factor", "ago", "may"),
    [
        (False, False, None, True),
        (True, True, None, True),
        (True, False, None, False),
        (True, False, timedelta(0), True),
        (True, False, timedelta(days=3), True),
        (True, False, timedelta(days=3) + SECOND, False),
    ],
)
def test_a_mail_alone_opens_an_officers_account_only_three_days_after_two_people_agreed(
    strong, factor, ago, may
):
    agreed = None if ago is None else NOW - ago
    found = may_reset_by_mail(strong_role=strong, has_factor=factor, agreed_at=agreed, now=NOW)
    assert found is may
