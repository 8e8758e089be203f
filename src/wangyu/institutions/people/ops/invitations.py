"""Invitations: the only way to an account. A link works once; only its hash is kept."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor, require
from wangyu.base.core.roles import Role, Tier
from wangyu.base.lib.dates import show_time
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people.logic.links import hash_of
from wangyu.institutions.people.models import Grant, Invitation, User
from wangyu.institutions.people.ops.grants import (
    check_person,
    check_place,
    check_term,
    lock_person,
    make_grant,
    require_authority,
)
from wangyu.institutions.people.queries import active_on, pending

VALID_FOR = timedelta(days=7)
_USERNAME = re.compile(r"^[A-Za-z0-9._-]{3,30}$")


class InvitationError(Exception):
    """A link or invitation that does not work; carries the sentence people read."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom to invite as what."""

    name: str
    role: Role
    organisation: Organisation
    email: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation with its link, which is known only now."""

    invitation: Invitation
    link: str


def _link(token: str) -> str:
    return f"{settings.SITE_URL}{reverse('people:accept', args=[token])}"


@op("people.invitation.invite")
def invite(*, actor: Actor, now: datetime, wanted: Wanted) -> Invited:
    """Invite one person."""
    made = _make(actor, now, wanted)
    org = wanted.organisation
    say(
        f"邀请{named(made.invitation)}任“{org.name}”的“{wanted.role.label}”",
        target=made.invitation, org_path=org.path, role=str(wanted.role),
    )  # fmt: skip
    return made


@op("people.invitation.invite_many")
def invite_many(*, actor: Actor, now: datetime, wanted: Sequence[Wanted]) -> list[Invited]:
    """Invite everyone of a list, or nobody."""
    made = [_make(actor, now, one) for one in wanted]
    say(f"按名单邀请{len(made)}人", org_path=min(w.organisation.path for w in wanted))
    return made


def _make(actor: Actor, now: datetime, wanted: Wanted) -> Invited:
    org, today = wanted.organisation, timezone.localdate(now)
    require_authority(actor, wanted.role, org)
    check_place(wanted.role, org)
    check_term(today, wanted.until, today)
    same = Invitation.objects.filter(name=wanted.name, role=wanted.role, organisation=org)
    if pending(same, now).exists():
        raise InvitationError(
            f"{wanted.name}已有一条未使用的相同邀请。需要新链接时，请在邀请列表里点“换新链接”。"
        )
    token = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        organisation=org, role=wanted.role, name=wanted.name, email=wanted.email,
        until=wanted.until, token_hash=hash_of(token), created_at=now,
        expires_at=now + VALID_FOR, invited_by_id=actor.user_id,
    )  # fmt: skip
    return Invited(made, _link(token))


@op("people.invitation.reissue")
def reissue(*, actor: Actor, now: datetime, invitation: Invitation) -> Invited:
    """A new link for the same invitation; the old one stops working."""
    require_authority(actor, invitation.role, invitation.organisation)
    invitation = _locked(invitation)
    check_place(invitation.role, invitation.organisation)
    check_term(timezone.localdate(now), invitation.until, timezone.localdate(now))
    token = secrets.token_urlsafe(32)
    invitation.token_hash, invitation.expires_at = hash_of(token), now + VALID_FOR
    invitation.revoked_at, invitation.invited_by_id = None, actor.user_id
    invitation.save()
    say(
        f"给{named(invitation)}换发邀请链接",
        target=invitation, org_path=invitation.organisation.path,
    )  # fmt: skip
    return Invited(invitation, _link(token))


@op("people.invitation.revoke")
def revoke(*, actor: Actor, now: datetime, invitation: Invitation) -> Invitation:
    require_authority(actor, invitation.role, invitation.organisation)
    invitation = _locked(invitation)
    if invitation.revoked_at is not None:
        raise InvitationError("这个邀请已经撤销了。")
    invitation.revoked_at = now
    invitation.save(update_fields=["revoked_at"])
    say(
        f"撤销对{named(invitation)}的邀请",
        target=invitation, org_path=invitation.organisation.path,
    )  # fmt: skip
    return invitation


def _locked(invitation: Invitation) -> Invitation:
    found = Invitation.objects.select_for_update(of=("self",)).select_related("organisation").get(
        pk=invitation.pk
    )  # fmt: skip
    if found.used_at is not None:
        raise InvitationError(f"{found.name}已于{show_time(found.used_at)}接受邀请，不能再改动。")
    return found


@op("people.invitation.accept")
def accept(
    *,
    actor: Actor,
    now: datetime,
    invitation: Invitation,
    user: User,
) -> Grant:
    """Somebody who has an account takes the role on."""
    invitation = _usable(invitation, now)
    return _take(now, invitation, lock_person(user.pk))


def accept_with_new_account(
    *,
    actor: Actor,
    now: datetime,
    invitation: Invitation,
    username: str,
    name: str,
    password: str | None,
) -> User:
    """Somebody new makes an account and takes the role on. One link makes one account.

    Without a password for those who come in by their organisation's own sign-in. Its hash takes the
    better part of a second: it is reckoned before anybody is kept from writing.
    """
    return _accept_with_new_account(
        actor=actor, now=now, invitation=invitation, username=username, name=name,
        password=make_password(password),
    )  # fmt: skip


@op("people.invitation.accept_with_new_account")
def _accept_with_new_account(
    *, actor: Actor, now: datetime, invitation: Invitation, username: str, name: str, password: str
) -> User:
    if not _USERNAME.match(username):
        raise InvitationError("登录名应为 3 到 30 个字母、数字、点、横线或下划线。")
    invitation = _usable(invitation, now)
    if User.objects.filter(username__iexact=username).exists():
        raise InvitationError(f"登录名“{username}”已被使用，请换一个。")
    try:
        with transaction.atomic():
            user = User.objects.create(username=username, name=name, password=password)
    except IntegrityError as error:
        raise InvitationError(f"登录名“{username}”已被使用，请换一个。") from error
    user.email, user.password_at = invitation.email, now
    user.save(update_fields=["email", "password_at"])
    _take(now, invitation, user)
    return user


def _usable(invitation: Invitation, now: datetime) -> Invitation:
    """Under a lock, so that a link used twice at once works once."""
    found = Invitation.objects.select_for_update(of=("self",)).select_related("organisation").get(
        pk=invitation.pk
    )  # fmt: skip
    if found.token_hash != invitation.token_hash:
        raise InvitationError("这个邀请链接已换成新的，请使用最近收到的链接。")
    if sentence := found.problem(now):
        raise InvitationError(sentence)
    return found


def _take(now: datetime, invitation: Invitation, user: User) -> Grant:
    org, role, today = invitation.organisation, Role(invitation.role), timezone.localdate(now)
    require(invitation.invited_by_id != user.pk, "不能接受自己发出的邀请，请由另一位管理员邀请。")
    check_place(role, org)
    check_term(today, invitation.until, today)
    check_person(user, role, org, today, invitation.until)
    made, ended = make_grant(
        now=now, granted_by_id=invitation.invited_by_id, user=user, role=role, organisation=org,
        since=today, until=invitation.until,
    )  # fmt: skip
    invitation.used_at, invitation.used_by = now, user
    invitation.save(update_fields=["used_at", "used_by"])
    say(
        f"{named(user)}接受邀请，任“{org.name}”的“{role.label}”",
        target=made, org_path=org.path, role=str(role), **ended,
    )  # fmt: skip
    return made


def first_officer_link(now: datetime) -> str:
    """For ``wangyu setup``: the link by which the first provincial officer makes an account."""
    return _first_link(Role.PROVINCE_OFFICER, "首位省中心工作人员", now)


def first_security_link(now: datetime) -> str:
    """The same for the first security administrator, who grants the other two of the three."""
    return _first_link(Role.SECURITY_ADMIN, "首位安全管理员", now)


@transaction.atomic
def _first_link(role: Role, name: str, now: datetime) -> str:
    today = timezone.localdate(now)
    if Grant.objects.filter(active_on(today), role=role, user__is_active=True).exists():
        raise InvitationError(f"已有{role.label}，新成员请由其在平台上邀请。")
    org = Organisation.objects.select_for_update().filter(tier=Tier.PROVINCE).first()
    if org is None:
        raise InvitationError("还没有省中心，请先运行 wangyu setup 建立机构。")
    system = Actor.system()
    open_ones = pending(Invitation.objects.filter(role=role, invited_by=None), now)
    for old in list(open_ones):
        revoke(actor=system, now=now, invitation=old)
    return invite(actor=system, now=now, wanted=Wanted(name, role, org)).link
