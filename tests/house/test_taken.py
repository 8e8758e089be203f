"""What anybody signed in takes away is in the log: every page is asked for itself and for its Excel file.

What everybody may have and a single file that is opened (those are noted where they are sensitive) are
no lists.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.house.endpoints import Row, matrix
from tests.house.world import World
from wangyu.base.audit.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
QUESTIONS: tuple[dict[str, str], ...] = ({}, {"export": "xlsx"})
LEAST = 60
"""So many pages give files away; were it fewer, this would not look at them."""


def rows() -> list[Row]:
    return [row for row in matrix().values() if "GET" in row.methods]


def insiders(row: Row, world: World) -> list[str]:
    return sorted(row.who.get(row.home(world), frozenset()) - {"anonymous"})


def is_taken(row: Row, answer: Any) -> bool:
    file = answer.headers.get("Content-Disposition", "").startswith("attachment")
    single = "Accept-Ranges" in answer.headers and not answer.headers["Content-Type"].endswith(
        "zip"
    )
    public = "anonymous" in row.who["own"] and not answer.headers["Content-Type"].endswith("sheet")
    return answer.status_code == 200 and file and not single and not public


def test_every_file_that_is_taken_away_is_one_row_of_the_log(world: World) -> None:
    wrong, seen = [], 0
    for row in rows():
        for persona, query in [
            (one, query) for one in insiders(row, world)[:1] for query in QUESTIONS
        ]:
            before = Entry.objects.count()
            taken = is_taken(row, world.send(persona, "GET", row.url(world), query))
            told = [
                e
                for e in Entry.objects.order_by("-seq")[: Entry.objects.count() - before]
                if e.action.endswith(".export")
            ]
            seen += taken
            if len(told) != taken:
                wrong.append(f"{persona} {row.endpoint} {query}：日志里 {len(told)} 条")
    assert not wrong, "\n".join(wrong)
    assert seen >= LEAST
