"""The self-check's deadline moves: for all, for one city's universities, or for one (clause 11)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from wangyu.assessment.evaluation.models import Cycle, Member, MemberStep
from wangyu.assessment.evaluation.ops.cycles import EvaluationError, locked, note, tell_at
from wangyu.assessment.evaluation.ops.lateness import forgive
from wangyu.base.audit.op import op, say
from wangyu.base.core.access import Actor
from wangyu.base.lib.dates import show_time
from wangyu.records.ledger.logic.deadlines import why_not_moved


@op("evaluation.cycle.deadline")
def move_deadline(
    *, cycle: Cycle, due_at: datetime, reason: str, actor: Actor, now: datetime,
    city: str = "", member: Member | None = None,
) -> int:  # fmt: skip
    """Those concerned are told; nobody becomes late by a move, and who is in time now is not late.

    A university that was given longer keeps it, and none has less time than all.
    """
    found = locked(cycle)
    if found.state != "self_check":
        raise EvaluationError("只有自查期间可以调整自查的截止时间。")
    for_all = found.due_at if city or member else None
    if problem := why_not_moved(due_at, reason, now, what="单独延期", for_all=for_all):
        raise EvaluationError(problem)
    if member is not None:
        title = _move_for(found, [member], member.organisation.name, due_at, reason, actor, now)
        paths = [member.organisation.path]
    elif city:
        there = found.members.filter(city=city).exclude(due_at__gt=due_at)
        places = list(there.select_related("organisation"))
        title = _move_for(found, places, city, due_at, reason, actor, now)
        paths = [one.organisation.path for one in places]
        note(found, "deadline", f"{title}：{reason}", actor, now)
    else:
        title, paths = f"“{found.title}”自查截止改为 {show_time(due_at)}", [found.owner.path]
        found.due_at = due_at
        found.save(update_fields=["due_at"])
        Member.objects.filter(cycle=found, due_at__lte=due_at).update(due_at=None)
        note(found, "deadline", f"{title}：{reason}", actor, now)
    forgive(found.members.filter(late=True).select_related("cycle"))
    key = f"due:{due_at.isoformat()}:{member.pk if member else city}"
    told = tell_at(found, paths, title, reason.strip(), key, now)
    say(title, target=found, org_path=found.owner.path, private={"理由": reason.strip()})
    return told


def _move_for(
    cycle: Cycle, members: Sequence[Member], where: str, due_at: datetime, reason: str,
    actor: Actor, now: datetime,
) -> str:  # fmt: skip
    """The reason for one is nobody else's business: it stands with the university's own steps."""
    Member.objects.filter(pk__in=[one.pk for one in members]).update(due_at=due_at)
    until = f"延期至 {show_time(due_at)}：{reason.strip()}"[:500]
    MemberStep.objects.bulk_create(
        MemberStep(member=one, verb="deadline", reason=until, by_id=actor.user_id, at=now)
        for one in members
    )
    return f"“{cycle.title}”为{where}延期至 {show_time(due_at)}"
