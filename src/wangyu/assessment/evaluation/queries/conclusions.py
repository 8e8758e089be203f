"""What is (to be) concluded on each university: live while it is decided, as recorded afterwards."""

from __future__ import annotations

import platform
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy
from django.db.models import QuerySet

from wangyu import __version__
from wangyu.assessment.evaluation.enums import Form, Grade
from wangyu.assessment.evaluation.logic import bundle
from wangyu.assessment.evaluation.models import (
    Conclusion,
    ConclusionRow,
    Cycle,
    Draw,
    Member,
    Objection,
    Verdict,
    VerdictChange,
)
from wangyu.assessment.evaluation.queries.combined import Round, round_of, standing_of
from wangyu.assessment.evaluation.queries.cycles import scheme_of

SHOWN = ("noticed", "released")
COMMENDED = {Grade.MODEL: "表彰", Grade.PASSED: "合格", Grade.MENDING: "整改"}


def grade_label(cycle: Cycle, grade: str) -> str:
    """A commendation commends; an evaluation makes an example."""
    if not grade:
        return ""
    one = Grade(grade)
    return COMMENDED[one] if cycle.form == Form.COMMENDATION else one.label


def grade_choices(cycle: Cycle) -> list[tuple[str, str]]:
    return [(one.value, grade_label(cycle, one.value)) for one in Grade]


def title_of(cycle: Cycle, indicator: str | None) -> str:
    one = scheme_of(cycle.version).by_key.get(indicator or "")
    return one.title if one else ""


def latest(cycle: Cycle) -> Conclusion | None:
    return cycle.conclusions.order_by("-number").first()


@dataclass(frozen=True)
class Lines:
    """Every number of each university: as recorded from the notice on, as they are now before."""

    recorded: Mapping[int, dict[str, Any]]
    conclusion: Conclusion | None
    round: Round | None

    def brief(self, member_id: int) -> dict[str, Any]:
        """Without what each indicator came to."""
        if self.round is None:
            return self.recorded.get(member_id, {})
        return self.round.outcome.brief(self.round.row(member_id))

    def full(self, member_id: int) -> dict[str, Any]:
        if self.round is None:
            return self.recorded.get(member_id, {})
        return self.round.outcome.line(self.round.row(member_id))


@dataclass(frozen=True, slots=True)
class Read:
    """Lines, and what they stand on: reckoning them takes a while, seeing that they hold does not."""

    at: tuple[Any, ...]
    lines: Lines

    def still(self, cycle: Cycle) -> Lines:
        """These, or those of now where something has moved."""
        return self.lines if self.at == _standing(cycle) else lines_of(cycle)


def _standing(cycle: Cycle) -> tuple[Any, ...]:
    return (cycle.state, *standing_of(cycle))


def read_lines(cycle: Cycle) -> Read:
    return Read(_standing(cycle), lines_of(cycle))


def lines_of(cycle: Cycle) -> Lines:
    conclusion = latest(cycle) if cycle.state in SHOWN else None
    if conclusion is None:
        return Lines({}, None, round_of(cycle))
    return Lines(dict(conclusion.rows.values_list("member", "scores")), conclusion, None)


def verdicts_of(cycle: Cycle) -> dict[int, Verdict]:
    return {one.member_id: one for one in Verdict.objects.filter(member__cycle=cycle)}


def undecided(cycle: Cycle) -> QuerySet[Member]:
    return cycle.members.exclude(pk__in=Verdict.objects.exclude(grade="").values("member"))


def changes_of(member: Member) -> QuerySet[VerdictChange]:
    return VerdictChange.objects.filter(member=member).select_related("by")


def open_objections(cycle: Cycle) -> QuerySet[Objection]:
    return Objection.objects.filter(member__cycle=cycle, state="open")


def objections_of(cycle: Cycle) -> QuerySet[Objection]:
    rows = Objection.objects.filter(member__cycle=cycle)
    return rows.select_related("member__organisation", "member__cycle__owner")


def row_of_latest(member: Member) -> ConclusionRow | None:
    rows = member.conclusions.select_related("conclusion__cycle")
    return rows.order_by("-conclusion__number").first()


def model_names(cycle: Cycle) -> list[str]:
    """The only thing about a round that everybody may read."""
    conclusion = latest(cycle)
    if conclusion is None or cycle.form == Form.INTERIM:
        return []
    rows = conclusion.rows.filter(grade=Grade.MODEL).order_by("member__organisation__name")
    return list(rows.values_list("member__organisation__name", flat=True))


def draw_document(cycle: Cycle) -> dict[str, Any] | None:
    """The draw with what one needs to repeat it; None where there was none."""
    draw = Draw.objects.filter(cycle=cycle, state="drawn").first()
    if draw is None or draw.result is None:
        return None
    witnesses = list(draw.witnesses.all())
    return {
        "strata": draw.strata, "frame": draw.frame, "size": draw.size,
        "weighted": bool(draw.result.get("weighted")), "reveals": {w.name: w.value for w in witnesses},
        "commitments": {w.name: w.commitment for w in witnesses if w.commitment},
        "result": draw.result,
    }  # fmt: skip


def about(
    cycle: Cycle, number: int, reason: str, verdicts: Collection[bundle.Verdict] = ()
) -> bundle.About:
    libraries = {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
    }
    return bundle.About(
        cycle.title, number, reason, __version__, libraries, list(verdicts), draw_document(cycle),
        {"form": cycle.form, "first_year": cycle.first_year, "last_year": cycle.last_year},
    )  # fmt: skip


def conclusion_titles(ids: Collection[int]) -> dict[int, str]:
    rows = Conclusion.objects.filter(pk__in=set(ids)).select_related("cycle")
    return {row.pk: f"{row.cycle.title}第 {row.number} 次结论" for row in rows}


def objection_names(ids: Collection[int]) -> dict[int, str]:
    rows = Objection.objects.filter(pk__in=set(ids))
    return dict(rows.values_list("pk", "member__organisation__name"))
