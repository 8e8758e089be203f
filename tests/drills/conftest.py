"""Exercises of an operator, with the real commands in processes of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.drills.places import Site
from tests.journeys.places import once

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.drill)


@pytest.fixture
def site(
    pytestconfig: pytest.Config,
    tmp_path_factory: pytest.TempPathFactory,
    worker_id: str,
    tmp_path: Path,
) -> Iterator[Callable[..., Site]]:
    """Makes sites: a copy of the demo province (played once for all tests), or an empty machine."""
    base = tmp_path_factory.getbasetemp()
    kept = pytestconfig.getoption("provinces")
    shared = Path(kept) if kept else base if worker_id == "master" else base.parent
    shared.mkdir(parents=True, exist_ok=True)
    made: list[Site] = []

    def make(name: str, *, empty: bool = False) -> Site:
        demo = None if empty else once(shared, "demo", lambda place: place.do("demo"))
        made.append(Site.at(tmp_path / name, like=demo))
        return made[-1]

    yield make
    for one in made:
        one.leave()
