"""The matrix holds every endpoint, and who is let in is who it says.

A new endpoint: add a row to endpoints.toml by hand (who *should* be let in, not who is), with
``names`` telling which thing of tests/house/world.py each parameter is.
"""

from __future__ import annotations

import re

import pytest

from tests.house.endpoints import Row, matrix, of_the_code
from tests.house.world import PERSONAS, World, build

REFUSED = {403, 404}
NOT_ALLOWED = 405
SECRETS = re.compile(rb'(csrf\w*"? (value|content)|nonce)="[^"]*"|/\d+/|next=[^"]*|value="/[^"]*"')


@pytest.fixture
def world(db) -> World:
    return build()


def template(name: str, parameters: tuple[str, ...]) -> str:
    names = ", ".join(f'{p} = "…"' for p in parameters)
    return f'["{name}"]\nmethods = "GET"\nwho = "…"\n' + (
        f"names = {{ {names} }}\n" if names else ""
    )


def test_every_endpoint_has_its_row() -> None:
    missing = [template(n, p) for n, p in of_the_code().items() if n not in matrix()]
    assert not missing, "在 tests/house/endpoints.toml 里写明谁可以用:\n\n" + "\n".join(missing)


def test_every_row_has_its_endpoint() -> None:
    known = of_the_code()
    wrong = [n for n, row in matrix().items() if set(row.names) != set(known.get(n, ("gone",)))]
    assert not wrong, f"没有这些地址,或参数不同:{wrong}"


def let_in(answer) -> bool:
    """Past the door. A redirect to the sign-in page, 403 and 404 are not."""
    away = answer.status_code in {301, 302} and "/account/login/" in answer.headers["Location"]
    return not away and answer.status_code not in REFUSED


@pytest.mark.parametrize("row", matrix().values(), ids=lambda row: row.endpoint)
def test_those_and_only_those_are_let_in(row: Row, world: World) -> None:
    url, method = row.url(world), row.methods[0]
    answers = {persona: world.call(persona, method, url) for persona in PERSONAS}
    broken = {
        p: str(a.exc_info[1])[:200]
        for p, a in answers.items()
        if a.status_code >= 500 and a.exc_info
    }
    assert not broken, f"{method} {url} 出错:{broken}"
    inside = {p for p, a in answers.items() if let_in(a)}
    assert inside == row.who, (
        f"{method} {url}\n多放行:{sorted(inside - row.who)}\n少放行:{sorted(row.who - inside)}\n"
        f"状态:{ {p: a.status_code for p, a in answers.items()} }"
    )


@pytest.mark.parametrize("row", matrix().values(), ids=lambda row: row.endpoint)
def test_a_method_that_is_not_listed_is_refused(row: Row, world: World) -> None:
    other = {"GET", "POST"} - set(row.methods)
    for method in other:
        person = next((p for p in PERSONAS if p in row.who), "officer")
        assert world.call(person, method, row.url(world)).status_code == NOT_ALLOWED, method


OWNED = [r for r in matrix().values() if r.subject and "neighbour" not in r.who]


@pytest.mark.parametrize("row", OWNED, ids=lambda row: row.endpoint)
def test_anothers_and_missing_look_alike(row: Row, world: World) -> None:
    method, missing = row.methods[0], row.missing(world)
    theirs = world.call("neighbour", method, row.url(world))
    none = world.call("neighbour", method, missing)
    assert theirs.status_code == none.status_code, f"{row.endpoint} 别人的与不存在的回答不同"
    assert SECRETS.sub(b"", theirs.content) == SECRETS.sub(b"", none.content)
