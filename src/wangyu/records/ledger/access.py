"""Who sees which window, sheet and fact."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

from wangyu.base.core.access import Actor, NotVisible, require, within_any
from wangyu.base.core.roles import PROVINCE_STAFF, UNIVERSITY_STAFF, Role
from wangyu.institutions.orgs.models import Organisation
from wangyu.records.ledger import queries
from wangyu.records.ledger.enums import WindowState
from wangyu.records.ledger.models import Correction, Entry, Fact, Receipt, Sheet, Window

M = TypeVar("M", bound=Model)
READERS = PROVINCE_STAFF | UNIVERSITY_STAFF | {Role.AUDITOR}


def visible_windows(actor: Actor) -> QuerySet[Window]:
    """The province's staff see every window; a university those that reached it."""
    if actor.has(PROVINCE_STAFF | {Role.AUDITOR}):
        return Window.objects.all()
    return Window.objects.filter(sheets__in=visible_sheets(actor)).distinct()


def visible_sheets(actor: Actor) -> QuerySet[Sheet]:
    below = within_any(actor.paths(READERS), "organisation__path")
    return Sheet.objects.filter(below).exclude(window__state=WindowState.DRAFT)


def visible_facts(actor: Actor) -> QuerySet[Fact]:
    return Fact.objects.filter(within_any(actor.paths(READERS), "organisation__path"))


def visible_corrections(actor: Actor) -> QuerySet[Correction]:
    return Correction.objects.filter(within_any(actor.paths(READERS), "fact__organisation__path"))


def access_window(actor: Actor, pk: int) -> Window:
    return _one(visible_windows(actor).select_related("owner").filter(pk=pk))


def access_own_window(actor: Actor, pk: int) -> Window:
    """A window to be changed: the province's staff only."""
    window = access_window(actor, pk)
    reason = "填报窗口由省中心管理。如需调整截止时间，请与省中心联系。"
    require(actor.has(PROVINCE_STAFF, window.owner.path), reason)
    return window


def access_sheet(actor: Actor, pk: int) -> Sheet:
    found = queries.find_sheet(pk, actor.paths(READERS))
    if found is None:
        raise NotVisible
    return found


def access_entry(actor: Actor, pk: int) -> Entry:
    rows = Entry.objects.select_related("sheet__window", "sheet__organisation")
    return _one(rows.filter(pk=pk, sheet__in=visible_sheets(actor)))


def access_fact(actor: Actor, pk: int) -> Fact:
    return _one(visible_facts(actor).select_related("organisation", "sheet__window").filter(pk=pk))


def access_correction(actor: Actor, pk: int) -> Correction:
    return _one(visible_corrections(actor).select_related("fact__organisation").filter(pk=pk))


def access_receipt(actor: Actor, number: str) -> Receipt:
    sheets = visible_sheets(actor)
    return _one(Receipt.objects.select_related("sheet").filter(number=number, sheet__in=sheets))


def own_province(actor: Actor) -> Organisation:
    """The province whose staff this person is; its windows are opened in its name."""
    require_province(actor)
    held = next(h for h in actor.held if h.role in PROVINCE_STAFF)
    return Organisation.objects.get(pk=held.org_id)


def require_province(actor: Actor) -> None:
    require(actor.has(PROVINCE_STAFF), "这项工作由省中心办理。")


def _one(rows: QuerySet[M]) -> M:
    found = rows.first()
    if found is None:
        raise NotVisible
    return found
