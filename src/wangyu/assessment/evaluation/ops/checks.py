"""One university checks another: saved as it goes, handed in, given back, taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.urls import reverse

from wangyu.assessment.evaluation.access.checks import roles_for_check
from wangyu.assessment.evaluation.logic.flow import CHECK
from wangyu.assessment.evaluation.logic.marking import Lack
from wangyu.assessment.evaluation.models import Check, Member
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.ops.marking import Kept, Typed, claim, keep_marks
from wangyu.assessment.evaluation.ops.pairs import tell_checker
from wangyu.assessment.evaluation.queries import checks as queries
from wangyu.assessment.evaluation.queries.behind import uses_behind
from wangyu.assessment.evaluation.queries.points import leaves_of
from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor
from wangyu.base.core.roles import PROVINCE_STAFF, UNIVERSITY_STAFF
from wangyu.base.lib.dates import local_day
from wangyu.base.notify.send import notify
from wangyu.institutions.people.queries import people_with

REASON = 500


class LackingError(EvaluationError):
    """What is not whole cannot be handed in; ``lacks`` says leaf by leaf why."""

    def __init__(self, found: Sequence[Lack]) -> None:
        super().__init__(f"还有 {len(found)} 处要补，暂时不能提交。")
        self.lacks = list(found)


def _writable(check: Check) -> Check:
    found = queries.locked_check(check)
    if found.checked.cycle.state != "mutual":
        raise EvaluationError("现在不是互查阶段，互查意见只能查看，不能修改。")
    if found.state != "open":
        raise EvaluationError("互查意见已经提交或改派，不能再改；需要修改，请联系省中心退回。")
    return found


def _say(check: Check, sentence: str, **private: str) -> None:
    path = check.checked.cycle.owner.path
    say(f"{sentence}{named(check)}", target=check, org_path=path, private=private)


def _move(check: Check, verb: str, actor: Actor, reason: str = "") -> None:
    edge = CHECK.take(check.state, verb, roles_for_check(actor, check), reason=reason)
    check.state = edge.target


@op("evaluation.check.save")
def save_marks(
    *, check: Check, typed: Mapping[str, Typed], actor: Actor, now: datetime, key: str = ""
) -> Kept:
    """What was touched, indicator by indicator."""
    found = _writable(check)
    claim(f"check {found.pk}", key, actor, now)
    able = uses_behind(found.checked, peer=True)
    files = {str(use.file_id): use.file_id for use in able}
    kept = keep_marks(
        found.marks, leaves_of(found.checked.cycle), typed, files, actor=actor, now=now
    )
    _say(found, "保存互查意见")
    return kept


@op("evaluation.check.submit")
def submit_check(*, check: Check, actor: Actor, now: datetime) -> Check:
    found = _writable(check)
    missing = queries.lacks_of(found)
    if missing:
        raise LackingError(missing)
    _move(found, "submit", actor)
    found.submitted_at, found.submitted_by_id, found.conflict = now, actor.user_id, ""
    found.save(update_fields=["state", "submitted_at", "submitted_by", "conflict"])
    _say(found, "提交互查意见")
    return found


@op("evaluation.check.decline")
def decline_check(*, check: Check, reason: str, actor: Actor, now: datetime) -> Check:
    """The checker has a conflict, or cannot: it says so, and the province decides."""
    found = _writable(check)
    if not reason.strip():
        raise EvaluationError("请写明为什么不能查，例如两校有合作或隶属关系。")
    found.conflict = reason.strip()[:REASON]
    found.save(update_fields=["conflict"])
    owner = found.checked.cycle.owner
    notify(
        recipients=people_with(PROVINCE_STAFF, [owner.path], local_day(now)),
        kind="evaluation.check", title=f"{found.checker.organisation.name}说不能查一所高校",
        body=found.checked.cycle.title, url=reverse("evaluation:replace_check", args=[found.pk]),
        key=f"evaluation.decline:{found.pk}:{now.isoformat()}", now=now,
    )  # fmt: skip
    _say(found, "说明不能互查：", 理由=found.conflict)
    return found


@op("evaluation.check.return")
def return_check(*, check: Check, reason: str, actor: Actor, now: datetime) -> Check:
    """By the province: to be done again, with what is wrong."""
    found = queries.locked_check(check)
    if found.checked.cycle.state != "mutual":
        raise EvaluationError("互查已经结束，不能再退回。")
    _move(found, "return", actor, reason)
    found.reason, found.due_at = reason.strip()[:REASON], max(found.due_at, now)
    found.save(update_fields=["state", "reason", "due_at"])
    tell_checker(found, now, f"退回重查：{reason.strip()}", now.isoformat())
    _say(found, "退回互查意见：", 理由=reason.strip())
    return found


@op("evaluation.check.replace")
def replace_check(
    *, check: Check, checker: Member, reason: str, actor: Actor, now: datetime
) -> Check:
    """One pair ends with its reason, another begins; everybody else keeps theirs."""
    found = queries.locked_check(check)
    cycle = found.checked.cycle
    if cycle.state not in {"self_check", "mutual"}:
        raise EvaluationError("互查已经结束，不能再改派。")
    if Check.objects.filter(checker=checker, checked=found.checked).exists():
        raise EvaluationError(f"{checker.organisation.name}查过或正在查这所高校，请换一所。")
    _drop(found, reason, actor, now)
    made = Check.objects.create(
        checker=checker, checked=found.checked, due_at=max(found.due_at, now), created_at=now
    )
    if cycle.state == "mutual":
        tell_checker(queries.locked_check(made), now)
    _say(found, f"改派互查，另请{named(made)}：", 理由=reason.strip())
    return made


def _drop(check: Check, reason: str, actor: Actor, now: datetime) -> None:
    """Its checker is told that it is no longer theirs."""
    _move(check, "drop", actor, reason)
    check.reason = reason.strip()[:REASON]
    check.save(update_fields=["state", "reason"])
    if check.checked.cycle.state != "mutual":
        return
    notify(
        recipients=people_with(UNIVERSITY_STAFF, [check.checker.organisation.path], local_day(now)),
        kind="evaluation.check", title=f"不用再互查{check.checked.organisation.name}",
        body=check.checked.cycle.title, url=reverse("evaluation:my_checks"),
        key=f"evaluation.drop:{check.pk}", now=now,
    )  # fmt: skip
