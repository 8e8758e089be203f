"""What the ops of the tree share."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.db.models import CharField, Model, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat, LPad

from wangyu.base.core.stamps import bump
from wangyu.base.lib.dates import local_day, show_date
from wangyu.institutions.orgs.logic.paths import DIGITS, path_of, stamp_of
from wangyu.institutions.orgs.models import Organisation, University

STAMP = "orgs"
BATCH = 2000


class OrgError(Exception):
    """A change the tree does not allow; carries the sentence its maker reads."""


class NameTakenError(OrgError):
    def __init__(self, name: str) -> None:
        super().__init__(f"同一单位下已有“{name}”。请换一个名称，或直接使用已有的单位。")


def today(now: datetime) -> date:
    return local_day(now)


def touch(*paths: str) -> None:
    """What was computed from organisations, and from these above all, is out of date from here on."""
    bump(STAMP, *map(stamp_of, paths))


def refuse_taken_name(parent_id: int | None, name: str, *, but: int = 0) -> None:
    same = Organisation.objects.filter(parent_id=parent_id, name=name, closed_on=None)
    if same.exclude(pk=but).exists():
        raise NameTakenError(name)


class CodeTakenError(OrgError):
    def __init__(self, code: str, name: str) -> None:
        super().__init__(f"标识码 {code} 已属于“{name}”。请先核对哪一所填错了。")


def refuse_taken_code(code: str | None, *, but: int = 0) -> None:
    same = University.objects.filter(code=code).exclude(pk=but).select_related("organisation")
    if code and (other := same.first()):
        raise CodeTakenError(code, other.organisation.name)


def write_paths(planted: Sequence[Organisation]) -> None:
    """Insert new organisations whose parents have paths, then give all theirs in one pass."""
    mark = f"new-{uuid4().hex[:12]}-"
    for number, org in enumerate(planted):
        org.path = f"{mark}{number}"
    Organisation.objects.bulk_create(planted, batch_size=BATCH)
    above = Organisation.objects.filter(pk=OuterRef("parent_id")).values("path")[:1]
    own = LPad(Cast("pk", CharField()), DIGITS, Value("0"))
    Organisation.objects.filter(path__startswith=mark).update(path=Concat(Subquery(above), own))
    parents = {org.parent_id or 0 for org in planted}
    paths = dict(Organisation.objects.filter(pk__in=parents).values_list("pk", "path"))
    for org in planted:
        org.path = path_of(paths[org.parent_id or 0], org.pk)


def changes(row: Model, values: Mapping[str, Any]) -> dict[str, list[str]]:
    """What differs from the stored row, by label: before and after, as people read it."""
    before = type(row)._default_manager.get(pk=row.pk)  # noqa: SLF001 -- Django's own API
    return {
        str(field.verbose_name): [_words(getattr(before, field.name)), _words(values[field.name])]
        for field in row._meta.fields  # noqa: SLF001 -- as above
        if field.name in values and getattr(before, field.name) != values[field.name]
    }


def _words(value: Any) -> str:
    if value is None or value == "":
        return "未填"
    if isinstance(value, bool):
        return "是" if value else "否"
    return show_date(value) if isinstance(value, date) else str(value)


def fresh(ids: Collection[int]) -> list[Organisation]:
    """The organisations with these ids as they now stand, read in batches."""
    wanted = sorted(ids)
    found: list[Organisation] = []
    for at in range(0, len(wanted), BATCH):
        found += Organisation.objects.filter(pk__in=wanted[at : at + BATCH])
    return found
