"""The invented people of a demo province. They have no password; a button signs in as them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from wangyu.base.audit.op import op, say
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Role
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people.models import Grant, User


@dataclass(frozen=True, slots=True)
class Cast:
    """One invented person and the role they play."""

    username: str
    name: str
    role: Role
    organisation: Organisation


class NotADemoError(Exception):
    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”不是演示机构，不能放入演示人员。")


@op("people.persona.plant")
def plant_personas(*, cast: Sequence[Cast], actor: Actor, now: datetime) -> list[User]:
    """Make them all at once, in order. Raises NotADemoError for a real organisation."""
    for one in cast:
        if not one.organisation.demo:
            raise NotADemoError(one.organisation.name)
    users = [User(username=c.username, name=c.name, demo=True) for c in cast]
    for user in users:
        user.set_unusable_password()
    User.objects.bulk_create(users)
    Grant.objects.bulk_create(
        Grant(
            user=user, role=one.role, organisation=one.organisation, granted_at=now,
            since=timezone.localdate(now),
        )
        for user, one in zip(users, cast, strict=True)
    )  # fmt: skip
    say(f"放入演示人员 {len(users)} 人", target=cast[0].organisation)
    return users
