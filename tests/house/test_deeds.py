"""Every way to write, tried by everybody: done by those the matrix names, refused to all others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction

from tests.house.doors import let_in, require_no_fault, require_unread, told
from tests.house.endpoints import matrix
from tests.house.faults import Statements, undone
from tests.house.tasks import begun_by, who_may_begin
from tests.house.tasks import told as told_of_tasks
from tests.house.world import PERSONAS, REACH, Made, World, unwatched
from tests.house.writing import WAYS, Way
from wangyu.base.core.memory import memory
from wangyu.base.core.models import Job, JobState
from wangyu.base.core.once import FIELD, new_key

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
BESIDES = {"people_session", "core_sent", "core_shared", "audit_reading"}
"""Written whoever asks and whatever comes of it: that is not the deed."""


class Deed:
    """One way to write, sent by one after the other from the same state."""

    def __init__(self, way: Way, world: World) -> None:
        way.prepare(world)
        self.way, self.world, self.fields = way, world, way.fill(world)
        row = matrix()[way.endpoint]
        self.row = replace(row, names=row.names | dict(way.names))
        self.home = way.place or self.row.home(world)

    def tried(self, persona: str, url: str) -> Any:
        """The answer, and nothing left of it; ``wrote`` names the tables it was written to, ``begun``
        the kinds of long work it left to the worker."""
        took, made = Statements(), Made()
        cache.clear()  # of tries at signing in
        memory.clear()
        with transaction.atomic(), connection.execute_wrapper(took), unwatched(), made.noted():
            answer = self.world.send(persona, "POST", url, self.form(persona))
            answer.begun = waiting() if "core_job" in took.written else set()
            transaction.set_rollback(True)
        answer.queries, answer.made = len(took.asked), sorted(made.names)
        answer.wrote = took.written - BESIDES
        return answer

    def form(self, persona: str) -> dict[str, Any]:
        for value in self.fields.values():
            if hasattr(value, "seek"):
                value.seek(0)
        person = self.world.people.get(persona)
        key = {FIELD: new_key(person.pk if person else None)} if self.way.keyed else {}
        return self.fields | key

    @property
    def names_another(self) -> bool:
        """Another thing than the matrix, which does not tell who gets past the door there."""
        return any(not name.startswith("=") for name in self.way.names.values())

    def elsewhere(self) -> Iterator[str]:
        """Other places that have such a thing."""
        if self.row.subject:
            yield from (p for p in REACH if p != self.home and self.row.is_at(self.world, p))

    def outsiders(self, place: str) -> list[str]:
        return sorted(set(PERSONAS) - REACH[place] - self.row.who[place])


def waiting() -> set[str]:
    queued = Job.objects.filter(state=JobState.QUEUED, kind__in=told_of_tasks()["jobs"])
    return set(queued.values_list("kind", flat=True))


def is_done(answer: Any) -> bool:
    return bool(answer.wrote)


@pytest.fixture(params=WAYS, ids=lambda way: way.id)
def deed(request, world: World) -> Iterator[Deed]:
    with undone():
        yield Deed(request.param, world)


def test_a_deed_is_done_by_those_the_matrix_names(deed: Deed, world: World) -> None:
    url = deed.row.url(world, deed.home)
    answers = {persona: deed.tried(persona, url) for persona in PERSONAS}
    require_no_fault(answers, url)
    inside, does = ({p for p, a in answers.items() if test(a)} for test in (let_in, is_done))
    may = deed.row.doers(deed.way.note, deed.home)
    assert does == may, f"多做成：{sorted(does - may)}，少做成：{sorted(may - does)}"
    more = inside - may - deed.row.who[deed.home]
    assert not more or deed.names_another, f"多放行：{sorted(more)}"
    begun = begun_by(deed.way.endpoint)
    assert {p: a.begun for p, a in answers.items() if a.begun} == (
        dict.fromkeys(does, begun) if begun else {}
    )
    assert all(does <= who_may_begin(kind) for kind in begun)
    require_unread(deed.way.endpoint, answers, world, url)
    require_alike(deed, answers)


def require_alike(deed: Deed, answers: dict[str, Any]) -> None:
    """Nobody out of reach can tell another's thing from none, whatever they send."""
    missing = deed.row.missing(deed.world) if deed.row.subject else ""
    if not missing:
        return
    none: dict[str, Any] = {}
    for place in (deed.home, *deed.elsewhere()):
        for persona in deed.outsiders(place):
            if persona not in none:
                none[persona] = told(deed.tried(persona, missing))
            url = deed.row.url(deed.world, place)
            got = answers[persona] if place == deed.home else deed.tried(persona, url)
            assert not got.wrote, f"{persona} {url} 写了 {got.wrote}"
            assert told(got) == none[persona], f"{persona} {deed.way.id}（{place}）与不存在的不同"
