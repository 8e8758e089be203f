"""What every answer of every endpoint carries and does not carry, whoever asks.

With one database: test_endpoints opens the same pages for the same people with each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http.cookies import SimpleCookie

import pytest
from django.test import Client
from django.urls import resolve

from tests.house.endpoints import Row, matrix
from tests.house.faults import run
from tests.house.test_pages import ELSEWHERE, INLINE
from tests.house.test_sweep import insider
from tests.house.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.thorough, pytest.mark.indifferent]
POLICY = {"object-src", "base-uri", "frame-ancestors"}
"""Directives that nothing else stands in for; object-src may follow from default-src."""
WRITABLE = [row for row in matrix().values() if set(row.methods) & {"POST", "PATCH", "DELETE"}]
POSTED_BY_OTHERS = {"connections:back", "connections:arrive"}
"""Where a sign-in service (SAML) posts to us, and where that is sent on. No token stands before them
but what was begun: the state that this browser's session knows."""
FILES = {
    "evidence:content", "evidence:preview", "calls:piece", "calls:preview", "calls:blind_piece",
    "calls:blind_preview", "calls:shown_piece", "calls:shown_preview",
    "evaluation:check_file", "evaluation:check_preview", "evaluation:visit_file", "evaluation:visit_preview",
    "evaluation:rating_file", "evaluation:rating_preview",
}  # fmt: skip
"""Kept by the reader's own browser and asked about each time; sensitive ones are not kept."""
ENGLISH_MARKS = ("Traceback", "django.", "OperationalError", "wangyu.base", "/src/wangyu")


def directives(policy: str) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in policy.split(";"))
    return {name: value for name, _, value in parts if name}


def faults(headers) -> list[str]:
    """What the headers of an answer lack."""
    told = directives(headers.get("Content-Security-Policy", ""))
    closed = {"'none'"} == {told.get(name, told.get("default-src")) for name in POLICY}
    checks = {
        "内容安全策略": closed and told.get("default-src") in {"'self'", "'none'"},
        "不许内联": "unsafe" not in headers.get("Content-Security-Policy", "unsafe"),
        "frame-ancestors": told.get("frame-ancestors") == "'none'",
        "base-uri": told.get("base-uri") == "'none'",
        "nosniff": headers.get("X-Content-Type-Options") == "nosniff",
        "X-Frame-Options": headers.get("X-Frame-Options") == "DENY",
        "Referrer-Policy": headers.get("Referrer-Policy") == "same-origin",
        "CORS": not [name for name in headers if name.lower().startswith("access-control-")],
    }
    return [name for name, good in checks.items() if not good]


def body_faults(answer) -> list[str]:
    """Inline script or style, and anything loaded from elsewhere."""
    if not answer.headers.get("Content-Type", "").startswith("text/html"):
        return []
    text = answer.body.decode()
    links = re.sub(r"<a\s[^>]*>", "", text)  # where people go is not what the page loads
    return [
        found.group() for p, t in ((INLINE, text), (ELSEWHERE, links)) if (found := p.search(t))
    ]


def type_fault(answer) -> list[str]:
    kind = answer.headers.get("Content-Type", "")
    if not answer.body:
        return []
    text = kind.startswith("text/") and "attachment" not in answer.headers.get(
        "Content-Disposition", ""
    )
    return [] if kind and (not text or "charset=" in kind) else [f"Content-Type：{kind}"]


@dataclass(frozen=True)
class Head:
    """What is kept of an answer, so that each is asked for once."""

    status: int
    cached: str
    faults: list[str]


ASKED: dict[tuple[int, str, str, str], Head] = {}


def head(world: World, persona: str, method: str, row: Row) -> Head:
    asked = id(world), persona, method, row.endpoint
    if asked not in ASKED:
        answer = world.call(persona, method, row.url(world))
        found = [*faults(answer.headers), *body_faults(answer), *type_fault(answer)]
        ASKED[asked] = Head(answer.status_code, answer.headers.get("Cache-Control", ""), found)
    return ASKED[asked]


