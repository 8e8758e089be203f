"""What is given as a file: every address that does is listed, and the file tells nobody more than its page."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from tests.house.asking import Query, asked, linked
from tests.house.doors import let_in, require_no_fault, require_unread
from tests.house.endpoints import Row, matrix
from tests.house.world import PERSONAS, REACH, World

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
EXPORT = {"export": "xlsx"}
READ = [row for row in matrix().values() if "GET" in row.methods]
EXPORTED = [
    (row, place)
    for row in READ
    if row.gives.startswith("export")
    for place in (tuple(REACH) if row.subject else ("own",))
]


def is_file(answer: Any) -> bool:
    """Pages and the way to another one are none."""
    page = answer.headers.get("Content-Type", "text/html").startswith("text/html")
    return answer.status_code < 300 and (not page or "Content-Disposition" in answer.headers)


def given(row: Row, persona: str, world: World) -> str:
    """A file, an export of the page as it is, or of a view it leads to."""
    answer, read = asked(row, persona, world)
    if is_file(answer):
        return "file"
    for view in [{}, *linked(answer, read)]:
        _, known = asked(row, persona, world, view) if view else (answer, read)
        if "export" in known and is_file(asked(row, persona, world, view | EXPORT)[0]):
            return f"export {urlencode(view)}".strip()
    return ""


def view_of(row: Row) -> Query:
    return dict(parse_qsl(row.gives.partition(" ")[2]))


@pytest.mark.parametrize("row", READ, ids=lambda row: row.endpoint)
def test_an_address_that_gives_a_file_is_listed_as_one(row: Row, world: World) -> None:
    """Those that let nobody in are no way to a file."""
    people = row.who[row.home(world)]
    persona = next((p for p in PERSONAS if p in people), "")
    found = given(row, persona, world) if persona else row.gives
    assert found == row.gives


@pytest.mark.parametrize(
    ("row", "place"), EXPORTED, ids=lambda value: getattr(value, "endpoint", value)
)
def test_an_export_is_given_to_whom_its_page_is_and_shows_no_more(
    row: Row, place: str, world: World
) -> None:
    if row.subject and not row.is_at(world, place):
        return
    url = row.url(world, place)
    answers = {
        persona: world.call(persona, "GET", url, view_of(row) | EXPORT) for persona in PERSONAS
    }
    require_no_fault(answers, url)
    assert {p for p, answer in answers.items() if let_in(answer)} == row.who[place]
    require_unread(row.endpoint, answers, world, url)
