"""While a window is open: its deadlines, reminders, closing and opening again."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.urls import reverse

from wangyu.base.audit.op import op, say
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Role
from wangyu.base.lib.dates import local_day, show_time
from wangyu.base.notify.send import notify, untold
from wangyu.institutions.people.queries import people_with
from wangyu.records.ledger.enums import SheetState, WindowState
from wangyu.records.ledger.logic.deadlines import came_late, why_not_moved
from wangyu.records.ledger.models import Sheet, Window
from wangyu.records.ledger.queries import deadline, first_signed, is_shut, sheets_of

REPORTERS = (Role.UNIVERSITY_REPORTER, Role.UNIVERSITY_OFFICER)
UNREPORTED = (SheetState.FILLING, SheetState.RETURNED)


class WindowError(Exception):
    """A window that cannot be made, opened or moved; carries the sentence."""


def tell_reporters(
    window: Window, sheets: Iterable[Sheet], now: datetime, title: str, key: str
) -> int:
    """One notice for each reporter of these sheets, with the deadline that is theirs."""
    by_deadline: dict[datetime, list[str]] = {}
    for sheet in sheets:
        by_deadline.setdefault(deadline(sheet), []).append(sheet.organisation.path)
    key, told = f"ledger.window:{window.pk}:{key}", 0
    for due_at, paths in by_deadline.items():
        recipients = untold(people_with(REPORTERS, paths, local_day(now)), key)
        notify(
            recipients=recipients, kind="ledger.window", title=title, key=key, now=now,
            body=f"截止 {show_time(due_at)}", url=reverse("ledger:my_sheets"),
        )  # fmt: skip
        told += len(recipients)
    return told


def _check_move(
    window: Window, due_at: datetime, reason: str, now: datetime, only: str = ""
) -> None:
    """``only``: what it is called when it moves for some alone."""
    for_all = window.due_at if only else None
    if problem := why_not_moved(due_at, reason, now, what=only, for_all=for_all):
        raise WindowError(problem)
    if window.state == WindowState.DRAFT:
        raise WindowError("窗口还没有开启，请直接修改它的截止时间。")


@op("ledger.window.deadline")
def change_deadline(
    *, window: Window, due_at: datetime, reason: str, actor: Actor, now: datetime, city: str = ""
) -> int:
    """Move the deadline for all, or for the universities of one city; everybody concerned is told.

    A university that was given longer keeps what it was given, and no city has less time than all.
    Who came late by the old deadline and in time by the new one is not late any more; nobody becomes
    late by a move.
    """
    _check_move(window, due_at, reason, now, f"为{city}延期" if city else "")
    if window.state == WindowState.CLOSED:
        raise WindowError("窗口已经关闭。需要补报时请重新开启。")
    sheets = sheets_of(window)
    if city:
        there = sheets.filter(organisation__university__city=city)
        concerned = _give(list(there.exclude(due_at__gt=due_at)), due_at)
    else:
        _move_all(window, due_at)
        concerned = list(sheets.filter(due_at=None))
    title = f"“{window.title}”的截止时间改为 {show_time(due_at)}"
    tell_reporters(window, concerned, now, title, f"due:{due_at.isoformat()}:{city}")
    text, private = f"{title}（{city or '全部学校'}）", {"理由": reason.strip()}
    say(text, target=window, org_path=window.owner.path, private=private)
    return len(concerned)


def _move_all(window: Window, due_at: datetime) -> None:
    window.due_at = due_at
    window.save(update_fields=["due_at"])
    Sheet.objects.filter(window=window, due_at__lte=due_at).update(due_at=None)
    _forgive(sheets_of(window))


def _give(sheets: list[Sheet], due_at: datetime) -> list[Sheet]:
    Sheet.objects.filter(pk__in=[sheet.pk for sheet in sheets]).update(due_at=due_at)
    for sheet in sheets:
        sheet.due_at = due_at
    _forgive(sheets)
    return sheets


def _forgive(sheets: Collection[Sheet]) -> None:
    """Take the mark of lateness from what came before the deadline as it now is."""
    came = {s.pk: s.submitted_at for s in sheets} | first_signed([s.pk for s in sheets])
    in_time = [
        sheet.pk
        for sheet in sheets
        if (at := came[sheet.pk]) and not came_late(at, deadline(sheet), sheet.window.grace_minutes)
    ]
    Sheet.objects.filter(pk__in=in_time).update(late=False)


@op("ledger.sheet.deadline")
def extend_sheet(
    *, sheet: Sheet, due_at: datetime, reason: str, actor: Actor, now: datetime
) -> None:
    """Give one university longer than the others."""
    window = sheet.window
    _check_move(window, due_at, reason, now, "单独延期")
    if is_shut(sheet):
        raise WindowError("窗口已经关闭。需要补报时请重新开启。")
    _give([sheet], due_at)
    name = sheet.organisation.name
    title = f"“{window.title}”为{name}延期至 {show_time(due_at)}"
    tell_reporters(window, [sheet], now, title, f"due:{sheet.pk}:{due_at.isoformat()}")
    private = {"理由": reason.strip()}
    say(title, target=sheet, org_path=sheet.organisation.path, private=private)


@op("ledger.window.close")
def close_window(*, window: Window, actor: Actor, now: datetime) -> None:
    """No more submissions; afterwards only corrections."""
    if window.state != WindowState.OPEN:
        raise WindowError("只有填报中的窗口可以关闭。")
    window.state = WindowState.CLOSED
    window.save(update_fields=["state"])
    say(f"关闭填报窗口“{window.title}”", target=window, org_path=window.owner.path)


@op("ledger.window.reopen")
def reopen_window(
    *, window: Window, due_at: datetime, reason: str, actor: Actor, now: datetime
) -> int:
    """Open again what was closed, until a new deadline. Tells those who have not reported."""
    _check_move(window, due_at, reason, now)
    if window.state != WindowState.CLOSED:
        raise WindowError("只有已截止的窗口可以重新开启。")
    window.state = WindowState.OPEN
    window.save(update_fields=["state"])
    _move_all(window, due_at)
    sheets = list(sheets_of(window).filter(state__in=UNREPORTED))
    title = f"填报窗口“{window.title}”重新开启"
    tell_reporters(window, sheets, now, title, f"reopen:{due_at.isoformat()}")
    private = {"理由": reason.strip()}
    say(title, target=window, org_path=window.owner.path, private=private)
    return len(sheets)


@op("ledger.window.remind")
def remind(*, window: Window, actor: Actor, now: datetime) -> int:
    """Remind the reporters whose sheet is not submitted; once a day at most."""
    if window.state != WindowState.OPEN:
        raise WindowError("只有填报中的窗口可以提醒。")
    waiting = sheets_of(window).filter(state__in=UNREPORTED)
    title = f"提醒：“{window.title}”还没有提交"
    told = tell_reporters(window, waiting, now, title, f"remind:{local_day(now).isoformat()}")
    say(f"{title}，通知 {told} 人", target=window, org_path=window.owner.path)
    return told
