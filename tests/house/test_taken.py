"""Every page is asked for itself and for its Excel file: what anybody signed in takes away is in the log,
and asking changes nothing else.

What everybody may have and a single file that is opened (those are noted where they are sensitive) are
no lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection

from tests.house.endpoints import Row, matrix
from tests.house.world import World
from wangyu.base.audit.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
QUESTIONS: tuple[dict[str, str], ...] = ({}, {"export": "xlsx"})
LEAST = 60
"""So many pages give files away; were it fewer, this would not look at them."""
WRITE = re.compile(
    r'\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO)\s+"?(\w+)', re.IGNORECASE
)
NOTED = re.compile(r"audit_(?:entry|head|reading)|people_session")
"""The log, and the end of one's own session."""


@dataclass
class Asked:
    """What one question led to."""

    what: str
    taken: bool = False
    told: list[str] = field(default_factory=list)
    written: set[str] = field(default_factory=set)

    def __call__(self, execute: Any, sql: str, *rest: Any) -> Any:
        if (found := WRITE.match(sql)) and not NOTED.fullmatch(found[1]):
            self.written.add(found[1])
        return execute(sql, *rest)


def insiders(row: Row, world: World) -> list[str]:
    return sorted(row.who.get(row.home(world), frozenset()) - {"anonymous"})


def is_taken(row: Row, answer: Any) -> bool:
    file = answer.headers.get("Content-Disposition", "").startswith("attachment")
    kind = answer.headers.get("Content-Type", "")
    single = "Accept-Ranges" in answer.headers and not kind.endswith("zip")
    public = "anonymous" in row.who["own"] and not kind.endswith("sheet")
    return answer.status_code == 200 and file and not single and not public


def asked(world: World) -> Iterator[Asked]:
    rows = [row for row in matrix().values() if "GET" in row.methods]
    for row, query in [(row, query) for row in rows for query in QUESTIONS]:
        for persona in insiders(row, world)[:1]:
            found, before = Asked(f"{persona} {row.endpoint} {query}"), Entry.objects.count()
            with connection.execute_wrapper(found):
                answer = world.send(persona, "GET", row.url(world), query)
            found.taken = is_taken(row, answer)
            fresh = Entry.objects.order_by("-seq")[: Entry.objects.count() - before]
            found.told = [one.action for one in fresh if one.action.endswith(".export")]
            yield found


def test_a_page_writes_only_the_log_and_every_file_taken_away_is_one_row_of_it(
    world: World,
) -> None:
    found = list(asked(world))
    wrong = [
        f"{one.what}：日志里 {len(one.told)} 条" for one in found if len(one.told) != one.taken
    ]
    wrong += [f"{one.what}：写了 {one.written}" for one in found if one.written]
    assert not wrong, "\n".join(wrong)
    assert sum(one.taken for one in found) >= LEAST
