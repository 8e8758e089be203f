"""The rows of an evaluation, one file for each part of its way."""

from wangyu.assessment.evaluation.models.checks import (
    Check,
    CheckMark,
    Draw,
    DrawStep,
    Inspector,
    Visit,
    VisitMark,
    Witness,
)
from wangyu.assessment.evaluation.models.conclusions import (
    Conclusion,
    ConclusionRow,
    Objection,
    Verdict,
    VerdictChange,
)
from wangyu.assessment.evaluation.models.cycles import (
    Answer,
    Cycle,
    CycleStep,
    Frozen,
    Member,
    MemberStep,
)
from wangyu.assessment.evaluation.models.mending import Problem, ProblemStep
from wangyu.assessment.evaluation.models.panels import Expert, Rating, RatingMark
from wangyu.assessment.evaluation.models.schemes import Scheme, Version

__all__ = [
    "Answer", "Check", "CheckMark", "Conclusion", "ConclusionRow", "Cycle", "CycleStep", "Draw", "DrawStep",
    "Expert", "Frozen", "Inspector", "Member", "MemberStep", "Objection", "Problem", "ProblemStep",
    "Rating", "RatingMark", "Scheme", "Verdict", "VerdictChange", "Version", "Visit", "VisitMark", "Witness",
]  # fmt: skip
