"""A small 云梦省: everything an address can name at 云梦大学, two of its departments and another university."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http.cookies import SimpleCookie
from typing import Any
from unittest import mock

from django.db import connection, transaction
from django.db.models.signals import post_init
from django.template import Template
from django.test import Client
from django.utils import timezone

from tests import factories
from tests.house import planting
from tests.house.judged import plant_judged, plant_judged_calls
from tests.house.markers import Markers
from tests.house.numbering import number_from, number_on
from tests.house.planting import Plot
from tests.house.planting_evaluation import plant_cycles, plant_evaluation
from tests.house.planting_reviews import plant_review
from tests.house.planting_sealed import mark_sealed, plant_beside
from wangyu.base.audit.logic.merkle import EMPTY
from wangyu.base.audit.models import Root
from wangyu.base.core.roles import Role, Tier
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people.models import Grant, Session, User
from wangyu.institutions.people.models.sessions import handle_of
from wangyu.records.ledger.enums import WindowState
from wangyu.records.ledger.kinds import catalogue
from wangyu.records.ledger.models import Window, WindowItem

PERSONAS: dict[str, Role | None] = {
    "anonymous": None,
    "student": Role.STUDENT,
    "department_officer": Role.DEPARTMENT_OFFICER,
    "reporter": Role.UNIVERSITY_REPORTER,
    "officer": Role.UNIVERSITY_OFFICER,
    "leader": Role.UNIVERSITY_LEADER,
    "province_officer": Role.PROVINCE_OFFICER,
    "province_leader": Role.PROVINCE_LEADER,
    "system_admin": Role.SYSTEM_ADMIN,
    "security_admin": Role.SECURITY_ADMIN,
    "auditor": Role.AUDITOR,
    "reviewer": Role.REVIEWER,
    "second_reviewer": Role.REVIEWER,
    "neighbour": Role.UNIVERSITY_OFFICER,
}
"""Who calls. They belong to 云梦大学, its first department or the province; the neighbour elsewhere.
Two judge works of one call, each another one."""
GROUPS: dict[str, tuple[str, ...]] = {
    "anyone": tuple(PERSONAS),
    "signed_in": tuple(p for p in PERSONAS if p != "anonymous"),
    "campus": ("reporter", "officer", "leader"),
    "province": ("province_officer", "province_leader"),
    "every_campus": ("reporter", "officer", "leader", "neighbour"),
    "reviewers": ("reviewer", "second_reviewer"),
    "newcomers": tuple(p for p in PERSONAS if p not in {"anonymous", "officer", "reporter"}),
}
"""Newcomers are neither who invites nor who has that role already."""
MISSING = 999_999_999
NUMBERS = {
    "own": 4_000_000, "elsewhere": 5_000_000, "department": 6_000_000, "sister": 7_000_000,
    "second": 8_000_000,
}  # fmt: skip
"""Where a place's numbers begin: the same in every table, and no number of a thing here."""
PROVINCE = frozenset(
    {"province_officer", "province_leader", "system_admin", "security_admin", "auditor"}
)
REACH: dict[str, frozenset[str]] = {
    "own": PROVINCE | {"reporter", "officer", "leader"},
    "department": PROVINCE | {"reporter", "officer", "leader", "department_officer"},
    "sister": PROVINCE | {"reporter", "officer", "leader"},
    "elsewhere": PROVINCE | {"neighbour"},
    "province": PROVINCE | {"reporter", "officer", "leader", "neighbour", "reviewer"},
    "checked": PROVINCE | {"reporter", "officer", "leader", "neighbour"},
    "second": PROVINCE | {"second_reviewer"},
}
"""Place -> who may have business there at all. The department officer's own is "department".

"checked" and "second" are no places but relations: what stands behind the figures of a university is
read by the one that checks it, too; what the second reviewer is given by nobody who is given other works
(the first one's stands with the province's).
"""
ITEMS = ("students", "staff")


