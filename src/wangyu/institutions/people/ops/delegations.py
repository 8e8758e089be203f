"""Lending one's own role to a colleague between two dates."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor, require
from wangyu.base.core.roles import Role
from wangyu.base.lib.dates import show_date
from wangyu.institutions.people.logic.grants import lendable
from wangyu.institutions.people.models import Delegation, Grant, User
from wangyu.institutions.people.ops.elsewhere import NoProofError, stand_alone
from wangyu.institutions.people.ops.grants import lock_person
from wangyu.institutions.people.queries import active_on, colleagues


class DelegationError(Exception):
    """A delegation that cannot be; carries the sentence people read."""


@op("people.delegation.lend")
def lend(
    *, actor: Actor, now: datetime, grant: Grant, delegate: User, since: date, until: date,
    reason: str,
) -> Delegation:  # fmt: skip
    """Lend one's own role. It counts once the colleague has confirmed.

    The role stays as it is until that is written: it is not ended or lent to another meanwhile.
    """
    role = Role(grant.role)
    require(grant.user_id == actor.user_id, "只能委托自己的角色；代别人行使的角色不能再委托。")
    require(lendable(role), f"“{role.label}”不能委托，请由安全管理员另行授予接任者。")
    lock_person(delegate.pk)
    grant = _locked_grant(grant)
    _check_term(grant, since, until, timezone.localdate(now))
    _check_delegate(grant, delegate, since, until, timezone.localdate(now))
    made = Delegation.objects.create(
        grant=grant, delegate=delegate, since=since, until=until, reason=reason.strip(),
        created_at=now,
    )  # fmt: skip
    say(
        f"委托{named(delegate)}自{show_date(since)}至{show_date(until)}代行“{role.label}”",
        target=made, org_path=grant.organisation.path, private={"事由": made.reason}, role=str(role),
    )  # fmt: skip
    return made


def _locked_grant(grant: Grant) -> Grant:
    rows = Grant.objects.select_for_update(of=("self",)).select_related("organisation")
    return rows.get(pk=grant.pk)


def _check_term(grant: Grant, since: date, until: date, today: date) -> None:
    if until < since:
        raise DelegationError(f"结束日期{show_date(until)}早于开始日期{show_date(since)}，请改正。")
    if since < today:
        raise DelegationError(f"开始日期{show_date(since)}已经过去，请改为今天或以后。")
    if grant.until is not None and until > grant.until:
        raise DelegationError(f"您的角色到{show_date(grant.until)}为止，委托不能晚于这一天。")
    if not Grant.objects.filter(active_on(today), pk=grant.pk).exists():
        raise DelegationError("这个角色现在不由您担任，不能委托。")


def _check_delegate(grant: Grant, delegate: User, since: date, until: date, today: date) -> None:
    if not colleagues(grant, on=today).filter(pk=delegate.pk).exists():
        raise DelegationError("只能委托本单位在岗的同事，请从名单中选择。")
    standing = Delegation.objects.filter(
        grant=grant, revoked_at=None, since__lte=until, until__gte=since
    ).select_related("delegate")
    for other in standing:
        raise DelegationError(f"这段时间已经委托给{other.delegate.name}，请先收回那一次委托。")


@op("people.delegation.confirm")
def confirm(*, actor: Actor, now: datetime, delegation: Delegation) -> Delegation:
    """The colleague takes it on."""
    require(delegation.delegate_id == actor.user_id, "只有受托人本人可以确认。")
    delegate, delegation = lock_person(actor.own_id), _locked(delegation)
    if delegation.confirmed_at is not None:
        raise DelegationError("您已经确认过这次委托。")
    if delegation.until < timezone.localdate(now):
        raise DelegationError(f"这次委托已于{show_date(delegation.until)}到期，不用再确认。")
    delegation.confirmed_at = now
    delegation.save(update_fields=["confirmed_at"])
    try:
        ended = stand_alone(delegate, delegation.grant, now)
    except NoProofError as error:
        raise DelegationError(str(error)) from error
    say(
        f"确认代{named(delegation.grant.user)}行使“{Role(delegation.grant.role).label}”",
        target=delegation, org_path=delegation.grant.organisation.path, **ended,
    )  # fmt: skip
    return delegation


@op("people.delegation.take_back")
def take_back(*, actor: Actor, now: datetime, delegation: Delegation) -> Delegation:
    """Either side ends it at once."""
    sides = {delegation.grant.user_id, delegation.delegate_id}
    require(actor.user_id in sides, "只有委托人或受托人可以结束这次委托。")
    delegation = _locked(delegation)
    delegation.revoked_at = now
    delegation.save(update_fields=["revoked_at"])
    verb = "收回" if actor.user_id == delegation.grant.user_id else "谢绝或交还"
    say(
        f"{verb}“{Role(delegation.grant.role).label}”的委托",
        target=delegation, org_path=delegation.grant.organisation.path,
    )  # fmt: skip
    return delegation


def _locked(delegation: Delegation) -> Delegation:
    found = Delegation.objects.select_for_update(of=("self",)).select_related(
        "grant__user", "grant__organisation"
    ).get(pk=delegation.pk)  # fmt: skip
    if found.revoked_at is not None:
        raise DelegationError("这次委托已经结束。")
    return found
