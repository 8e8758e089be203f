"""Looking at what proves another's figures, and at who rates whom, is itself in the log."""

from __future__ import annotations

from datetime import datetime

from wangyu.assessment.evaluation.models import Cycle
from wangyu.base.audit.reads import note_read
from wangyu.base.core.access import Actor
from wangyu.records.evidence.models import File


def note_paper_reading(*, file: File, actor: Actor, now: datetime) -> None:
    """By somebody who checks; in the log of the university whose paper it is."""
    note_read(
        "evaluation.paper.read", "查核时打开佐证", actor=actor, now=now, target=file,
        org_path=file.organisation.path,
    )  # fmt: skip


def note_experts_reading(*, cycle: Cycle, actor: Actor, now: datetime) -> None:
    note_read(
        "evaluation.experts.read", "查看评分专家及其进度", actor=actor, now=now, target=cycle,
        org_path=cycle.owner.path,
    )  # fmt: skip
