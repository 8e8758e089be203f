"""Every page as every role can open it: read by axe in light, dark and on a phone; in Chinese; no wider than the screen."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page

from tests.house.endpoints import Row, matrix
from tests.house.test_pages import LATIN, WORD
from tests.house.world import PERSONAS, World
from tests.journeys.places import PATIENCE, ROOT, Place
from tests.journeys.skeleton import skeleton
from tests.journeys.visitor import PHONE, Visitor

AXE = (ROOT / "tests/vendor/axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SAMPLES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
"""Where components stand side by side: headings, landmarks and places to tap are judged on pages."""
COLOURS = ["color-contrast", "link-in-text-block"]
"""All that differs between light and dark."""
NO_PAGES = {
    "audit:day_json", "audit:roots_json", "connections:about", "core:draft", "core:health", "core:keys_json", "core:live", "core:tool", "ledger:receipt_json", "core:ready", "core:status_json", "evaluation:member_book", "evidence:content", "ledger:province_workbook",
    "ledger:workbook", "notify:bell", "orgs:branch", "orgs:bulk_template", "people:invite_template",
    "people:own_data", "policy:university_pdf",
    "calls:blind_piece", "calls:blind_preview", "calls:finding", "calls:piece", "calls:preview", "calls:ratings",
    "calls:review_piece", "calls:review_preview", "calls:roll_paper", "calls:roll_workbook", "calls:roll_works",
    "calls:sheets", "calls:shown_piece", "calls:shown_preview", "calls:slip_json",
    "evaluation:version_workbook", "evaluation:version_toml", "evaluation:bundle", "evaluation:own_bundle",
    "evaluation:letter", "evaluation:draw_frame", "evaluation:sway",
    "evaluation:rating_file", "evaluation:rating_preview",
    "evaluation:visit_worker", "evaluation:check_file", "evaluation:check_preview", "evaluation:visit_file", "evaluation:visit_preview",
}  # fmt: skip
"""What a GET answers with a file or a part of a page."""
COMPLAINING = {"connections:try"}
"""Answers with a 400 and the reason: nobody stands at the other end of the planted connection."""
OUTSIDE = {
    "account_login",
    "no_email_page",
    "account_email",
    "no_password_page",
    "account_set_password",
}
"""Lead to the sign-in page whoever is not signed in."""
UNDER_WAY = {"connections:start", "connections:back", "connections:bind"}
"""Steps of a sign-in that is under way somewhere else as well."""
AS_IS = re.compile(
    r"wangyu [a-z_]+|[\w.-]+\.json|[0-9a-f]{6,}|WY(-\w+)+|[a-z]+-\d{4}-\d{2}|\d GB|https?://[\w.:/-]+|(?<![A-Za-z0-9])[A-Z0-9]{8,11}(?![A-Za-z0-9])"
)
"""Commands, files, addresses, hashes, numbers of receipts, codes of blind copies, names of packs and measures are written as they are."""
FORMATS = {"GBK", "UTF", "xls", "csv"}
SIGN_IN = {
    "CAS", "OIDC", "SAML", "Connect", "OpenID", "https", "localhost", "openid", "client", "cn", "configuration",
    "edu", "example", "known", "well", "ID", "id", "sso", "cas", "login", "mail", "scope", "issuer", "secret", "oidc", "WANGYU", "OUTSIDE", "HOSTS",
}  # fmt: skip
"""Protocols of sign-in, and what an administrator copies from them letter by letter."""
TOML = {"TOML"}
USERNAMES = {"user", "own", "example", "invalid"}
QUOTED = {
    "policy:clauses": {"and"},  # a stray word in the original, among the pack's errata
    "orgs:roster": FORMATS, "orgs:roster_confirm": FORMATS, "orgs:bulk": FORMATS, "orgs:bulk_confirm": FORMATS,
    "ledger:import": FORMATS, "ledger:province_import": FORMATS,
    "connections:list": SIGN_IN, "connections:new": SIGN_IN, "connections:change": SIGN_IN,
    "connections:detail": SIGN_IN, "connections:try": SIGN_IN,
    "evaluation:check": {"proof", "txt"},  # a file as its university named it
    "evaluation:rating": {"proof", "txt"},
    "evaluation:version": TOML, "evaluation:scheme_new": TOML, "evaluation:scheme_import": TOML,
    "evaluation:version_import": TOML, "people:list": USERNAMES, "people:me": USERNAMES, "people:person": USERNAMES,
    **dict.fromkeys(OUTSIDE - {"account_login"}, USERNAMES),  # lead to people:me
}  # fmt: skip
"""What is written in Latin letters because it is so called, or because somebody typed it so."""
TEXT = Path(__file__).with_name("text.js").read_text("utf-8")
WIDTHS = {"a phone": 390, "200 % zoom of a small laptop": 683, "400 % zoom": 320}
MATRIX = ".board-wrap"
"""What cannot be told but by rows and columns together: it may be moved sideways in its own frame."""
MOVED_SIDEWAYS = """matrix => [...document.querySelectorAll("main *")].filter(one =>
  one.scrollWidth > one.clientWidth + 1 && ["auto", "scroll"].includes(getComputedStyle(one).overflowX)
  && one.checkVisibility() && !one.closest(matrix)).map(one => `moved sideways: ${one.outerHTML.slice(0, 160)}`)"""

ROWS = [
    row for row in matrix().values()
    if "GET" in row.methods and any(row.who.values()) and row.endpoint not in NO_PAGES | UNDER_WAY
]  # fmt: skip


@pytest.fixture
def seen_by(house: Place, planted, row: Row) -> dict[str, str]:
    """The page of the row as each role that may gets it: who → where. Of roles whose pages are built
    of the same, one."""
    world = World(at=planted["at"])
    address, built = row.url(world), {}
    for persona in PERSONAS:
        if persona in row.who[row.home(world)]:
            page = answer(house.url + address, planted["cookies"][persona])
            built.setdefault(skeleton(page), persona)
    return dict.fromkeys(built.values(), address)


def answer(url: str, cookies: Mapping[str, str]) -> str:
    sent = "; ".join(f"{name}={value}" for name, value in cookies.items())
    asked = Request(url, headers={"Cookie": sent, "Accept": "text/html"})
    try:
        with urlopen(asked, timeout=PATIENCE) as got:
            return got.read().decode()
    except HTTPError as complaint:  # a page all the same
        return complaint.read().decode()


def opened(visitor: Visitor, row: Row, address: str) -> Page:
    if row.endpoint not in COMPLAINING:
        return visitor.goes_to(address).page
    with visitor.expecting_trouble():
        return visitor.goes_to(address).page


def complaints(page: Page, rules: Sequence[str] = RULES) -> list[str]:
    options = {"runOnly": list(rules), "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{one['id']}: {node['html'][:160]}" for one in found["violations"] for node in one["nodes"]
    ]


def foreign_words(page: Page) -> set[str]:
    return set(WORD.findall(AS_IS.sub("", page.evaluate(TEXT)))) - LATIN


def is_wider_than_screen(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")  # fmt: skip


def test_a_page_that_is_not_fit_would_be_told(browser, house) -> None:
    visitor = Visitor(browser, house.url)
    page = visitor.goes_to("/account/login/").page
    page.evaluate(AXE)
    page.evaluate(
        """document.querySelector("main").innerHTML =
        '<h1 aria-label="Desk"></h1><input><b id="wide">wide</b>';
        Object.assign(document.getElementById("wide").style, {marginLeft: "9000px", color: "#eee"});"""
    )
    assert {"Desk", "wide"} <= foreign_words(page)
    assert {one.split(":")[0] for one in complaints(page)} >= {"label", "color-contrast"}
    assert is_wider_than_screen(page)
    page.evaluate(
        """const box = document.createElement("div"), within = document.createElement("p");
        box.append(within);
        box.style.overflowX = "auto";
        within.style.width = "9000px";
        document.getElementById("wide").replaceWith(box);"""
    )
    assert not is_wider_than_screen(page)
    assert len(page.evaluate(MOVED_SIDEWAYS, MATRIX)) == 1
    visitor.context.close()


@pytest.mark.parametrize("row", ROWS, ids=[row.endpoint for row in ROWS])
def test_page_is_fit_for_everybody(row: Row, seen_by: dict[str, str], walk) -> None:
    assert seen_by
    for persona, address in seen_by.items():
        found = faults(opened(walk(persona, reduced_motion="reduce"), row, address), row)
        assert not any(found.values()), persona + json.dumps(found, ensure_ascii=False, indent=1)


def faults(page: Page, row: Row) -> dict[str, list[str]]:
    """What is not fit in light, in dark, on a phone, and at each width."""
    assert row.endpoint in OUTSIDE or "/account/login/" not in page.url
    assert page.locator("h1:not(section[id^=style-] h1)").count() == 1
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    if row.endpoint != "ui:style":  # which calls each component by its name in the code
        assert foreign_words(page) - QUOTED.get(row.endpoint, set()) == set()
    page.evaluate(AXE)
    rules = SAMPLES if row.endpoint == "ui:style" else RULES
    found = {"light": complaints(page, rules)}
    switch = page.locator("[data-theme-switch]")
    switch.click()
    found["dark"] = complaints(page, COLOURS)
    switch.click()
    page.set_viewport_size(PHONE)
    found["phone"] = complaints(page, rules)
    for name, width in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 800})
        found[name] = ["the page scrolls sideways"] if is_wider_than_screen(page) else []
    found["400 % zoom"] += page.evaluate(MOVED_SIDEWAYS, MATRIX)
    return found
