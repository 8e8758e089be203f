"""Showing, releasing and correcting what is concluded. A conclusion never changes: another follows."""

from __future__ import annotations

import hashlib
from datetime import datetime

from wangyu.assessment.evaluation import access
from wangyu.assessment.evaluation.enums import Form, Grade
from wangyu.assessment.evaluation.logic.notice import notice_end
from wangyu.assessment.evaluation.models import (
    Conclusion,
    ConclusionRow,
    Cycle,
    Member,
    Verdict,
    VerdictChange,
)
from wangyu.assessment.evaluation.ops.cycles import EvaluationError, locked, note, step, tell
from wangyu.assessment.evaluation.queries import charter_of
from wangyu.assessment.evaluation.queries.conclusions import (
    grade_label,
    open_objections,
    undecided,
)
from wangyu.assessment.evaluation.queries.panels import experts_open
from wangyu.assessment.evaluation.queries.reckoning import (
    WORDS,
    Change,
    Reckoned,
    reckon,
    stands_on,
)
from wangyu.base.audit.op import named, op, say
from wangyu.base.core.access import Actor
from wangyu.base.core.files.store import kept_if_done, store_bytes
from wangyu.base.core.stamps import bump
from wangyu.base.lib.dates import local_day, show_time
from wangyu.records.ledger.logic.stamps import LEDGER


@kept_if_done()
def publicize(*, cycle: Cycle, actor: Actor, now: datetime, reason: str = "") -> Cycle:
    """Every university sees what is to be concluded on it, and may object."""
    ready = None
    if cycle.state == "concluding":
        ready = reckon(cycle, reason or _why_again(cycle))
    return _publicize(cycle=cycle, ready=ready, actor=actor, now=now, reason=reason)


@op("evaluation.cycle.publicize")
def _publicize(
    *, cycle: Cycle, ready: Reckoned | None, actor: Actor, now: datetime, reason: str
) -> Cycle:
    found = step(cycle, "publicize", actor, now, reason=reason)
    left = undecided(found).count() if found.form != Form.INTERIM else 0
    if left:
        raise EvaluationError(f"还有 {left} 所高校没有拟定等级，请先拟定。")
    if waiting := experts_open(found):
        raise EvaluationError(f"还有 {waiting} 位专家没有提交评分，请等提交，或写明理由请其退出。")
    ready = still_true(found, ready) or reckon(found, reason or _why_again(found))
    number = conclude_again(found, ready, actor, now).number
    found.notice_until = notice_end(local_day(now), charter_of(found).notice_days)
    found.save(update_fields=["notice_until"])
    until = show_time(found.notice_until)
    told = tell(
        found, f"“{found.title}”拟定结论公示",
        f"公示至 {until}。可以查看本校得分和依据，对结论有异议的请在公示期内提出。",
        f"publicize:{number}", now,
    )  # fmt: skip
    text = f"公示评价{named(found)}的第 {number} 次结论，至 {until}，通知 {told} 人"
    say(text, target=found, org_path=found.owner.path)
    return found


def _why_again(cycle: Cycle) -> str:
    """A second notice says why the first was withdrawn."""
    last = cycle.steps.filter(verb="withdraw_notice").order_by("-at", "-pk").first()
    return last.reason if last else ""


def still_true(cycle: Cycle, ready: Reckoned | None) -> Reckoned | None:
    """What was reckoned before, if nothing it stands on has moved.

    Asked while the round is held, before anything it is reckoned from is changed.
    """
    return ready if ready is not None and ready.at == stands_on(cycle) else None


def conclude_again(cycle: Cycle, made: Reckoned, actor: Actor, now: datetime) -> Conclusion:
    """The next conclusion of a round, with its bundle. Call it inside ``kept_if_done``."""
    if made.number > 1 and not made.words:
        raise EvaluationError("新的结论要写明与上一次相比为什么更正。")
    kept = Conclusion.objects.create(
        cycle=cycle, number=made.number, reason=made.words, bundle_name=store_bytes(made.data),
        sha256=hashlib.sha256(made.data).hexdigest(), formulas=made.formulas,
        made_by_id=actor.user_id, made_at=now,
    )  # fmt: skip
    rows = []
    for pk, scores in made.scores.items():
        grade, reason = made.decided.get(pk, ("", ""))
        rows.append(
            ConclusionRow(conclusion=kept, member_id=pk, grade=grade, reason=reason, scores=scores)
        )
    ConclusionRow.objects.bulk_create(rows)
    return kept


