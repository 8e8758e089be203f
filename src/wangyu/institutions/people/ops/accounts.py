"""Accounts: leaving, sessions, and what the log keeps of changes to sign-in."""

from __future__ import annotations

from datetime import datetime

from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor, require
from wangyu.base.lib.ports import leaving
from wangyu.institutions.people.access import may_grant, require_vouching
from wangyu.institutions.people.models import (
    Delegation,
    Grant,
    Invitation,
    OldPassword,
    Session,
    User,
)
from wangyu.institutions.people.ops.grants import end_grant, lock_person


class AccountError(Exception):
    """What cannot be done with an account; carries the sentence people read."""


@op("people.account.leave")
def leave(*, actor: Actor, now: datetime, user: User) -> User:
    """Somebody leaves: roles, delegations, open invitations and sessions end, the account closes.

    One transaction, so that nobody is left half gone.
    """
    require(user.pk != actor.user_id, "不能给自己办理离任，请由另一位管理员办理。")
    user = lock_person(user.pk)
    if not user.is_active:
        raise AccountError(f"{user.name}已经办理过离任。")
    grants = list(Grant.objects.filter(user=user, ended_at=None).select_related("organisation"))
    require(bool(grants), f"{user.name}没有您管理的角色。")
    require(
        all(may_grant(actor, g.role, g.organisation) for g in grants),
        f"{user.name}还有不归您授予的角色，请先由能授予它的管理员收回，再办理离任。",
    )
    for grant in grants:
        end_grant(now, grant)
    _close(user, now)
    ended = {name: end(user.pk) for name in leaving.names() if (end := leaving.get(name))}
    say(
        f"为{named(user)}办理离任：收回全部角色，停用账号",
        target=user, org_path=grants[0].organisation.path, grants=len(grants), ended=ended,
    )  # fmt: skip
    return user


def _close(user: User, now: datetime) -> None:
    own = list(user.grants.values_list("pk", flat=True))
    Delegation.objects.filter(grant_id__in=own, revoked_at=None).update(revoked_at=now)
    Delegation.objects.filter(delegate=user, revoked_at=None).update(revoked_at=now)
    Invitation.objects.filter(invited_by=user, used_at=None, revoked_at=None).update(revoked_at=now)
    Session.objects.filter(user=user).delete()
    user.is_active = False
    user.save(update_fields=["is_active"])


@op("people.session.end")
def end_session(*, actor: Actor, now: datetime, handle: str) -> None:
    """End one of one's own sessions: the session row goes, so its cookie opens nothing."""
    gone, _ = Session.objects.filter(user_id=actor.own_id, handle=handle).delete()
    if not gone:
        raise AccountError("这个登录已经结束了。")
    say("结束了自己的一处登录")


@op("people.session.end_others")
def end_other_sessions(*, actor: Actor, now: datetime, keep: str) -> int:
    """End all of one's sessions but the one named ``keep``."""
    others = Session.objects.filter(user_id=actor.own_id).exclude(handle=keep)
    gone, _ = others.delete()
    say("结束了自己的其他登录", sessions=gone)
    return gone


@op("people.session.end_somebodys")
def end_sessions_of(*, actor: Actor, now: datetime, user: User) -> int:
    """Whoever may vouch for somebody ends all their sessions, the account stays: a lost telephone."""
    require_vouching(actor, user)
    gone, _ = Session.objects.filter(user=user).delete()
    if not gone:
        raise AccountError(f"{user.name}现在没有登录，不用结束。")
    say(f"结束了{named(user)}的全部登录", target=user, sessions=gone)
    return gone


@op("people.account.password")
def keep_password(*, actor: Actor, now: datetime, user: User, hashed: str, history: int) -> None:
    """Somebody has another password: since when, and (where the policy asks) which ones they had."""
    user.password = hashed
    user.save(update_fields=["password"])
    mark_password(now, user, history)
    say(f"{named(user)}更换了密码", target=User.objects.get(pk=user.pk))


def mark_password(now: datetime, user: User, history: int) -> None:
    User.objects.filter(pk=user.pk).update(password_at=now)
    if history:
        OldPassword.objects.create(user_id=user.pk, hash=user.password, at=now)
    kept = OldPassword.objects.filter(user_id=user.pk).values_list("pk", flat=True)[:history]
    OldPassword.objects.filter(user_id=user.pk).exclude(pk__in=list(kept)).delete()


@op("people.account.secure")
def note_security(*, actor: Actor, now: datetime, user: User, what: str) -> None:
    """Keep in the log that somebody changed how they sign in."""
    say(f"{named(user)}{what}", target=User.objects.get(pk=user.pk))
