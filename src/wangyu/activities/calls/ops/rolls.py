"""A university's recommendation as a whole: shown inside, signed by its leader, given back (clause 3)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse

from wangyu.activities.calls import queries
from wangyu.activities.calls.logic.flow import ROLL
from wangyu.activities.calls.models import Call, Roll, RollStep
from wangyu.activities.calls.ops.choosing import RollError, renumber
from wangyu.activities.calls.ops.moving import tell_entrants
from wangyu.activities.calls.ops.screening import WAITING, check_anew
from wangyu.activities.calls.queries import rolls
from wangyu.activities.calls.queries.calls import CHOOSING
from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import PROVINCE_STAFF, Role
from wangyu.base.lib.dates import SHANGHAI, local_day, show_time
from wangyu.base.notify.send import notify
from wangyu.institutions.orgs.models import Organisation
from wangyu.institutions.people.queries import people_with

LONGEST_NOTICE = 60


@op("calls.roll.notice")
def notice_roll(
    *, call: Call, organisation: Organisation, days: int, actor: Actor, now: datetime
) -> Roll:
    """Show the recommended works to everybody of the university, until the end of the last day."""
    Roll.objects.get_or_create(call=call, organisation=organisation)
    roll = _step(rolls.locked_roll(call, organisation), "notice", actor, now)
    least = queries.rules_of(roll.call).notice_days
    if not least <= days <= LONGEST_NOTICE:
        raise RollError(f"校内公示应为 {least} 至 {LONGEST_NOTICE} 天，现在写的是 {days} 天。")
    _require_within_quota(roll)
    roll.notice_from = now
    roll.notice_until = _end_of_day(now + timedelta(days=days))
    roll.save(update_fields=["state", "notice_from", "notice_until"])
    renumber(roll)
    _tell_leaders(roll, now)
    say(f"开始校内公示{named(roll)}", target=roll, org_path=organisation.path, days=days)
    return roll


def _require_within_quota(roll: Roll) -> None:
    tallies = rolls.tallies(roll.call, roll.organisation)
    if not any(one.chosen for one in tallies):
        raise RollError("还没有列入推荐的作品，不能开始公示。")
    if over := next((one for one in tallies if one.over), None):
        raise RollError(
            f"“{over.title}”列入了 {over.chosen} 件，名额是 {over.quota} 件，请先移出 {over.over} 件。"
        )


def _end_of_day(moment: datetime) -> datetime:
    return moment.astimezone(SHANGHAI).replace(hour=23, minute=59, second=0, microsecond=0)


def _step(roll: Roll, verb: str, actor: Actor, now: datetime, *, reason: str = "") -> Roll:
    """Take one move of the table; the caller saves the state with what belongs to it."""
    if roll.call.state not in CHOOSING:
        raise RollError("这次征集已经进入评审或已经结束，推荐名单不能再改。")
    edge = ROLL.take(roll.state, verb, actor.roles_at(roll.organisation.path), reason=reason)
    roll.state = edge.target
    RollStep.objects.create(
        roll=roll, verb=verb, reason=reason.strip()[:500], by_id=actor.user_id, at=now
    )
    return roll


@op("calls.roll.take_back")
def take_back_roll(*, roll: Roll, reason: str, actor: Actor, now: datetime) -> Roll:
    """An objection was right, or something was forgotten: choose again, and show it again."""
    found = _step(
        rolls.locked_roll(roll.call, roll.organisation), "take_back", actor, now, reason=reason
    )
    found.notice_from = found.notice_until = None
    found.save(update_fields=["state", "notice_from", "notice_until"])
    say(
        f"结束校内公示，重新遴选{named(found)}", target=found, org_path=found.organisation.path,
        private={"理由": reason.strip()},
    )  # fmt: skip
    return found


@op("calls.roll.sign")
def sign_roll(*, roll: Roll, actor: Actor, now: datetime) -> Roll:
    """The leader hands it to the province. Late is received and marked; the numbers stay from now on."""
    found = _step(rolls.locked_roll(roll.call, roll.organisation), "sign", actor, now)
    if found.notice_until and now <= found.notice_until:
        raise RollError(f"校内公示到 {show_time(found.notice_until)} 为止，期满后再签发。")
    _require_within_quota(found)
    found.signed_at, found.signed_by_id = now, actor.user_id
    found.late = queries.is_late(found.call, now, found)
    found.save(update_fields=["state", "signed_at", "signed_by", "late"])
    renumber(found)
    works = rolls.chosen(found.call, found.organisation)
    check_anew([one for one in works if one.state == WAITING])
    tell_entrants([(one, f"“{one}”已由学校推荐") for one in works], found.call.title, now)
    _tell_province(found, len(works), now)
    marked = "（逾期）" if found.late else ""
    text = f"签发{named(found)}{marked}，共 {len(works)} 件"
    say(text, target=found, org_path=found.organisation.path, works=len(works))
    return found


@op("calls.roll.return")
def return_roll(*, roll: Roll, reason: str, actor: Actor, now: datetime) -> Roll:
    """The province asks for another choice: the works stay chosen, the roll is open again."""
    found = _step(
        rolls.locked_roll(roll.call, roll.organisation), "return", actor, now, reason=reason
    )
    found.notice_from = found.notice_until = found.signed_at = None
    found.signed_by, found.late = None, False
    found.save()
    notify(
        recipients=people_with(
            (Role.UNIVERSITY_OFFICER, Role.UNIVERSITY_LEADER), [found.organisation.path], local_day(now)
        ),
        kind="calls.roll", title=f"“{found.call.title}”的推荐被退回", body=reason.strip(),
        url=_url(found), key=f"calls.roll:{found.pk}:return:{now.isoformat()}", now=now,
    )  # fmt: skip
    say(
        f"退回{named(found)}，重新推荐", target=found, org_path=found.organisation.path,
        private={"理由": reason.strip()},
    )  # fmt: skip
    return found


def _url(roll: Roll) -> str:
    return reverse("calls:roll", args=[roll.call_id, roll.organisation_id])


def _tell_leaders(roll: Roll, now: datetime) -> None:
    until = show_time(roll.notice_until) if roll.notice_until else ""
    notify(
        recipients=people_with([Role.UNIVERSITY_LEADER], [roll.organisation.path], local_day(now)),
        kind="calls.roll", title=f"“{roll.call.title}”的推荐开始校内公示", url=_url(roll), now=now,
        body=f"公示到 {until} 为止，期满后请签发。",
        key=f"calls.roll:{roll.pk}:notice:{now.isoformat()}",
    )  # fmt: skip


def _tell_province(roll: Roll, works: int, now: datetime) -> None:
    notify(
        recipients=people_with(sorted(PROVINCE_STAFF), [roll.call.owner.path], local_day(now)),
        kind="calls.roll", title=f"“{roll.call.title}”有学校签发推荐", now=now,
        body=f"{roll.organisation.name}：{works} 件", url=reverse("calls:rolls", args=[roll.call_id]),
        key=f"calls.rolls:{roll.call_id}:{local_day(now)}",
    )  # fmt: skip
