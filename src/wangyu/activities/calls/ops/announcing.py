"""Announcing a call, and everything that is done to one as a whole (clauses 3, 6, 10, 12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from wangyu.activities.calls import queries
from wangyu.activities.calls.logic.changes import with_changes
from wangyu.activities.calls.logic.edition import read_edition
from wangyu.activities.calls.logic.flow import CALL
from wangyu.activities.calls.models import Call, CallStep, Entry, Roll
from wangyu.base.audit.op import named, op, say
from wangyu.base.core import search
from wangyu.base.core.access import Actor, within
from wangyu.base.core.roles import Role
from wangyu.base.lib.dates import local_day, show_time
from wangyu.base.lib.packs import PackError
from wangyu.base.lib.ports import Document
from wangyu.base.notify.send import notify
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people.queries import people_with
from wangyu.records.ledger.logic.deadlines import why_not_moved

TOLD = (Role.UNIVERSITY_OFFICER, Role.DEPARTMENT_OFFICER)
TELL_PROVINCE = (Role.PROVINCE_OFFICER,)
DONE = ("released", "cancelled")


class CallError(Exception):
    """What cannot be done with a call; carries the sentence."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What somebody decides about a call besides its rules."""

    title: str
    guide: str
    opens_at: datetime
    due_at: datetime
    grace_minutes: int = 0


@op("calls.call.create")
def create_call(
    *, owner: Organisation, rules: Mapping[str, Any], facts: Facts, actor: Actor, now: datetime
) -> Call:
    """A draft with its own copy of an edition's rules, or of an earlier call's."""
    edition = read_edition("征集", rules)
    _require_order(facts)
    made = Call.objects.create(
        owner=owner, kind=edition.kind, title=facts.title, rules=with_changes(rules, {}) | {"title": facts.title},
        guide=facts.guide, opens_at=facts.opens_at, due_at=facts.due_at,
        grace_minutes=facts.grace_minutes, changed_at=now, created_by_id=actor.user_id,
        created_at=now,
    )  # fmt: skip
    say(f"拟定征集“{made.title}”", target=made, org_path=owner.path)
    return made


def _require_order(facts: Facts) -> None:
    if facts.due_at <= facts.opens_at:
        raise CallError(
            f"截止时间 {show_time(facts.due_at)} 太早，应晚于开始时间 {show_time(facts.opens_at)}。"
        )


def locked(call: Call) -> Call:
    rows = Call.objects.select_for_update(of=("self",)).select_related("owner")
    return rows.get(pk=call.pk)


@op("calls.call.change")
def change_call(
    *, call: Call, facts: Facts, cells: Mapping[str, Any], reason: str, actor: Actor, now: datetime
) -> Call:
    """Change a draft, or correct what is announced: then with a reason, and everybody is told."""
    found = locked(call)
    if found.state in DONE:
        raise CallError("这次征集已经结束，规则不能再改。")
    _require_order(facts)
    announced = found.state != "draft"
    if announced and not reason.strip():
        raise CallError("已经公布的征集要更正，请写明理由；更正和理由会告诉所有参加的单位和人。")
    rules = with_changes(found.rules, cells) | {"title": facts.title}
    try:
        read_edition("规则", rules)
    except PackError as error:
        raise CallError(f"{error}。") from error
    found.rules, found.title, found.guide = rules, facts.title, facts.guide
    found.opens_at, found.due_at = facts.opens_at, facts.due_at
    found.grace_minutes, found.changed_at = facts.grace_minutes, now
    found.save()
    if announced:
        note(found, "correct", reason, actor, now)
        tell(found, f"“{found.title}”有更正", reason.strip(), f"correct:{now.isoformat()}", now)
        search.put(document(found))
    text = f"{'更正' if announced else '修改拟定的'}征集{named(found)}"
    say(text, target=found, org_path=found.owner.path, private={"理由": reason.strip()})
    return found


