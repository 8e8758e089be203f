"""The desk's order: late, today, within seven days, later, and what has no date."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests.factories import TODAY
from wangyu.base.lib.dates import SHANGHAI
from wangyu.base.lib.ports import AgendaItem
from wangyu.portal.agenda import arrange

NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=SHANGHAI)


def item(title: str, due: datetime | date | None) -> AgendaItem:
    return AgendaItem(title, "/", due=due)


@pytest.mark.parametrize(
    ("due", "group"),
    [
        (NOON - timedelta(minutes=1), "已逾期"),
        (TODAY - timedelta(days=1), "已逾期"),
        (NOON + timedelta(minutes=1), "今天"),
        (TODAY, "今天"),
        (NOON + timedelta(days=6), "七天内"),
        (NOON + timedelta(days=8), "以后"),
        (None, "没有期限，尽早办"),
    ],
)
def test_a_task_stands_under_its_time(due, group) -> None:
    assert [one.label for one in arrange([item("事", due)], NOON)] == [group]


def test_what_is_due_first_stands_first() -> None:
    late, later = item("先", NOON + timedelta(hours=1)), item("后", NOON + timedelta(hours=2))
    assert [one.title for one in arrange([later, late], NOON)[0].items] == ["先", "后"]


def test_the_groups_stand_in_order_and_empty_ones_are_left_out() -> None:
    found = arrange([item("无期", None), item("逾期", NOON - timedelta(days=9))], NOON)
    assert [one.label for one in found] == ["已逾期", "没有期限，尽早办"]
