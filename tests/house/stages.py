"""States that the planted world is not in, in which a page shows what else is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone

from tests.house.endpoints import Row, matrix
from tests.house.way import nothing
from tests.house.world import World
from wangyu.activities.calls.models import Objection as Remonstrance
from wangyu.assessment.evaluation.models import Objection
from wangyu.base.core.models import Job, JobState
from wangyu.records.ledger.enums import CorrectionState, SheetState
from wangyu.records.ledger.models import Correction, Sheet


@dataclass(frozen=True, slots=True)
class Stage:
    """A page of the matrix, of another thing than there, or once ``prepare`` has brought it further."""

    endpoint: str
    names: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[World], Any] = nothing

    @property
    def id(self) -> str:
        return "-".join((self.endpoint, *self.names.values()))

    @property
    def row(self) -> Row:
        row = matrix()[self.endpoint]
        return replace(row, names=row.names | dict(self.names))


def returned(_: World) -> None:
    Sheet.objects.update(state=SheetState.RETURNED)


def corrected(_: World) -> None:
    Correction.objects.update(state=CorrectionState.REFUSED, decided_at=timezone.now())


def running(_: World) -> None:
    Job.objects.update(state=JobState.RUNNING, done=1, total=9)


def answered(_: World) -> None:
    Objection.objects.update(state="dismissed", answered_at=timezone.now())
    Remonstrance.objects.update(upheld=False, answered_at=timezone.now())


FACTS = {
    "leading_group": "group",
    "meeting": "meeting",
    "room": "room",
    "appointment": "appointment",
}
STAGES = [
    *(Stage("orgs:fact", {"kind": f"={kind}", "pk": name}) for kind, name in FACTS.items()),
    Stage("orgs:fact", {"pk": "old_office"}),
    Stage("calls:call", {"pk": "draft_call"}),
    Stage("evaluation:rating", {"pk": "recused_rating"}),
    Stage("ledger:sheet", prepare=returned),
    Stage("ledger:fact", prepare=corrected),
    Stage("core:job", prepare=running),
    Stage("evaluation:objection", prepare=answered),
    Stage("evaluation:result", prepare=answered),
    Stage("calls:objection", prepare=answered),
]
