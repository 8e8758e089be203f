"""Many departments and classes at once, from a sheet that has been read and confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from wangyu.base.audit.op import op, say
from wangyu.base.core import search
from wangyu.base.core.access import Actor, within
from wangyu.base.core.roles import Tier
from wangyu.institutions.orgs.logic.sheet import UnitRow
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.orgs.ops.common import OrgError, touch, write_paths
from wangyu.institutions.orgs.ops.tree import require_open
from wangyu.institutions.orgs.queries import documents_of


class NothingToAddError(OrgError):
    def __init__(self) -> None:
        super().__init__("没有要新建的单位：表里的院系和班级都已经有了。")


class SheetOutdatedError(OrgError):
    def __init__(self, name: str) -> None:
        super().__init__(f"在您确认之前，“{name}”已被别人建立或撤销。请重新上传这份表。")


@op("orgs.unit.plant")
def plant_sheet(
    *,
    university: Organisation,
    rows: Sequence[UnitRow],
    actor: Actor,
    now: datetime,
) -> int:
    """Departments first, then classes; paths in one pass each. Returns how many."""
    require_open(university)
    if not rows:
        raise NothingToAddError
    inside = Organisation.objects.filter(within(university.path), closed_on=None)
    departments = dict(inside.filter(tier=Tier.DEPARTMENT).values_list("name", "pk"))
    taken = set(inside.filter(tier=Tier.STATION).values_list("parent_id", "name"))
    above = [_unit(university, university.pk, r.department, r) for r in rows if not r.station]
    for unit in above:
        if unit.name in departments:
            raise SheetOutdatedError(unit.name)
    write_paths(above)
    departments |= {unit.name: unit.pk for unit in above}
    below = [_station(university, departments, taken, r) for r in rows if r.station]
    write_paths(below)
    search.put(*documents_of([*above, *below]))
    touch(university.path)
    say(
        f"在“{university.name}”批量建立院系 {len(above)} 个、班级 {len(below)} 个",
        target=university,
        org_path=university.path,
    )
    return len(above) + len(below)


def _unit(university: Organisation, parent_id: int, name: str, row: UnitRow) -> Organisation:
    return Organisation(
        parent_id=parent_id, name=name, established_on=row.established_on,
        tier=Tier.STATION if row.station else Tier.DEPARTMENT,
        document_no=row.document_no, demo=university.demo,
    )  # fmt: skip


def _station(
    university: Organisation, departments: dict[str, int], taken: set[tuple[int, str]], row: UnitRow
) -> Organisation:
    parent_id = departments.get(row.department)
    if parent_id is None or (parent_id, row.station) in taken:
        raise SheetOutdatedError(row.station if parent_id else row.department)
    return _unit(university, parent_id, row.station, row)
