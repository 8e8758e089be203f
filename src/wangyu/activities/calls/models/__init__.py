from wangyu.activities.calls.models.calls import Call, CallStep, Roll, RollStep
from wangyu.activities.calls.models.entries import (
    Check,
    Contributor,
    Entry,
    Piece,
    Slip,
    Step,
)
from wangyu.activities.calls.models.results import (
    Change,
    Film,
    Likeness,
    Objection,
    ShownCopy,
    Standing,
)
from wangyu.activities.calls.models.reviews import (
    BlindCopy,
    BlindPiece,
    Conflict,
    Finding,
    Message,
    Panelist,
    Remark,
    Review,
    ReviewStep,
)

__all__ = [
    "BlindCopy", "BlindPiece", "Call", "CallStep", "Change", "Check", "Conflict", "Contributor",
    "Entry", "Film", "Finding", "Likeness", "Message", "Objection", "Panelist", "Piece", "Remark", "Review",
    "ReviewStep", "Roll", "RollStep", "ShownCopy", "Slip", "Standing", "Step",
]  # fmt: skip
