"""Ops that no page calls: commands and the worker do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from tests.house.blinding import BLIND_WORKS
from tests.house.way import nothing
from tests.house.world import World
from wangyu.base.audit.models import Entry, Private
from wangyu.base.audit.ops import change_key, erase_private
from wangyu.base.backup.ops import forget_copies, record_copy, record_restored
from wangyu.base.core.access import Actor
from wangyu.base.core.files.store import Stored
from wangyu.base.core.roles import Role, Tier
from wangyu.base.lib.periods import Period
from wangyu.institutions.connections import ops
from wangyu.institutions.connections.models import Binding, Connection
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.orgs.ops import found_province
from wangyu.institutions.people.models import Invitation
from wangyu.institutions.people.ops.personas import Cast, plant_personas
from wangyu.institutions.people.queries import actor_for
from wangyu.records.evidence.models import Upload
from wangyu.records.evidence.ops import uploads
from wangyu.records.ledger.ops.snapshots import take_snapshot

ELSEWHERE = {"audit.log.purge": "tests/base/audit/ops/test_removing.py"}
"""Needs a log of years: it is tried there."""


@dataclass(frozen=True, slots=True)
class Work:
    action: str
    act: Callable[[World, datetime], Any]
    prepare: Callable[[World], Any] = nothing


def me(now: datetime) -> dict[str, Any]:
    return {"actor": Actor.system(), "now": now}


def snapshot(world: World, now: datetime) -> Any:
    own = world.at["own"]["organisation"]
    return take_snapshot(
        name="年终", keys=["orgs.space_m2"], org_ids=[own], period=Period.parse("Y2025"), **me(now)
    )


def personas(world: World, now: datetime) -> Any:
    place = Organisation.objects.get(parent=None)
    place.demo = True
    return plant_personas(cast=[Cast("yanshi", "演示甲", Role.PROVINCE_OFFICER, place)], **me(now))


def without_a_province(world: World) -> None:
    Organisation.objects.filter(tier=Tier.PROVINCE).update(tier=Tier.UNIVERSITY)


def with_a_reason(world: World) -> None:
    entry = Entry.objects.filter(private=None).first()
    Private.objects.create(entry=entry, salt="", values={"理由": "旧话"})


def change(world: World, now: datetime) -> Any:
    return change_key(grace=timedelta(hours=1), lost=False, **me(now))


def copy(world: World, now: datetime) -> Any:
    return record_copy(name="20260305", folder="/b", taken_at=now, findings=["一处"], **me(now))


def officer(world: World, now: datetime) -> dict[str, Any]:
    actor = actor_for(world.people["officer"], on=timezone.localdate(now))
    return {"actor": actor, "now": now}


def upload(world: World) -> Upload:
    return Upload.objects.get(key=world.at["own"]["upload"])


def begin(world: World, now: datetime) -> Any:
    own = Organisation.objects.get(pk=world.at["own"]["organisation"])
    said = uploads.Announced("片.mp4", 3_000, "evidence.room", own.pk)
    return uploads.begin_upload(organisation=own, announced=said, **officer(world, now))


def enter(world: World, now: datetime) -> Any:
    stored = Stored("0" * 40, "1" * 64, 5, "text/plain", "a.txt")
    return uploads.enter_upload(upload=upload(world), stored=stored, **officer(world, now))


def connection(world: World) -> Connection:
    rows = Connection.objects.select_related("organisation")
    return rows.get(pk=world.at["own"]["connection"])


def unbound(world: World) -> None:
    Binding.objects.filter(connection=connection(world)).delete()
    Connection.objects.filter(pk=world.at["own"]["connection"]).update(domains="example.edu.cn")
    Invitation.objects.filter(pk=world.at["own"]["invitation"]).update(email="xin@example.edu.cn")


def bind(world: World, now: datetime) -> Any:
    me = world.people["officer"]
    return ops.bind(connection=connection(world), user=me, fingerprint="f", **officer(world, now))


def join(world: World, now: datetime) -> Any:
    return ops.join(
        connection=connection(world), mail="xin@example.edu.cn", fingerprint="g",
        invitation=Invitation.objects.get(pk=world.at["own"]["invitation"]), username="xinren",
        name="新人", actor=Actor.anonymous(), now=now,
    )  # fmt: skip


def prove(world: World, now: datetime) -> Any:
    found = connection(world)
    return ops.prove(connection=found, claims=["sub"], seen=found.changed_at, **officer(world, now))


WORKS = [
    *(Work(*one) for one in BLIND_WORKS),
    Work("evidence.upload.begin", begin),
    Work("evidence.upload.enter", enter),
    Work(
        "evidence.upload.refuse",
        lambda w, now: uploads.refuse_upload(upload=upload(w), reason="坏", **officer(w, now)),
    ),
    Work(
        "evidence.upload.expire",
        lambda w, now: uploads.expire_uploads(uploads=[upload(w)], **me(now)),
    ),
    Work("connections.binding.bind", bind, unbound),
    Work("connections.binding.join", join, unbound),
    Work("connections.connection.prove", prove),
    Work("connections.key_pair.expire", lambda _, now: ops.expire_key_pairs(**me(now))),
    Work("ledger.snapshot.take", snapshot),
    Work("people.persona.plant", personas),
    Work(
        "orgs.province.found",
        lambda _, now: found_province(name="云泽省", **me(now)),
        without_a_province,
    ),
    Work(
        "audit.private.erase",
        lambda _, now: erase_private(seq=Private.objects.first().pk, **me(now)),
        with_a_reason,
    ),
    Work("audit.key.change", change),
    Work("backup.copy.record", copy),
    Work("backup.copy.forget", lambda _, now: forget_copies(names=["20260305"], **me(now))),
    Work(
        "backup.platform.restore", lambda _, now: record_restored(name="a", taken_at=now, **me(now))
    ),
]
