"""The ledger's entries in the menu, the desk, search and the file room."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse

from wangyu.base.core.access import Actor, within_any
from wangyu.base.core.roles import PROVINCE_STAFF, UNIVERSITY_STAFF, Role
from wangyu.base.lib.ports import (
    AgendaItem,
    Attachable,
    Document,
    Naming,
    NavItem,
    Subject,
    agenda,
    attachables,
    documents,
    naming,
    navigation,
    openers,
    readers,
)
from wangyu.records.ledger import access, ops, queries
from wangyu.records.ledger.enums import CorrectionState, SheetState, WindowState
from wangyu.records.ledger.logic import flow
from wangyu.records.ledger.models import Sheet, Window
from wangyu.records.ledger.ops.entries import why_locked

REPORTERS = {Role(role) for role in flow.REPORTERS}
LEADERS = {Role(role) for role in flow.LEADERS}
MINUTES_TO_SUBMIT, MINUTES_TO_SIGN, MINUTES_TO_VERIFY = 5, 10, 8


def _sheets(actor: Actor, roles: Collection[Role], states: Collection[str]) -> QuerySet[Sheet]:
    """Those this person has to move, where one of ``roles`` is held.

    In a closed window only what was handed in or sent back still can move.
    """
    own = within_any(actor.paths(roles), "organisation__path")
    moving = Q(window__state=WindowState.OPEN) | Q(signed_at__isnull=False) | Q(state="submitted")
    rows = access.visible_sheets(actor).filter(own, moving, state__in=states)
    return rows.select_related("window", "organisation").order_by("pk")


def _url(sheet: Sheet) -> str:
    return reverse("ledger:sheet", args=[sheet.pk])


def todo(actor: Actor, now: datetime) -> Iterable[AgendaItem]:  # noqa: ARG001 -- the port's signature
    yield from _to_fill(actor)
    for sheet in _sheets(actor, LEADERS, [SheetState.SUBMITTED]):
        title = f"签批“{sheet.window.title}”"
        yield AgendaItem(
            title, _url(sheet), queries.deadline(sheet), MINUTES_TO_SIGN, sheet.organisation.name
        )
    yield from _to_verify(actor)


def _to_fill(actor: Actor) -> Iterable[AgendaItem]:
    for sheet in _sheets(actor, REPORTERS, [SheetState.FILLING, SheetState.RETURNED]):
        asked = queries.form_of(sheet.window).asked
        left = {p.key for p in queries.problems_of(sheet)}
        minutes = max(MINUTES_TO_SUBMIT, round(sum(asked[key].minutes for key in left)))
        verb = "补正" if sheet.state == SheetState.RETURNED else "填报"
        note = f"还有 {len(left)} 项" if left else "已填齐，请提交"
        title = f"{verb}“{sheet.window.title}”"
        yield AgendaItem(title, _url(sheet), queries.deadline(sheet), minutes, note)


def _to_verify(actor: Actor) -> Iterable[AgendaItem]:
    waiting: dict[int, list[Sheet]] = {}
    for sheet in _sheets(actor, PROVINCE_STAFF, [SheetState.SIGNED]):
        waiting.setdefault(sheet.window_id, []).append(sheet)
    for pk, sheets in waiting.items():
        title = f"核实“{sheets[0].window.title}”：{len(sheets)} 所学校"
        url = reverse("ledger:window", args=[pk]) + "?state=signed"
        yield AgendaItem(title, url, None, MINUTES_TO_VERIFY * len(sheets))
    below = within_any(actor.paths(PROVINCE_STAFF), "fact__organisation__path")
    asked = access.visible_corrections(actor).filter(below, state=CorrectionState.PROPOSED).count()
    if asked:
        yield AgendaItem(f"决定 {asked} 份更正申请", reverse("ledger:corrections"), None, 3 * asked)


def _documents() -> Iterable[Document]:
    for window in Window.objects.exclude(state=WindowState.DRAFT):
        yield ops.window_document(window)


def _entry(actor: Actor, pk: int) -> Subject:
    entry = access.access_entry(actor, pk)
    sheet = entry.sheet
    item = queries.form_of(sheet.window).all[entry.key]
    return Subject(
        f"{sheet.organisation.name} · {sheet.window.title} · {item.label}",
        reverse("ledger:sheet", args=[sheet.pk]), sheet.organisation_id, sheet.organisation.path,
        may_attach=not why_locked(sheet) and actor.has(UNIVERSITY_STAFF, sheet.organisation.path),
    )  # fmt: skip


def _open_fact(actor: Actor, pk: int) -> str:  # noqa: ARG001 -- the page itself decides
    return reverse("ledger:fact", args=[pk])


agenda.add("ledger", todo)
documents.add("ledger", _documents)
readers.add("ledger.window", access.READERS)
naming.add("ledger.entry", Naming("填报数字", queries.entry_labels))
attachables.add(
    "ledger.entry", Attachable("ledger.entry", "填报数字", _entry, queries.hold_sheet_of)
)
openers.add("ledger.fact", _open_fact)
navigation.add(
    "ledger.windows",
    NavItem(
        "填报窗口",
        "ledger:windows",
        "calendar",
        20,
        lambda a: a.has(PROVINCE_STAFF | {Role.AUDITOR}),
    ),
)
navigation.add(
    "ledger.sheets",
    NavItem("填报", "ledger:my_sheets", "checklist", 21, lambda a: a.has(UNIVERSITY_STAFF)),
)
navigation.add(
    "ledger.corrections",
    NavItem(
        "数字更正",
        "ledger:corrections",
        "edit",
        22,
        lambda a: a.has(PROVINCE_STAFF | UNIVERSITY_STAFF),
    ),
)
