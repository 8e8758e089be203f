"""Creating, renaming and describing organisations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from wangyu.base.audit.op import op, say
from wangyu.base.core import search
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Tier
from wangyu.institutions.orgs.logic.paths import path_of
from wangyu.institutions.orgs.models import FormerName, Organisation, University
from wangyu.institutions.orgs.ops.common import (
    OrgError,
    changes,
    refuse_taken_code,
    refuse_taken_name,
    today,
    touch,
    write_paths,
)
from wangyu.institutions.orgs.queries import documents_of, province_root


class WrongTierError(OrgError):
    pass


class AlreadyClosedError(OrgError):
    def __init__(self, org: Organisation) -> None:
        super().__init__(f"“{org.name}”已撤销。如需继续使用，请先恢复。")


def require_open(org: Organisation) -> None:
    if org.closed_on is not None:
        raise AlreadyClosedError(org)


@op("orgs.province.found")
def found_province(*, name: str, actor: Actor, now: datetime, demo: bool = False) -> Organisation:
    """The root of the tree; a platform has one."""
    if province_root() is not None:
        raise OrgError("省中心已经建立，一个平台只有一个省中心。")
    root = Organisation(tier=Tier.PROVINCE, name=name, path="new", demo=demo)
    root.save()
    root.path = path_of("", root.pk)
    root.save(update_fields=["path"])
    search.put(*documents_of([root]))
    touch(root.path)
    say(f"建立省中心“{name}”", target=root, org_path=root.path)
    return root


@op("orgs.unit.create")
def create(
    *,
    parent: Organisation,
    name: str,
    actor: Actor,
    now: datetime,
    details: dict[str, Any] | None = None,
    roster: dict[str, Any] | None = None,
) -> Organisation:
    """A unit one tier below ``parent``; a university with what the roster says of it."""
    if parent.tier >= Tier.STATION:
        raise WrongTierError("班级工作站是最低一级，不能再设下级单位。")
    require_open(parent)
    refuse_taken_name(parent.pk, name)
    refuse_taken_code((roster or {}).get("code"))
    org = Organisation(
        parent=parent, tier=parent.tier + 1, name=name, demo=parent.demo, **(details or {})
    )
    write_paths([org])
    if org.tier == Tier.UNIVERSITY:
        University(organisation=org, **(roster or {})).save(force_insert=True)
    search.put(*documents_of([org]))
    touch(org.path)
    say(f"在“{parent.name}”下设立“{name}”", target=org, org_path=org.path)
    return org


@op("orgs.unit.rename")
def rename(
    *,
    org: Organisation,
    name: str,
    reason: str,
    actor: Actor,
    now: datetime,
    since: date | None = None,
) -> Organisation:
    """A new name; the old one is kept with the day it was given up."""
    require_open(org)
    if name == org.name:
        raise OrgError("新名称与现名称相同，没有改动。")
    refuse_taken_name(org.parent_id, name, but=org.pk)
    old = org.name
    FormerName(
        organisation=org, name=old, until=since or today(now), reason=reason
    ).save(force_insert=True)  # fmt: skip
    org.name = name
    org.save(update_fields=["name"])
    University.objects.filter(pk=org.pk).update(former_name=old)
    search.put(*documents_of([org]))
    touch(org.path)
    say(f"“{old}”更名为“{name}”", target=org, org_path=org.path, private={"原因": reason})
    return org


@op("orgs.unit.edit")
def edit_details(
    *,
    org: Organisation,
    details: dict[str, Any],
    actor: Actor,
    now: datetime,
) -> Organisation:
    """Short name, founding date and document, duties."""
    require_open(org)
    differ = changes(org, details)
    for key, value in details.items():
        setattr(org, key, value)
    org.save(update_fields=list(details))
    search.put(*documents_of([org]))
    touch(org.path)
    say(f"修改“{org.name}”的基本情况", target=org, org_path=org.path, private={"changes": differ})
    return org
