"""An error at any statement of any way to write leaves nothing half done; trying again does it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.utils import timezone

from tests.house.endpoints import Row, matrix
from tests.house.entering import ENTERING
from tests.house.faults import OF_ITS_OWN, contents, counts, files, parts, run, tables, undone
from tests.house.looking import LOOKING
from tests.house.pieces import PIECES
from tests.house.working import WORKS, Work
from tests.house.world import PERSONAS, World
from tests.house.writing import WAYS, Way
from wangyu.base.audit.models import Entry
from wangyu.base.core.once import FIELD, middleware, new_key

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
TRIED: set[tuple[str, tuple[str, ...]]] = set()
SENTENCE = "暂时连不上数据库"
WRITING = {"POST", "PUT", "PATCH", "DELETE"}


class Trial:
    """One way to write, sent again and again from the same state."""

    def __init__(self, way: Way, world: World) -> None:
        self.way, self.world = way, world
        way.prepare(world)
        cache.clear()  # as before every try
        self.fields = way.fill(world)
        if way.keyed:
            person = world.people.get(way.persona)
            self.fields |= {FIELD: new_key(person.pk if person else None)}
        self.files, self.parts = files(), parts()

    def rehearse(self) -> None:
        """What it asks of the database and leaves there when nothing fails, and what was there before."""
        with undone():
            _, took = self.send()
            self.asked, self.written = took.asked, took.written
            self.after, self.kept = counts(self.written), len(files() - self.files)
            self.coming = len(parts())
        self.before = contents(self.written)

    def untried(self) -> Iterator[int]:
        """The numbers of its statements. What many ways of one person ask before any of them begins
        to write, who it is and what they may, fails once for all."""
        for n in range(1, len(self.asked) + 1):
            way_there = self.way.persona, tuple(self.asked[:n])
            if way_there not in TRIED:
                TRIED.add(way_there)
                yield n

    def send(self, fails: int = 0) -> Any:
        for value in self.fields.values():
            if hasattr(value, "seek"):
                value.seek(0)
        cache.clear()  # of tries at signing in
        return run(lambda: self.way.send(self.world, self.fields), fails)

    def is_undone(self) -> bool:
        now = contents(self.written)
        there = files() == self.files and parts() == self.parts
        return there and now == {name: self.before[name] for name in now}

    def is_done(self) -> bool:
        there = len(files() - self.files) == self.kept and len(parts()) == self.coming
        return there and counts(self.written) == self.after


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Nobody waits for a twin here, and a thousand faults on purpose need not be written down."""
    monkeypatch.setattr(middleware, "TURNS", 1)
    monkeypatch.setattr(middleware, "PAUSE", 0)
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(params=[*WAYS, *ENTERING], ids=lambda way: way.id)
def way(request) -> Way:
    return request.param


def test_every_way_to_write_writes_and_only_once(way: Way, world: World) -> None:
    """Sent again it does nothing more and leads to the same place."""
    with undone():
        trial = Trial(way, world)
        trial.rehearse()
        first, _ = trial.send()
        assert first.status_code < 400, page(first)
        assert contents(trial.written) != trial.before, page(first)
        done = counts(tables())
        second, _ = trial.send()
        assert second.status_code < 400 or not way.keyed, page(second)
        assert more_than(done, way) == []
        if way.keyed:
            assert second.headers["Location"] == first.headers.get("Location", told_of(first))


def told_of(answer: Any) -> str:
    """Where a page that is shown once leads whoever sends its form again (see ``once.instead``)."""
    return str(vars(answer).get("instead", ""))


def more_than(before: dict[str, int], way: Way) -> list[str]:
    """Tables that grew; the log and the search index note even what is repeated without harm."""
    now = counts(tables())
    return [
        name
        for name in now
        if now[name] != before[name] and (way.keyed or not name.startswith(("audit_", "core_")))
    ]


def page(answer: Any) -> str:
    return (
        f"{answer.status_code} {answer.headers.get('Location')} {answer.content.decode()[-2000:]}"
    )


def test_an_error_at_any_statement_leaves_nothing_half_done(way: Way, world: World) -> None:
    """Each leaves the world as it was, or the thing done; sent once more, it is done exactly once."""
    with undone():
        trial = Trial(way, world)
        trial.rehearse()
        for n in trial.untried():
            with undone():
                fail(trial, n)
        send_once_more(trial, "每一句都失败过以后")


def fail(trial: Trial, n: int) -> None:
    where = f"{trial.way.id}：第 {n} 句（共 {len(trial.asked)} 句）"
    answer, _ = trial.send(n)
    require_said(answer, where)
    if trial.is_undone():
        assert answer.status_code >= 400, f"{where}：没有做，却说做了"
        return
    assert trial.is_done(), f"{where}：做了一半"
    if trial.way.keyed:
        send_once_more(trial, where)


def send_once_more(trial: Trial, where: str) -> None:
    again, _ = trial.send()
    assert again.status_code < 400, f"{where}：再来一次不行 {page(again)}"
    assert trial.is_done(), f"{where}：再来一次多做了或少做了"


def require_said(answer: Any, where: str) -> None:
    said = answer.content.decode()
    assert "Traceback" not in said, where
    assert answer.status_code < 400 or SENTENCE in said, f"{where}:{page(answer)}"


@pytest.mark.parametrize("work", WORKS, ids=lambda work: work.action)
def test_an_error_at_any_statement_of_an_op_without_a_page(work: Work, world: World) -> None:
    now = timezone.now()
    with undone():
        work.prepare(world)
        with undone():
            result, took = run(lambda: work.act(world, now))
            assert Entry.objects.first().action == work.action, result
        before = contents(took.written)
        for n in range(1, len(took.asked) + 1):
            with undone():
                error, _ = run(lambda: work.act(world, now), n)
                assert isinstance(error, OperationalError), n
                assert contents(took.written) == before, f"{work.action}：第 {n} 句"


@pytest.mark.parametrize(("way", "word"), LOOKING, ids=lambda one: getattr(one, "id", ""))
def test_what_keeps_nothing_changes_no_table(way: Way, word: str, world: World) -> None:
    """But the log, which may note that something was read, and the session."""
    with undone():
        trial = Trial(way, world)
        before = contents(not_the_log())
        answer, _ = trial.send()
        told = (answer.headers.get(one, "") for one in ("Location", "Content-Disposition"))
        text = " ".join((str(answer.status_code), *told, answer.body.decode(errors="replace")))
        assert word in text, page(answer)
        assert contents(before) == before, page(answer)
        assert (files(), parts()) == (trial.files, trial.parts)


def not_the_log() -> list[str]:
    return [name for name in tables() if not name.startswith("audit_")]


def test_every_address_that_writes_is_tried() -> None:
    """With every method it takes that may write."""
    told = {(name, method) for name, row in matrix().items() for method in WRITING & {*row.methods}}
    tried = [*WAYS, *ENTERING, *(way for way, _ in LOOKING), *PIECES]
    assert told == {(way.endpoint, way.method) for way in tried}


@pytest.mark.parametrize("row", matrix().values(), ids=lambda row: row.endpoint)
def test_a_method_nobody_told_of_writes_nothing(row: Row, world: World) -> None:
    person = next((p for p in PERSONAS if p in row.who["own"]), "officer")
    for method in sorted(WRITING - {*row.methods}):
        with undone():
            _, took = run(lambda m=method: world.send(person, m, row.url(world)))
        assert {name for name in took.written if not name.startswith("audit_")} <= OF_ITS_OWN, (
            method
        )
