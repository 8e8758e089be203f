"""Taking over words and papers of an earlier round: what a person chose, and nothing by itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from wangyu.assessment.evaluation.models import Answer, Member
from wangyu.assessment.evaluation.ops.cycles import EvaluationError
from wangyu.assessment.evaluation.ops.selfcheck import locked, require_editable
from wangyu.assessment.evaluation.queries.offered import Offer, Paper
from wangyu.assessment.evaluation.queries.offering import offers_of
from wangyu.assessment.evaluation.queries.sheet import KIND, sheet_of
from wangyu.base.audit.op import op, say
from wangyu.base.core.access import Actor
from wangyu.records.evidence import ops as evidence

GONE = "选的内容已经沿用过，或不再提供，请看下面现有的。"


@dataclass(frozen=True, slots=True)
class Taken:
    papers: int
    words: int
    warnings: tuple[str, ...]
    """Of papers out of the period, that they are."""


@op("evaluation.answer.take")
def take_over(
    *, member: Member, papers: Collection[int], words: Collection[str], actor: Actor, now: datetime
) -> Taken:
    """The same files prove the same indicators again, their hashes as they were.

    ``papers``: uses of the round before. ``words``: indicators whose explanation is taken where none
    is written.
    """
    found = locked(member)
    require_editable(found, actor)
    offers = offers_of(sheet_of(found))
    chosen = {
        leaf: [one for one in offer.papers if one.use.pk in papers]
        for leaf, offer in offers.items()
    }
    said = [leaf for leaf in words if leaf in offers and offers[leaf].words]
    taken = [one for some in chosen.values() for one in some]
    if not taken and not said:
        raise EvaluationError(GONE)
    say(
        f"沿用上期的佐证 {len(taken)} 份、说明 {len(said)} 处", target=found,
        org_path=found.organisation.path, sha256=[one.use.file.sha256 for one in taken],
    )  # fmt: skip
    answers = {one.indicator: one for one in Answer.objects.filter(member=found)}
    for leaf, some in chosen.items():
        for one in some:
            _prove(one, answers[leaf], actor, now)
    _write(answers, offers, said, actor, now)
    Member.objects.filter(pk=found.pk).update(saved_at=now)
    return Taken(len(taken), len(said), tuple(_told(one) for one in taken if one.warning))


def _prove(paper: Paper, answer: Answer, actor: Actor, now: datetime) -> None:
    use = paper.use
    try:
        evidence.let_prove(
            file=use.file, kind=KIND, subject_id=answer.pk, note=use.note, by=actor, at=now
        )
    except evidence.EvidenceError as error:  # taken down a moment ago
        raise EvaluationError(str(error)) from error


def _write(
    answers: Mapping[str, Answer], offers: Mapping[str, Offer], leaves: Collection[str],
    actor: Actor, now: datetime,
) -> None:  # fmt: skip
    for leaf in leaves:
        answer = answers[leaf]
        answer.words, answer.updated_at, answer.updated_by_id = (
            offers[leaf].words,
            now,
            actor.user_id,
        )
        answer.save(update_fields=["words", "updated_at", "updated_by"])


def _told(paper: Paper) -> str:
    return f"“{paper.use.file.title}”{paper.warning}"