@op("calls.call.discard")
def discard_call(*, call: Call, actor: Actor, now: datetime) -> None:
    """Only a draft that nobody has seen."""
    found = locked(call)
    if found.state != "draft" or found.steps.exists():
        raise CallError("只有没有公布过的征集可以删除；已公布的可以取消。")
    say(f"删除拟定的征集“{found.title}”", org_path=found.owner.path)
    found.delete()


def step(call: Call, verb: str, actor: Actor, now: datetime, *, reason: str = "") -> Call:
    """Take one move of the table under a lock, and keep it. Called by the ops that decide."""
    found = locked(call)
    edge = CALL.take(found.state, verb, actor.roles_at(found.owner.path), reason=reason)
    found.state = edge.target
    found.save(update_fields=["state"])
    note(found, verb, reason, actor, now)
    return found


def note(call: Call, verb: str, reason: str, actor: Actor, now: datetime) -> None:
    CallStep.objects.create(
        call=call, verb=verb, reason=reason.strip()[:500], by_id=actor.user_id, at=now
    )


def tell(call: Call, title: str, body: str, key: str, now: datetime) -> int:
    """Officers of every university and department, and everybody who entered."""
    officers = people_with(TOLD, [call.owner.path], local_day(now))
    entrants = Entry.objects.filter(call=call).exclude(state="withdrawn")
    recipients = {*officers, *entrants.values_list("entrant_id", flat=True)}
    notify(
        recipients=recipients, kind="calls.call", title=title, body=body,
        url=reverse("calls:call", args=[call.pk]), key=f"calls.call:{call.pk}:{key}", now=now,
    )  # fmt: skip
    return len(recipients)


def document(call: Call) -> Document:
    url = reverse("calls:call", args=[call.pk])
    return Document("calls.call", call.pk, call.title, call.guide[:2000], url, "public", "征集")


@op("calls.call.open")
def open_call(*, call: Call, actor: Actor, now: datetime, reason: str = "") -> Call:
    """Announce it: from now on it is public, and the universities are told."""
    found = step(call, "open", actor, now, reason=reason)
    if found.due_at <= now:
        raise CallError(f"截止时间 {show_time(found.due_at)} 已经过了，请先改到将来的时间。")
    search.put(document(found))
    told = tell(found, f"征集开始：{found.title}", f"截止 {show_time(found.due_at)}", "open", now)
    say(f"公布征集{named(found)}，通知 {told} 人", target=found, org_path=found.owner.path)
    return found


def _tell_step(call: Call, verb: str, words: str, actor: Actor, now: datetime, reason: str) -> Call:
    """A move that changes nothing but the state: told to everybody, with its reason."""
    found = step(call, verb, actor, now, reason=reason)
    title = f"“{found.title}”{words}"
    tell(found, title, reason.strip(), f"{verb}:{now.isoformat()}", now)
    private = {"理由": reason.strip()}
    say(f"征集{named(found)}{words}", target=found, org_path=found.owner.path, private=private)
    return found


@op("calls.call.pause")
def pause_call(*, call: Call, actor: Actor, now: datetime, reason: str = "") -> Call:
    return _tell_step(call, "pause", "暂停征集", actor, now, reason)


@op("calls.call.resume")
def resume_call(*, call: Call, actor: Actor, now: datetime, reason: str = "") -> Call:
    return _tell_step(call, "resume", "恢复征集", actor, now, reason)


@op("calls.call.reopen")
def reopen_call(*, call: Call, actor: Actor, now: datetime, reason: str = "") -> Call:
    return _tell_step(call, "reopen", "重新征集", actor, now, reason)


@op("calls.call.cancel")
def cancel_call(*, call: Call, actor: Actor, now: datetime, reason: str = "") -> Call:
    return _tell_step(call, "cancel", "已取消", actor, now, reason)


