"""Moving, closing and reopening parts of the tree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from wangyu.base.audit.op import op, say
from wangyu.base.core import search
from wangyu.base.core.access import Actor, within
from wangyu.base.core.roles import Tier
from wangyu.base.lib.ports import moving, shutting
from wangyu.institutions.orgs.logic.paths import path_of
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.orgs.ops.common import OrgError, refuse_taken_name, today, touch
from wangyu.institutions.orgs.ops.tree import require_open
from wangyu.institutions.orgs.queries import documents_of, subtree


@op("orgs.unit.move")
def move(
    *,
    org: Organisation,
    parent: Organisation,
    actor: Actor,
    now: datetime,
) -> Organisation:
    """Hang a unit with all below it under another unit of the tier above. Tiers rule out cycles."""
    require_open(org)
    require_open(parent)
    if org.tier <= Tier.UNIVERSITY or parent.tier != org.tier - 1:
        wanted = Tier(max(org.tier - 1, Tier.PROVINCE)).label
        raise OrgError(f"“{org.name}”只能划归另一个{wanted}，不能划归“{parent.name}”。")
    if parent.pk == org.parent_id:
        raise OrgError(f"“{org.name}”本来就属于“{parent.name}”，没有改动。")
    refuse_taken_name(parent.pk, org.name)
    before = org.path
    after = path_of(parent.path, org.pk)
    tail = Substr("path", len(before) + 1)
    Organisation.objects.filter(within(before)).update(path=Concat(Value(after), tail))
    Organisation.objects.filter(pk=org.pk).update(parent=parent)
    org = Organisation.objects.select_related("parent").get(pk=org.pk)
    search.put(*documents_of(subtree(org)))
    touch(before, after)
    ended = _together(end(before, after, now) for end in moving.all())
    say(f"“{org.name}”划归“{parent.name}”", target=org, org_path=after, before=before, **ended)
    return org


@op("orgs.unit.close")
def close(
    *,
    org: Organisation,
    on: date,
    reason: str,
    actor: Actor,
    now: datetime,
) -> int:
    """Close a unit and what is still open below it. Nothing is deleted. Returns how many."""
    require_open(org)
    if org.tier == Tier.PROVINCE:
        raise OrgError("省中心不能撤销。")
    if on > today(now):
        raise OrgError("撤销日期还没有到。请在当天或之后办理。")
    if org.established_on is not None and on < org.established_on:
        raise OrgError(f"撤销日期早于成立日期（{org.established_on}），请核对。")
    open_ones = Organisation.objects.filter(within(org.path), closed_on=None)
    for pk in open_ones.values_list("pk", flat=True):
        search.remove("orgs.organisation", pk)
    count = open_ones.update(closed_on=on)
    org.closed_on = on
    touch(org.path)
    ended = _together(end(org.path) for end in shutting.all())
    below = f"及其下 {count - 1} 个单位" if count > 1 else ""
    say(
        f"撤销“{org.name}”{below}",
        target=org,
        org_path=org.path,
        private={"原因": reason},
        on=on.isoformat(),
        **ended,
    )
    return count


def _together(counts: Iterable[Mapping[str, int]]) -> dict[str, Any]:
    """What ended by it, whoever ended it, for the log."""
    found = Counter[str]()
    for one in counts:
        found.update(one)
    return dict(found)


@op("orgs.unit.reopen")
def reopen(
    *,
    org: Organisation,
    reason: str,
    actor: Actor,
    now: datetime,
) -> int:
    """Take a closing back, with the units that were closed on the same day."""
    if org.closed_on is None:
        raise OrgError(f"“{org.name}”没有撤销，不需要恢复。")
    if org.parent is not None:
        require_open(org.parent)
    refuse_taken_name(org.parent_id, org.name, but=org.pk)
    closed = Organisation.objects.filter(within(org.path), closed_on=org.closed_on)
    ids = list(closed.values_list("pk", flat=True))
    closed.update(closed_on=None)
    org.closed_on = None
    search.put(*documents_of(Organisation.objects.filter(within(org.path)).order_by(F("pk"))))
    touch(org.path)
    say(
        f"恢复“{org.name}”等 {len(ids)} 个单位",
        target=org,
        org_path=org.path,
        private={"原因": reason},
    )
    return len(ids)
