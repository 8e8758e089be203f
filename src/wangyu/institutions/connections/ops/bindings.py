"""Tying people's accounts at their university to their accounts here."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor, Refused, require
from wangyu.institutions.connections import queries
from wangyu.institutions.connections.models import Binding, Connection
from wangyu.institutions.connections.ops.common import locked
from wangyu.institutions.people import ops as people
from wangyu.institutions.people.models import Invitation, User


class BindingError(Exception):
    """An account that cannot be bound; carries the sentence people read."""


@op("connections.binding.bind")
def bind(
    *, actor: Actor, now: datetime, connection: Connection, user: User, fingerprint: str
) -> Binding:
    """Somebody who is signed in ties the account they came from to their own."""
    require(user.pk == actor.user_id, "只能绑定自己的账号。")
    return _bind(now, locked(connection), people.lock_person(user.pk), fingerprint)


def _bind(now: datetime, connection: Connection, user: User, fingerprint: str) -> Binding:
    if connection.state != "on":
        raise BindingError(f"“{connection.title}”已经停用，请用登录名和密码登录。")
    if problem := queries.problem_with(connection, user, on=timezone.localdate(now)):
        raise Refused(problem)
    if queries.find_bound(connection, fingerprint) not in {None, user}:
        raise BindingError("学校的这个账号已经绑定了另一个人，请联系本校高校中心管理员。")
    if queries.find_of(user, connection) is not None:
        raise BindingError(
            f"您已经绑定过“{connection.title}”的账号。要换一个，请先在“统一身份认证”里解除原来的绑定。"
        )
    made = Binding.objects.create(
        connection=connection, user=user, fingerprint=fingerprint, bound_at=now
    )
    say(
        f"{named(user)}绑定“{connection.title}”的账号",
        target=made, org_path=connection.organisation.path,
    )  # fmt: skip
    return made


@op("connections.binding.join")
def join(
    *, actor: Actor, now: datetime, connection: Connection, invitation: Invitation, mail: str,
    fingerprint: str, username: str, name: str,
) -> User:  # fmt: skip
    """Somebody invited makes an account that is bound from the first day and has no password."""
    mine = queries.invitations_for(connection, mail, now).filter(pk=invitation.pk)
    require(mine.exists(), "这个邀请不是发给您的，或已经不能用了。")
    user = people.accept_with_new_account(
        actor=actor, now=now, invitation=invitation, username=username, name=name, password=None
    )
    _bind(now, locked(connection), user, fingerprint)
    return user


@op("connections.binding.unbind")
def unbind(*, actor: Actor, now: datetime, binding: Binding) -> None:
    """Undo one's own. Somebody without a password would have no way in left."""
    user, connection = binding.user, binding.connection
    require(user.pk == actor.user_id, "只能解除自己的绑定。")
    if not user.has_usable_password():
        raise BindingError(
            "您还没有设密码，解除后就登录不了了。请先退出，在登录页点“忘记密码”，凭邮箱设好密码。"
        )
    say(
        f"{named(user)}解除“{connection.title}”的绑定",
        target=user, org_path=connection.organisation.path,
    )  # fmt: skip
    binding.delete()


def end_bindings(user_id: int) -> int:
    """Of somebody who leaves."""
    return Binding.objects.filter(user_id=user_id).delete()[0]
