"""Exercises of an operator, with the real commands in processes of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.drills.places import Site
from tests.journeys.places import Place, once

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.drill)


@pytest.fixture
def demo(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Callable[[], Place]:
    """The demo province, played once for all tests: to be copied, not to be written to."""
    base = tmp_path_factory.getbasetemp()
    kept = pytestconfig.getoption("provinces")
    shared = Path(kept) if kept else base if worker_id == "master" else base.parent
    shared.mkdir(parents=True, exist_ok=True)
    return lambda: once(shared, "demo", lambda place: place.do("demo"))


@pytest.fixture
def site(demo: Callable[[], Place], tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Makes sites: a copy of the demo province, or an empty machine."""
    made: list[Site] = []

    def make(name: str, *, empty: bool = False) -> Site:
        made.append(Site.at(tmp_path / name, like=None if empty else demo()))
        return made[-1]

    yield make
    for one in made:
        one.leave()
