"""Besides pages: what is planted in each protected field, and what is typed into each form, is looked for
in every notice, mail, task, file, line of the server and entry of the log, whoever gets it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.mail import send_mail
from django.utils import timezone

from tests.house.endpoints import matrix
from tests.house.faults import run, undone
from tests.house.outlets import Out, Watch, give_addresses, leaks, place_typed, watching
from tests.house.readers import fields_of_the_code, may_read, readers_of
from tests.house.source import functions, modules, op_key
from tests.house.working import ELSEWHERE, WORKS
from tests.house.world import World
from tests.house.writing import WAYS, Way
from wangyu.base.audit.models import Entry
from wangyu.base.audit.op import op, say
from wangyu.base.core import jobs
from wangyu.base.core.access import Actor
from wangyu.base.core.models import Job
from wangyu.base.lib.ports import rounds
from wangyu.base.notify.send import notify
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people.models import User
from wangyu.institutions.people.queries import actor_for
from wangyu.records.ledger.models import Fact

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
FREE = {"reason", "answer", "name", "title", "duties", "short_name"}
"""What a person types in their own words."""


@dataclass(slots=True)
class Done:
    """One pass through every way to write."""

    leaks: list[str] = field(default_factory=list)
    outlets: set[str] = field(default_factory=set)
    actions: set[str] = field(default_factory=set)

    def note(self, what: str, watch: Watch, outs: Iterable[Out]) -> None:
        left = list(outs)
        self.leaks += [f"{what}：{leak}" for leak in leaks(left, watch)]
        self.outlets |= {out.where.partition(" ")[0] for out in left}


PASSED: dict[int, Done] = {}


@pytest.fixture
def done(world: World) -> Done:
    """Made once: the pass takes seconds."""
    if id(world) not in PASSED:
        PASSED[id(world)] = _pass_through(world)
    return PASSED[id(world)]


def _pass_through(world: World) -> Done:
    made = Done()
    for way in WAYS:
        with undone(), watching(world, world.people.get(way.persona)) as watch:
            made.note(way.id, watch, _go(way, watch))
            made.actions |= set(Entry.objects.values_list("action", flat=True))
    for work in WORKS:
        with undone(), watching(world) as watch:
            work.prepare(world)
            work.act(world, timezone.now())
            made.note(work.action, watch, watch.outs(timezone.now()))
    return made


def _go(way: Way, watch: Watch) -> Iterator[Out]:
    world, place = watch.world, way.place or matrix()[way.endpoint].home(watch.world)
    way.prepare(world)
    give_addresses()
    fields, words = _typed(way.fill(world), place, world)
    watch.typed = set(words)
    cache.clear()  # of tries at signing in
    answer, took = run(lambda: world.send(way.persona, "POST", way.url(world), fields))
    assert answer.status_code < 400, f"{way.id} {answer.body.decode()[-900:]}"
    place_typed(words, place, took.written, world)
    yield watch.answer(answer)
    yield from watch.outs(timezone.now())


def _typed(fields: dict[str, Any], place: str, world: World) -> tuple[dict[str, Any], set[str]]:
    """The same form with a word of its own in each field of free text."""
    words = {key: world.marks.text(place, key) for key in fields.keys() & FREE}
    return fields | words, set(words.values())


def test_nothing_protected_leaves_by_another_way_than_a_page(done: Done) -> None:
    assert not done.leaks, "\n".join(done.leaks)
    assert done.outlets >= {"回答", "通知", "邮件", "日志", "服务器的记录"}


def test_every_op_is_tried(done: Done) -> None:
    """By a page or by hand; which op a page runs is read in the log it leaves."""
    known = {key for m in modules() for f in functions(m.tree) if (key := op_key(f))}
    assert known - done.actions - {work.action for work in WORKS} - set(ELSEWHERE) == set()


def test_the_rounds_of_the_worker_tell_nobody(world: World, settings) -> None:
    """What it does by itself: seal the log, publish and mail roots, expire uploads, take up lost work."""
    settings.AUDIT_MAIL = ["root@example.invalid"]
    with undone(), watching(world) as watch:
        for go_round in (jobs.take_up_again, *rounds.all()):
            go_round(timezone.now() + timedelta(days=30))
        outs = list(watch.outs(timezone.now()))
    assert {"邮件", "任务队列"} <= {out.where for out in outs}
    assert leaks(outs, watch) == []


def _address(who: User) -> str:
    User.objects.filter(pk=who.pk).update(email="student@example.invalid")
    return "student@example.invalid"


def _job(world: World, **said: Any) -> Job:
    return Job.objects.create(
        kind="hole", key="hole", owner=world.people["neighbour"], created_at=timezone.now(), **said
    )


def _say(world: World, word: str) -> None:
    there = Organisation.objects.get(pk=world.at["elsewhere"]["organisation"])

    @op("test.hole")
    def tell(*, actor: Actor, now: datetime) -> None:
        say("写到别处", org_path=there.path, private={"理由": word})

    tell(actor=Actor.system(), now=timezone.now())


HOLES: dict[str, Callable[[World, str], Any]] = {
    "通知": lambda w, word: notify(
        recipients=[w.people["neighbour"].pk], kind="test", title="一件事", body=word,
        url="/desk/", key="hole", now=timezone.now(),
    ),
    "邮件": lambda w, word: send_mail("一封信", word, None, [_address(w.people["student"])]),
    "任务": lambda w, word: _job(w, note=word),
    "任务参数": lambda w, word: _job(w, payload={"reason": word}),
    "日志": _say,
    "服务器的记录": lambda _, word: logging.getLogger("wangyu.hole").warning("%s", word),
    "文件": lambda _, word: (Path(settings.HOME) / "hole.json").write_text(word, "utf-8"),
}  # fmt: skip
"""Ways out that quote the figure of 云梦大学 to somebody elsewhere."""


@pytest.mark.parametrize("where", HOLES)
def test_a_hole_is_found(where: str, world: World) -> None:
    fact = Fact.objects.get(pk=world.at["own"]["fact"])
    with undone(), watching(world) as watch:
        HOLES[where](world, fact.note)
        found = leaks(watch.outs(timezone.now()), watch)
        (Path(settings.HOME) / "hole.json").unlink(missing_ok=True)
    assert found
    assert all(leak.startswith(where) and "ledger.Fact.note" in leak for leak in found)


def test_the_rule_for_everybody_is_the_rule_for_the_personas(world: World) -> None:
    today = timezone.localdate()
    actors = {p: actor_for(who, on=today) for p, who in world.people.items()}
    actors["anonymous"] = Actor.anonymous()
    for place, name in set(world.marks.texts.values()):
        if name in set(fields_of_the_code()):
            may = {p for p, who in actors.items() if may_read(who, name, place, world)}
            assert may == readers_of(name, place), (place, name)
