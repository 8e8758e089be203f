"""Inside the university: submitted by the reporter, signed by the responsible leader."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse

from wangyu.base.audit.op import op, say
from wangyu.base.core.access import Actor
from wangyu.base.core.keys import receipt_key
from wangyu.base.core.roles import Role
from wangyu.base.core.writing import PreparedInsert, Write, change, write
from wangyu.base.lib.dates import local_day
from wangyu.base.lib.flow import Edge, IllegalMoveError
from wangyu.base.notify.send import telling
from wangyu.institutions.people.queries import people_with
from wangyu.records.ledger.logic.deadlines import not_before
from wangyu.records.ledger.logic.flow import SHEET
from wangyu.records.ledger.logic.items import Problem
from wangyu.records.ledger.logic.receipts import seal
from wangyu.records.ledger.models import Decision, Receipt, Sheet
from wangyu.records.ledger.ops.entries import SHUT
from wangyu.records.ledger.ops.facts import append_facts
from wangyu.records.ledger.ops.opening import take_over
from wangyu.records.ledger.queries import (
    Around,
    Figure,
    around,
    around_by_now,
    content_of,
    figures_on,
    is_late,
    is_shut,
    locked_for_step,
    problems_among,
)

NOT_WHEN_SHUT = frozenset({"submit", "recall", "send_back"})
NO_WAY_BACK = "填报窗口已经关闭，退回后就不能再提交。请签批上报，或联系省中心重新开启窗口。"
STAMPED = {"submit": "submitted", "sign": "signed"}
"""Steps whose time and person the sheet itself bears, and in what."""
_decide, _give = PreparedInsert(Decision), PreparedInsert(Receipt)


class SubmitError(Exception):
    """The sheet cannot be submitted yet; ``problems`` says figure by figure why."""

    def __init__(self, sentence: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(sentence)
        self.problems = list(problems)


def moves_of(sheet: Sheet, roles: Collection[str]) -> list[Edge]:
    """What somebody holding ``roles`` may do with the sheet now; the buttons of its page."""
    shut = is_shut(sheet)
    moves = SHEET.moves(sheet.state, roles)
    return [edge for edge in moves if not (shut and edge.verb in NOT_WHEN_SHUT)]


def move(
    sheet: Sheet,
    verb: str,
    actor: Actor,
    now: datetime,
    *,
    reason: str = "",
    item_reasons: Mapping[str, str] | None = None,
) -> Decision:
    """Take one step of the flow table under a lock, and keep it. Called by the ops that decide.

    Its time is never before that of the step it follows, though clocks be put back or a slow request
    have begun earlier: whatever is written from here on bears ``at`` of what this gives.
    """
    sheet, earlier = locked_for_step(sheet)
    roles = actor.roles_at(sheet.organisation.path)
    edge = SHEET.take(sheet.state, verb, roles, reason=reason)
    if verb in NOT_WHEN_SHUT and is_shut(sheet):
        raise IllegalMoveError(SHUT if verb == "submit" else NO_WAY_BACK)
    at = not_before(now, earlier)
    revision = sheet.revision + (verb == "submit")
    changed = {"revision": revision, "state": edge.target} | _stamps(sheet, verb, actor, at)
    for name, value in changed.items():
        setattr(sheet, name, value)
    return _decide(
        Decision(
            sheet=sheet, revision=revision, verb=verb, reason=reason, by_id=actor.user_id, at=at,
            item_reasons=dict(item_reasons or {}),
        ),
        change(Sheet, sheet.pk, changed),
    )  # fmt: skip


def _stamps(sheet: Sheet, verb: str, actor: Actor, at: datetime) -> dict[str, Any]:
    if (name := STAMPED.get(verb)) is None:
        return {}
    late = is_late(sheet, at)
    return {f"{name}_at": at, f"{name}_by_id": actor.user_id, "late": late}


def tell(sheet: Sheet, roles: Sequence[Role], title: str, body: str, now: datetime) -> None:
    """Tell those who act next."""
    write(*_telling(sheet, roles, title, body, now))


def _telling(
    sheet: Sheet, roles: Sequence[Role], title: str, body: str, now: datetime
) -> list[Write]:
    return telling(
        recipients=people_with(roles, [sheet.organisation.path], local_day(now)),
        kind="ledger.sheet", title=title, body=body,
        url=reverse("ledger:sheet", args=[sheet.pk]),
        key=f"ledger.sheet:{sheet.pk}:{sheet.revision}:{sheet.state}", now=now,
    )  # fmt: skip


def _receipt(
    sheet: Sheet, figures: Mapping[str, Figure], verb: str, now: datetime, *along: Write
) -> Receipt:
    content = content_of(sheet, figures)
    key = receipt_key(Path(settings.HOME))
    sealed = seal(key, content, verb=verb, revision=sheet.revision, at=now)
    return _give(
        Receipt(
            number=sealed.number, sheet=sheet, revision=sheet.revision, verb=verb, at=now,
            content_sha256=sealed.content_sha256, signature=sealed.signature,
        ),
        *along,
    )  # fmt: skip


def submit(*, sheet: Sheet, actor: Actor, now: datetime) -> Receipt:
    """Hand the sheet to the leader. Late is received and marked; only a closed window refuses.

    What the sheet is held against is read before anything is locked, and only looked through again
    afterwards: in the last minute everybody waits for whoever writes.
    """
    return _submit(sheet=sheet, read=around_by_now(sheet), actor=actor, now=now)


@op("ledger.sheet.submit")
def _submit(*, sheet: Sheet, read: Around, actor: Actor, now: datetime) -> Receipt:
    step = move(sheet, "submit", actor, now)
    sheet, now = step.sheet, step.at
    if not read.is_fresh:
        read = around(sheet)
    figures = figures_on(sheet)
    if take_over(sheet, read, figures, now):
        figures = figures_on(sheet)
    errors = problems_among(sheet, read.form.asked, figures, read.before)
    if errors:
        raise SubmitError(f"还有 {len(errors)} 处需要处理，暂时不能提交。", errors)
    name, title = sheet.organisation.name, f"“{sheet.window.title}”待您签批"
    told = _telling(sheet, [Role.UNIVERSITY_LEADER], title, name, now)
    receipt = _receipt(sheet, figures, "submit", now, *told)
    marked = "（逾期）" if sheet.late else ""
    text = f"{name}提交“{sheet.window.title}”第 {sheet.revision} 次{marked}"
    say(text, target=sheet, org_path=sheet.organisation.path, receipt=receipt.number)
    return receipt


@op("ledger.sheet.recall")
def recall(*, sheet: Sheet, actor: Actor, now: datetime) -> None:
    """Take a submitted sheet back before it is signed."""
    sheet = move(sheet, "recall", actor, now).sheet
    say(f"撤回“{sheet.window.title}”修改", target=sheet, org_path=sheet.organisation.path)


@op("ledger.sheet.send_back")
def send_back(*, sheet: Sheet, reason: str, actor: Actor, now: datetime) -> None:
    """The leader sends the sheet back to the reporter."""
    step = move(sheet, "send_back", actor, now, reason=reason)
    sheet, now = step.sheet, step.at
    reporters = [Role.UNIVERSITY_REPORTER, Role.UNIVERSITY_OFFICER]
    tell(sheet, reporters, f"“{sheet.window.title}”被退回修改", reason, now)
    private = {"理由": reason}
    say("退回填报人", target=sheet, org_path=sheet.organisation.path, private=private)


@op("ledger.sheet.sign")
def sign(*, sheet: Sheet, actor: Actor, now: datetime) -> Receipt:
    """The responsible leader signs: figures become facts, and a receipt is given.

    Only now the sheet reaches the province, so only now it is known whether it came in time.
    """
    step = move(sheet, "sign", actor, now)
    sheet, now = step.sheet, step.at
    count = append_facts(sheet, actor, now)
    receipt = _receipt(sheet, figures_on(sheet), "sign", now)
    marked = "（逾期）" if sheet.late else ""
    text = f"{sheet.organisation.name}签批上报“{sheet.window.title}”{marked}，{count} 项数字入账"
    say(text, target=sheet, org_path=sheet.organisation.path, receipt=receipt.number)
    return receipt
