"""Somebody for every role, so that a visitor can see the platform as anyone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.utils import timezone

from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Role, Tier
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.orgs.queries import subtree
from wangyu.institutions.people import ops
from wangyu.institutions.people.queries import actor_for
from wangyu.portal.demo.land import SYSTEM, Land
from wangyu.portal.demo.names import person

AT_THE_PROVINCE = (
    Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER, Role.REVIEWER, Role.SYSTEM_ADMIN,
    Role.SECURITY_ADMIN, Role.AUDITOR,
)  # fmt: skip
AT_A_UNIVERSITY = (Role.UNIVERSITY_OFFICER, Role.UNIVERSITY_REPORTER, Role.UNIVERSITY_LEADER)


@dataclass(frozen=True, slots=True)
class Company:
    """The people who act in the demo's past: the province's officer, each school's three, reviewers."""

    officer: Actor
    by_school: dict[int, dict[Role, Actor]]
    reviewers: tuple[Actor, ...]


def cast(land: Land, random: Random) -> Iterator[ops.Cast]:
    for role in AT_THE_PROVINCE:
        yield ops.Cast(role.value.replace("_", "-"), person(random), role, land.province)
    for number, university in enumerate(land.universities, start=1):
        for role in AT_A_UNIVERSITY:
            name = f"{role.value.removeprefix('university_')}-{number:02d}"
            yield ops.Cast(name, person(random), role, university)
    yield from _below(land.universities[0], random)
    for number, university in enumerate(land.universities[1:6], start=2):
        yield ops.Cast(f"student-{number:02d}", person(random), Role.STUDENT, university)
    for number in range(2, 10):
        yield ops.Cast(f"reviewer-{number:02d}", person(random), Role.REVIEWER, land.province)


def _below(university: Organisation, random: Random) -> Iterator[ops.Cast]:
    inside = subtree(university)
    department = inside.filter(tier=Tier.DEPARTMENT).first()
    station = inside.filter(tier=Tier.STATION).first()
    if department and station:
        yield ops.Cast("department", person(random), Role.DEPARTMENT_OFFICER, department)
        yield ops.Cast("station", person(random), Role.STATION_OFFICER, station)
    yield ops.Cast("student", person(random), Role.STUDENT, university)


def plant(land: Land, random: Random, now: datetime) -> Company:
    players = list(cast(land, random))
    users = ops.plant_personas(cast=players, actor=SYSTEM, now=now)
    today = timezone.localdate(now)
    acting: dict[int, dict[Role, Actor]] = {}
    reviewers: list[Actor] = []
    for player, user in zip(players, users, strict=True):
        actor = actor_for(user, on=today, strong=True)
        acting.setdefault(player.organisation.pk, {}).setdefault(player.role, actor)
        if player.role == Role.REVIEWER:
            reviewers.append(actor)
    officer = acting[land.province.pk][Role.PROVINCE_OFFICER]
    return Company(officer, acting, tuple(reviewers))