@op("evaluation.cycle.withdraw_notice")
def withdraw_notice(*, cycle: Cycle, actor: Actor, now: datetime, reason: str = "") -> Cycle:
    found = step(cycle, "withdraw_notice", actor, now, reason=reason)
    found.notice_until = None
    found.save(update_fields=["notice_until"])
    title = f"“{found.title}”的公示已撤回"
    tell(found, title, reason.strip(), f"withdraw_notice:{now.isoformat()}", now)
    private = {"理由": reason.strip()}
    say(f"撤回评价{named(found)}的公示", target=found, org_path=found.owner.path, private=private)
    return found


@op("evaluation.cycle.release")
def release(*, cycle: Cycle, actor: Actor, now: datetime, reason: str = "") -> Cycle:
    """All are told at the same time."""
    found = step(cycle, "release", actor, now, reason=reason)
    if found.notice_until is None or now <= found.notice_until:
        until = show_time(found.notice_until) if found.notice_until else "公示期满"
        raise EvaluationError(f"公示到 {until} 为止，期满以后才能公布。")
    waiting = open_objections(found).count()
    if waiting:
        raise EvaluationError(f"还有 {waiting} 条异议没有答复，请先答复。")
    found.released_at = now
    found.save(update_fields=["released_at"])
    bump(LEDGER)  # the board reads that an evaluation has been concluded (clause 11)
    told = tell(
        found, f"“{found.title}”结论已公布", "可以查看本校结论，下载结论书。", "release", now
    )
    text = f"公布评价{named(found)}的结论，通知 {told} 人"
    say(text, target=found, org_path=found.owner.path)
    return found


@kept_if_done()
def correct(
    *, cycle: Cycle, member: Member | None, grade: str, reason: str, actor: Actor, now: datetime
) -> Conclusion:
    """After the release: a new conclusion that says why; the old one stays to be read."""
    ready = None
    if cycle.state == "released":
        graded = cycle.form != Form.INTERIM
        decided = {member.pk: verdict_of(grade, reason)} if member is not None and graded else None
        ready = reckon(cycle, reason, Change(decided))
    return _correct(
        cycle=cycle, member=member, grade=grade, reason=reason, ready=ready, actor=actor, now=now
    )


@op("evaluation.conclusion.correct")
def _correct(
    *, cycle: Cycle, member: Member | None, grade: str, reason: str, ready: Reckoned | None,
    actor: Actor, now: datetime,
) -> Conclusion:  # fmt: skip
    found = locked(cycle)
    access.require_keeper(actor, found)
    if found.state != "released":
        raise EvaluationError("结论公布以后才需要更正；公示期间请撤回公示或答复异议。")
    if not reason.strip():
        raise EvaluationError("更正结论必须写明理由。")
    ready = still_true(found, ready)
    if member is not None and found.form != Form.INTERIM:
        regrade(member, grade, reason, actor, now)
    made = conclude_again(found, ready or reckon(found, reason), actor, now)
    note(found, "correct", reason, actor, now)
    title = f"“{found.title}”的结论有更正"
    tell(found, title, reason.strip(), f"correct:{made.number}", now)
    text = f"更正评价{named(found)}的结论，现为第 {made.number} 次"
    say(text, target=found, org_path=found.owner.path, private={"理由": reason.strip()})
    return made


def verdict_of(grade: str, reason: str) -> tuple[str, str]:
    """As a changed verdict is kept."""
    return grade, reason.strip()[:WORDS]


def regrade(member: Member, grade: str, reason: str, actor: Actor, now: datetime) -> None:
    """Change a verdict that has been shown already; it keeps what it was."""
    if grade not in Grade:
        raise EvaluationError("请选择一个等级。")
    words = verdict_of(grade, reason)[1]
    before = Verdict.objects.filter(member=member).first()
    facts = {"grade": grade, "reason": words, "updated_by_id": actor.user_id, "updated_at": now}
    Verdict.objects.update_or_create(member=member, defaults=facts)
    VerdictChange.objects.create(
        member=member, before=before.grade if before else "", after=grade, reason=words,
        by_id=actor.user_id, at=now,
    )  # fmt: skip


def grade_now(member: Member) -> str:
    found = Verdict.objects.filter(member=member).first()
    return grade_label(member.cycle, found.grade) if found else ""
