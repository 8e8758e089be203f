"""The panel of a call: who reviews, from where, for what, and what they must not have."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from wangyu.activities.calls import queries
from wangyu.activities.calls.models import Call, Conflict, Entry, Panelist, Review
from wangyu.activities.calls.ops.announcing import DONE, locked
from wangyu.activities.calls.queries import assigning, reviewing
from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor
from wangyu.base.lib.dates import local_day
from wangyu.institutions.orgs.models import Organisation


class PanelError(Exception):
    """What cannot be done with a panel; carries the sentence."""


@op("calls.panel.add")
def add_panelists(*, call: Call, users: Collection[int], actor: Actor, now: datetime) -> int:
    """People who hold the reviewer's role, with the university their other roles tell."""
    found = locked(call)
    if found.state in DONE:
        raise PanelError("这次征集已经结束，不能再加评委。")
    day = local_day(now)
    able = set(
        assigning.candidates(found, day).filter(pk__in=set(users)).values_list("pk", flat=True)
    )
    if not able:
        raise PanelError("请先勾选要加入的评委；已在名单里、或看得到申报单位的人不能选。")
    homes = assigning.places_of(able, day)
    most = queries.rules_of(found).most_load
    Panelist.objects.bulk_create(
        Panelist(
            call=found, user_id=pk, organisation_id=min(homes.get(pk, ()), default=None), most=most
        )
        for pk in sorted(able)
    )
    say(f"为征集{named(found)}加入 {len(able)} 名评委", target=found, org_path=found.owner.path)
    return len(able)


def _again(panelist: Panelist) -> Panelist:
    rows = Panelist.objects.select_for_update(of=("self",)).select_related("call__owner", "user")
    return rows.get(pk=panelist.pk)


@op("calls.panel.change")
def change_panelist(
    *, panelist: Panelist, organisation: Organisation | None, tracks: Sequence[str], most: int,
    actor: Actor, now: datetime,
) -> Panelist:  # fmt: skip
    found = _again(panelist)
    has = Review.objects.filter(panelist=found, state__in=reviewing.ACTIVE)
    if most < has.count():
        raise PanelError(f"已经分派 {has.count()} 件，上限不能少于这个数。")
    if organisation and has.filter(entry__organisation=organisation).exists():
        raise PanelError(f"手上有{organisation.name}的作品，请先在评审进度里替换，再改所在单位。")
    found.organisation, found.tracks, found.most = organisation, list(tracks), most
    found.save(update_fields=["organisation", "tracks", "most"])
    say(f"修改评委{named(found)}的单位、类别和上限", target=found, org_path=found.call.owner.path)
    return found


@op("calls.panel.remove")
def remove_panelist(*, panelist: Panelist, actor: Actor, now: datetime) -> None:
    found = _again(panelist)
    if Review.objects.filter(panelist=found).exists():
        raise PanelError("分派过的评委不能移出名单，可以在评审进度里替换他的评审。")
    say(f"移出征集{named(found.call)}的一名评委", target=found.call, org_path=found.call.owner.path)
    found.delete()


@op("calls.conflict.declare")
def declare_conflict(
    *, panelist: Panelist, entry: Entry | None, organisation: Organisation | None, reason: str,
    actor: Actor, now: datetime,
) -> Conflict:  # fmt: skip
    """By the province, of a work or a university. What they have of it has to be replaced first."""
    found = _again(panelist)
    _require_reason(reason)
    if (entry is None) == (organisation is None):
        raise PanelError("请选一所学校，或者一件作品。")
    mine = Review.objects.filter(panelist=found, state__in=reviewing.ACTIVE)
    held = mine.filter(entry=entry) if entry else mine.filter(entry__organisation=organisation)
    if held.exists():
        raise PanelError(f"他手上有 {held.count()} 件要回避的作品，请先在评审进度里替换，再登记。")
    made = Conflict.objects.create(
        panelist=found, entry=entry, organisation=organisation, reason=reason.strip()[:300],
        declared_at=now,
    )  # fmt: skip
    _say_declared(found, reason)
    return made


@op("calls.conflict.own")
def declare_own_conflict(
    *, panelist: Panelist, organisation: Organisation, reason: str, actor: Actor, now: datetime
) -> Conflict:
    """By the reviewer, of a university, before they have any work.

    Afterwards the works that went would tell whose they are: then it is said work by work, or to
    the province.
    """
    found = _again(panelist)
    _require_reason(reason)
    if Review.objects.filter(panelist=found).exists():
        raise PanelError(
            "您已经有分派的作品：请在那件作品的页面申报回避；要回避一所学校，请告诉省中心，由省中心登记。"
        )
    if found.conflicts.filter(organisation=organisation).exists():
        raise PanelError(f"您已经申报过回避{organisation.name}。")
    made = Conflict.objects.create(
        panelist=found, organisation=organisation, reason=reason.strip()[:300], declared_at=now
    )
    _say_declared(found, reason)
    return made


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise PanelError("请写明回避的理由，例如：近三年的合作者。")


def _say_declared(panelist: Panelist, reason: str) -> None:
    say(
        f"登记评委{named(panelist)}的一项回避", target=panelist, org_path=panelist.call.owner.path,
        private={"理由": reason.strip()},
    )  # fmt: skip


@op("calls.conflict.drop")
def drop_conflict(*, conflict: Conflict, actor: Actor, now: datetime) -> None:
    panelist = conflict.panelist
    say(
        f"取消评委{named(panelist)}的一项回避", target=panelist, org_path=panelist.call.owner.path,
        private={"理由": conflict.reason},
    )  # fmt: skip
    Conflict.objects.filter(pk=conflict.pk).delete()
