"""What an earlier round had at an indicator, as it is offered again."""

from __future__ import annotations

from dataclasses import dataclass

from wangyu.assessment.evaluation.models import Cycle
from wangyu.records.evidence.models import Use

SHORT = 12


@dataclass(frozen=True, slots=True)
class Paper:
    """A piece of evidence as it stood there: the same file, told by the same hash."""

    use: Use
    warning: str
    """Where it is out of the period."""

    @property
    def fingerprint(self) -> str:
        return self.use.file.sha256[:SHORT]


@dataclass(frozen=True, slots=True)
class Offer:
    """What one indicator had in the last round that said anything of it."""

    round: Cycle
    words: str
    """"" where there were none, or some are written by now."""
    papers: tuple[Paper, ...]
