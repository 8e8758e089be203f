"""Who may read a protected field, as fields.toml says: of everybody with a role, not of the personas alone."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.apps import apps
from django.db import models

from tests.house.planting_reviews import JUDGES
from tests.house.world import GROUPS, PERSONAS, REACH, World
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Role
from wangyu.institutions.orgs.models import Organisation

TABLE = Path(__file__).with_name("fields.toml")
KEPT = (models.CharField, models.TextField, models.DecimalField, models.JSONField)
OWNERS = {"own": {"officer"}, "department": {"department_officer"}, "elsewhere": {"neighbour"}}
"""Who is "self": whoever looks after a place owns what is planted there for one person."""
COLLEAGUES = frozenset({"reporter", "officer", "leader", "department_officer"})
"""People of one university find each other's names when they lend a role."""
UNIVERSITY = 16
"""A path is eight digits a storey; so long is a university's."""
WORDS = {"self", "colleagues"}
HANDED_OVER = "people:accept"
"""Whoever holds an invitation's link reads it: that is what it is for."""


@functools.cache
def told() -> dict[str, dict[str, Any]]:
    files = [TABLE, *sorted(TABLE.with_suffix("").glob("*.toml"))]
    return {
        name: row for file in files for name, row in tomllib.loads(file.read_text("utf-8")).items()
    }


def fields_of_the_code() -> set[str]:
    ours = [m for m in apps.get_models() if m.__module__.startswith("wangyu.")]
    return {
        f"{m._meta.label}.{f.name}"
        for m in ours
        for f in m._meta.concrete_fields
        if isinstance(f, KEPT)
    }


def groups_of(name: str) -> list[str]:
    """Personas and groups who may read a field; none of a sealed one."""
    model, _, field = name.rpartition(".")
    if field in told()[model].get("sealed", "").split():
        return []
    return list(told()[model]["readers"][field].split())


def readers_of(name: str, place: str) -> set[str]:
    """Personas who may read a planted field of a place."""
    groups = groups_of(name)
    if groups == ["anyone"]:
        return set(PERSONAS)
    people = _personas(groups)
    people = people | {"neighbour"} if "officer" in people else people
    people = people | {"second_reviewer"} if "reviewer" in people else people
    own = OWNERS.get(place, set()) if "self" in groups else set()
    near = (
        COLLEAGUES if "colleagues" in groups and place not in {"elsewhere", "province"} else set()
    )
    return (people & REACH[place]) | own | near


def shown_by(answer: Any, world: World) -> set[tuple[str, str]]:
    """The planted fields an answer shows, in its page, file or headers, besides the address asked for."""
    asked = answer.request["PATH_INFO"]
    heads = unquote(str(answer.headers)).replace(asked, "").encode()
    return world.marks.seen_in(answer.body.replace(asked.encode(), b"")) | world.marks.seen_in(
        heads
    )


def _personas(groups: list[str]) -> set[str]:
    return {p for g in groups if g not in WORDS for p in GROUPS.get(g, (g,))}


def may_read(who: Actor, name: str, place: str, world: World) -> bool:
    """The same of anybody, by the roles they hold today, their own and lent ones."""
    groups = groups_of(name)
    if groups == ["anyone"]:
        return True
    by_role = _reaches(who, {PERSONAS[p] for p in _personas(groups)}, place, world)
    own = "self" in groups and who.is_signed_in and who.user_id == world.owner(place)
    return by_role or own or ("colleagues" in groups and _is_near(who, place, world))


def _path(place: str, world: World) -> str:
    return Organisation.objects.get(pk=world.at[place]["organisation"]).path


def _reaches(who: Actor, roles: set[Role | None], place: str, world: World) -> bool:
    """What the province publishes is within every university's reach, as is what two check of each other;
    what is reviewed, of reviewers, in reach of whoever is given it."""
    judge = world.people.get(JUDGES.get(place, ""))
    if judge is None or who.user_id != judge.pk:
        roles = roles - {Role.REVIEWER}
    held = [h.path for h in who.held if h.role in roles]
    if place in {"province", "checked", "second"} or not held:
        return any(len(path) <= UNIVERSITY for path in held)
    return _path(place, world).startswith(tuple(held))


def _is_near(who: Actor, place: str, world: World) -> bool:
    roles = {PERSONAS[p] for p in COLLEAGUES}
    there = _path(place, world)[:UNIVERSITY]
    return any(h.role in roles and h.path[:UNIVERSITY] == there for h in who.held)
