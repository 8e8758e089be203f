"""The matrix holds every endpoint, and who is let in is who it says.

A new endpoint: add a row to endpoints.toml by hand (who *should* be let in, not who is), with
``names`` telling which thing of tests/house/world.py each parameter is.
"""

from __future__ import annotations

import pytest

from tests.house.doors import let_in, require_no_fault, require_unread, told
from tests.house.endpoints import Row, matrix, of_the_code
from tests.house.world import PERSONAS, REACH, World

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
NOT_ALLOWED = 405


def template(name: str, parameters: tuple[str, ...]) -> str:
    names = ", ".join(f'{p} = "…"' for p in parameters)
    return f'["{name}"]\nmethods = "GET"\nwho = "…"\n' + (
        f"names = {{ {names} }}\n" if names else ""
    )


def test_every_endpoint_has_its_row() -> None:
    missing = [template(n, p) for n, p in of_the_code().items() if n not in matrix()]
    assert not missing, "在 tests/house/endpoints.toml 里写明谁可以用：\n\n" + "\n".join(missing)


def test_every_row_has_its_endpoint() -> None:
    known = of_the_code()
    wrong = [n for n, row in matrix().items() if set(row.names) != set(known.get(n, ("gone",)))]
    assert not wrong, f"没有这些地址，或参数不同：{wrong}"


def test_the_world_has_what_every_address_names(world: World) -> None:
    lacking = [
        r.endpoint for r in matrix().values() if r.subject and not r.is_at(world, r.home(world))
    ]
    assert not lacking, f"在 tests/house/planting.py 里种上 {lacking} 所指的东西"


def at_every_place() -> list[tuple[Row, str]]:
    """Rows without a subject are asked once; the others wherever the world has such a thing."""
    return [
        (row, place)
        for row in matrix().values()
        for place in (tuple(REACH) if row.subject else ("own",))
    ]


def ids(value) -> str:
    return value.endpoint if isinstance(value, Row) else value


@pytest.mark.parametrize(("row", "place"), at_every_place(), ids=ids)
def test_the_matrix_holds(row: Row, place: str, world: World) -> None:
    """Role × relation × action × object: who is let in, and what those out of reach can tell."""
    if row.subject and not row.is_at(world, place):
        return
    url, method = row.url(world, place), row.methods[0]
    answers = {persona: world.call(persona, method, url) for persona in PERSONAS}
    require_no_fault(answers, url)
    inside = {p for p, a in answers.items() if let_in(a)}
    assert inside == row.who[place], (
        f"{method} {url}（{place}）\n多放行：{sorted(inside - row.who[place])}\n"
        f"少放行：{sorted(row.who[place] - inside)}\n"
        f"状态：{ {p: a.status_code for p, a in answers.items()} }"
    )
    require_alike(row, place, answers, world)
    require_unread(row.endpoint, answers, world, url)


def require_alike(row: Row, place: str, answers: dict, world: World) -> None:
    """Another's and a missing thing: the same bytes, after as many queries, of which as much was made."""
    missing = row.missing(world) if row.subject else ""
    for persona in sorted(set(PERSONAS) - REACH[place] - row.who[place]) if missing else []:
        none = world.told_of_none(persona, row.methods[0], missing, told)
        theirs = told(answers[persona])
        if theirs != none:  # what a process learns once, on its first call, is not about the thing
            theirs = told(world.call(persona, row.methods[0], row.url(world, place)))
        assert theirs == none, f"{persona} {row.endpoint}（{place}）与不存在的不同"


@pytest.mark.parametrize("row", matrix().values(), ids=lambda row: row.endpoint)
def test_a_method_that_is_not_listed_is_refused(row: Row, world: World) -> None:
    other = {"GET", "POST"} - set(row.methods)
    for method in other:
        person = next((p for p in PERSONAS if p in row.who["own"]), "officer")
        assert world.call(person, method, row.url(world)).status_code == NOT_ALLOWED, method