@op("calls.call.close")
def close_call(*, call: Call, actor: Actor, now: datetime, reason: str = "") -> Call:
    """Nothing new after the deadline; what a university was given longer for still comes."""
    found = step(call, "close", actor, now, reason=reason)
    last = max([queries.deadline(found), *_own_deadlines(found)])
    if now <= last:
        raise CallError(f"最晚的截止时间 {show_time(last)} 还没有到，到时再结束征集。")
    say(f"征集{named(found)}结束，进入形式审查", target=found, org_path=found.owner.path)
    return found


def _own_deadlines(call: Call) -> list[datetime]:
    rows = Roll.objects.filter(call=call, due_at__isnull=False)
    return [due_at for due_at in rows.values_list("due_at", flat=True) if due_at]


@op("calls.call.deadline")
def move_deadline(
    *, call: Call, due_at: datetime, reason: str, actor: Actor, now: datetime,
    city: str = "", organisation: Organisation | None = None,
) -> int:  # fmt: skip
    """Move the deadline for all, for one city's universities or for one; those concerned are told.

    Whoever came late by the old one and in time by the new one is not late any more. A university
    that was given longer keeps it when its city moves, and no city has less time than all.
    """
    found = locked(call)
    if found.state not in {"open", "paused"}:
        raise CallError("只有征集中的可以调整截止时间；已经结束征集的，请先重新征集。")
    where = organisation.name if organisation else city
    for_all = found.due_at if where else None
    if problem := why_not_moved(due_at, reason, now, what=f"为{where}延期", for_all=for_all):
        raise CallError(problem)
    if where:
        places = [organisation] if organisation else _with_less(found, city, due_at)
        for place in places:
            Roll.objects.update_or_create(
                call=found, organisation=place, defaults={"due_at": due_at}
            )
        title = f"“{found.title}”为{where}延期至 {show_time(due_at)}"
        paths = [place.path for place in places]
    else:
        found.due_at = due_at
        found.save(update_fields=["due_at"])
        Roll.objects.filter(call=found, due_at__lte=due_at).update(due_at=None)
        title, paths = f"“{found.title}”截止时间改为 {show_time(due_at)}", [found.owner.path]
    _forgive(found)
    note(found, "deadline", f"{title}：{reason}", actor, now)
    told = _tell_within(found, paths, title, reason.strip(), due_at, now)
    say(title, target=found, org_path=found.owner.path, private={"理由": reason.strip()})
    return told


def _with_less(call: Call, city: str, due_at: datetime) -> list[Organisation]:
    """The city's universities, but for those that have longer already."""
    longer = Roll.objects.filter(call=call, due_at__gt=due_at).values_list(
        "organisation", flat=True
    )
    kept = set(longer)
    return [one for one in queries.universities_in(call, city) if one.pk not in kept]


def _tell_within(
    call: Call, paths: list[str], title: str, body: str, due_at: datetime, now: datetime
) -> int:
    recipients = set(people_with(TOLD, paths, local_day(now)))
    for path in paths:
        entries = Entry.objects.filter(within(path, "organisation__path"), call=call)
        recipients |= set(entries.values_list("entrant_id", flat=True))
    notify(
        recipients=recipients, kind="calls.call", title=title, body=body,
        url=reverse("calls:call", args=[call.pk]), now=now,
        key=f"calls.call:{call.pk}:due:{due_at.isoformat()}:{paths[0] if paths else ''}",
    )  # fmt: skip
    return len(recipients)


def _forgive(call: Call) -> None:
    rolls = {roll.organisation_id: roll for roll in Roll.objects.filter(call=call)}
    late = Entry.objects.filter(call=call, late=True, submitted_at__isnull=False)
    in_time = [
        entry.pk
        for entry in late
        if entry.submitted_at
        and not queries.is_late(call, entry.submitted_at, rolls.get(entry.organisation_id))
    ]
    Entry.objects.filter(pk__in=in_time).update(late=False)