@pytest.mark.parametrize("row", matrix().values(), ids=lambda row: row.endpoint)
def test_every_answer_is_armed_and_loads_nothing_from_elsewhere(row: Row, world: World) -> None:
    wrong = []
    for persona in ("anonymous", insider(row), "neighbour"):
        for method in (row.methods[0], "TRACE"):
            answer = head(world, persona, method, row)
            wrong += [f"{persona} {method} {answer.status} {one}" for one in answer.faults]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("row", matrix().values(), ids=lambda row: row.endpoint)
def test_nothing_shown_to_somebody_signed_in_stays_in_a_cache(row: Row, world: World) -> None:
    kept = head(world, insider(row), row.methods[0], row).cached
    assert "no-store" in kept or (row.endpoint in FILES and kept == "private, no-cache"), kept


@pytest.mark.parametrize("row", matrix().values(), ids=lambda row: row.endpoint)
def test_no_endpoint_answers_trace(row: Row, world: World) -> None:
    assert head(world, insider(row), "TRACE", row).status == 405


@pytest.fixture(scope="module")
def strict() -> Client:
    """As a browser is: without our token no form counts."""
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


def as_a_stranger(row: Row, world: World, strict: Client):
    strict.cookies = SimpleCookie(world.cookies[insider(row)].output(header="", sep=";"))
    return strict.post(row.url(world), {"a": "b"}, headers={"origin": "https://evil.example"})


@pytest.mark.parametrize(
    "row", [row for row in WRITABLE if row.endpoint not in POSTED_BY_OTHERS],
    ids=lambda row: row.endpoint,
)  # fmt: skip
def test_no_form_of_a_stranger_counts(row: Row, world: World, strict: Client) -> None:
    answer = as_a_stranger(row, world, strict)
    assert (answer.status_code, "403_csrf.html" in [t.name for t in answer.templates]) == (
        403,
        True,
    )


@pytest.mark.parametrize("endpoint", sorted(POSTED_BY_OTHERS))
def test_what_others_may_post_writes_nothing_and_signs_nobody_in_or_out(
    endpoint: str, world: World, strict: Client
) -> None:
    row = matrix()[endpoint]
    answer, statements = run(lambda: as_a_stranger(row, world, strict))
    assert answer.status_code in {200, 400}
    assert not answer.cookies
    assert not statements.written


def test_no_other_address_goes_without_a_token(world: World) -> None:
    views = {row.endpoint: resolve(row.url(world)).func for row in matrix().values()}
    exempt = {name for name, view in views.items() if getattr(view, "csrf_exempt", False)}
    assert exempt == POSTED_BY_OTHERS


def test_a_file_of_the_platform_is_armed_too(client, db, tmp_path):
    (tmp_path / "a.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    for path, status in (("/static/a.svg", 200), ("/static/", 404), ("/static/none.css", 404)):
        answer = client.get(path)
        assert (answer.status_code, faults(answer.headers)) == (status, []), path


def test_an_error_of_the_program_is_armed_and_tells_nothing(monkeypatch, db):
    def broken(request):
        raise RuntimeError("密码是 swordfish")

    monkeypatch.setattr("wangyu.portal.web.public.render", broken)
    answer = Client(raise_request_exception=False).get("/")
    text = answer.content.decode()
    assert (answer.status_code, faults(answer.headers)) == (500, [])
    assert "swordfish" not in text
    assert not [mark for mark in ENGLISH_MARKS if mark in text]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000"])
def test_a_name_that_is_not_ours_is_refused_and_armed(host, db):
    answer = Client(raise_request_exception=False).get("/", headers={"host": host})
    assert (answer.status_code, faults(answer.headers)) == (400, [])


def test_a_policy_that_lacks_something_is_found():
    assert "frame-ancestors" in faults({"Content-Security-Policy": "default-src 'none'"})
    assert "不许内联" in faults({"Content-Security-Policy": "default-src 'self' 'unsafe-inline'"})
    assert "CORS" in faults({"Access-Control-Allow-Origin": "*"})


def test_no_page_keeps_itself_in_the_browser(client, db):
    page = client.get("/account/login/").content.decode()
    assert '"historyCacheSize":0' in page
