"""What is asked of every answer, whoever got it: is it past the door, and what does it tell."""

from __future__ import annotations

from typing import Any

from tests.house.markers import without_secrets
from tests.house.readers import HANDED_OVER, readers_of, shown_by
from tests.house.world import World

REFUSED = {403, 404}
FOLLOWS = {"Content-Length"}
"""Headers that say of the body, which is compared itself, how many digits a number has."""
Told = tuple[int, bytes, bytes, int, list[str]]


def let_in(answer: Any) -> bool:
    """Past the door. A redirect to the sign-in page, 403 and 404 are not."""
    away = answer.status_code in {301, 302} and "/account/login/" in answer.headers["Location"]
    return not away and answer.status_code not in REFUSED


def told(answer: Any) -> Told:
    """What an outsider can tell answers apart by, without the address that was asked for: what is made
    of a row, too, takes its time (see bench/missing.py)."""
    asked = answer.request["PATH_INFO"].encode()
    head, body = (
        without_secrets(said.replace(asked, b"")) for said in (heads(answer), answer.body)
    )
    return answer.status_code, head, body, answer.queries, answer.made


def heads(answer: Any) -> bytes:
    """Every header, and the names of the cookies set."""
    said = [f"{name}: {value}" for name, value in answer.headers.items() if name not in FOLLOWS]
    return "\n".join([*sorted(said), *sorted(answer.cookies)]).encode()


def require_no_fault(answers: dict[str, Any], url: str) -> None:
    broken = {p: a.exc_info for p, a in answers.items() if a.status_code >= 500 and a.exc_info}
    assert not broken, f"{url} 出错：{ {p: str(e[1])[:200] for p, e in broken.items()} }"


def require_unread(endpoint: str, answers: dict[str, Any], world: World, url: str) -> None:
    """What each was shown, a refusal included, is for them to read (see test_fields)."""
    wrong = {
        f"{persona}：{where} {name}"
        for persona, answer in answers.items()
        for where, name in shown_by(answer, world)
        if endpoint != HANDED_OVER and persona not in readers_of(name, where)
    }
    assert not wrong, f"{url} 显示了不该读的：{sorted(wrong)}"
