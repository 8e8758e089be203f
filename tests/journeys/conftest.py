"""A browser, and provinces to walk in. No journey touches the database but through the pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.places import Place, copied, edition, once, served
from tests.journeys.visitor import Visitor

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--lang=zh-CN", "--disable-component-update", "--disable-sync",
)  # fmt: skip
HERE = Path(__file__).parent
FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def shared_folder(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Path:
    """One for all test processes of this run, or of many runs with ``--provinces``."""
    if kept := pytestconfig.getoption("provinces"):
        folder = Path(kept) / edition()
        folder.mkdir(parents=True, exist_ok=True)
        return folder
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def demo(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The demo province, played once for all processes; each walks in its own copy."""
    played = once(shared_folder, "demo", lambda place: place.do("demo"))
    with served(copied(played, tmp_path_factory.mktemp("journey") / "demo")) as place:
        yield place


def _plant(place: Place) -> None:
    place.run("-m", "tests.journeys.plant")


@pytest.fixture(scope="module")
def house(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The small province of tests/house, one of everything."""
    planted = once(shared_folder, "house", _plant, demo=False)
    with served(copied(planted, tmp_path_factory.mktemp("journey") / "house")) as place:
        yield place


@pytest.fixture(scope="module")
def planted(house: Place) -> dict[str, Any]:
    """Where its things are, and the sessions of its people."""
    found: dict[str, Any] = json.loads((house.home / "world.json").read_text("utf-8"))
    return found


@pytest.fixture
def walk(
    browser: Browser, house: Place, planted: dict[str, Any]
) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors of the small province; whatever went wrong in their browsers fails the test."""
    visitors: list[Visitor] = []

    def arrive(persona: str, **options) -> Visitor:
        visitors.append(Visitor(browser, house.url, **options))
        cookies = planted["cookies"][persona]
        visitors[-1].context.add_cookies(
            [{"name": k, "value": v, "url": house.url} for k, v in cookies.items()]
        )
        return visitors[-1]

    yield arrive
    troubles = [trouble for visitor in visitors for trouble in visitor.troubles]
    for visitor in visitors:
        visitor.context.close()
    assert not troubles, "\n".join(troubles)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture
def visit(request, browser: Browser, demo: Place) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors of the demo province; whatever went wrong in their browsers fails the test."""
    visitors: list[Visitor] = []

    def arrive(persona: str = "", **options) -> Visitor:
        visitors.append(Visitor(browser, demo.url, **options))
        return visitors[-1].enters_as(persona) if persona else visitors[-1]

    yield arrive
    if request.node.stash.get(FAILED, False):
        for visitor in visitors:
            print(f"── {visitor.page.url}\n{visitor.page.locator('body').inner_text()}")  # noqa: T201 -- what the person saw
    troubles = [trouble for visitor in visitors for trouble in visitor.troubles]
    for visitor in visitors:
        visitor.context.close()
    assert not troubles, "\n".join(troubles)
