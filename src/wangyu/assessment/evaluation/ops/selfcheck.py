"""Filling in a self-check: saved as it is typed, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from wangyu.assessment.evaluation import queries
from wangyu.assessment.evaluation.logic.asking import (
    Reading,
    mark_of,
    padded,
    read_answer,
    shown_of,
    typed_of,
)
from wangyu.assessment.evaluation.logic.completeness import WORDS
from wangyu.assessment.evaluation.logic.flow import REPORTERS
from wangyu.assessment.evaluation.logic.nodes import Indicator
from wangyu.assessment.evaluation.models import Answer, Member
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.queries.sheet import why_locked
from wangyu.base.audit.op import op, say
from wangyu.base.core.access import Actor

WORDS_LIMIT = 2000
NAMED = 5
"""How many indicators one line of the log names."""


@dataclass(frozen=True, slots=True)
class CellInput:
    """``seen`` is the mark of what the person saw there; None skips the comparison.

    Not ``touched``: the whole page was sent, this cell with it; as long as it says what is stored,
    nobody has looked at it.
    """

    key: str
    typed: str
    seen: str | None = None
    touched: bool = True


@dataclass(frozen=True, slots=True)
class CellResult:
    key: str
    version: str
    shown: str
    error: str = ""
    conflict: str = ""
    note: str = ""
    written: bool = False
    stands: str = ""
    """What is stored now, as one would type it: to be taken instead of one's own."""
    stands_note: str = ""


def typed_at(leaf: Indicator, answer: Answer, place: int | str) -> str:
    """What is stored in a cell, as one would type it."""
    if place == WORDS:
        return answer.words
    return typed_of(padded(leaf, answer.values)[int(place)])


def locked(member: Member) -> Member:
    rows = Member.objects.select_for_update(of=("self",)).select_related(
        "organisation", "cycle__owner", "cycle__version__scheme", "cycle__follows__version"
    )
    return rows.get(pk=member.pk)


def require_editable(member: Member, actor: Actor) -> None:
    if not set(actor.roles_at(member.organisation.path)) & REPORTERS:
        raise EvaluationError("自查表由本校的填报人和管理员填写，您可以查看。")
    if reason := why_locked(member):
        raise EvaluationError(reason)


@op("evaluation.answer.save")
def save_cells(
    *, member: Member, cells: Sequence[CellInput], actor: Actor, now: datetime
) -> list[CellResult]:
    """What somebody else changed meanwhile is reported, not overwritten."""
    found = locked(member)
    require_editable(found, actor)
    leaves = {leaf.key: leaf for leaf in queries.scheme_of(found.cycle.version).leaves}
    rows = Answer.objects.filter(member=found).select_related("updated_by")
    answers = {row.indicator: row for row in rows}
    results = []
    for cell in cells:
        leaf, place = _place(leaves, cell.key)
        if leaf is not None and leaf.key in answers:
            results.append(_save(leaf, place, cell, answers[leaf.key], actor, now))
    Member.objects.filter(pk=found.pk).update(saved_at=now)
    written = [result for result in results if result.written]
    titles = dict.fromkeys(leaves[one.key.partition(":")[0]].title for one in written)
    named = "、".join(f"“{title}”" for title in [*titles][:NAMED])
    say(
        f"填写自查{named}等 {len(written)} 处" if written else "保存自查表，没有改动",
        target=found, org_path=found.organisation.path,
        private={"填为": "、".join(one.shown for one in written[:NAMED])},
    )  # fmt: skip
    return results


def _place(leaves: Mapping[str, Indicator], key: str) -> tuple[Indicator | None, int | str]:
    """The leaf and the place of a cell; (None, 0) for a cell the form does not have."""
    name, _, place = key.partition(":")
    leaf = leaves.get(name)
    if leaf is None or place == WORDS:
        return leaf, WORDS
    if place.isascii() and place.isdigit() and int(place[:4]) < len(leaf.asked):
        return leaf, int(place)
    return None, 0


def _save(
    leaf: Indicator, place: int | str, cell: CellInput, answer: Answer, actor: Actor, now: datetime
) -> CellResult:
    stored = typed_at(leaf, answer, place)
    read = _read(leaf, place, cell.typed)
    if read.shown == stored:
        if cell.touched and answer.carried:
            answer.carried = False
            _write(answer, actor, now)
        return CellResult(cell.key, mark_of(stored), stored, read.error, written=cell.touched)
    if cell.seen is not None and cell.seen != mark_of(stored):
        return _conflict(leaf, place, answer, cell.key, stored)
    _put(leaf, place, read, answer)
    _write(answer, actor, now)
    return CellResult(cell.key, mark_of(read.shown), read.shown, read.error, written=True)


def _read(leaf: Indicator, place: int | str, typed: str) -> Reading:
    if place == WORDS:
        return Reading(typed.replace("\x00", "").strip()[:WORDS_LIMIT])
    return read_answer(leaf, int(place), typed)


def _put(leaf: Indicator, place: int | str, read: Reading, answer: Answer) -> None:
    """Whoever changes a value has looked at what was carried over."""
    if place == WORDS:
        answer.words = read.shown
        return
    values = padded(leaf, answer.values)
    values[int(place)] = read.value
    answer.values, answer.carried = values, False


def _write(answer: Answer, actor: Actor, now: datetime) -> None:
    answer.updated_at, answer.updated_by_id = now, actor.user_id
    answer.save()


def _conflict(
    leaf: Indicator, place: int | str, answer: Answer, key: str, stored: str
) -> CellResult:
    who = answer.updated_by.name if answer.updated_by else "系统"
    shown = stored if place == WORDS else shown_of(leaf, padded(leaf, answer.values)[int(place)])
    text = f"{who}刚把“{leaf.title}”改为“{shown[:60]}”。您输入的还没有保存，请选用其中一个。"
    return CellResult(key, mark_of(stored), stored, conflict=text, stands=stored)


@op("evaluation.answer.confirm")
def confirm_carried(*, member: Member, leaves: Sequence[str], actor: Actor, now: datetime) -> int:
    """What was carried over from the round before still holds."""
    found = locked(member)
    require_editable(found, actor)
    rows = Answer.objects.filter(member=found, carried=True, indicator__in=leaves)
    count = rows.update(carried=False, updated_at=now, updated_by_id=actor.user_id)
    Member.objects.filter(pk=found.pk).update(saved_at=now)
    say(f"确认沿用上期的 {count} 项", target=found, org_path=found.organisation.path)
    return count
