"""Our own keys at an organisation's sign-in service: made, taken into use, replaced, deleted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from wangyu.base.audit.op import op, say
from wangyu.base.core.access import Actor, require
from wangyu.base.core.sealed import seal
from wangyu.institutions.connections import access, queries
from wangyu.institutions.connections.kinds.keypair import Made, fingerprint
from wangyu.institutions.connections.logic.flow import (
    CURRENT,
    KEPT_FOR,
    KEY_PAIR,
    NEXT,
    OLD,
    SYSTEM,
)
from wangyu.institutions.connections.models import Connection, KeyPair
from wangyu.institutions.connections.ops.common import locked


class KeyPairError(Exception):
    """A certificate that cannot be made or deleted; carries the sentence people read."""


@dataclass(frozen=True, slots=True)
class Tried:
    """How a trial was gone through: since when, and which key of ours opened the answer, if any."""

    began: float
    opened: str = ""


UNKEYED = Tried(0)


@op("connections.key_pair.create")
def create_key_pair(*, actor: Actor, now: datetime, connection: Connection, made: Made) -> KeyPair:
    """The first is in use at once. Another one waits until the other side has been seen to know it."""
    found = locked(connection)
    require(access.may_keep(actor, found.organisation), access.NOT_KEEPER)
    uses = set(found.key_pairs.values_list("use", flat=True))
    if NEXT in uses:
        raise KeyPairError("已有一份新证书待启用；试登录成功后自动换用，不用它的先删除。")
    pair = KeyPair.objects.create(
        connection=found, use=NEXT if CURRENT in uses else CURRENT, certificate=made.certificate,
        secret=seal(queries.SEALED_FOR, made.secret), made_at=now,
    )  # fmt: skip
    say(
        f"给统一身份认证连接“{found.title}”生成证书",
        target=found, org_path=found.organisation.path, fingerprint=fingerprint(made.certificate),
    )  # fmt: skip
    return pair


def adopt(connection: Connection, tried: Tried, actor: Actor, now: datetime) -> bool:
    """A trial that was begun with the new key went well: the new one is in use from now on.

    Not while the other side still encrypts to the one before: that one will be gone one day.
    """
    new = connection.key_pairs.filter(use=NEXT).first()
    if new is None or new.made_at.timestamp() > tried.began or tried.opened not in {"", NEXT}:
        return False
    roles = actor.roles_at(connection.organisation.path)
    for pair in connection.key_pairs.filter(use=CURRENT):
        _move(pair, "replace", roles, until=now + KEPT_FOR)
    _move(new, "adopt", roles)
    return True


def _move(pair: KeyPair, verb: str, roles: Collection[str], until: datetime | None = None) -> None:
    pair.use, pair.until = KEY_PAIR.take(pair.use, verb, roles).target, until
    pair.save(update_fields=["use", "until"])


@op("connections.key_pair.drop")
def drop_key_pair(*, actor: Actor, now: datetime, pair: KeyPair) -> None:
    """One that is not in use: what is encrypted to it cannot be read any more."""
    connection = locked(pair.connection)
    require(access.may_keep(actor, connection.organisation), access.NOT_KEEPER)
    found = connection.key_pairs.filter(pk=pair.pk).first()
    if found is None or found.use == CURRENT:
        raise KeyPairError("这份证书正在使用或已经删除，请刷新后再看。")
    KEY_PAIR.take(found.use, "drop", actor.roles_at(connection.organisation.path))
    found.delete()
    say(
        f"删除统一身份认证连接“{connection.title}”的证书",
        target=connection, org_path=connection.organisation.path,
        fingerprint=fingerprint(found.certificate),
    )  # fmt: skip


@op("connections.key_pair.expire")
def expire_key_pairs(*, actor: Actor, now: datetime) -> int:
    """Those kept long enough."""
    KEY_PAIR.take(OLD, "expire", SYSTEM)
    gone, _ = queries.list_expired_key_pairs(now).delete()
    say(f"删除保留期满的登录连接证书 {gone} 份")
    return gone
