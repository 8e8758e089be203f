"""The only writers about connections: setting up, trying, switching; binding people to them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils import timezone

from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor, Refused, require
from wangyu.base.core.sealed import seal
from wangyu.institutions.connections import access, queries
from wangyu.institutions.connections.kinds import KINDS, Step
from wangyu.institutions.connections.logic.flow import CONNECTION
from wangyu.institutions.connections.models import Binding, Connection
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people import ops as people
from wangyu.institutions.people.logic.sessions import came_by
from wangyu.institutions.people.models import Invitation, Session, User


class NotConnectedError(Exception):
    """What cannot be done with a connection; carries the sentence people read."""


class BindingError(Exception):
    """An account that cannot be bound; carries the sentence people read."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the officer fills in. Secrets left out stay as they are."""

    title: str
    domains: str
    settings: Mapping[str, str]
    secrets: Mapping[str, str]


@op("connections.connection.create")
def create(
    *, actor: Actor, now: datetime, organisation: Organisation, kind: str, facts: Facts
) -> Connection:
    """Set one up. It lets nobody in before it has been tried."""
    require(access.may_keep(actor, organisation), access.NOT_KEEPER)
    made = Connection(organisation=organisation, kind=kind, made_at=now)
    _fill(made, facts, now)
    made.save()
    say(
        f"建立统一身份认证连接“{made.title}”（{KINDS[kind].label}）",
        target=made, org_path=organisation.path,
    )  # fmt: skip
    return made


@op("connections.connection.change")
def change(*, actor: Actor, now: datetime, connection: Connection, facts: Facts) -> Connection:
    """Change anything, and it must be tried again."""
    found = _locked(connection)
    changed = sorted(k for k, v in facts.settings.items() if found.settings.get(k, "") != v)
    _move(actor, found, "change")
    _fill(found, facts, now)
    found.save()
    say(
        f"修改统一身份认证连接“{found.title}”的设置",
        target=found, org_path=found.organisation.path,
        changed=changed, secret=bool(facts.secrets),
    )  # fmt: skip
    return found


def _fill(connection: Connection, facts: Facts, now: datetime) -> None:
    kept = queries.open_secrets(connection) if connection.secrets else {}
    connection.title, connection.domains = facts.title, facts.domains
    connection.settings = dict(facts.settings)
    connection.secrets = seal(queries.SEALED_FOR, json.dumps(kept | dict(facts.secrets)))
    connection.changed_at, connection.looked, connection.looked_at = now, [], None
    connection.claims = []


@op("connections.connection.look")
def note_look(
    *, actor: Actor, now: datetime, connection: Connection, steps: Sequence[Step]
) -> None:
    """Keep what a check of the other side found."""
    found = _locked(connection)
    require(access.may_keep(actor, found.organisation), access.NOT_KEEPER)
    found.looked, found.looked_at = [asdict(step) for step in steps], now
    found.save(update_fields=["looked", "looked_at"])
    bad = [step.label for step in steps if step.tone == "bad"]
    result = f"有问题：{'、'.join(bad)}" if bad else "没有问题"
    say(
        f"检查统一身份认证连接“{found.title}”，{result}",
        target=found, org_path=found.organisation.path,
    )  # fmt: skip


@op("connections.connection.prove")
def prove(
    *, actor: Actor, now: datetime, connection: Connection, claims: Sequence[str], seen: datetime
) -> Connection:
    """The officer went through it and came back. ``seen``: the settings it was tried with."""
    found = _locked(connection)
    if found.changed_at != seen:
        raise NotConnectedError("试登录期间设置改过，请用新的设置再试一次。")
    if found.state in {"on", "off"}:
        require(access.may_keep(actor, found.organisation), access.NOT_KEEPER)
    else:
        _move(actor, found, "prove")
    found.claims = list(claims)
    found.save(update_fields=["state", "claims"])
    say(
        f"试登录统一身份认证连接“{found.title}”成功",
        target=found, org_path=found.organisation.path,
    )  # fmt: skip
    return found


@op("connections.connection.enable")
def enable(*, actor: Actor, now: datetime, connection: Connection) -> Connection:
    found = _locked(connection)
    _move(actor, found, "enable")
    found.save(update_fields=["state"])
    say(f"启用统一身份认证连接“{found.title}”", target=found, org_path=found.organisation.path)
    return found


@op("connections.connection.disable")
def disable(*, actor: Actor, now: datetime, connection: Connection, reason: str) -> int:
    """Nobody comes in by it any more, and those who did are signed out."""
    found = _locked(connection)
    require(access.may_stop(actor, found.organisation), access.NOT_KEEPER)
    edge = CONNECTION.take(found.state, "disable", actor.roles_at(found.organisation.path), reason=reason)  # fmt: skip
    found.state = edge.target
    found.save(update_fields=["state"])
    gone = _end_sessions(found)
    say(
        f"停用统一身份认证连接“{found.title}”，结束由它登录的 {gone} 处登录",
        target=found, org_path=found.organisation.path, private={"理由": reason.strip()},
    )  # fmt: skip
    return gone


def _end_sessions(connection: Connection) -> int:
    rows = Session.objects.filter(user__bindings__connection=connection)
    through = [s.pk for s in rows if came_by(s.get_decoded(), connection.pk)]
    return Session.objects.filter(pk__in=through).delete()[0]


@op("connections.connection.remove")
def remove(*, actor: Actor, now: datetime, connection: Connection) -> None:
    """It stays in the log; its secrets and bindings go."""
    found = _locked(connection)
    _move(actor, found, "remove")
    found.secrets = ""
    found.save(update_fields=["state", "secrets"])
    gone, _ = Binding.objects.filter(connection=found).delete()
    say(
        f"删除统一身份认证连接“{found.title}”，解除 {gone} 人的绑定",
        target=found, org_path=found.organisation.path,
    )  # fmt: skip


def _locked(connection: Connection) -> Connection:
    rows = Connection.objects.select_for_update(of=("self",)).select_related("organisation")
    return rows.get(pk=connection.pk)


def _move(actor: Actor, connection: Connection, verb: str) -> None:
    org = connection.organisation
    require(access.may_keep(actor, org), access.NOT_KEEPER)
    connection.state = CONNECTION.take(connection.state, verb, actor.roles_at(org.path)).target


@op("connections.binding.bind")
def bind(
    *, actor: Actor, now: datetime, connection: Connection, user: User, fingerprint: str
) -> Binding:
    """Somebody who is signed in ties the account they came from to their own."""
    require(user.pk == actor.user_id, "只能绑定自己的账号。")
    return _bind(now, _locked(connection), people.lock_person(user.pk), fingerprint)


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
    _bind(now, _locked(connection), user, fingerprint)
    return user


@op("connections.binding.unbind")
def unbind(*, actor: Actor, now: datetime, binding: Binding) -> None:
    """Undo one's own. Somebody without a password would have no way in left."""
    user, connection = binding.user, binding.connection
    require(user.pk == actor.user_id, "只能解除自己的绑定。")
    if not user.has_usable_password():
        raise BindingError("您还没有设密码，解除后就登录不了了。请先在“我的账号”里设好密码。")
    say(
        f"{named(user)}解除“{connection.title}”的绑定",
        target=user, org_path=connection.organisation.path,
    )  # fmt: skip
    binding.delete()


def end_bindings(user_id: int) -> int:
    """Of somebody who leaves."""
    return Binding.objects.filter(user_id=user_id).delete()[0]
