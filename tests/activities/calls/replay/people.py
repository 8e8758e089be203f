"""The province as its roster has it, and somebody at every university.

Names of universities are real, and so nothing invented about them leaves the test's own database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from tests import factories
from tests.portal.conftest import rows as roster
from wangyu.base.core.access import Actor, Held
from wangyu.base.core.roles import Role
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people.models import Grant, User

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
REVIEWERS = 48
OUTSIDE = 8
"""Reviewers of no university of the province."""


@dataclass(frozen=True, slots=True)
class School:
    place: Organisation
    level: str
    student: Actor
    teacher: Actor
    officer: Actor
    leader: Actor


@dataclass(frozen=True, slots=True)
class Province:
    place: Organisation
    officer: Actor
    schools: list[School]
    reviewers: list[Actor]


ROLES = (
    Role.STUDENT, Role.UNIVERSITY_REPORTER, Role.UNIVERSITY_OFFICER, Role.UNIVERSITY_LEADER,
)  # fmt: skip


def settle() -> Province:
    """Everybody at once: how people come to their roles is told elsewhere."""
    province = factories.province("省高校网络思想政治工作中心")
    places = [
        factories.university(
            province, one["name"], level=one["level"], ownership=one["ownership"], city=one["city"],
            authority=one["authority"], code=one["school_code"] or None,
        )
        for one in roster()
    ]  # fmt: skip
    wanted = [
        ("省员", Role.PROVINCE_OFFICER, province, None),
        *((f"{role.label}{at:03d}", role, place, None) for at, place in enumerate(places) for role in ROLES),
        *(
            (f"评委{at:02d}", Role.REVIEWER, province, places[2 * at] if at >= OUTSIDE else None)
            for at in range(REVIEWERS)
        ),
    ]  # fmt: skip
    actors = _appoint(wanted)
    rows = iter(actors[1:])
    schools = [
        School(place, place.university.level, *(next(rows) for _ in ROLES)) for place in places
    ]
    return Province(province, actors[0], schools, list(rows))


def _appoint(wanted: list[tuple[str, Role, Organisation, Organisation | None]]) -> list[Actor]:
    users = User.objects.bulk_create(
        User(username=f"replay{at:04d}", name=name, password="!")
        for at, (name, *_) in enumerate(wanted)
    )
    facts = {"since": factories.SINCE, "granted_at": LONG_AGO}
    Grant.objects.bulk_create(
        Grant(user=user, role=role, organisation=place, **facts)
        for user, (_, role, place, _) in zip(users, wanted, strict=True)
    )
    Grant.objects.bulk_create(
        Grant(user=user, role=Role.UNIVERSITY_REPORTER, organisation=home, **facts)
        for user, (_, _, _, home) in zip(users, wanted, strict=True)
        if home
    )
    return [
        Actor(user.pk, user.name, (Held(role, place.pk, place.path),), strong=True)
        for user, (_, role, place, _) in zip(users, wanted, strict=True)
    ]
