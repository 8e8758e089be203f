"""Who checks whom: taken from a proposal, replaced one by one, begun."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse

from wangyu.assessment.evaluation.logic.pairing import Clash
from wangyu.assessment.evaluation.logic.pairing.problem import RULES
from wangyu.assessment.evaluation.models import Check, Cycle
from wangyu.assessment.evaluation.ops.cycles import EvaluationError, locked, note, step, tell
from wangyu.assessment.evaluation.queries import charter_of
from wangyu.assessment.evaluation.queries import checks as queries
from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import UNIVERSITY_STAFF
from wangyu.base.lib.dates import local_day, show_time
from wangyu.base.lib.given import WrongInput
from wangyu.base.notify.send import notify
from wangyu.institutions.people.queries import people_with
from wangyu.records.ledger.logic.deadlines import why_not_moved


@dataclass(frozen=True, slots=True)
class Chosen:
    """The proposal somebody looked at: the same seed and rules give the same pairs."""

    seed: int
    due_at: datetime
    rules: Collection[str] = field(default=tuple(RULES))


def require_ready(cycle: Cycle, now: datetime) -> None:
    """Rivals and groups are those of what was signed: nobody may still be filling in."""
    if cycle.state != "self_check":
        raise EvaluationError("互查在自查结束时分派；现在只能逐对改派。")
    if not charter_of(cycle).checks_each:
        raise EvaluationError("这次评价的办法没有互查，请直接进入综合评定。")
    if not queries.signed_members(cycle):
        raise EvaluationError("还没有高校上报，没有可以互查的。")
    left = queries.still_filling(cycle, now)
    if left:
        last = max(one.due_at or cycle.due_at for one in left)
        raise EvaluationError(
            f"还有 {len(left)} 所高校没有上报，截止时间是 {show_time(last)}；请等上报齐或截止以后再分派。"
        )


@op("evaluation.pairs.take")
def take_pairs(*, cycle: Cycle, chosen: Chosen, actor: Actor, now: datetime) -> int:
    """The pairs of a proposal become checks; an earlier proposal nobody has worked on gives way."""
    found = locked(cycle)
    require_ready(found, now)
    if chosen.due_at <= now:
        raise EvaluationError(f"互查截止时间 {show_time(chosen.due_at)} 应在现在之后。")
    before = Check.objects.filter(checked__cycle=found)
    if before.filter(marks__isnull=False).exists():
        raise EvaluationError("已经有高校开始互查，不能整体重新分派；请逐对改派。")
    pairs = _pairs(found, chosen)
    before.delete()
    members = {one.organisation.name: one for one in queries.signed_members(found)}
    Check.objects.bulk_create(
        Check(checker=members[a], checked=members[b], due_at=chosen.due_at, created_at=now)
        for a, b in pairs
    )
    given_up = [queries.RULE_NAMES[rule] for rule in RULES if rule not in chosen.rules]
    text = f"分派互查 {len(pairs)} 对，种子 {chosen.seed}"
    text += f"，没有要求{'、'.join(given_up)}" if given_up else ""
    note(found, "pairs", text, actor, now)
    say(f"{named(found)}{text}", target=found, org_path=found.owner.path)
    return len(pairs)


def _pairs(cycle: Cycle, chosen: Chosen) -> list[tuple[str, str]]:
    try:
        found = queries.proposal(cycle, seed=chosen.seed, rules=chosen.rules)
    except WrongInput as error:  # fewer universities than a check takes
        raise EvaluationError(str(error)) from error
    if isinstance(found, Clash):
        raise EvaluationError(queries.told(found))
    return [(one.checker, one.checked) for one in found.pairs]


@op("evaluation.cycle.check")
def begin_checks(*, cycle: Cycle, actor: Actor, now: datetime, reason: str = "") -> Cycle:
    """The self-check is over: those who did not sign are left out, the others check each other."""
    require_ready(locked(cycle), now)
    pairs = list(queries.checks_of(cycle))
    _require_whole(cycle, pairs, now)
    left = [one.organisation.name for one in queries.unsigned_members(cycle)]
    told = f"{len(left)} 所没有上报，不参加互查：{'、'.join(left)}" if left else ""
    found = step(cycle, "check", actor, now, reason="；".join(filter(None, (reason, told))))
    for check in pairs:
        tell_checker(check, now)
    text = f"{named(found)}结束自查，开始互查 {len(pairs)} 对，{len(left)} 所没有上报"
    say(text, target=found, org_path=found.owner.path)
    return found


def _require_whole(cycle: Cycle, pairs: list[Check], now: datetime) -> None:
    if not pairs:
        raise EvaluationError("还没有分派互查，请先到“互查分派”里看过配对、采用一个。")
    signed = {one.pk: one.organisation.name for one in queries.signed_members(cycle)}
    paired = {one.checker_id for one in pairs} | {one.checked_id for one in pairs}
    if paired != signed.keys():
        raise EvaluationError(
            f"分派以后名单变了（已上报 {len(signed)} 所，分派了 {len(paired)} 所），请重新分派。"
        )
    if min(one.due_at for one in pairs) <= now:
        raise EvaluationError("互查的截止时间已经过了，请重新分派并另定截止时间。")


@op("evaluation.cycle.reopen_self")
def reopen_self(*, cycle: Cycle, actor: Actor, now: datetime, reason: str = "") -> Cycle:
    """Back to the self-check; what was found so far is kept."""
    found = step(cycle, "reopen_self", actor, now, reason=reason)
    tell(found, f"“{found.title}”重新自查", reason.strip(), f"reopen:{now.isoformat()}", now)
    private = {"理由": reason.strip()}
    say(f"{named(found)}重新自查", target=found, org_path=found.owner.path, private=private)
    return found


@op("evaluation.pairs.deadline")
def move_check_deadline(
    *, cycle: Cycle, due_at: datetime, reason: str, actor: Actor, now: datetime, city: str = ""
) -> int:
    """For all checks that are open, or those that one city's universities do; the checkers are told."""
    found = locked(cycle)
    if problem := why_not_moved(due_at, reason, now):
        raise EvaluationError(problem)
    rows = queries.checks_of(found).filter(state="open")
    if city:
        rows = rows.filter(checker__city=city).exclude(due_at__gt=due_at)
    if found.state != "mutual" or not rows.exists():
        raise EvaluationError(f"现在{city}没有待查的互查要调整截止时间。")
    told = f"{city and f'{city}的高校'}互查截止改为 {show_time(due_at)}"
    note(found, "deadline", f"{told}：{reason}", actor, now)
    for check in rows:
        check.due_at = due_at
        tell_checker(check, now, f"{told}：{reason.strip()}", due_at.isoformat())
    count = Check.objects.filter(pk__in=[one.pk for one in rows]).update(due_at=due_at)
    say(f"{named(found)}{told}，{count} 对", target=found, org_path=found.owner.path, private={"理由": reason.strip()})  # fmt: skip
    return count


def tell_checker(check: Check, now: datetime, body: str = "", key: str = "begin") -> None:
    path = check.checker.organisation.path
    notify(
        recipients=people_with(UNIVERSITY_STAFF, [path], local_day(now)), kind="evaluation.check",
        title=f"请互查{check.checked.organisation.name}",
        body=body or f"{check.checked.cycle.title}，请在 {show_time(check.due_at)} 前提交",
        url=reverse("evaluation:check", args=[check.pk]),
        key=f"evaluation.check:{check.pk}:{key}", now=now,
    )  # fmt: skip
