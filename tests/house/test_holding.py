"""Whatever evidence is attached to: the row that decides whether it may be is held first."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.house.world import World
from wangyu.base.core.access import Actor, Refused
from wangyu.base.lib.ports import attachables
from wangyu.records.evidence import access

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
DECIDES = {
    "evaluation.answer": "evaluation_member", "evaluation.problem": "evaluation_problem",
    "evaluation.visit_mark": "evaluation_visit", "ledger.entry": "ledger_sheet",
    "orgs.budget": "orgs_budget", "orgs.leading_group": "orgs_leadinggroup",
    "orgs.meeting": "orgs_meeting", "orgs.room": "orgs_room",
}  # fmt: skip
"""Kind of thing -> table of the row whose state decides."""


def row_of(kind: str) -> int:
    app, name = kind.split(".")
    return int(apps.get_model(app, name.replace("_", ""))._default_manager.values_list("pk")[0][0])


def test_every_kind_says_what_decides() -> None:
    assert set(attachables.names()) == set(DECIDES)


@pytest.mark.parametrize("kind", sorted(DECIDES))
def test_the_row_that_decides_is_held_before_it_is_read(world: World, kind: str) -> None:
    with CaptureQueriesContext(connection) as asked, pytest.raises(Refused):
        access.require_open(Actor.anonymous(), kind, row_of(kind))
    first = asked.captured_queries[1]["sql"]
    assert f'FROM "{DECIDES[kind]}"' in first
    assert ("FOR UPDATE" in first) == (connection.vendor == "postgresql")
    with connection.cursor() as cursor:
        cursor.execute(first)
        assert cursor.fetchall()
