"""Setting a connection up, trying it, switching it on and off."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from wangyu.base.audit.op import op, say
from wangyu.base.core.access import Actor, require
from wangyu.base.core.sealed import seal
from wangyu.institutions.connections import access, queries
from wangyu.institutions.connections.kinds import KINDS, Step
from wangyu.institutions.connections.logic.flow import CONNECTION
from wangyu.institutions.connections.models import Connection, KeyPair
from wangyu.institutions.connections.ops.common import locked
from wangyu.institutions.connections.ops.keys import UNKEYED, Tried, adopt
from wangyu.institutions.connections.ops.parting import end_sessions, part
from wangyu.institutions.orgs.models import Organisation

ANOTHER = "换了对方，学校账号请重新绑定"


class NotConnectedError(Exception):
    """What cannot be done with a connection; carries the sentence people read."""


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
    """Change anything, and it must be tried again; with another partner, be bound to again."""
    found = locked(connection)
    changed = sorted(k for k, v in facts.settings.items() if found.settings.get(k, "") != v)
    same = queries.kind_of(found).is_same(found.settings, facts.settings)
    _move(actor, found, "change")
    _fill(found, facts, now)
    found.save()
    gone = None if same else part(found, now, ANOTHER)
    say(
        f"修改统一身份认证连接“{found.title}”的设置"
        + (f"，换了对方，解除 {gone.people} 人的绑定，结束 {gone.sessions} 处登录" if gone else ""),
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
    found = locked(connection)
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
    *,
    actor: Actor,
    now: datetime,
    connection: Connection,
    claims: Sequence[str],
    seen: datetime,
    tried: Tried = UNKEYED,
) -> Connection:
    """The officer went through it and came back. ``seen``: the settings it was tried with."""
    found = locked(connection)
    if found.changed_at != seen:
        raise NotConnectedError("试登录期间设置改过，请用新的设置再试一次。")
    if found.state in {"on", "off"}:
        require(access.may_keep(actor, found.organisation), access.NOT_KEEPER)
    else:
        _move(actor, found, "prove")
    found.claims = list(claims)
    found.save(update_fields=["state", "claims"])
    renewed = adopt(found, tried, actor, now)
    say(
        f"试登录统一身份认证连接“{found.title}”成功{'，换用新证书' if renewed else ''}",
        target=found, org_path=found.organisation.path,
    )  # fmt: skip
    return found


@op("connections.connection.enable")
def enable(*, actor: Actor, now: datetime, connection: Connection) -> Connection:
    found = locked(connection)
    _move(actor, found, "enable")
    found.save(update_fields=["state"])
    say(f"启用统一身份认证连接“{found.title}”", target=found, org_path=found.organisation.path)
    return found


@op("connections.connection.disable")
def disable(*, actor: Actor, now: datetime, connection: Connection, reason: str) -> int:
    """Nobody comes in by it any more, and those who did are signed out."""
    found = locked(connection)
    require(access.may_stop(actor, found.organisation), access.NOT_KEEPER)
    edge = CONNECTION.take(found.state, "disable", actor.roles_at(found.organisation.path), reason=reason)  # fmt: skip
    found.state = edge.target
    found.save(update_fields=["state"])
    gone = end_sessions(found)
    say(
        f"停用统一身份认证连接“{found.title}”，结束由它登录的 {gone} 处登录",
        target=found, org_path=found.organisation.path, private={"理由": reason.strip()},
    )  # fmt: skip
    return gone


@op("connections.connection.remove")
def remove(*, actor: Actor, now: datetime, connection: Connection) -> None:
    """It stays in the log; its secrets, keys, bindings and sessions go."""
    found = locked(connection)
    _move(actor, found, "remove")
    found.secrets = ""
    found.save(update_fields=["state", "secrets"])
    KeyPair.objects.filter(connection=found).delete()
    gone = part(found, now, "已删除，以后用登录名和密码登录")
    say(
        f"删除统一身份认证连接“{found.title}”，解除 {gone.people} 人的绑定",
        target=found, org_path=found.organisation.path,
    )  # fmt: skip


def _move(actor: Actor, connection: Connection, verb: str) -> None:
    org = connection.organisation
    require(access.may_keep(actor, org), access.NOT_KEEPER)
    connection.state = CONNECTION.take(connection.state, verb, actor.roles_at(org.path)).target
