"""Shared fixtures. The database is SQLite, or what WANGYU_DATABASE names (see ./test)."""

from __future__ import annotations

import gc
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings as platform
from django.db import DatabaseError, connection
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from hypothesis import settings as hypothesis_settings

from tests import factories, slow
from tests.doors import is_in_op, watched
from tests.said import personal_in_the_log
from wangyu.assessment.evaluation.queries.combined import kept_round
from wangyu.base.core import append_only
from wangyu.base.core.memory import memory
from wangyu.base.core.programs import UNUSED
from wangyu.base.core.roles import Tier

hypothesis_settings.register_profile("no_timing", deadline=None)  # speed lives in bench/
hypothesis_settings.register_profile("quick", deadline=None, max_examples=20)
hypothesis_settings.load_profile("no_timing")
LEADS_THERE = re.compile(r"subprocess|\bconnections?\b|DATABASE|engine|journey|drill")
NOW = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
NOWHERE = "postgresql://nobody@nowhere.invalid/none"
"""What says that it leads to no database would find none, either."""
LONG = "thorough", "journey", "drill"
SELDOM = 50_000, 20, 20
"""How often rubbish is looked for: at the usual 700 it was a fifth of the whole run."""
for name in ("TESSERACT", "FFMPEG"):  # what this machine happens to have decides no test
    os.environ[f"WANGYU_{name}"] = UNUSED
    setattr(platform, name, UNUSED)
gc.disable()  # nothing is rubbish before the tests begin


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--provinces", help="journeys: keep the played demo province in this folder")
    parser.addoption("--pictures", action="store_true", help="journeys: rewrite docs/images")
    parser.addoption("--again", action="store_true", help="only what another database can decide")
    parser.addoption("--note-slow", action="store_true", help="write down which tests take long")


def pytest_itemcollected(item: pytest.Item) -> None:
    slow.mark(item)


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    if config.getoption("--note-slow"):
        reports = [one for kind in ("", "passed") for one in terminalreporter.stats.get(kind, [])]
        slow.note(one for one in reports if isinstance(one, pytest.TestReport))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What asks no database ran with the first one; it would only say the same again."""
    if config.getoption("--again"):
        kept = [item for item in items if _asks_a_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
        items[:] = kept
    items[:] = _longest_first(items)


def _longest_first(items: list[pytest.Item]) -> list[pytest.Item]:
    """Of two processes each begins with one half, and who is done takes from the end of the other's:
    one begins with what shares the world of the house, the other with what else takes long."""
    parts: dict[str, list[pytest.Item]] = {"world": [], "long": [], "short": []}
    for item in items:
        parts[_length(item)].append(item)
    first = max(len(items) // 2 - len(parts["world"]), 0)
    short = parts["short"]
    return [*parts["world"], *short[:first], *parts["long"], *short[first:]]


def _length(item: pytest.Item) -> str:
    if "_built" in getattr(item, "fixturenames", ()):
        return "world"
    return "long" if any(map(item.get_closest_marker, LONG)) else "short"


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end; nobody need look through it again."""
    gc.freeze()
    gc.set_threshold(*SELDOM)
    gc.enable()


def _asks_a_database(item: pytest.Item) -> bool:
    """pytest-django refuses a database to all others; a process or a setting may lead to one.
    Nothing does from logic, which may not even name a model (see .importlinter). What a test says
    of itself counts before what its file says."""
    own = {mark.name for mark in item.own_markers}
    if item.get_closest_marker("indifferent") and "django_db" not in own:
        return False
    if item.get_closest_marker("django_db") or "db" in item.fixturenames:
        return True
    if "logic" in item.path.parts:
        return False
    return bool(LEADS_THERE.search(Path(item.path).read_text("utf-8")))


@pytest.fixture(autouse=True)
def _plain_settings(request, monkeypatch, settings, tmp_path):
    if request.node.get_closest_marker("indifferent"):
        monkeypatch.setenv("WANGYU_DATABASE", NOWHERE)
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "tests.plain.StaticFiles"}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.HOME = settings.STATIC_ROOT = tmp_path
    memory.clear()
    kept_round.cache_clear()  # the next test's first cycle has the number of the last one's


@pytest.fixture(autouse=True)
def _nothing_is_examined_in_an_op():
    """Whatever a test is about: what takes its time comes before (see tests/doors.py)."""
    with watched(is_in_op) as seen:
        yield
    assert [name for name, held in seen if held] == []


@pytest.fixture(scope="session", autouse=True)
def _what_only_grows_is_emptied_too():
    """A test with transactions of its own ends by deleting every row of the test database."""
    flush = connection.ops.sql_flush

    def lift_and_flush(style, tables, **more):
        return [*append_only.removals(connection), *flush(style, tables, **more)]

    connection.ops.sql_flush = lift_and_flush


@pytest.fixture(scope="session", autouse=True)
def _no_disk_is_waited_for():
    """Nothing here outlives the run. What a started process writes is written as always."""
    with mock.patch.object(os, "fsync"):
        yield


@receiver(connection_created)
def _plans_are_kept(connection, **_):
    """Pages of every kind are asked for in turn: of the usual hundred plans none is used again."""
    if connection.vendor == "postgresql":
        connection.connection.prepared_max = 2_000


@pytest.fixture(autouse=True)
def _nobody_is_in_the_log(request):
    """After every test that wrote: the log refers to people by number only, whatever op ran."""
    if not request.node.get_closest_marker("django_db") and "db" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("db")
    before = _last_entry()
    yield
    try:
        found = personal_in_the_log(after=before) if _last_entry() > before else []
    except DatabaseError:  # the test left its transaction broken, and so nothing in the log
        return
    assert not found, "\n".join(found)


def _last_entry() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(seq) FROM audit_entry")
        return cursor.fetchone()[0] or 0


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def province(db):
    return factories.province()


@pytest.fixture
def university(province):
    return factories.university(province, name="云梦大学")


@pytest.fixture
def department(university):
    return factories.organisation(university, Tier.DEPARTMENT, "云梦大学文学院")


@pytest.fixture
def other_university(province):
    return factories.university(province, name="云梦师范学院")
