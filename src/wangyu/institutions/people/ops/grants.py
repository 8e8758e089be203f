"""Giving and ending roles."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor, require
from wangyu.base.core.roles import ROLE_TIER, Role, Tier
from wangyu.base.lib.dates import show_date
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people.access import may_appoint_at, may_grant
from wangyu.institutions.people.logic.grants import clash
from wangyu.institutions.people.models import Grant, User
from wangyu.institutions.people.ops.elsewhere import NoProofError, stand_alone
from wangyu.institutions.people.queries import active_on

NEVER_EMPTY = frozenset({Role.PROVINCE_OFFICER, Role.SECURITY_ADMIN})
"""Roles whose last holder cannot be removed."""


class GrantError(Exception):
    """A role that cannot be given or ended so; carries the sentence people read."""


def require_authority(actor: Actor, role: str, org: Organisation) -> None:
    require(
        may_grant(actor, role, org),
        f"您不能授予或收回“{org.name}”的“{Role(role).label}”，请联系能授予这一角色的管理员。",
    )


def check_place(role: str, org: Organisation) -> None:
    """Roles stand at their own tier, in organisations that are open."""
    tier = ROLE_TIER[Role(role)]
    if org.tier != tier:
        raise GrantError(
            f"“{Role(role).label}”只能授在{tier.label}一级，“{org.name}”是{Tier(org.tier).label}。"
        )
    if org.closed_on is not None:
        raise GrantError(f"“{org.name}”已于{show_date(org.closed_on)}撤销，不能再授予角色。")


def check_term(since: date, until: date | None, today: date) -> None:
    if until is not None and until < since:
        raise GrantError(f"截止日期{show_date(until)}早于开始日期{show_date(since)}，请改正。")
    if until is not None and until < today:
        raise GrantError(f"截止日期{show_date(until)}已经过去，请改为今天或以后。")


def check_person(user: User, role: str, org: Organisation, since: date, until: date | None) -> None:
    """One role once, and none that exclude each other."""
    if not user.is_active:
        raise GrantError(f"{user.name}的账号已停用，请重新邀请。")
    held = Grant.objects.filter(user=user, ended_at=None).filter(_overlaps(since, until))
    if held.filter(role=role, organisation=org).exists():
        raise GrantError(f"{user.name}在这段时间已是“{org.name}”的“{Role(role).label}”。")
    other = clash(role, held.values_list("role", flat=True))
    if other:
        raise GrantError(
            f"{user.name}是“{Role(other).label}”，不能再任“{Role(role).label}”："
            "系统管理员、安全管理员、审计员必须由不同的人担任。"
        )


def _overlaps(since: date, until: date | None) -> Q:
    later = Q(until=None) | Q(until__gte=since)
    return later if until is None else later & Q(since__lte=until)


def lock_person(user_id: int) -> User:
    """Serialises decisions about one person's roles."""
    return User.objects.select_for_update().get(pk=user_id)


@op("people.grant.give")
def give(
    *, actor: Actor, now: datetime, user: User, role: Role, organisation: Organisation,
    since: date, until: date | None = None,
) -> Grant:  # fmt: skip
    """Give a role to somebody who has an account. Who serves only elsewhere is invited."""
    require_authority(actor, role, organisation)
    require(user.pk != actor.user_id, "不能给自己授予角色，请由另一位管理员授予。")
    user = lock_person(user.pk)
    check_place(role, organisation)
    check_term(since, until, timezone.localdate(now))
    check_person(user, role, organisation, since, until)
    if not may_appoint_at(actor, user, role, organisation, timezone.localdate(now)):
        raise GrantError(
            f"{user.name}现在不在您这里任职，要本人同意才能任“{organisation.name}”的“{role.label}”。"
            "请改发邀请，由本人登录后接受。"
        )
    made, ended = make_grant(
        now=now, granted_by_id=actor.user_id, user=user, role=role, organisation=organisation,
        since=since, until=until,
    )  # fmt: skip
    say(
        f"授予{named(user)}“{organisation.name}”的“{role.label}”",
        target=made, org_path=organisation.path, role=str(role),
        since=since.isoformat(), until=until.isoformat() if until else None, **ended,
    )  # fmt: skip
    return made


def make_grant(
    *, now: datetime, granted_by_id: int | None, user: User, **facts: Any
) -> tuple[Grant, dict[str, Any]]:
    """The row itself, checks done; and what ended by it, for the log."""
    made = Grant.objects.create(granted_by_id=granted_by_id, granted_at=now, user=user, **facts)
    try:
        return made, stand_alone(user, made, now)
    except NoProofError as error:
        raise GrantError(str(error)) from error


@op("people.grant.end")
def end(*, actor: Actor, now: datetime, grant: Grant) -> Grant:
    """Take a role back from now on. Effective with the person's next request."""
    org, role = grant.organisation, Role(grant.role)
    require_authority(actor, role, org)
    require(grant.user_id != actor.user_id, "不能收回自己的角色，请由另一位管理员收回。")
    end_grant(now, grant)
    say(
        f"收回{named(grant.user)}“{org.name}”的“{role.label}”",
        target=grant, org_path=org.path, role=str(role),
    )  # fmt: skip
    return grant


def end_grant(now: datetime, grant: Grant) -> None:
    """Mark ended, unless nobody would be left to do what must always be done."""
    Organisation.objects.select_for_update().get(pk=grant.organisation_id)
    grant.refresh_from_db(fields=["ended_at"])
    role = Role(grant.role)
    if grant.ended_at is not None:
        raise GrantError("这个角色已经收回了。")
    if role in NEVER_EMPTY and not _others_hold(grant, timezone.localdate(now)):
        raise GrantError(f"这是最后一位{role.label}，不能收回。请先邀请接任者，再收回。")
    grant.ended_at = now
    grant.save(update_fields=["ended_at"])


def _others_hold(grant: Grant, today: date) -> bool:
    same = Grant.objects.filter(active_on(today), role=grant.role, user__is_active=True)
    return same.exclude(user_id=grant.user_id).exists()
