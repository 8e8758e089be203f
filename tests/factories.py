"""Small makers of rows for tests. Names are invented; 云梦省 does not exist."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime

from wangyu.base.core.access import Actor
from wangyu.base.core.roles import ROLE_TIER, Role, Tier
from wangyu.institutions.orgs.models import Organisation, University
from wangyu.institutions.people.models import Grant, User
from wangyu.institutions.people.queries import actor_for
from wangyu.records.evidence.models import Use

_serial = itertools.count(1)
SINCE = date(2020, 1, 1)
TODAY = date(2026, 3, 5)


def organisation(parent: Organisation | None, tier: Tier, name: str = "") -> Organisation:
    name = name or f"{tier.label}{next(_serial)}"
    org = Organisation.objects.create(
        parent=parent, tier=tier, name=name, path=f"new{next(_serial)}"
    )
    org.path = (parent.path if parent else "") + f"{org.pk:08d}"
    org.save()
    return org


def province(name: str = "云梦省高校网络思想政治工作中心") -> Organisation:
    return organisation(None, Tier.PROVINCE, name)


def university(
    parent: Organisation, name: str = "", *, level: str = "本科", ownership: str = "公办", **more
) -> Organisation:
    org = organisation(parent, Tier.UNIVERSITY, name)
    University.objects.create(organisation=org, level=level, ownership=ownership, **more)
    return org


def user(name: str = "", **more) -> User:
    number = next(_serial)
    made = User.objects.create_user(f"user{number}", name or f"演示人员{number}", "correct horse 9")
    for key, value in more.items():
        setattr(made, key, value)
    made.save()
    return made


def grant(who: User, role: Role, org: Organisation, **more) -> Grant:
    facts = {"since": SINCE, "granted_at": datetime(2020, 1, 1, tzinfo=UTC)} | more
    return Grant.objects.create(user=who, role=role, organisation=org, **facts)


def officer(role: Role, org: Organisation, name: str = "") -> User:
    """A user holding one role at ``org`` (which must be of the role's tier)."""
    assert ROLE_TIER[role] == org.tier, f"{role} is not held at {org.tier}"
    who = user(name)
    grant(who, role, org)
    return who


def actor(role: Role, org: Organisation) -> Actor:
    return actor_for(officer(role, org), on=TODAY)


def use(file, kind, pk, by, at, note=""):
    """A file that proves something: attached while that could be."""
    return Use.objects.create(
        file=file, subject_kind=kind, subject_id=pk, note=note, added_by_id=by.user_id, added_at=at
    )


def sign_in(client, who: User) -> None:
    """Sign in as somebody who has used a second factor after their password."""
    client.force_login(who, "allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    steps = {"method": "password", "at": 0}, {"method": "mfa", "type": "totp", "at": 0}
    session["account_authentication_methods"] = list(steps)
    session["account_authentication_methods_user"] = str(who.pk)
    session.save()
