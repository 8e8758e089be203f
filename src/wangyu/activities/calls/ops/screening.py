"""Formal examination: the machine checks, a person rules what is doubtful, works pass or go back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from wangyu.activities.calls.enums import CheckTone
from wangyu.activities.calls.logic.screening import Found
from wangyu.activities.calls.models import Call, Check, Entry
from wangyu.activities.calls.ops.choosing import Decided, RollError
from wangyu.activities.calls.ops.moving import takeable, tell_entrants, write_many
from wangyu.activities.calls.queries import rolls, screening
from wangyu.activities.calls.queries.calls import CHOOSING
from wangyu.base.audit.op import op, say
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import Role
from wangyu.base.lib.dates import local_day, show_time
from wangyu.base.notify.send import notify
from wangyu.institutions.people.queries import people_with

WAITING = "recommended"
LABELS = {
    "format_pass": "形式审查通过", "complete": "退回补齐", "format_reject": "形式审查不通过",
    "restore": "恢复审查", "recheck": "重新审查",
}  # fmt: skip
TOLD = {
    "format_reject": "形式审查未通过", "restore": "恢复审查", "recheck": "重新审查",
}  # fmt: skip
UNSOUND = "还有不符合或待认定的检查，不能通过。"


def write_checks(works: Sequence[Entry]) -> int:
    """What the machine finds. What it found before and finds again stays the row it is.

    A ruling stays as long as the sentence it answers does.
    """
    rolls.all_locked(works)
    found = screening.findings_of(works)
    before = list(Check.objects.filter(entry__in=list(found)))
    same = {(one.entry_id, one.key, one.tone, one.sentence): one.pk for one in before}
    ruled = {(one.entry_id, one.sentence): one for one in before if one.ruling}
    rows = [(pk, row) for pk, mine in found.items() for row in mine]
    kept = {same.get(_mark(pk, row)) for pk, row in rows}
    Check.objects.filter(pk__in=[one.pk for one in before if one.pk not in kept]).delete()
    made = [
        _new(pk, row, ruled.get((pk, row.sentence)))
        for pk, row in rows
        if _mark(pk, row) not in same
    ]
    Check.objects.bulk_create(made, batch_size=500)
    return len(found)


def _mark(pk: int, row: Found) -> tuple[int, str, str, str]:
    return pk, row.key, row.tone, row.sentence


def _new(pk: int, row: Found, old: Check | None) -> Check:
    """With what a person said of the same sentence, where it still asks for a person."""
    made = Check(entry_id=pk, key=row.key, tone=row.tone, sentence=row.sentence)
    if old is not None and row.tone == CheckTone.DOUBT:
        made.ruling, made.reason = old.ruling, old.reason
        made.ruled_by_id, made.ruled_at = old.ruled_by_id, old.ruled_at
    return made


def check_anew(works: Sequence[Entry]) -> int:
    """These works, and those of signed rolls that they are twins of: the one came after the other."""
    twins = {twin.pk for row in rolls.twins_of(works).values() for twin in row}
    others = Entry.objects.filter(rolls.signed(), pk__in=twins, state=WAITING)
    here = {one.pk for one in works}
    more = [one for one in others.select_related("call", "organisation") if one.pk not in here]
    return write_checks([*works, *more])


@op("calls.call.check")
def check_call(*, call: Call, actor: Actor, now: datetime) -> int:
    """All works that wait, checked again: the rules may have been corrected."""
    waiting = screening.to_screen(call).filter(state=WAITING)
    count = write_checks(list(waiting))
    say(f"重新做形式检查：{count} 件作品", target=call, org_path=call.owner.path)
    return count


@op("calls.check.rule")
def rule_check(
    *, check: Check, ruling: str, reason: str, actor: Actor, now: datetime, all_alike: bool = False
) -> int:
    """A person says what a doubt comes to; the same words in other works get the same answer."""
    found = Check.objects.select_for_update(of=("self",)).get(pk=check.pk)
    if found.tone != CheckTone.DOUBT or ruling not in {CheckTone.OK, CheckTone.BAD}:
        raise RollError("只有待人工认定的检查可以认定，结论是符合或不符合。")
    if not reason.strip():
        raise RollError("请写明认定的理由。")
    entry = Entry.objects.select_related("call__owner").get(pk=found.entry_id)
    if entry.state != WAITING:
        raise RollError("这件作品现在不在审查中，认定不能再改。")
    same = screening.alike(check).values_list("pk", flat=True) if all_alike else ()
    pks = sorted({found.pk, *same})
    Check.objects.filter(pk__in=pks).update(
        ruling=ruling, reason=reason.strip()[:300], ruled_by_id=actor.user_id, ruled_at=now
    )
    label = CheckTone(ruling).label
    say(
        f"认定形式检查的疑问：{label}（{len(pks)} 处）", target=entry, org_path=entry.call.owner.path,
        private={"理由": reason.strip()},
    )  # fmt: skip
    return len(pks)


@op("calls.entry.screen")
def screen(
    *, works: Sequence[Entry], verb: str, actor: Actor, now: datetime, reason: str = "",
    complete_by: datetime | None = None,
) -> Decided:  # fmt: skip
    """Pass, return for completion, reject, or take up again: one or many works of one call."""
    if not works:
        raise RollError("还没有选作品；请先在左边勾选。")
    call = works[0].call
    if call.state not in CHOOSING:
        raise RollError("这次征集已经进入评审或已经结束，形式审查不能再改。")
    if verb == "complete" and (complete_by is None or complete_by <= now):
        raise RollError("请写明补齐期限，应在现在之后。")
    found = rolls.all_locked(works)
    moves, left_out = takeable(found, verb, actor, reason)
    if verb == "format_pass":
        sound = set(screening.at_stage(_of(call, found), "ready", now).values_list("pk", flat=True))
        left_out += [(entry, UNSOUND) for entry, _ in moves if entry.pk not in sound]
        moves = [(entry, edge) for entry, edge in moves if entry.pk in sound]
    if not moves:
        raise RollError(left_out[0][1])
    moved = write_many(moves, actor, now, reason=reason)
    if complete_by and verb == "complete":
        Entry.objects.filter(pk__in=[one.pk for one in moved]).update(complete_by=complete_by)
        _tell_completion(moved, reason, complete_by, now)
    if verb in {"restore", "recheck"}:
        check_anew(moved)
    if verb in TOLD:
        tell_entrants([(one, f"“{one}”{TOLD[verb]}") for one in moved], reason.strip(), now)
    say(
        f"{LABELS[verb]}：{len(moved)} 件作品", target=call, org_path=call.owner.path,
        entries=[entry.pk for entry in moved], private={"理由": reason.strip()},
    )  # fmt: skip
    return Decided(moved, [f"“{entry}”：{why}" for entry, why in left_out])


def _of(call: Call, works: Sequence[Entry]) -> QuerySet[Entry]:
    return screening.to_screen(call).filter(pk__in=[one.pk for one in works])


def _tell_completion(
    moved: Sequence[Entry], reason: str, complete_by: datetime, now: datetime
) -> None:
    """The entrant, who completes it, and the university's officers, who answer for it."""
    until = f"请在 {show_time(complete_by)} 前补齐。"
    tell_entrants([(one, f"“{one}”请补齐材料") for one in moved], f"{until}{reason.strip()}", now)
    for organisation in {one.organisation for one in moved}:
        names = "、".join(f"“{one}”" for one in moved if one.organisation == organisation)
        notify(
            recipients=people_with([Role.UNIVERSITY_OFFICER], [organisation.path], local_day(now)),
            kind="calls.entry", title="省中心退回作品补齐材料", url="/calls/entries/", now=now,
            body=f"{names}：{until}{reason.strip()}",
            key=f"calls.complete:{moved[0].call_id}:{organisation.pk}:{now.isoformat()}",
        )  # fmt: skip