@dataclass(slots=True)
class World:
    at: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Place -> what is there: own (云梦大学), department, sister (its departments), elsewhere; the
    province's windows are everybody's."""
    people: dict[str, User] = field(default_factory=dict)
    cookies: dict[str, SimpleCookie] = field(default_factory=dict)
    marks: Markers = field(default_factory=Markers)
    none: dict[tuple[str, str, str], Any] = field(default_factory=dict)
    """What was told of things there are not: the same at every place."""
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))
    """One for all calls: making one loads every middleware anew."""

    def afresh(self) -> World:
        """The same, without what was noted in one: the rows are undone, this is not."""
        noted = copy.deepcopy((self.at, self.marks))
        return replace(self, at=noted[0], marks=noted[1], none={})

    def owner(self, place: str) -> int | None:
        """Who looks after a place: what is planted there for one person is theirs."""
        grant = Grant.objects.filter(pk=self.at[place].get("own_grant")).first()
        return grant.user_id if grant else None

    def call(self, persona: str, method: str, url: str, data: dict[str, Any] | None = None) -> Any:
        """The answer, and nothing remembered of the call; ``queries`` says how many it took, ``made``
        what was made of the rows they gave."""
        counted, made = Counter(), Made()
        with transaction.atomic(), connection.execute_wrapper(counted), unwatched(), made.noted():
            answer = self.send(persona, method, url, data)
            transaction.set_rollback(True)
        answer.queries, answer.made = counted.queries, sorted(made.names)
        return answer

    def told_of_none(self, persona: str, method: str, url: str, told: Callable[[Any], Any]) -> Any:
        """The answer to a call for a thing there is not, asked once."""
        asked = persona, method, url
        if asked not in self.none:
            self.none[asked] = told(self.call(*asked))
        return self.none[asked]

    def send(
        self, persona: str, method: str, url: str, data: dict[str, Any] | bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:  # fmt: skip
        """The answer to a call that counts. Bytes are sent as they are, as the headers call them."""
        client, told = self.client, dict(headers or {})
        client.exc_info = None
        client.cookies = SimpleCookie(self.cookies[persona].output(header="", sep=";"))
        kind = {"content_type": told.pop("Content-Type")} if "Content-Type" in told else {}
        answer = getattr(client, method.lower())(url, data or {}, **kind, headers=told)
        answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return answer


@contextmanager
def unwatched() -> Iterator[None]:
    """For every part of a page Django keeps a copy of what it was told; nobody asks these answers."""
    with mock.patch.object(Template, "_render", lambda part, told: part.nodelist.render(told)):
        yield


class Counter:
    """Counts the queries of one call."""

    queries = 0

    def __call__(self, execute: Any, *query: Any) -> Any:
        self.queries += 1
        return execute(*query)


class Made:
    """Notes of which model each thing is that is made of a row meanwhile."""

    def __init__(self) -> None:
        self.names: list[str] = []

    @contextmanager
    def noted(self) -> Iterator[None]:
        post_init.connect(self._note)
        try:
            yield
        finally:
            post_init.disconnect(self._note)

    def _note(self, sender: type, **_: Any) -> None:
        self.names.append(sender.__name__)


def build() -> World:
    number_on()
    world, province = World(), factories.province()
    own = factories.university(province, "云梦大学")
    other = factories.university(province, "云梦师范学院")
    first = factories.organisation(own, Tier.DEPARTMENT, "云梦大学文学院")
    second = factories.organisation(own, Tier.DEPARTMENT, "云梦大学理学院")
    seats = {Tier.PROVINCE: province, Tier.UNIVERSITY: own, Tier.DEPARTMENT: first}
    for persona, role in PERSONAS.items():
        client = Client()
        if role is not None:
            seat = other if persona == "neighbour" else seats[factories.ROLE_TIER[role]]
            world.people[persona] = factories.officer(role, seat)
            factories.sign_in(client, world.people[persona])
        world.cookies[persona] = client.cookies
    _plant(world, province, {"own": own, "elsewhere": other, "department": first, "sister": second})
    return world


def _plant(world: World, province: Organisation, orgs: dict[str, Organisation]) -> None:
    now = timezone.now()
    windows = _windows(province, world.marks)
    calls = planting.plant_call(province, world.people["province_officer"], world.marks)
    judged = plant_judged_calls(province, now)
    cycles = plant_cycles(province, world.people["province_officer"], world.marks, now)
    for place, org in orgs.items():
        if place in NUMBERS:
            number_from(NUMBERS[place])
        officer, colleague = _staff(world, place, org)
        inviter = world.people["neighbour" if place == "elsewhere" else "officer"]
        plot = Plot(place, org, officer, colleague, inviter, world.marks, now)
        names = planting.plant_people(plot) | planting.plant_own(plot)
        names |= planting.plant_facts(plot) | planting.plant_file(plot)
        names |= planting.plant_calls(plot, calls["call"]) | plant_judged(plot, judged)
        names |= plant_evaluation(plot, cycles, world.people["province_officer"])
        if org.tier == Tier.UNIVERSITY:
            names |= planting.plant_connection(plot)
            names |= planting.plant_sheet(plot, windows["window"], names["file"])
        world.at[place] = names | _handle(plot)
    things = windows | calls | judged
    world.at["province"] = {name: thing.pk for name, thing in things.items()} | _root(now)
    world.at["province"] |= cycles
    world.at["checked"] = {}
    number_from(NUMBERS["second"])
    reviews = plant_review(world.people, orgs["elsewhere"], world.marks, now)
    world.at["province"] |= reviews["province"]
    world.at["second"] = reviews["second"]
    plant_beside(world.people["officer"], world.at["own"]["invitation"], world.marks, now)
    mark_sealed(world.marks)


def _root(now: datetime) -> dict[str, str]:
    """A sealed day of the log."""
    day = timezone.localdate(now) - timedelta(days=9)
    Root.objects.create(
        day=day, size=0, root=EMPTY.hex(), chain_hash="0" * 64, frontier=[], sealed_at=now,
        signature="",
    )  # fmt: skip
    return {"root": day.isoformat()}


def _staff(world: World, place: str, org: Organisation) -> tuple[User, User]:
    """Who looks after a place, and somebody who works there."""
    if place == "own":
        return world.people["officer"], world.people["reporter"]
    if place == "elsewhere":
        return world.people["neighbour"], factories.officer(Role.UNIVERSITY_REPORTER, org)
    officer = (
        world.people["department_officer"]
        if place == "department"
        else factories.officer(Role.DEPARTMENT_OFFICER, org)
    )
    return officer, factories.officer(Role.DEPARTMENT_OFFICER, org)


def _handle(plot: Plot) -> dict[str, str]:
    session = Session.objects.filter(user_id=plot.officer.pk).first()
    if session is None:
        return {}
    key, today = f"{plot.org.pk:032d}", timezone.localdate(plot.now)
    Session.objects.create(
        session_key=key, session_data="", handle=handle_of(key), user=plot.officer,
        expire_date=plot.now + timedelta(days=1), created_on=today, seen_on=today,
    )  # fmt: skip
    plot.marks.known(plot.place, "people.Session.handle", handle_of(key))
    plot.marks.known(plot.place, "people.Session.session_key", session.session_key)
    handle = handle_of(session.session_key)
    plot.marks.known(plot.place, "people.Session.handle", handle)
    return {"handle": handle}


def _windows(province: Organisation, marks: Markers) -> dict[str, Window]:
    """One that everybody fills in, and one that only the province knows of yet."""
    known, now = catalogue("hunan-2021-07").items, timezone.now()
    facts = {"owner": province, "pack": "hunan-2021-07", "opens_at": now, "created_at": now}
    facts["due_at"] = now + timedelta(days=9)
    made = Window.objects.create(
        title="年度填报", period_key="Y2025", state=WindowState.OPEN, **facts
    )
    for position, key in enumerate(ITEMS):
        WindowItem.objects.create(
            window=made, key=key, position=position, spec=known[key].as_spec()
        )
    secret = {name: marks.text("province", f"ledger.Window.{name}") for name in ("title", "note")}
    draft = Window.objects.create(period_key="Y2026", **secret, **facts)
    return {"window": made, "draft": draft}
