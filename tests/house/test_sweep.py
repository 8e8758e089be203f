"""Rubbish in an address or behind its question mark is never the server's fault."""

from __future__ import annotations

import ast
import functools

import pytest
from django.urls import NoReverseMatch, reverse

from tests.house.asking import noted
from tests.house.endpoints import Row, matrix
from tests.house.source import calls, dotted, modules
from tests.house.world import GROUPS, PERSONAS, World

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
RUBBISH = {
    "a word": "abc", "a NUL byte": "a\x00b", "a huge number": "9" * 40, "a negative number": "-1",
    "a wrong day": "2026-13-45", "a wrong period": "Y99999", "a list": "1,2,'\"<b>%_", "nothing": "",
    "half a surrogate": "\ufffd\u202e", "a fraction": "1e999",
}  # fmt: skip
BAD_IDS = (0, 999_999_999, 2**31, 2**63, 10**40)
BAD_TEXTS = ("nope", "a\x00b", "..", "%ff", "9" * 300)
ALWAYS = {"q", "page", "sort", "export", "next", "state", "on", "since", "until", "kind", "year"}
UNAVAILABLE = 503
"""What a monitor is told of a fault; without an exception it is an answer, not an error."""
READABLE = [row for row in matrix().values() if "GET" in row.methods]


@functools.cache
def query_names() -> frozenset[str]:
    """Every parameter the pages read behind the question mark."""
    named = (_named(call) for m in modules() for call in calls(m.tree))
    return frozenset(one.value for one in named if isinstance(one, ast.Constant)) | ALWAYS


def _named(call: ast.Call) -> ast.expr | None:
    """The parameter a call reads: ``request.GET.get(name)``, or ``chosen(params, name, …)``."""
    func = dotted(call.func)
    if func.endswith(("GET.get", "GET.getlist", "params.get")):
        return call.args[0] if call.args else None
    return call.args[1] if func.endswith("chosen") and len(call.args) > 1 else None


def insider(row: Row) -> str:
    return next(
        (p for p in reversed(PERSONAS) if p in row.who["own"] and p != "neighbour"), "officer"
    )


def complain(answer, url: str, what: str) -> list[str]:
    told = answer.status_code == UNAVAILABLE and not answer.exc_info
    if answer.status_code < 500 or told:
        return []
    error = answer.exc_info[1] if answer.exc_info else ""
    return [f"{url} 遇到{what}：{type(error).__name__} {str(error)[:160]}"]


def test_the_pages_do_read_parameters() -> None:
    assert {"q", "page", "period", "export", "ownership", "basis"} <= query_names()


@pytest.mark.parametrize("row", READABLE, ids=lambda row: row.endpoint)
def test_rubbish_parameters_are_never_an_error(row: Row, world: World) -> None:
    url, broken = row.url(world), []
    with noted() as names:  # one that asks for none is tried but once
        world.call(insider(row), "GET", url)
    for what, text in RUBBISH.items() if names else [("无人读的参数", "abc")]:
        query = dict.fromkeys(query_names() - {"export"}, text)
        broken += complain(world.call(insider(row), "GET", url, query), url, what)
    assert not broken, "\n".join(broken)


def addresses(row: Row, world: World) -> list[str]:
    """The endpoint's address with each parameter in turn replaced by rubbish."""
    things = world.at[row.home(world)]
    good = {k: v[1:] if v.startswith("=") else things[v] for k, v in row.names.items()}
    found = []
    for name in good:
        for value in (*BAD_IDS, *BAD_TEXTS):
            try:
                found.append(reverse(row.endpoint, kwargs=good | {name: value}))
            except NoReverseMatch:
                continue
    return found


NAMED = [row for row in matrix().values() if row.names]


@pytest.mark.parametrize("row", NAMED, ids=lambda row: row.endpoint)
def test_rubbish_in_the_address_is_never_an_error(row: Row, world: World) -> None:
    broken = []
    for url in addresses(row, world):
        broken += complain(world.call(insider(row), row.methods[0], url), url, "错误地址")
    assert not broken, "\n".join(broken)


def test_every_group_names_personas() -> None:
    assert all(set(people) <= set(PERSONAS) for people in GROUPS.values())
